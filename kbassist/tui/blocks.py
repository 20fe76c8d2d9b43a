"""What a scrolling text is made of: paragraphs with a hanging mark, verbatim blocks and tables, rendered line by line.

Nothing here is a widget. Two thousand messages are two thousand small tuples; lines are made for what is in view.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from rich.segment import Segment
from textual.content import Content
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions

StyleOf = Callable[[Style | str], Style]
"""Turns the name of a component class (`.block--code`) into its style."""

NARROWEST = 8
"""Columns below which a column of a table is not squeezed any more."""


class Block(NamedTuple):
    """A paragraph. `first` stands before its first line, `rest` before the others; `fill` is the style of a ground."""

    content: Content
    first: str = ""
    rest: str = ""
    mark: str = ""
    """Style of what stands before the lines."""
    fill: str = ""
    gap: bool = False
    """Whether a blank line follows."""

    def lines(self, width: int, style_of: StyleOf) -> list[Strip]:
        """Return the lines, each at most `width` cells wide."""
        return _hung(self, width, style_of)

    def height(self, width: int) -> int:
        """Return the number of lines without making them."""
        return self.content.get_height({}, max(1, width - len(self.first) - (2 if self.fill else 0))) + self.gap

    @property
    def plain(self) -> str:
        """The text, without colours and not wrapped."""
        lines = self.content.plain.split("\n")
        return "\n".join(f"{self.rest if at else self.first}{line}".rstrip() for at, line in enumerate(lines))


class Table(NamedTuple):
    """A table; the first row is the head where `titled`.

    Columns shrink, and cells wrap, until it fits; where they cannot, each row is written as a list of its cells.
    """

    rows: tuple[tuple[Content, ...], ...]
    titled: bool = False

    def lines(self, width: int, style_of: StyleOf) -> list[Strip]:
        """Return the lines, each at most `width` cells wide."""
        widths = self._widths(width)
        if sum(widths) + 2 * len(widths) > width:
            return [line for block in self._stacked() for line in block.lines(width, style_of)]
        made: list[Strip] = []
        ground = style_of("").rich_style
        for number, row in enumerate(self.rows):
            head = self.titled and number == 0
            plain, strong = style_of(""), style_of("") + style_of(".block--strong")
            cells = [
                cell.render_strips(wide, None, strong if head or (not column and not self.titled) else plain, _options(style_of))
                for column, (cell, wide) in enumerate(zip(row, widths, strict=True))
            ]
            for line in range(max((len(cell) for cell in cells), default=0)):
                made.append(
                    Strip.join(
                        [
                            (cell[line] if line < len(cell) else Strip.blank(0)).extend_cell_length(wide + 2, ground)
                            for cell, wide in zip(cells, widths, strict=True)
                        ]
                    )
                )
        return [*made, Strip.blank(0)]

    def height(self, width: int) -> int:
        """Return the number of lines without making them."""
        widths = self._widths(width)
        if sum(widths) + 2 * len(widths) > width:
            return sum(block.height(width) for block in self._stacked())
        return 1 + sum(
            max((cell.get_height({}, wide) for cell, wide in zip(row, widths, strict=True)), default=0) for row in self.rows
        )

    def _widths(self, width: int) -> list[int]:
        """Widths of the columns: as wide as their widest cell, the widest squeezed first until all fit."""
        if not self.rows:
            return []
        widths = [max(1, *(cell.cell_length for cell in column)) for column in zip(*self.rows, strict=True)]
        while sum(widths) + 2 * len(widths) > width and max(widths) > NARROWEST:
            widths[widths.index(max(widths))] -= 1
        return widths

    def _stacked(self) -> list[Block]:
        """The rows one below the other, each cell behind the head of its column."""
        head = self.rows[0] if self.titled else ()
        made: list[Block] = []
        for row in self.rows[1:] if self.titled else self.rows:
            for column, cell in enumerate(row):
                name = head[column].plain if head and column else ""
                content = Content.assemble((f"{name}: ", ".block--dim"), cell) if name else cell
                made.append(Block(content, "  " if column else "", "  ", gap=column == len(row) - 1))
        return made

    @property
    def plain(self) -> str:
        """The cells of each row with bars between."""
        return "\n".join(" | ".join(cell.plain for cell in row) for row in self.rows)


Line = Block | Table


def _options(style_of: StyleOf) -> RenderOptions:
    return RenderOptions(style_of, {}, None, None)


def _hung(block: Block, width: int, style_of: StyleOf) -> list[Strip]:
    inset = 1 if block.fill else 0
    wide = max(1, width - len(block.first) - 2 * inset)
    base = style_of("") + style_of(block.fill)
    # A copy: rendering fills caches in the content, and those of messages scrolled by would stay (about 10 kB each).
    content = Content(block.content.plain, list(block.content.spans), strip_control_codes=False)
    made = content.render_strips(wide, None, base, _options(style_of))
    mark = (style_of("") + style_of(block.mark)).rich_style
    lines = []
    for at, strip in enumerate(made):
        body = strip
        if block.fill:
            ground = base.rich_style
            body = Strip.join([Strip([Segment(" ", ground)]), strip.extend_cell_length(wide + 1, ground)])
        lead = block.rest if at else block.first
        lines.append(Strip.join([Strip([Segment(lead, mark)]), body]) if lead else body)
    return [*lines, Strip.blank(0)] if block.gap else lines


class Entry(NamedTuple):
    """One message of a conversation, or one article: who it is from and its blocks."""

    kind: str
    """`you`, `kbassist`, `note` or `article`."""
    blocks: tuple[Line, ...]

    @property
    def plain(self) -> str:
        """The text as it would be copied."""
        return "\n".join(
            f"{block.plain}\n" if isinstance(block, Table) or block.gap else block.plain for block in self.blocks
        ).strip("\n")

    def height(self, width: int) -> int:
        """Return the number of lines at this width, the blank line after it included."""
        return sum(block.height(width) for block in self.blocks) + (0 if self._ends_blank else 1)

    def lines(self, width: int, style_of: StyleOf) -> list[Strip]:
        """Return the lines at this width, the blank line after it included."""
        made = [line for block in self.blocks for line in block.lines(width, style_of)]
        return made if self._ends_blank else [*made, Strip.blank(0)]

    @property
    def _ends_blank(self) -> bool:
        return bool(self.blocks) and (isinstance(self.blocks[-1], Table) or self.blocks[-1].gap)
