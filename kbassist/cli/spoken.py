"""The parts of a reply as lines for a plain terminal: no cursor movement, nothing that only colour or position tells."""

from __future__ import annotations

from collections.abc import Iterable

from kbassist.assistant import reply as out
from kbassist.assistant.plaintext import plain
from kbassist.cli.page import LEAST_SHOWN, Writer
from kbassist.model import case
from kbassist.model.diagnosis import Diagnosis, Verdict
from kbassist.model.facts import UNKNOWN, Origin
from kbassist.model.knowledge import Question

MOST_CAUSES = 4
"""Causes named after each turn; `facts` and the export tell the rest."""
ORIGINS = {Origin.STATED: "you said", Origin.READ: "from your text", Origin.CHECKED: "checked"}


def spoken(reply: Iterable[out.Part], color: bool, width: int) -> str:
    """Return a reply as text; empty where there is nothing to say."""
    writer = Writer(color, width)
    for part in reply:
        writer.gap()
        _part(writer, part)
    return writer.done()


def _part(writer: Writer, part: out.Part) -> None:
    match part:
        case out.TextTaken(report):
            if report.cut:
                writer.text("The text is very long: only the lines that speak of mail or errors were read.")
        case out.Meant(sentences):
            for sentence in sentences:
                writer.text(sentence)
        case out.Noted(facts, gone):
            for row in facts:
                writer.text(f"Noted: {row.key}: {row.value}{_origin(row)}")
            if gone:
                writer.text(f"Not counted any more: {', '.join(gone)}")
        case out.Contradiction(text) | out.Notice(text):
            writer.text(text)
        case out.Shown(diagnosis, moved):
            _shown(writer, diagnosis, moved)
        case out.Asked(question, choices, again):
            writer.head(f"{'Still open' if again else 'Question'}: {question.text}")
            _choices(writer, choices)
        case out.CheckOffered(check):
            how = "type `check`" if check.command.count(" ") == 2 else f"run `{check.command}`"
            writer.text(f"A live check would help: {check.title}: {how}.")
        case out.Steps(_, title, steps, sources):
            writer.head(f"What to do: {title}")
            for number, step in enumerate(steps, 1):
                writer.item(f"{number}.", plain(step))
            for source in sources[:2]:
                writer.item("Source:", source.title if not source.url else f"{source.title}: {source.url}")
        case out.HelpedAsked(_, _, choices):
            writer.head("Did it help?")
            _choices(writer, choices)
        case out.Why(question, outcomes, find_out):
            _why(writer, question.why, outcomes, find_out)
        case out.WouldChange(rows):
            _would_change(writer, rows)
        case out.Facts(rows, tried):
            _facts(writer, rows, tried)
        case out.TakenBack(event):
            writer.text(f"Taken back: {_event(event)}")
        case out.Closed(_, title):
            writer.head(f"Resolved{f': {title}' if title else ''}.")
        case out.Exhausted(_, title, ask):
            writer.head(f"What is likely was tried. Most likely still: {title}")
            _markdown(writer, ask)
        case out.NotUnderstood(text):
            writer.text(f"I cannot take “{_short(text)}” as an answer; it is kept as a note.")


def _origin(row: out.FactRow) -> str:
    words = _short(row.words)
    if row.origin is Origin.STATED:
        return f" (you said “{words}”)" if words else ""
    return f" ({ORIGINS[row.origin]}{f': “{words}”' if words else ''})"


def _shown(writer: Writer, diagnosis: Diagnosis, moved: bool) -> None:
    if diagnosis.verdict is Verdict.NO_MATCH:
        if diagnosis.outside is not None:
            writer.head(f"Not a refused mail login: {diagnosis.outside.title}")
            writer.text(diagnosis.outside.says)
        else:
            writer.head("Nothing in the knowledge base matches yet.")
        writer.text("Paste the server's exact words with their numbers, and name the provider and the program.")
        return
    first = diagnosis.causes[0]
    writer.head(f"{'Most likely' if moved else 'Still most likely'}: {first.title} ({first.probability:.0%})")
    if moved and first.summary:
        writer.text(first.summary, "  ")
    for reason in first.because[:3] if moved else ():
        writer.item("  for it:", reason)
    for reason in first.against[:1] if moved else ():
        writer.item("  against it:", reason)
    rest = [f"{one.title} ({one.probability:.0%})" for one in diagnosis.causes[1:MOST_CAUSES] if one.probability >= LEAST_SHOWN]
    if rest:
        writer.item("  or:", "; ".join(rest))


def _choices(writer: Writer, choices: tuple[out.Choice, ...]) -> None:
    for choice in choices:
        writer.item(f"  {choice.number}.", choice.label)


def _why(writer: Writer, why: str, outcomes: tuple[out.Leading, ...], find_out: str) -> None:
    writer.text(why)
    for lead in outcomes:
        writer.item("  -", f"{lead.label}: then most likely {lead.title} ({lead.probability:.0%})")
    if find_out:
        writer.head("How to find out")
        _markdown(writer, find_out)


def _would_change(writer: Writer, rows: tuple[tuple[Question, out.Leading], ...]) -> None:
    if not rows:
        writer.text("No single answer would put another cause first.")
        return
    writer.head("What would change my mind")
    for question, lead in rows[:6]:
        writer.item("  -", f"{question.text} {lead.label}: then {lead.title} ({lead.probability:.0%})")


def _facts(writer: Writer, rows: tuple[out.FactRow, ...], tried: tuple[str, ...]) -> None:
    if not rows and not tried:
        writer.text("Nothing is known yet.")
        return
    writer.head("What is known")
    for row in rows:
        value = row.value if row.value != UNKNOWN else "you do not know"
        writer.item("  -", f"{row.key}: {value}{_origin(row)}")
    for title in tried:
        writer.item("  -", f"tried, did not help: {title}")
    writer.text("`change KEY VALUE` mends one, `forget KEY` takes one back.")


def _event(event: case.Event) -> str:
    match event:
        case case.TextSaid(_, text):
            return f"“{_short(text)}”"
        case case.FactAnswered(_, key, value):
            return f"{key}: {value}"
        case case.AnswerWithdrawn(_, key):
            return f"that {key} does not count"
        case case.FindingsMade(_, findings):
            return f"{len(findings)} findings of live checks"
        case case.FixShown():
            return "the steps"
        case case.FixTried(_, cause, helped):
            return f"that the steps for {cause} {'helped' if helped else 'did not help'}"
        case _:
            return "the last word"


def _markdown(writer: Writer, text: str) -> None:
    """Write a piece of an article: its lines, wrapped, list marks kept."""
    for line in text.split("\n"):
        mark, dot, rest = line.strip().partition(" ")
        if dot and (mark == "-" or mark.rstrip(".").isdigit()):
            writer.item(f"  {mark}", plain(rest))
        elif line.strip():
            writer.text(plain(line.strip()), "  ")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59].rstrip() + "…"
