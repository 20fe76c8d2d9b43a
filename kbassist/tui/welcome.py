"""What the program says of itself: the first words, the offer to go on, hints in the composer."""

from __future__ import annotations

from textual.content import Content

from kbassist.assistant.clock import age, now
from kbassist.assistant.conversation import Expect
from kbassist.cases.store import Summary
from kbassist.tui.blocks import Block, Entry
from kbassist.tui.marks import inline, visible
from kbassist.tui.screens.opening import WORDS
from kbassist.tui.session import Standing


def entry() -> Entry:
    """Return the first message."""
    return Entry("note", tuple(Block(inline(text), gap=True) for text in WORDS))


def offer(case: Summary) -> Entry:
    """Return the offer to go on with an unfinished case."""
    when = age(case.changed, now())
    return Entry(
        "note",
        (
            Block(Content.assemble(("Your last case is unfinished", ".block--head"), f" ({when}):")),
            Block(Content.assemble((visible(case.title), ".block--strong")), "  ", "  ", gap=True),
            Block(Content.assemble(("Enter goes on with it. What you paste begins a new one.", ".block--dim"))),
        ),
    )


def notice(text: str, *, good: bool = False) -> Entry:
    """Return a sentence of the program's own."""
    style = ".block--good" if good else ".block--warn"
    return Entry("note", (Block(Content(visible(text[:1].upper() + text[1:])), "* " if good else "! ", "  ", style),))


def placeholder(standing: Standing) -> str:
    """Return what stands in an empty composer."""
    if standing.expects is Expect.NOTHING:
        return "Resolved. /new begins another case, /export keeps a copy"
    if standing.expects is Expect.HELPED:
        return "Did it help? 1, 2, or in your own words"
    if standing.expects is Expect.ANSWER:
        numbers = f"1 to {len(standing.choices)}, or " if standing.choices else ""
        return f"Answer: {numbers}in your own words"
    return "Paste the error, or say what happens" if standing.empty else "Say more, or paste another text"
