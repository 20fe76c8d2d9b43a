"""The parts of a reply as blocks of the conversation. What is said is decided by the assistant; this is how it looks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from textual.content import Content

from kbassist.assistant import reply as out
from kbassist.model import case
from kbassist.model.diagnosis import Candidate, Diagnosis, Verdict
from kbassist.model.facts import UNKNOWN, Origin
from kbassist.model.knowledge import Source
from kbassist.tui.blocks import Block, Entry, Line
from kbassist.tui.marks import blocks, inline, item, link_style, visible

LEAST_SHOWN = 0.03
"""A cause less likely than this is not worth a line."""
MOST_CAUSES = 4
"""Causes named in the conversation; the panel beside it shows all."""
MOST_CHANGES = 6
ORIGINS = {Origin.STATED: "you said", Origin.READ: "from your text", Origin.CHECKED: "checked"}


def entries(reply: Iterable[out.Part], answered: Collection[str] = ()) -> tuple[Entry, ...]:
    """Return a reply as one message of the conversation, or as none where there is nothing to show.

    `answered` are the facts of the message right above: that they were noted goes without saying.
    """
    parts = [_hushed(part, answered) for part in reply]
    made = [block for part in parts for block in _part(part)]
    kind = "asked" if any(isinstance(part, out.Asked | out.HelpedAsked) for part in parts) else "kbassist"
    return (Entry(kind, tuple(made)),) if made else ()


def _hushed(part: out.Part, answered: Collection[str]) -> out.Part:
    if not isinstance(part, out.Noted):
        return part
    return part._replace(facts=tuple(row for row in part.facts if row.key not in answered or row.origin is not Origin.STATED))


def name_of(key: str) -> str:
    """Return a fact's key as words."""
    return key.replace("_", " ")


def percent(probability: float) -> str:
    """Return a probability as people read it; never 0% or 100%, which nobody knows."""
    return f"{min(99, max(1, round(probability * 100)))}%"


def _part(part: out.Part) -> Iterator[Line]:
    match part:
        case out.TextTaken(report):
            if report.cut:
                yield _say("The text is very long: only the lines that speak of mail or errors were read.", ".block--dim")
        case out.Meant(sentences):
            for sentence in sentences:
                yield Block(inline(sentence))
            yield _blank()
        case out.Noted(facts, gone):
            yield from _noted(facts, gone)
        case out.Contradiction(text):
            yield Block(Content(visible(text)), "! ", "  ", ".block--warn", gap=True)
        case out.Notice(text):
            yield _say(text)
        case out.Shown(diagnosis, moved):
            yield from _shown(diagnosis, moved)
        case out.Asked(question, _, again):
            yield Block(
                _styled(f"{'Still open: ' if again else ''}{question.text}", ".block--question"), "? ", "  ", ".block--question"
            )
        case out.CheckOffered(check):
            target = check.command.rsplit(" ", 1)[-1]
            yield Block(_styled(f"I can look as well: F4 checks {visible(target)} live", ".block--dim"), "  ", "  ")
        case out.Steps(_, title, steps, sources):
            yield Block(_styled(f"What to do: {visible(title)}", ".block--head"), gap=True)
            for number, step in enumerate(steps, 1):
                yield from item(f"{number}. ", step)
            yield _blank()
            yield from _sources(sources)
        case out.HelpedAsked():
            yield Block(_styled("Did it help?", ".block--question"), "? ", "  ", ".block--question")
        case out.Why(question, outcomes, find_out):
            yield Block(inline(f"Why I ask: {question.why}"), gap=True)
            for lead in outcomes:
                yield from item("- ", f"{lead.label}: then most likely **{lead.title}** ({percent(lead.probability)})")
            yield _blank()
            if find_out:
                yield Block(_styled("How to find out", ".block--head"), gap=True)
                yield from blocks(find_out, "questions")
        case out.WouldChange(rows):
            yield from _would_change(rows)
        case out.Facts(rows, tried):
            yield from _facts(rows, tried)
        case out.TakenBack(event):
            yield _say(f"Taken back: {taken_back(event)}", ".block--dim")
        case out.Closed(_, title):
            yield Block(_styled(f"Resolved{f': {visible(title)}' if title else ''}.", ".block--good"), gap=True)
            yield _say("/new begins another case, /export keeps a copy of this one, /back opens it again.", ".block--dim")
        case out.Exhausted(_, title, ask):
            yield Block(_styled(f"What is likely was tried. Most likely still: {visible(title)}", ".block--head"), gap=True)
            yield from blocks(ask, "causes")
        case out.NotUnderstood(text):
            yield _say(f"I cannot take “{short(text)}” as an answer; it is kept as a note.", ".block--warn")


def _say(text: str, style: str = "") -> Block:
    return Block(_styled(visible(text), style), gap=True)


def _styled(text: str, style: str) -> Content:
    return Content.assemble((text, style)) if style else Content(text)


def _blank() -> Block:
    """An empty line. Of several in a row the view shows each; parts put one where their last line has none."""
    return Block(Content(""))


def _noted(facts: tuple[out.FactRow, ...], gone: tuple[str, ...]) -> Iterator[Line]:
    read = [row for row in facts if row.origin is not Origin.STATED]
    said = [row for row in facts if row.origin is Origin.STATED]
    for rows in (read, said):
        words = "; ".join(f"{name_of(row.key)}: {visible(row.label)}" for row in rows)
        if words:
            yield _say(f"Noted: {words} ({ORIGINS[rows[0].origin]})", ".block--dim")
    if gone:
        yield _say(f"Not counted any more: {', '.join(map(name_of, gone))}", ".block--dim")


def _shown(diagnosis: Diagnosis, moved: bool) -> Iterator[Line]:
    if diagnosis.verdict is Verdict.NO_MATCH:
        if diagnosis.outside is not None:
            yield Block(_styled(f"Not a refused mail login: {diagnosis.outside.title}", ".block--head"))
            yield Block(inline(diagnosis.outside.says), gap=True)
        else:
            yield Block(_styled("Nothing in the knowledge base matches yet.", ".block--head"))
        yield _say("Paste the server's exact words with their numbers, and name the provider and the program.")
        return
    first = diagnosis.causes[0]
    yield _cause("Most likely: " if moved else "Still most likely: ", first)
    if moved and first.summary:
        yield Block(inline(first.summary))
    for reason in first.because[:3] if moved else ():
        yield Block(Content(visible(reason)), "  + ", "    ", ".block--good")
    for reason in first.against[:1] if moved else ():
        yield Block(Content(visible(f"against it: {reason}")), "  - ", "    ", ".block--bad")
    rest = [one for one in diagnosis.causes[1:MOST_CAUSES] if one.probability >= LEAST_SHOWN]
    if rest:
        others = [Content.assemble(_linked(one), f" {percent(one.probability)}") for one in rest]
        yield Block(Content.assemble("or ", Content("; ").join(others)), "  ", "  ", ".block--dim")
    yield _blank()


def _cause(lead: str, cause: Candidate) -> Block:
    return Block(
        Content.assemble(
            (lead, ".block--head"), _linked(cause, ".block--head"), (f"  {percent(cause.probability)}", ".block--head")
        )
    )


def _linked(cause: Candidate, style: str = "") -> Content:
    """The title of a cause, leading to its article."""
    words = visible(cause.title)
    return Content.assemble((words, style)).stylize(".block--link").stylize(link_style(f"causes/{cause.id}"))


def _sources(sources: tuple[Source, ...]) -> Iterator[Line]:
    for source in sources[:2]:
        text = f"[{source.title}]({source.url})" if source.url else source.title
        yield Block(inline(text, ".block--dim"), "Source: ", "        ", ".block--dim")
    if sources:
        yield _blank()


def _would_change(rows: tuple[tuple[object, out.Leading], ...]) -> Iterator[Line]:
    if not rows:
        yield _say("No single answer would put another cause first.")
        return
    yield Block(_styled("What would change my mind", ".block--head"), gap=True)
    for question, lead in rows[:MOST_CHANGES]:
        text = getattr(question, "text", "")
        yield from item("- ", f"{text} {lead.label}: then **{lead.title}** ({percent(lead.probability)})")
    yield _blank()


def _facts(rows: tuple[out.FactRow, ...], tried: tuple[str, ...]) -> Iterator[Line]:
    if not rows and not tried:
        yield _say("Nothing is known yet.")
        return
    yield Block(_styled("What is known", ".block--head"), gap=True)
    for row in rows:
        value = "you do not know" if row.value == UNKNOWN else visible(row.label)
        words = f", “{short(row.words)}”" if row.words else ""
        yield Block(
            Content.assemble(
                f"{name_of(row.key)}: ", (value, ".block--strong"), (f"  ({ORIGINS[row.origin]}{words})", ".block--dim")
            ),
            "- ",
            "  ",
            ".block--mark",
        )
    for title in tried:
        yield Block(Content(f"tried, did not help: {visible(title)}"), "- ", "  ", ".block--mark")
    yield _blank()


def taken_back(event: case.Event) -> str:
    """Return an event in a few words."""
    match event:
        case case.TextSaid(_, text):
            return f"“{short(text)}”"
        case case.FactAnswered(_, key, value):
            return f"{name_of(key)}: {value}"
        case case.AnswerWithdrawn(_, key):
            return f"that {name_of(key)} does not count"
        case case.FindingsMade(_, findings):
            return f"{len(findings)} findings of live checks"
        case case.FixShown():
            return "the steps"
        case case.FixTried(_, _, helped):
            return f"that the steps {'helped' if helped else 'did not help'}"
        case _:
            return "the last word"


def short(text: str, most: int = 60) -> str:
    """Return a text as one line of at most `most` characters."""
    line = " ".join(visible(text).split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
