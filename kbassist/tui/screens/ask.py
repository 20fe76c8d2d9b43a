"""A dialog that asks for one line."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from kbassist.tui.marks import visible
from kbassist.tui.widgets.dialog import Dialog
from kbassist.tui.widgets.field import Field


class AskDialog(Dialog[str]):
    """Gives what was written."""

    def __init__(self, heading: str, value: str = "", placeholder: str = "") -> None:
        super().__init__()
        self._heading = heading
        self._value = value
        self._placeholder = placeholder

    def compose(self) -> ComposeResult:
        """Lay out the dialog."""
        with Vertical(classes="dialog"):
            yield Static(Content(visible(self._heading)), classes="heading", markup=False)
            yield Field(self._value, placeholder=self._placeholder)

    @on(Input.Submitted)
    def _written(self, event: Input.Submitted) -> None:
        self.dismiss(event.value.strip() or None)
