"""Holds the entries against each other: unknown ids, values that no question allows, sections that are missing.

These faults would make the compiled knowledge wrong, so a build refuses them; what is merely poor is a matter for the lint.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kbassist.kb import reply_check
from kbassist.kb.entries import Entry, Loaded, libraries
from kbassist.kb.problems import Located, Problem
from kbassist.kb.sample import SAMPLE, faults
from kbassist.kb.schema import SECTIONS, nearest
from kbassist.model.facts import UNKNOWN
from kbassist.model.tokens import words


def check(loaded: Loaded, entries: Iterable[Entry] | None = None) -> list[Located]:
    """Return every fault of the entries (of all, if none are given) towards the others, in the order of the files."""
    looked_at = loaded.entries.values() if entries is None else entries
    return [Located(entry.path, problem) for entry in looked_at for problem in _faults(entry, loaded)]


def _faults(entry: Entry, loaded: Loaded) -> Iterator[Problem]:
    causes, outside = set(loaded.family("causes")), set(loaded.family("outside"))
    data = entry.data
    if entry.family in ("providers", "clients"):
        yield from _known(entry, ("causes",), data.causes, causes, "cause")
        for number, reply in enumerate(data.replies):
            yield from _known(entry, ("replies", number, "causes"), reply.causes, causes | outside, "cause")
            for key, value in reply.facts.items():
                yield from _fact(entry, ("replies", number, "facts", key), key, [value], loaded)
        ids = [reply.id for reply in data.replies]
        for number, name in enumerate(ids):
            if name in ids[:number]:
                yield Problem(entry.line("replies", number, "id"), f"the reply id '{name}' stands twice in this entry")
        yield from _sections(entry, causes)
        yield from _sample(entry)
    if entry.family == "providers":
        for number, credential in enumerate(data.credentials):
            yield from _pattern(entry, number, credential.pattern or "")
        for key, row in data.base.items():
            yield from _fact(entry, ("base", key), key, row, loaded)
    if entry.family == "clients":
        clients = loaded.family("clients")
        for number, name in enumerate(data.built_on):
            if name not in clients:
                yield Problem(entry.line("built_on", number), f"unknown client '{name}'{nearest(name, sorted(clients))}")
            elif name == entry.id or entry.id in libraries(clients[name], loaded):
                yield Problem(
                    entry.line("built_on", number), f"'{name}' is built on '{entry.id}' in turn: one of the two is the library"
                )
    if entry.family == "codes":
        yield from _known(entry, ("causes",), data.causes, causes | outside, "cause")
        for key, value in data.facts.items():
            yield from _fact(entry, ("facts", key), key, [value], loaded)
    if entry.family == "causes":
        for key, row in data.evidence.items():
            yield from _fact(entry, ("evidence", key), key, row, loaded)
        yield from _known(entry, ("untaken",), data.untaken, set(loaded.family("questions")), "fact")
        yield from _known(entry, ("checks",), data.checks, set(loaded.family("checks")), "check")
        owners = set(loaded.family("providers")) | set(loaded.family("clients"))
        for section in entry.body.sections:
            if section.level == 3 and section.title.startswith("For "):
                named = [name.strip().lower() for name in section.title[4:].replace(" and ", ",").split(",")]
                yield from (
                    Problem(section.line, f"'{name}' is no provider or client{nearest(name, sorted(owners))}")
                    for name in named
                    if name not in owners
                )
    if entry.family == "lexicon":
        for number, phrase in enumerate(data.sending):
            if not 1 <= len(words(phrase)) <= 2:
                yield Problem(entry.line("sending", number), f"'{phrase}' is no word or two: longer ones are never found")
    if entry.family == "replies":
        yield from reply_check.faults(entry, loaded)
    if entry.family == "questions":
        allowed = {answer.value for answer in data.answers}
        for value in [*data.base, *data.phrases]:
            if allowed and value not in allowed:
                yield Problem(
                    entry.line("phrases", value),
                    f"'{value}' is no answer of this question; allowed: {', '.join(sorted(allowed))}",
                )
        for rule, rows in (("skip_if", data.skip_if), ("only_if", data.only_if)):
            for key, values in rows.items():
                yield from _fact(entry, (rule, key), key, values, loaded)
    yield from _missing(entry)


def _pattern(entry: Entry, number: int, pattern: str) -> Iterator[Problem]:
    try:
        re.compile(pattern)
    except re.error as error:
        yield Problem(entry.line("credentials", number, "pattern"), f"the pattern is no regular expression: {error}")


def _known(entry: Entry, path: tuple[str | int, ...], names: Iterable[str], allowed: set[str], what: str) -> Iterator[Problem]:
    for name in names:
        if name not in allowed:
            yield Problem(
                entry.line(*path, name),
                f"unknown {what} '{name}'{nearest(name, sorted(allowed))}; write an entry for it or name another",
            )


def _fact(entry: Entry, path: tuple[str | int, ...], key: str, values: Iterable[str], loaded: Loaded) -> Iterator[Problem]:
    questions = loaded.family("questions")
    if key not in questions:
        yield Problem(
            entry.line(*path),
            f"unknown fact '{key}'{nearest(key, sorted(questions))}; each fact is an entry in questions/",
        )
        return
    allowed = [answer.value for answer in questions[key].data.answers]
    for value in values:
        if allowed and value not in (*allowed, UNKNOWN):
            yield Problem(
                entry.line(*path),
                f"{key}: '{value}' is not allowed{nearest(value, allowed)}; allowed: {', '.join(allowed)}",
            )


def _sections(entry: Entry, causes: set[str]) -> Iterator[Problem]:
    for section in entry.body.sections:
        if not section.title.startswith("Fix:"):
            continue
        for cause in section.title[4:].split(","):
            if cause.strip() not in causes:
                yield Problem(section.line, f"unknown cause '{cause.strip()}'{nearest(cause.strip(), sorted(causes))}")
        if not section.steps:
            yield Problem(section.line, f"'{section.title}' has no numbered steps")


def _sample(entry: Entry) -> Iterator[Problem]:
    found = [section for section in entry.body.sections if section.title == SAMPLE]
    form = getattr(entry.data, "sample", None)
    if form is None:
        for section in found:
            yield Problem(section.line, "'## Sample' needs the field 'sample' in the front matter, which says how to fill it in")
        return
    if "NAME" not in form.environment or "VALUE" not in form.quote:
        yield Problem(entry.line("sample"), "sample: 'environment' holds the word NAME and 'quote' the word VALUE")
    if not any(section.fences for section in found):
        yield Problem(entry.line("sample"), "'sample' needs a section '## Sample' with a fenced block")
    for section in found:
        for fence in section.fences:
            yield from (Problem(fence.line + line, what) for line, what in faults(fence.code))


def _missing(entry: Entry) -> Iterator[Problem]:
    present = [section.title for section in entry.body.sections]
    for wanted in SECTIONS.get(entry.family, ()):
        if wanted not in present:
            yield Problem(entry.front.body_line, f"the section '## {wanted}' is missing")
    if entry.family == "causes":
        for section in entry.body.sections:
            if section.title == "How to fix" and not section.steps:
                yield Problem(section.line, "'How to fix' has no numbered steps")
