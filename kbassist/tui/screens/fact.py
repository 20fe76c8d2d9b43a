"""A fact, to be changed: its answers, free words, or taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from kbassist.assistant.asking import choices
from kbassist.assistant.conversation import Conversation
from kbassist.assistant.reply import Choice, FactRow
from kbassist.tui.marks import visible
from kbassist.tui.parts import ORIGINS, short
from kbassist.tui.widgets.dialog import Dialog
from kbassist.tui.widgets.field import Field

if TYPE_CHECKING:
    from kbassist.tui.screens.chat import ChatScreen

FORGET = "-"
"""The value that takes a fact back."""


class FactDialog(Dialog[str]):
    """Gives the words or the value chosen, or `FORGET`."""

    def __init__(self, row: FactRow, given: tuple[Choice, ...]) -> None:
        super().__init__()
        self._row = row
        self._choices = given

    @classmethod
    async def opened(cls, chat: ChatScreen, row: FactRow) -> None:
        """Ask for another value and state it in the conversation."""

        def known(talk: Conversation) -> tuple[Choice, ...]:
            return choices(talk.knowledge.questions().get(row.key))

        words = await chat.app.push_screen_wait(cls(row, await chat.session.look(known)))
        if words == FORGET:
            await chat.take(lambda talk, at: talk.forget(row.key, at))
        elif words:
            await chat.take(lambda talk, at: talk.change(row.key, words, at))

    def compose(self) -> ComposeResult:
        """Lay out the dialog."""
        row = self._row
        origin = ORIGINS[row.origin] + (f": “{short(row.words)}”" if row.words else "")
        with Vertical(classes="dialog"):
            yield Static(Content(visible(row.title)), classes="heading", markup=False)
            yield Static(Content.assemble("Now: ", (visible(row.label), "bold"), (f"  ({origin})", ".role--dim")), markup=False)
            options = [
                Option(Content.assemble((f"{choice.number} ", ".role--key"), visible(choice.label))) for choice in self._choices
            ]
            yield OptionList(*options, Option(Content.assemble(("- ", ".role--key"), "Take it back")), markup=False)
            yield Field(placeholder="or in your own words", id="words")

    def on_mount(self) -> None:
        """Mark the value that stands."""
        values = [choice.value for choice in self._choices]
        listed = self.query_one(OptionList)
        listed.highlighted = values.index(self._row.value) if self._row.value in values else 0
        _ = (listed if len(self._choices) > 1 else self.query_one(Input)).focus()

    def on_key(self, event: object) -> None:
        """A digit chooses, a hyphen takes back, where nothing is being typed."""
        key = getattr(event, "key", "")
        if isinstance(self.focused, Input):
            return
        if key == "minus":
            self.dismiss(FORGET)
        chosen = next((choice.value for choice in self._choices if key == str(choice.number)), None)
        if chosen is not None:
            self.dismiss(chosen)

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        at = event.option_index
        self.dismiss(self._choices[at].value if at < len(self._choices) else FORGET)

    @on(Input.Submitted)
    def _written(self, event: Input.Submitted) -> None:
        if event.value.strip():
            self.dismiss(event.value.strip())
