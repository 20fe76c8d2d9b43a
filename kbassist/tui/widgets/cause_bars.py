"""The causes as bars that move when something is learnt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from kbassist.model.diagnosis import Candidate
from kbassist.tui.marks import visible
from kbassist.tui.parts import LEAST_SHOWN, percent

MOST = 6
"""Causes shown."""
SECONDS = 0.35
"""How long the bars take to move."""
EIGHTHS = " ▏▎▍▌▋▊▉█"


class CauseBars(Widget):
    """Two lines a cause: its title with the probability, and the bar."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"bars--first", "bars--other", "bars--track", "bars--tried"}
    progress: reactive[float] = reactive(1.0)

    class Chosen(Message):
        """A cause was clicked."""

        def __init__(self, cause: str) -> None:
            super().__init__()
            self.cause = cause

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._causes: tuple[Candidate, ...] = ()
        self._before: Mapping[str, float] = {}
        self._tried: frozenset[str] = frozenset()

    def show(self, causes: Sequence[Candidate], tried: Sequence[str] = ()) -> None:
        """Move the bars to these probabilities."""
        self._before = {cause.id: self._now(cause) for cause in self._causes}
        shown = [cause for cause in causes if cause.probability >= LEAST_SHOWN or cause.id in tried] or list(causes[:1])
        self._causes = tuple(shown[:MOST])
        self._tried = frozenset(tried)
        self.refresh(layout=True)
        if self._before and self.app.animation_level == "full":
            self.set_reactive(CauseBars.progress, 0.0)
            self.animate("progress", 1.0, duration=SECONDS)
        else:
            self.progress = 1.0

    def _now(self, cause: Candidate) -> float:
        before = self._before.get(cause.id, 0.0)
        return before + (cause.probability - before) * self.progress

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return two lines for each cause."""
        return 2 * len(self._causes)

    def render(self) -> Content:
        """Return all bars."""
        width = max(12, self.size.width)
        return Content("\n").join(line for at, cause in enumerate(self._causes) for line in self._lines(cause, width, at == 0))

    def _lines(self, cause: Candidate, width: int, first: bool) -> tuple[Content, Content]:
        chance = percent(cause.probability)
        room = width - cell_len(chance) - 1
        words = visible(cause.title) + (" (tried)" if cause.id in self._tried else "")
        title = Content(words).truncate(room, ellipsis=True)
        title = Content.assemble(title, " " * (room - title.cell_length + 1), (chance, "bold"))
        title = title.stylize("bold" if first else "").stylize(Style.from_meta({"cause": cause.id}))
        eighths = round(self._now(cause) * width * 8)
        whole, part = divmod(min(eighths, width * 8), 8)
        filled = "█" * whole + (EIGHTHS[part] if part else "")
        style = ".bars--tried" if cause.id in self._tried else ".bars--first" if first else ".bars--other"
        return title, Content.assemble((filled, style), ("·" * (width - len(filled)), ".bars--track"))

    def on_click(self, event: events.Click) -> None:
        """Open the article of the cause that was clicked."""
        cause = event.style.meta.get("cause")
        if cause:
            self.post_message(self.Chosen(str(cause)))
