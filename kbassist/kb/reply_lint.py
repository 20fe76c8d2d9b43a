"""What makes a text of replies poor though not broken. Rules as in `lint`: one function `kbNNN`, its docstring is its documentation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

from kbassist.kb import sandbox
from kbassist.kb.entries import Entry, Loaded
from kbassist.kb.phrases import PhraseError, ends_at, parse
from kbassist.kb.reply_check import part, sources
from kbassist.model.tokens import words

WHOLE = ("greeting", "asking", "diagnosis", "steps", "needs", "closing")
"""Blocks without which a customer is left standing: no greeting, no question where the cause is open, nothing to do."""
NEAR = 6
"""Words around a phrase in which a denial makes it harmless."""

_TAGS = re.compile(r"\{%.*?%\}|\{\{.*?\}\}")
_SENTENCE = re.compile(r"[.!?:…]\s+")

Found = Iterator[tuple[int, str]]


class Context(Protocol):
    """What a rule may look at beside the entry."""

    @property
    def loaded(self) -> Loaded: ...


def kb117(context: Context, entry: Entry) -> Found:
    """A variable that a text of replies declares stands in it."""
    if entry.family == "replies":
        used = {name for text, _ in sources(entry) for name in sandbox.names(text)}
        for number, variable in enumerate(entry.data.variables):
            if variable.name not in used:
                yield entry.line("variables", number), f"'{variable.name}' is declared and not used"


def kb118(context: Context, entry: Entry) -> Found:
    """The template for customers greets, asks or explains, says what to do and what we need, and closes."""
    if entry.family == "replies" and entry.id.endswith("/templates/customer"):
        used = {name for text, _ in sources(entry) for name in sandbox.names(text)}
        for block in WHOLE:
            if block not in used:
                yield entry.front.body_line, f"the block '{{{{ {block} }}}}' is missing"


def kb119(context: Context, entry: Entry) -> Found:
    """No text of replies asks for a secret, blames, or uses a word that its language.md calls unfit."""
    if entry.family != "replies" or part(entry) == "language":
        return
    language = context.loaded.family("replies").get(f"{entry.id.split('/')[0]}/language")
    if language is None:
        return
    denials = set(language.data.denials)
    for field, said in (
        ("secrets", "asks for a secret"),
        ("blame", "sounds like blame"),
        ("unfit", "does not belong in a reply"),
    ):
        for phrase in getattr(language.data, field):
            try:
                elements = parse(phrase)
            except PhraseError:
                continue  # KB001 has told it
            for text, line in sources(entry):
                for offset, sentence in _sentences(text):
                    found = _undenied(elements, sentence, denials)
                    if found:
                        yield line + offset, f"“{found}” {said}; say it otherwise"


def kb120(context: Context, entry: Entry) -> Found:
    """A language has every text that another has, so that no draft lacks its words."""
    if entry.family == "replies" and part(entry) == "language":
        own = f"{entry.id.split('/')[0]}/"
        everywhere = {name.split("/", 1)[1] for name in context.loaded.family("replies")}
        for name in sorted(everywhere):
            if f"{own}{name}" not in context.loaded.family("replies"):
                yield 1, f"'{own}{name}.md' is missing; other languages have it: kbassist kb new replies {own}{name}"


def _sentences(text: str) -> Iterator[tuple[int, list[str]]]:
    for offset, line in enumerate(text.split("\n")):
        for sentence in _SENTENCE.split(_TAGS.sub(" ", line)):
            if sentence.strip():
                yield offset, words(sentence)


def _undenied(elements: tuple[object, ...], sentence: list[str], denials: set[str]) -> str:
    for start in range(len(sentence)):
        end = ends_at(elements, sentence, start)
        if end is not None and not denials & set(sentence[max(0, start - NEAR) : end + 3]):
            return " ".join(sentence[start:end])
    return ""
