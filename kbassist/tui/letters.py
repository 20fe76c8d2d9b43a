"""Drafts of replies as the chat shows them, and the files they are saved in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from textual.content import Content

from kbassist.drafting.formats import as_eml, as_html, as_json, as_markdown, as_text
from kbassist.model.draft import Block as Part
from kbassist.model.draft import Draft, Span
from kbassist.tui.blocks import Block, Entry
from kbassist.tui.marks import link_style, visible

STYLES = {"strong": ".block--strong", "em": ".block--em", "code": ".block--code", "literal": ".block--found"}
"""Values that somebody gave are underlined: they are what to look at before a reply leaves."""


def _eml(draft: Draft) -> str:
    return as_eml(draft).decode("utf-8", "replace")


FORMS: Mapping[str, Callable[[Draft], str]] = {
    "txt": as_text,
    "md": as_markdown,
    "html": as_html,
    "json": as_json,
    "eml": _eml,
}
"""How a draft is written into a file, by the file's suffix."""


def letter(draft: Draft) -> Entry:
    """Return a draft as blocks: subject, text, what the lint says."""
    head = Block(Content.assemble(("Subject: ", ".block--dim"), (visible(draft.subject), ".block--strong")), gap=True)
    body = tuple(block for part in draft.blocks for block in _part(part))
    remarks = tuple(
        Block(Content(visible(f"{remark.rule} {remark.what}")), "! ", "  ", ".block--warn") for remark in draft.remarks
    )
    return Entry("article", (head, *body, *remarks))


def holes(draft: Draft) -> Entry:
    """Return what is missing for a draft; one with holes is never shown."""
    head = Block(Content.assemble(("This reply needs more:", ".block--head")))
    rows = (Block(Content(visible(f"{each.name.replace('_', ' ')}: {each.description}")), "- ", "  ") for each in draft.missing)
    return Entry("article", (head, *rows))


def _part(part: Part) -> Iterator[Block]:
    if part.kind == "code":
        yield Block(Content.assemble(*map(_span, part.items[0])), fill=".block--verbatim", gap=True)
        return
    for number, item in enumerate(part.items, 1):
        mark = f"{number}. " if part.kind == "steps" else "- " if part.kind == "list" else ""
        content = Content.assemble(*map(_span, item))
        if part.kind == "heading":
            content = content.stylize(".block--head")
        yield Block(content, mark, " " * len(mark), ".block--mark", gap=number == len(part.items))


def _span(span: Span) -> Content:
    if span.kind == "break":
        return Content("\n")
    text = visible(span.text)
    if span.kind == "link":
        shown = text if span.target in (text, "") else f"{text} ({visible(span.target)})"
        return Content(shown).stylize(".block--link").stylize(link_style(span.target or text))
    style = STYLES.get(span.kind, "")
    return Content.assemble((text, style)) if style else Content(text)
