"""From an answer to a draft: looks for the questions that the draft would ask, then drafts. Both front ends come through here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kbassist.assistant.answer import gather
from kbassist.assistant.conversation import Conversation
from kbassist.diagnosis.diagnose import diagnose
from kbassist.diagnosis.weigh import Seen
from kbassist.drafting.case import CaseData, Wish
from kbassist.drafting.draft import draft
from kbassist.errors import UsageError
from kbassist.kb.store import Store
from kbassist.model.case import FindingsMade
from kbassist.model.diagnosis import Diagnosis, Verdict
from kbassist.model.draft import Draft
from kbassist.model.facts import UNKNOWN, Fact, Origin

MOST_QUESTIONS = 2
"""A customer answers one or two questions; of five, none."""
TOP = 12
"""Causes looked at: a note names those that are as good as ruled out as well."""


class Given(NamedTuple):
    """What a draft is made of: all that speaks in the case, the findings of live checks, the case's number."""

    seen: Seen
    findings: tuple[str, ...] = ()
    case_id: str = ""


def given_by_text(text: str, facts: Mapping[str, str], store: Store) -> Given:
    """Return what a pasted text and facts give. Raises UsageError for an unknown fact."""
    return Given(gather(text, facts, store))


def given_by_case(talk: Conversation, number: int) -> Given:
    """Return what a kept case gives. Raises UsageError where nothing was said in it."""
    if talk.seen is None:
        raise UsageError(f"nothing is known of case {number} yet; go on with it by `kbassist cases resume {number}`")
    checks = [event for event in talk.events if isinstance(event, FindingsMade)]
    findings = tuple(dict.fromkeys(f"{each.title}: {each.detail}".rstrip(": ") for event in checks for each in event.findings))
    return Given(talk.seen, findings, str(number))


def draft_for(given: Given, wish: Wish, variables: Mapping[str, str], store: Store) -> Draft | None:
    """Return the draft for a case, or None where nothing in the knowledge matches.

    Raises UsageError for an unknown audience, tone or language, KnowledgeError for a broken template.
    """
    found = diagnose(given.seen, store, TOP)
    if found.verdict is Verdict.NO_MATCH:
        return None
    asks = next_questions(given.seen, found, store)
    return draft(CaseData(given.seen.report, found, variables, asks, given.findings, given.case_id), wish, store)


def next_questions(seen: Seen, found: Diagnosis, store: Store) -> tuple[str, ...]:
    """Return the keys of the next questions: each following one as if the ones before had been answered with “I don't know”."""
    asked: list[str] = []
    while found.next_question is not None and len(asked) < MOST_QUESTIONS:
        asked.append(found.next_question.key)
        seen = seen._replace(facts=(*seen.facts, Fact(asked[-1], UNKNOWN, Origin.STATED)))
        found = diagnose(seen, store, 1)
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
