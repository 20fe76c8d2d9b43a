"""What the person did, as messages of the conversation: pasted text verbatim with what was recognised underlined."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from kbassist.assistant.conversation import Conversation
from kbassist.model import case
from kbassist.tui.blocks import Block, Entry
from kbassist.tui.marks import visible
from kbassist.tui.parts import name_of

WHOLE = 24
"""Lines up to which a pasted text is shown whole."""
HEAD = 10
"""Lines shown from the beginning of a longer one, beside those in which something was recognised."""
TELLING = 8
"""Lines shown because something was recognised in them."""
LONGEST = 2_000
"""Characters of one line that are shown; a minified JSON body would fill the screen."""
STATES = {"pass": "ok  ", "warn": "warn", "fail": "FAIL", "skip": "skip", "error": "??? "}
"""How an outcome is written: told by its word, not by its colour alone."""
GROUNDS = {"pass": ".block--good", "warn": ".block--warn", "fail": ".block--bad", "error": ".block--warn", "skip": ".block--dim"}


def said(before: Conversation, after: Conversation) -> tuple[Entry, ...]:
    """Return the messages of what was done between two states of a conversation; nothing where something was taken back."""
    if len(after.events) <= len(before.events):
        return ()
    asked = before.question.key if before.question else ""
    return tuple(entry(event, after, asked) for event in after.events[len(before.events) :])


def past(talk: Conversation) -> tuple[Entry, ...]:
    """Return the messages of a whole kept conversation. Its replies are not made again: a thousand would take seconds."""
    return tuple(entry(event, talk, "") for event in talk.events)


def entry(event: case.Event, talk: Conversation, asked: str) -> Entry:
    """Return an event as a message; `asked` is the fact that was asked for when it happened."""
    match event:
        case case.TextSaid(_, text):
            return Entry("you", _verbatim(text, talk))
        case case.NoteWritten(_, text):
            return Entry("you", (_you(text),))
        case case.FactAnswered(_, key, value, words):
            return Entry("you", (_you(_answer(key, value, words, talk, asked)),))
        case case.AnswerWithdrawn(_, key):
            return Entry("you", (_you(f"{name_of(key)} does not count"),))
        case case.FixShown():
            return Entry("you", (_you("Show me the steps"),))
        case case.FixTried(_, _, helped):
            return Entry("you", (_you("Yes, it works now" if helped else "No, it still fails"),))
        case case.Resolved():
            return Entry("you", (_you("This case is resolved"),))
        case case.Renamed(_, title):
            return Entry("note", (_note(f"The case is now called “{title}”."),))
        case case.DraftKept(_, template, audience, _):
            return Entry("note", (_note(f"A draft was kept: {template} for {audience}."),))
        case case.FindingsMade(_, findings):
            return findings_entry(findings)


def findings_entry(findings: Sequence[case.Found]) -> Entry:
    """Return the findings of live checks as a message."""
    targets = ", ".join(dict.fromkeys(visible(found.target) for found in findings if found.target))
    rows = [Block(Content.assemble((f"Live checks of {targets}", ".block--head")))]
    for found in findings:
        mark = f"  {STATES.get(found.status, '?')} "
        rows.append(Block(Content(visible(found.title)), mark, " " * len(mark), GROUNDS.get(found.status, "")))
    return Entry("note", tuple(rows))


def _answer(key: str, value: str, words: str, talk: Conversation, asked: str) -> str:
    question = talk.knowledge.questions().get(key)
    label = next((each.label for each in question.answers if each.value == value), value) if question else value
    label = "I don't know" if value == "unknown" else label
    bare = words.strip()
    text = label if not bare or bare.isdigit() or bare == value else words
    return text if key == asked else f"{name_of(key)}: {text}"


def _you(text: str) -> Block:
    return Block(Content(visible(text)), "> ", "  ", ".block--you")


def _note(text: str) -> Block:
    return Block(Content.assemble((visible(text), ".block--dim")))


def _verbatim(text: str, talk: Conversation) -> tuple[Block, ...]:
    """The text as it stands, what was recognised underlined; of a long one its beginning and its telling lines."""
    if "\n" not in text.strip() and len(text) < 100:
        return (Block(_marked(text.strip(), _spans(text.strip(), talk)), "> ", "  ", ".block--you"),)
    spans = _spans(text, talk)
    lines = text.rstrip("\n").split("\n")
    starts = _line_starts(lines)
    shown = _chosen(lines, starts, spans)
    pieces: list[Content] = []
    last = -1
    for number in shown:
        if number > last + 1:
            pieces.append(_gap(number - last - 1))
        begin = starts[number]
        line = lines[number]
        here = [(max(0, a - begin), min(b - begin, len(line))) for a, b in spans if a < begin + len(line) and b > begin]
        pieces.append(_marked(line[:LONGEST] + ("…" if len(line) > LONGEST else ""), here))
        last = number
    if last < len(lines) - 1:
        pieces.append(_gap(len(lines) - 1 - last))
    head = Content.assemble((_size(text, lines), ".block--dim"))
    return (
        Block(head, "> ", "  ", ".block--you"),
        Block(Content("\n").join(pieces), "  ", "  ", fill=".block--verbatim", gap=True),
    )


def _size(text: str, lines: Sequence[str]) -> str:
    if len(lines) == 1:
        return "pasted"
    return f"pasted {len(lines):,} lines" + (f", {len(text) / 1000:,.0f} kB" if len(text) >= 1000 else "")


def _gap(count: int) -> Content:
    return Content.assemble((f"… {count:,} more line{'s' * (count != 1)} …", ".block--dim"))


def _line_starts(lines: Sequence[str]) -> list[int]:
    starts, at = [], 0
    for line in lines:
        starts.append(at)
        at += len(line) + 1
    return starts


def _chosen(lines: Sequence[str], starts: Sequence[int], spans: Sequence[tuple[int, int]]) -> list[int]:
    if len(lines) <= WHOLE:
        return list(range(len(lines)))
    telling = [n for n, at in enumerate(starts) if any(a < at + len(lines[n]) and b > at for a, b in spans[:40])]
    return sorted({*range(HEAD), *telling[:TELLING], len(lines) - 1})


def _spans(text: str, talk: Conversation) -> list[tuple[int, int]]:
    """Where something was recognised in the text: codes, signs, catalogued wordings. The report holds all texts of the case."""
    seen = talk.seen
    if seen is None:
        return []
    begin = seen.report.text.rfind(text.strip("\n"))
    if begin < 0:  # a very long text, of which only the telling lines were read
        return []
    places = [(code.start, code.end) for code in seen.report.codes]
    places += [(sign.start, sign.end) for sign in seen.report.signs if not sign.denied]
    places += [(match.start, match.end) for match in seen.matches]
    inside = [(a - begin, b - begin) for a, b in places if a >= begin and b <= begin + len(text)]
    return _merged(inside)


def _merged(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif end > start:
            merged.append((start, end))
    return merged


def _marked(text: str, spans: Sequence[tuple[int, int]]) -> Content:
    """A line with places underlined; control characters are spelt out piece by piece so that the places stay right."""
    parts: list[str | tuple[str, str]] = []
    at = 0
    for start, end in spans:
        parts += [visible(text[at:start]), (visible(text[start:end]), ".block--found")]
        at = end
    return Content.assemble(*parts, visible(text[at:]))
