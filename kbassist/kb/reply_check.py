"""Holds the texts of replies against the rest: causes, questions and providers exist, templates are in the language allowed."""

from __future__ import annotations

from collections.abc import Iterator

from kbassist.kb import sandbox
from kbassist.kb.entries import Entry, Loaded
from kbassist.kb.phrases import PhraseError, parse
from kbassist.kb.problems import Problem
from kbassist.kb.reply_rows import sections
from kbassist.kb.reply_schema import PART_SECTIONS
from kbassist.kb.schema import nearest
from kbassist.kb.supplied import SUPPLIED
from kbassist.model.tones import NEEDS, STEPS, TONES, WHAT


def part(entry: Entry) -> str:
    """Return the part of an entry of replies: templates, blocks, causes, questions, or `language`."""
    return entry.id.split("/")[1]


def sources(entry: Entry) -> Iterator[tuple[str, int]]:
    """Yield each template text of an entry with the line on which it begins."""
    if part(entry) in ("blocks", "causes"):
        yield from ((text, line + 2) for _, text, line in sections(entry))
    elif part(entry) != "language":
        yield entry.front.body, entry.front.body_line
    for field in ("subject", "title") if part(entry) in ("templates", "questions") else ():
        if hasattr(entry.data, field):
            yield getattr(entry.data, field), entry.line(field)


def faults(entry: Entry, loaded: Loaded) -> Iterator[Problem]:
    """Yield what would make a draft fail: places that do not exist, templates that cannot be filled in."""
    kind, stem = part(entry), entry.id.rsplit("/", 1)[-1]
    for family in ("causes", "questions"):
        known = loaded.family(family)
        if kind == family and stem not in known:
            yield Problem(1, f"'{stem}' is no entry of {family}/{nearest(stem, sorted(known))}; the file is named after it")
    if kind == "questions" and stem in loaded.family("questions"):
        allowed = [answer.value for answer in loaded.family("questions")[stem].data.answers]
        for value in entry.data.answers:
            if value not in allowed:
                yield Problem(entry.line("answers", value), f"'{value}' is no answer of {stem}; allowed: {', '.join(allowed)}")
    titles = [section.title for section in entry.body.sections if section.level == 2]
    for wanted in PART_SECTIONS.get(kind, ()):
        if wanted not in titles:
            yield Problem(entry.front.body_line, f"the section '## {wanted}' is missing")
    allowed = {"blocks": list(TONES), "causes": [WHAT, STEPS, NEEDS]}.get(kind, titles)
    for section in entry.body.sections:
        if section.level == 2 and section.title not in allowed:
            yield Problem(section.line, f"'## {section.title}' is no section here; allowed: {', '.join(allowed)}")
    if kind == "causes":
        yield from _owners(entry, loaded)
    if kind == "language":
        yield from _phrases(entry)
    for text, line in sources(entry):
        for fault in sandbox.faults(text):
            yield Problem(line + fault.line, fault.what)
        if not sandbox.faults(text):
            yield from _undeclared(entry, loaded, text, line)


def _owners(entry: Entry, loaded: Loaded) -> Iterator[Problem]:
    providers = loaded.family("providers")
    for name, _, line in sections(entry):
        owner = name.partition("/")[2]
        if owner and owner not in providers:
            yield Problem(line, f"'{owner}' is no provider{nearest(owner, sorted(providers))}")


def _phrases(entry: Entry) -> Iterator[Problem]:
    for field in ("secrets", "blame", "unfit"):
        for number, phrase in enumerate(getattr(entry.data, field)):
            try:
                parse(phrase)
            except PhraseError as error:
                yield Problem(entry.line(field, number), str(error))


def _undeclared(entry: Entry, loaded: Loaded, text: str, line: int) -> Iterator[Problem]:
    """A name is a variable of this text, a block of its language, or supplied by every draft."""
    language = entry.id.split("/")[0]
    blocks = {name.rsplit("/", 1)[1] for name in loaded.family("replies") if name.startswith(f"{language}/blocks/")}
    declared = {variable.name for variable in entry.data.variables}
    for name, at in sandbox.names(text).items():
        if name not in declared | blocks | set(SUPPLIED):
            known = sorted(declared | blocks | set(SUPPLIED))
            yield Problem(line + at, f"'{name}' is declared nowhere{nearest(name, known)}; declare it under `variables`")
