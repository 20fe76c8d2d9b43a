"""The messages of a conversation: the newest as they are, the older ones packed, so that a day's talk takes no more room than an hour's.

A message as objects takes about 10 kB, packed about 0.5 kB; unpacking one takes less than 0.1 ms.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

from textual.content import Content, Span
from textual.style import Style

from kbassist.tui.blocks import Block, Entry
from kbassist.tui.marks import link_style

FRESH = 120
"""Newest entries that are kept as they are: what a tall terminal shows, and some pages above."""


class Shelf:
    """Entries in their order."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._items: list[Entry | bytes] = []
        self._looked_at = 0
        self.add(entries)

    def __len__(self) -> int:
        return len(self._items)

    def __getitem__(self, index: int) -> Entry:
        item = self._items[index]
        return _unpacked(item) if isinstance(item, bytes) else item

    def __iter__(self) -> Iterator[Entry]:
        return (self[index] for index in range(len(self._items)))

    def add(self, entries: Iterable[Entry]) -> None:
        """Put entries at the end and pack what is no longer new."""
        self._items.extend(entries)
        for index in range(self._looked_at, max(0, len(self._items) - FRESH)):
            item = self._items[index]
            packed = _packed(item) if not isinstance(item, bytes) else item
            self._items[index] = packed if packed is not None else item
        self._looked_at = max(self._looked_at, len(self._items) - FRESH)

    def fresh(self) -> Iterator[tuple[int, Entry]]:
        """The entries that are not packed, each with its number."""
        return ((index, item) for index, item in enumerate(self._items) if not isinstance(item, bytes))

    def without_oldest(self, count: int) -> Shelf:
        """Return a shelf without so many of the oldest."""
        kept = Shelf()
        kept._items = self._items[count:]
        kept._looked_at = max(0, self._looked_at - count)
        return kept


def _packed(entry: Entry) -> bytes | None:
    """Return an entry in few bytes, or None where it holds what this form cannot: a table, a style of its own."""
    rows: list[Any] = []
    for block in entry.blocks:
        if not isinstance(block, Block):
            return None
        spans = []
        for start, end, style in block.content.spans:
            target = style.meta.get("href") if isinstance(style, Style) else None
            if isinstance(style, Style) and style != (link_style(target) if target else None):
                return None
            spans.append([start, end, [target] if target else style])
        rows.append([block.content.plain, spans, *block[1:]])
    return zlib.compress(json.dumps([entry.kind, rows]).encode(), 1)


def _unpacked(packed: bytes) -> Entry:
    kind, rows = json.loads(zlib.decompress(packed))
    blocks = []
    for plain, spans, *rest in rows:
        made = [Span(start, end, link_style(style[0]) if isinstance(style, list) else style) for start, end, style in spans]
        blocks.append(Block(Content(plain, made, strip_control_codes=False), *rest))
    return Entry(kind, tuple(blocks))
