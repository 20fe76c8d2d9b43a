"""The answers to what is asked, as numbered chips, and what else can be said to the question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from kbassist.tui.marks import visible


class Chip(NamedTuple):
    """Something to press: the number shown, the label, and the command or value that it stands for."""

    number: int
    label: str
    value: str


class Choices(Widget, can_focus=True):
    """Chips that flow over as many lines as they need. Empty, it takes no room."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"choices--chip", "choices--number", "choices--current", "choices--aside"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,up", "move(-1)", "Before", show=False),
        Binding("right,down", "move(1)", "Next", show=False),
        Binding("enter,space", "press", "Choose", show=False),
    ]
    current: reactive[int] = reactive(-1)

    class Pressed(Message):
        """A chip was pressed."""

        def __init__(self, chip: Chip) -> None:
            super().__init__()
            self.chip = chip

    class Aside(Message):
        """One of the commands beside the answers was clicked."""

        def __init__(self, command: str) -> None:
            super().__init__()
            self.command = command

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._chips: tuple[Chip, ...] = ()
        self._asides: tuple[tuple[str, str], ...] = ()

    @property
    def chips(self) -> tuple[Chip, ...]:
        """What can be pressed now."""
        return self._chips

    def offer(self, chips: Sequence[Chip], asides: Sequence[tuple[str, str]] = ()) -> None:
        """Show other chips, and below them commands (name, what it does) for the question."""
        self._chips, self._asides = tuple(chips), tuple(asides)
        self.current = 0 if self.has_focus and chips else -1
        self.display = bool(chips or asides)
        self.can_focus = bool(chips)
        self.refresh(layout=True)

    def numbered(self, number: int) -> Chip | None:
        """Return the chip of a number, or None."""
        return next((chip for chip in self._chips if chip.number == number), None)

    # -- layout ------------------------------------------------------------------------------------------------------

    def _rows(self, width: int) -> list[list[Chip]]:
        rows: list[list[Chip]] = [[]]
        used = 0
        for chip in self._chips:
            wide = cell_len(_text(chip)) + 1
            if rows[-1] and used + wide > width:
                rows.append([])
                used = 0
            rows[-1].append(chip)
            used += wide
        return [row for row in rows if row]

    def _shows_asides(self) -> bool:
        return bool(self._asides) and not self.screen.has_class("-short")

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the rows of chips, and one for the commands beside them."""
        return len(self._rows(width)) + self._shows_asides()

    def render(self) -> Content:
        """Return all rows."""
        width = self.size.width
        lines = [
            Content(" ").join([self._chip(chip).truncate(width, ellipsis=True) for chip in row]) for row in self._rows(width)
        ]
        if self._shows_asides():
            words = [
                Content.assemble((f"/{name}", ".choices--number"), f" {says}").stylize(Style.from_meta({"aside": name}))
                for name, says in self._asides
            ]
            lines.append(Content("   ").join(words).stylize_before(".choices--aside").truncate(width, ellipsis=True))
        return Content("\n").join(lines)

    def _chip(self, chip: Chip) -> Content:
        here = self._chips.index(chip) == self.current
        number = f" {chip.number} "
        content = Content.assemble((number, "" if here else ".choices--number"), f"{visible(chip.label)} ")
        ground = self.get_visual_style("choices--current" if here else "choices--chip")
        return content.stylize_before(ground).stylize(Style.from_meta({"chip": chip.number}))

    # -- keys and mouse ----------------------------------------------------------------------------------------------

    def on_focus(self) -> None:
        """Mark the first chip."""
        self.current = max(0, self.current)

    def on_blur(self) -> None:
        """Mark none."""
        self.current = -1

    def action_move(self, step: int) -> None:
        """Mark the next chip, round and round."""
        if self._chips:
            self.current = (self.current + step) % len(self._chips)

    def action_press(self) -> None:
        """Press the chip that is marked."""
        if 0 <= self.current < len(self._chips):
            self.post_message(self.Pressed(self._chips[self.current]))

    def on_key(self, event: events.Key) -> None:
        """A digit presses the chip of that number."""
        chip = self.numbered(int(event.key)) if event.key.isdigit() else None
        if chip is not None:
            event.stop()
            self.post_message(self.Pressed(chip))

    def on_click(self, event: events.Click) -> None:
        """Press what was clicked."""
        meta = event.style.meta
        chip = self.numbered(meta["chip"]) if "chip" in meta else None
        if chip is not None:
            self.post_message(self.Pressed(chip))
        elif "aside" in meta:
            self.post_message(self.Aside(str(meta["aside"])))


def _text(chip: Chip) -> str:
    return f" {chip.number} {visible(chip.label)} "
