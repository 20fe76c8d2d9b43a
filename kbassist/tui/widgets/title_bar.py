"""One line at the top: the program, the case, and what is going on."""

from __future__ import annotations

from typing import ClassVar

from textual.content import Content
from textual.reactive import reactive
from textual.timer import Timer
from textual.widget import Widget

from kbassist.tui.marks import visible

PATIENCE = 0.15
"""Seconds after which it is said that something takes time."""


class TitleBar(Widget):
    """`name` on the left, `state` on the right; the middle gives way."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"title--name", "title--state"}
    where: reactive[str] = reactive("")
    state: reactive[str] = reactive("")
    busy: reactive[str] = reactive("")
    _slow: Timer | None = None

    def work(self, words: str) -> None:
        """Say what is being done, once it has taken PATIENCE seconds; an empty text ends that."""
        if self._slow is not None:
            self._slow.stop()
            self._slow = None
        if words:
            self._slow = self.set_timer(PATIENCE, lambda: self._tell(words))
        else:
            self.busy = ""

    def _tell(self, words: str) -> None:
        self.busy = words

    def render(self) -> Content:
        """Return the line, shortened in the middle to fit."""
        width = self.size.width
        name, state = " kbassist ", f" {visible(self.busy or self.state)} "
        room = max(0, width - len(name) - len(state))
        middle = Content(visible(self.where)).truncate(room, ellipsis=True)
        middle = middle.pad_right(max(0, room - middle.cell_length))
        return Content.assemble((name, ".title--name"), middle, (state, ".title--state"))
