"""A scrolling text in which links can be followed and words found."""

from __future__ import annotations

import re
from typing import ClassVar, NamedTuple

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Span
from textual.message import Message
from textual.style import Style

from kbassist.tui.blocks import Block, Entry, Line
from kbassist.tui.widgets.block_scroll import BlockScroll


class Link(NamedTuple):
    """A link: where it stands and where it leads."""

    entry: int
    block: int
    start: int
    end: int
    target: str


class BlockView(BlockScroll):
    """Tab goes through the links and on; Enter follows one. Links are posted as `Followed`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "link(1)", "Next link", show=False),
        Binding("shift+tab", "link(-1)", "Link before", show=False),
        Binding("enter", "follow", "Open the link", show=False),
    ]

    class Followed(Message):
        """A link was clicked or chosen."""

        def __init__(self, target: str) -> None:
            super().__init__()
            self.target = target

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._link = -1
        self._found = 0
        self.needle = ""

    def replace(self, entries: list[Entry], *, at_end: bool) -> None:
        """Show other entries, from their end or their beginning; no link is chosen then."""
        self._link = -1
        super().replace(entries, at_end=at_end)

    def dressed(self, entry: Entry, index: int) -> Entry:
        """Return the entry with what is looked for, and the link that is chosen, standing out."""
        links = self._links() if self._link >= 0 else []
        chosen = links[self._link] if 0 <= self._link < len(links) else None
        if not self.needle and (chosen is None or chosen.entry != index):
            return entry
        blocks: list[Line] = []
        for place, block in enumerate(entry.blocks):
            if isinstance(block, Block):
                content = block.content
                if self.needle:
                    content = content.highlight_regex(re.compile(re.escape(self.needle), re.IGNORECASE), style=".block--hit")
                if chosen is not None and (chosen.entry, chosen.block) == (index, place):
                    content = content.add_spans([Span(chosen.start, chosen.end, ".block--current")])
                blocks.append(block._replace(content=content))
            else:
                blocks.append(block)
        return entry._replace(blocks=tuple(blocks))

    # -- finding -----------------------------------------------------------------------------------------------------

    def look_for(self, words: str) -> None:
        """Let all places that hold the words stand out; an empty text ends that."""
        self.needle = words
        self._lines.clear()
        self.refresh()

    def find(self, words: str, *, anew: bool) -> bool:
        """Go to the last entry that holds the words, or, going on, to the one before; tell whether there is one."""
        if anew:
            self._found = len(self._entries)
        folded = words.casefold()
        for index in range(min(self._found, len(self._entries)) - 1, -1, -1):
            if folded in self._entries[index].plain.casefold():
                self._found = index
                self.look_for(words)
                self.scroll_to(y=self.top_of(index), animate=False)
                return True
        return False

    def jump(self, kind: str, step: int) -> None:
        """Scroll to the next entry of a kind, before or after the first line in view."""
        here = self.entry_at(self.scroll_offset.y)
        at = here + step
        while 0 <= at < len(self._entries):
            if self._entries[at].kind == kind:
                self.scroll_to(y=self.top_of(at), animate=False)
                return
            at += step

    # -- links -------------------------------------------------------------------------------------------------------

    def _links(self) -> list[Link]:
        """All links, in the order in which they stand; those in tables and far above can be clicked only."""
        return [
            Link(index, place, span.start, span.end, span.style.meta["href"])
            for index, entry in self._entries.fresh()
            for place, block in enumerate(entry.blocks)
            if isinstance(block, Block)
            for span in block.content.spans
            if isinstance(span.style, Style) and "href" in span.style.meta
        ]

    def action_link(self, step: int) -> None:
        """Go to the next link; past the last one, to the next widget."""
        links = self._links()
        begin = self._link if 0 <= self._link < len(links) else (-1 if step > 0 else len(links))
        self._link = begin + step
        self._lines.clear()
        self.refresh()
        if not 0 <= self._link < len(links):
            self._link = -1
            move = self.screen.focus_next if step > 0 else self.screen.focus_previous
            move()
            return
        top = self.top_of(links[self._link].entry)
        entry = self._entries[links[self._link].entry]
        line = top + sum(block.height(self._wide) for block in entry.blocks[: links[self._link].block])
        if not self.scroll_offset.y <= line < self.scroll_offset.y + self.size.height - 2:
            self.scroll_to(y=max(0, line - self.size.height // 3), animate=False)

    def action_follow(self) -> None:
        """Open the link that is chosen."""
        links = self._links()
        if 0 <= self._link < len(links):
            self.post_message(self.Followed(links[self._link].target))

    def on_click(self, event: events.Click) -> None:
        """Open a link that was clicked."""
        target = event.style.meta.get("href")
        if target:
            event.stop()
            self.post_message(self.Followed(str(target)))
