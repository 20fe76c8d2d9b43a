"""Markdown of the knowledge, and text from outside, as styled content: never as Textual's own markup.

The subset that entries are written in: headings, paragraphs, numbered and plain lists, fences, quotes, tables; bold, emphasis,
code, links. Anything else stays as it is written. Textual's Markdown widget would mount a widget for each paragraph (a long
article: 300 ms) and load markdown-it (80 ms); this costs about a millisecond for an article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from textual.content import Content, Span
from textual.style import Style

from kbassist.model.visible import visible as spelt
from kbassist.tui.blocks import Block, Line, Table

_INLINE = re.compile(
    r"(?P<ticks>`+)(?P<code>.+?)(?P=ticks)"
    r"|\*\*(?P<strong>.+?)\*\*"
    r"|(?<![\w*])\*(?P<em>[^*\s](?:[^*]*[^*\s])?)\*(?![\w*])"
    r"|\[(?P<label>[^\]\n]+)\]\((?P<target>[^)\s]+)\)"
    r"|<(?P<auto>(?:https?://|mailto:)[^>\s]+)>"
    r"|(?P<bare>https?://[^\s<>()`\"']*[^\s<>()`\"'.,;:!?])"
    r"|\\(?P<escaped>[\\`*_{}\[\]()#+\-.!|<>])"
)
_ITEM = re.compile(r"(?P<indent>\s*)(?P<mark>\d+[.)]|[-*+])\s+(?P<text>.*)")
_INTERNAL = re.compile(r"(?:\.\./)?(?:(?P<family>[a-z]+)/)?(?P<stem>[\w.-]+)\.md(?:#.*)?\Z")


def visible(text: str) -> str:
    """Return the text with control characters and direction marks spelt out; tabs become blanks."""
    return spelt(text).expandtabs(4)


@lru_cache(maxsize=512)
def link_style(target: str) -> Style:
    """Return the style of a link: it can be clicked and, where it leads out, is a hyperlink of the terminal (OSC 8)."""
    outside = target.startswith(("http://", "https://", "mailto:"))
    return Style(link=target if outside else None) + Style.from_meta({"href": target})


def inline(text: str, base: str = "") -> Content:
    """Return one paragraph of inline markdown, with `base` as the style of its plain words."""
    parts = list(_parts(visible(text), base))
    return Content.assemble(*parts)


def _parts(text: str, style: str) -> Iterator[Content]:
    at = 0
    for found in _INLINE.finditer(text):
        if found.start() > at:
            yield _piece(text[at : found.start()], style)
        at = found.end()
        group = found.lastgroup
        if found["code"] is not None:
            yield _piece(found["code"], ".block--code")
        elif group == "strong":
            yield _over(found["strong"], style, ".block--strong")
        elif group == "em":
            yield _over(found["em"], style, ".block--em")
        elif group == "target":
            yield _link(found["label"], found["target"])
        elif group in ("auto", "bare"):
            yield _link(found[group].removeprefix("mailto:"), found[group])
        else:
            yield _piece(found["escaped"], style)
    if at < len(text):
        yield _piece(text[at:], style)


def _piece(text: str, style: str) -> Content:
    return Content(text, [Span(0, len(text), style)] if style else None)


def _over(text: str, style: str, more: str) -> Content:
    inner = Content.assemble(*_parts(text, style))
    return Content(inner.plain, [Span(0, len(inner.plain), more), *inner.spans])


def _link(label: str, target: str) -> Content:
    """A link; one that leads out under another name keeps its address in sight, for terminals without hyperlinks."""
    plain = Content.assemble(*_parts(label, "")).plain if label != target else label
    inside = article_of(target)
    href = inside or target
    spans: list[Span] = [Span(0, len(plain), ".block--link"), Span(0, len(plain), link_style(href))]
    shown = target.removeprefix("mailto:")
    if inside or plain == shown:
        return Content(plain, spans)
    return Content(f"{plain} ({shown})", [*spans, Span(len(plain), len(plain) + len(shown) + 3, ".block--dim")])


def article_of(target: str, family: str = "") -> str:
    """Return the id of the article that a link between entries leads to, or an empty text."""
    if "://" in target:
        return ""
    found = _INTERNAL.fullmatch(target)
    if not found:
        return ""
    folder = found["family"] or family
    return f"{folder}/{found['stem']}" if folder else ""


def blocks(markdown: str, family: str = "") -> list[Line]:
    """Return the blocks of a markdown text. `family` is where links without a folder lead."""
    return [block for group in _groups(markdown) for block in _block(group, family)]


def _groups(markdown: str) -> Iterator[list[str]]:
    """Split at blank lines; a fence is one group whatever is in it."""
    group: list[str] = []
    fence = ""
    for line in markdown.split("\n"):
        bare = line.strip()
        if fence:
            group.append(line)
            if bare == fence:
                yield group
                group, fence = [], ""
        elif bare.startswith(("```", "~~~")):
            if group and not _ITEM.match(group[0]):
                yield group
                group = []
            group.append(line)
            fence = bare[: len(bare) - len(bare.lstrip(bare[0]))]
        elif not bare:
            if group:
                yield group
            group = []
        else:
            group.append(line)
    if group:
        yield group


def _block(group: list[str], family: str) -> Iterator[Line]:
    first = group[0].lstrip()
    if first.startswith("#"):
        level = len(first) - len(first.lstrip("#"))
        yield Block(inline(first.lstrip("# "), ".block--head" if level < 3 else ".block--strong"), gap=True)
        if group[1:]:
            yield from _block(group[1:], family)
    elif first.startswith(("```", "~~~")):
        yield from fenced(group)
    elif first.startswith("|"):
        yield _table(group)
    elif _ITEM.match(group[0]):
        yield from _items(group)
    elif first.startswith(">"):
        yield Block(inline(" ".join(line.lstrip("> ") for line in group)), "| ", "| ", ".block--dim", gap=True)
    else:
        yield Block(inline(" ".join(line.strip() for line in group)), gap=True)


def fenced(group: list[str], indent: str = "") -> list[Line]:
    """Return the block of a fence: its lines as they stand, on a ground of their own."""
    body = [line for line in group[1:] if not line.strip().startswith(("```", "~~~"))]
    lead = min((len(line) - len(line.lstrip()) for line in body if line.strip()), default=0)
    text = visible("\n".join(line[lead:] for line in body))
    return [Block(Content(text), indent, indent, fill=".block--verbatim", gap=True)] if text else []


def _items(group: list[str]) -> Iterator[Line]:
    """The items of a list, each with the lines that belong to it."""
    items: list[tuple[str, list[str]]] = []
    for line in group:
        found = _ITEM.match(line)
        if found and not (items and len(found["indent"]) >= 6):
            lead = " " * (2 * (len(found["indent"]) // 2))
            mark = found["mark"] if found["mark"][0].isdigit() else "-"
            items.append((f"{lead}{mark} ", [found["text"]]))
        else:
            items[-1][1].append(line)
    for number, (mark, lines) in enumerate(items):
        yield from item(mark, "\n".join(lines), gap=number == len(items) - 1)


def item(mark: str, text: str, *, gap: bool = False) -> Iterator[Line]:
    """One item of a list: its words, and a fence below them if it has one. `gap` asks for a blank line after it."""
    words, _, fence = text.partition("\n```")
    rest = " " * len(mark)
    flowing = " ".join(line.strip() for line in words.split("\n"))
    yield Block(inline(flowing), mark, rest, ".block--mark", gap=gap and not fence)
    if fence:
        yield from fenced(("```" + fence).split("\n"), rest)


def _table(group: list[str]) -> Table:
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in group]
    head, *body = [row for row in rows if not all(re.fullmatch(r":?-*:?", cell) and cell for cell in row)]
    titled = any(head)
    kept = [head, *body] if titled else body
    most = max((len(row) for row in kept), default=0)
    cells = tuple(tuple(inline(cell) for cell in (*row, *[""] * (most - len(row)))) for row in kept)
    return Table(cells, titled)
