"""From an answer to a draft: looks for the questions that the draft would ask, then drafts. Both front ends come through here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kbassist.assistant.answer import Answer, answer
from kbassist.drafting.case import CaseData, Wish
from kbassist.drafting.draft import draft
from kbassist.errors import UsageError
from kbassist.kb.store import Store
from kbassist.model.diagnosis import Verdict
from kbassist.model.draft import Draft
from kbassist.model.facts import UNKNOWN

MOST_QUESTIONS = 2
"""A customer answers one or two questions; of five, none."""
TOP = 12
"""Causes looked at: a note names those that are as good as ruled out as well."""


class Given(NamedTuple):
    """What a case holds: the text, the facts beside it, the findings of live checks, its number."""

    text: str
    facts: Mapping[str, str]
    findings: tuple[str, ...] = ()
    case_id: str = ""


def draft_for(given: Given, wish: Wish, variables: Mapping[str, str], store: Store) -> Draft | None:
    """Return the draft for a case, or None where nothing in the knowledge matches.

    Raises UsageError for an unknown fact, audience, tone or language, KnowledgeError for a broken template.
    """
    found = answer(given.text, given.facts, store, TOP)
    if found.diagnosis.verdict is Verdict.NO_MATCH:
        return None
    asks = next_questions(given, found, store)
    return draft(CaseData(found.report, found.diagnosis, variables, asks, given.findings, given.case_id), wish, store)


def next_questions(given: Given, found: Answer, store: Store) -> tuple[str, ...]:
    """Return the keys of the next questions: each following one as if the ones before had been answered with “I don't know”."""
    facts = dict(given.facts)
    asked: list[str] = []
    while found.diagnosis.next_question is not None and len(asked) < MOST_QUESTIONS:
        key = found.diagnosis.next_question.key
        if key in asked:
            break
        asked.append(key)
        facts[key] = UNKNOWN
        found = answer(given.text, facts, store, 1)
    return tuple(asked)


def chosen(named: Sequence[str], defaults: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of a draft: the agent's defaults, and over them what was named as `NAME=VALUE`.

    Raises UsageError for a text without a name or an equals sign.
    """
    found = dict(defaults)
    for text in named:
        name, sign, value = text.partition("=")
        if not sign or not name.strip().isidentifier():
            raise UsageError("--var wants NAME=VALUE, for example --var customer_name='Ms Miller'")
        found[name.strip()] = value.strip()
    return found
