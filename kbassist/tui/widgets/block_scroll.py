"""A scrolling text of blocks: measures what it must, renders what is in view, remembers little.

Entries are measured from the end, so that a resumed conversation of thousands is there at once; the older ones are measured
while nothing else happens and push the text down without a flicker.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import ClassVar

from rich.style import Style as RichStyle
from textual import events
from textual.cache import LRUCache
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.style import Style

from kbassist.tui.blocks import Entry
from kbassist.tui.shelf import Shelf

AT_ONCE = 60
"""Entries measured before the first paint; about three screens of a tall terminal."""
THEN = 80
"""Entries measured in one go afterwards: about 5 ms."""
MARGIN = 2
"""Blank columns on either side of the text."""
WIDEST = 104
"""Columns of text at the most: longer lines are hard to read on."""
MOST = 4_000
"""Entries held; of a longer conversation the oldest quarter leaves the screen. The case and its export have all."""
KEPT = 96
"""Entries of which the rendered lines are kept."""


class BlockScroll(ScrollView, can_focus=True):
    """Entries, one below the other, in lines; text can be selected with the mouse."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"block--{name}"
        for name in "you head strong em code link dim mark verbatim found good bad warn hit current question".split()
    }

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._entries = Shelf()
        self._heights: list[int] = []
        self._first = 0
        self._starts: list[int] = [0]
        self._wide = 0
        self._lines: LRUCache[int, list[Strip]] = LRUCache(KEPT)
        self._follows = True

    # -- what is shown -----------------------------------------------------------------------------------------------

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Everything, the oldest first."""
        return tuple(self._entries)

    @property
    def allow_select(self) -> bool:
        """Text can be selected with the mouse."""
        return True

    def replace(self, entries: list[Entry], *, at_end: bool) -> None:
        """Show other entries, from their end or their beginning."""
        self._entries = Shelf(entries)
        self._follows = at_end
        self._measure_anew()
        if at_end:
            self._to_end()
        else:
            self.scroll_to(y=0, animate=False, immediate=True)

    def add(self, *entries: Entry) -> None:
        """Add entries at the end; the view follows if it was there."""
        if len(self._entries) + len(entries) > MOST and self._follows:
            self._entries = self._entries.without_oldest(MOST // 4)
            self._measure_anew()
        follows = self._follows or not self._entries
        self._entries.add(entries)
        if self._wide:
            self._heights.extend(entry.height(self._wide) for entry in entries)
            self._settle()
        if follows:
            self._to_end()
        self.refresh()

    def _to_end(self) -> None:
        """Scroll to the end: now, and once more when the layout knows the new height."""
        self._follows = True
        self.scroll_end(animate=False, immediate=True)
        self.call_after_refresh(self._stay_at_end)

    def _stay_at_end(self) -> None:
        if self._follows:
            self.scroll_end(animate=False, immediate=True)

    def top_of(self, index: int) -> int:
        """Return the line in which an entry begins; measures what is needed for that."""
        while index < self._first:
            self._measure_more()
        return self._starts[index - self._first]

    def entry_at(self, line: int) -> int:
        """Return the number of the entry that a line belongs to."""
        return self._first + min(max(0, bisect_right(self._starts, line) - 1), max(0, len(self._heights) - 1))

    # -- measuring ---------------------------------------------------------------------------------------------------

    def _measure_anew(self) -> None:
        self._wide = self._room() if self.size.width else 0
        self._lines.clear()
        self._first = max(0, len(self._entries) - AT_ONCE)
        self._heights = self._measured(self._first, len(self._entries)) if self._wide else []
        self._settle()
        if self._first and self._wide:
            self.set_timer(0.02, self._measure_more)
        self.refresh()

    def _measured(self, begin: int, end: int) -> list[int]:
        return [self._entries[index].height(self._wide) for index in range(begin, end)]

    def _measure_more(self) -> None:
        if not self._first or not self._wide:
            return
        begin = max(0, self._first - THEN)
        heights = self._measured(begin, self._first)
        self._heights[:0] = heights
        self._first = begin
        before, follows = self.scroll_offset.y, self._follows
        self._settle()
        if follows:
            self._to_end()
        else:
            self.scroll_to(y=before + sum(heights), animate=False, immediate=True)
        if self._first:
            self.set_timer(0.01, self._measure_more)

    def _room(self) -> int:
        """The columns that the text may take."""
        return max(1, min(WIDEST, self.scrollable_content_region.width - 2 * MARGIN))

    def _settle(self) -> None:
        self._starts = [0, *accumulate(self._heights)]
        self.virtual_size = Size(self._wide, self._starts[-1])

    def on_resize(self, event: events.Resize) -> None:
        """Measure anew where the width changed; the view stays at the end if it was there."""
        wide = self._room()
        if wide != self._wide:
            at_end = self._follows or not self._wide
            place = self.entry_at(self.scroll_offset.y) if self._heights else 0
            self._measure_anew()
            self.scroll_to(y=self.max_scroll_y if at_end else self.top_of(place), animate=False, immediate=True)
        elif self._follows:
            self.scroll_end(animate=False, immediate=True)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Remember whether the end is in view: what is added is followed then, and a smaller view stays at the end."""
        super().watch_scroll_y(old_value, new_value)
        self._follows = self.is_vertical_scroll_end

    def notify_style_update(self) -> None:
        """Forget rendered lines when the theme changes."""
        super().notify_style_update()
        self._lines.clear()

    # -- rendering ---------------------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """Return one line of what is in view."""
        line = self.scroll_offset.y + y
        width = self.scrollable_content_region.width
        ground = self.rich_style
        if line >= self._starts[-1]:
            return Strip.blank(width, ground)
        at = bisect_right(self._starts, line) - 1
        strips = self._rendered(self._first + at)
        row = line - self._starts[at]
        body = strips[row] if row < len(strips) else Strip.blank(0)
        strip = Strip.join([Strip.blank(MARGIN, ground), body]).extend_cell_length(width, ground)
        return self._selected(strip.crop(0, width), line).apply_offsets(0, line)

    def _rendered(self, index: int) -> list[Strip]:
        if index not in self._lines:
            entry = self._entries[index]
            self._lines[index] = self.dressed(entry, index).lines(self._wide, self._style)
        return self._lines[index]

    def _style(self, name: Style | str) -> Style:
        """The style of a name, upon the ground: line by line nothing else puts a ground below it."""
        if not name:
            return self.visual_style
        if name == ".block--verbatim":  # a partial style loses an opaque ground (Textual 8.2)
            return self.get_visual_style("block--verbatim")
        return self._get_style(name)

    def dressed(self, entry: Entry, index: int) -> Entry:
        """Return the entry as it is to be shown; a subclass lets passages stand out. Its lines must not change."""
        return entry

    # -- selecting with the mouse ------------------------------------------------------------------------------------

    def _selected(self, strip: Strip, line: int) -> Strip:
        selection = self.text_selection
        span = selection.get_span(line) if selection is not None else None
        if span is None:
            return strip
        start, end = span[0], strip.cell_length if span[1] == -1 else span[1]
        mark: RichStyle = self.screen.get_component_rich_style("screen--selection")
        before, chosen, after = (
            strip.divide([start, max(start, end), strip.cell_length]) if start < strip.cell_length else (strip, None, None)
        )
        if chosen is None or after is None:
            return strip
        return Strip.join([before, chosen.apply_style(mark), after])

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the selected text."""
        start = selection.start.y if selection.start else 0
        end = selection.end.y if selection.end else self._starts[-1] - 1
        kept = []
        for line in range(start, min(end, self._starts[-1] - 1) + 1):
            at = bisect_right(self._starts, line) - 1
            strips = self._rendered(self._first + at)
            row = line - self._starts[at]
            text = " " * MARGIN + (strips[row].text if row < len(strips) else "")
            span = selection.get_span(line)
            if span is not None:
                kept.append((text[span[0] :] if span[1] == -1 else text[span[0] : span[1]]).rstrip())
        return "\n".join(kept), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        """Show the selection as it changes."""
        self.refresh()
