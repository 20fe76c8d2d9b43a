"""Takes an entry's markdown apart: sections, numbered steps, links. The only module that knows markdown-it."""

from __future__ import annotations

from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.front_matter import front_matter_plugin

from kbassist.model.draft import Block, Span

_PARSER = MarkdownIt("commonmark", {"html": False}).enable("table").use(front_matter_plugin)


class Link(NamedTuple):
    """A link in the text: its line in the file, its words and where it leads."""

    line: int
    words: str
    target: str


class Fence(NamedTuple):
    """A fenced block: its first line of code in the file, the language and what follows it on the fence, the code."""

    line: int
    language: str
    name: str
    code: str


class Section(NamedTuple):
    """One heading with what stands below it up to the next heading of any level."""

    line: int
    level: int
    title: str
    text: str
    steps: tuple[str, ...]
    """The items of its first numbered list, as markdown on one line each (code blocks keep their lines)."""
    fences: tuple[Fence, ...] = ()
    """The fenced blocks that stand directly in it, not those inside a list."""


class Body(NamedTuple):
    """An entry's markdown: what stands before the first heading, the sections, all links."""

    lead: str
    sections: tuple[Section, ...]
    links: tuple[Link, ...]


def parse(text: str, first_line: int = 1) -> Body:
    """Return the parts of the markdown; line numbers count from `first_line`."""
    tree = SyntaxTreeNode(_PARSER.parse(text))
    lines = text.split("\n")
    heads = [node for node in tree.children if node.type == "heading" and node.map]
    starts = [node.map[0] for node in heads if node.map] + [len(lines)]
    sections = []
    for index, node in enumerate(heads):
        begin, end = node.map[1] if node.map else 0, starts[index + 1]
        inside = [child for child in tree.children if child.map and begin <= child.map[0] < end]
        sections.append(
            Section(
                line=first_line + starts[index],
                level=int(node.tag[1]),
                title=node.children[0].content if node.children else "",
                text="\n".join(lines[begin:end]).strip(),
                steps=_steps(inside, lines),
                fences=tuple(_fence(child, first_line) for child in inside if child.type == "fence"),
            )
        )
    links = tuple(_links(tree, first_line))
    return Body("\n".join(lines[: starts[0]]).strip(), tuple(sections), links)


def _fence(node: SyntaxTreeNode, first_line: int) -> Fence:
    language, _, name = node.info.strip().partition(" ")
    return Fence(first_line + (node.map[0] if node.map else 0) + 1, language, name.strip(), node.content)


def _steps(nodes: list[SyntaxTreeNode], lines: list[str]) -> tuple[str, ...]:
    for node in nodes:
        if node.type == "ordered_list":
            return tuple(_item(item, lines) for item in node.children)
    return ()


def _item(item: SyntaxTreeNode, lines: list[str]) -> str:
    if not item.map:
        return ""
    raw = lines[item.map[0] : item.map[1]]
    head = raw[0].lstrip()
    indent = len(raw[0]) - len(head.lstrip("0123456789.) "))
    kept = [raw[0][indent:]] + [line[indent:] if line[:indent].isspace() else line for line in raw[1:]]
    if any(line.lstrip().startswith(("```", "- ", "* ", "|")) for line in kept):
        return "\n".join(kept).rstrip()
    return " ".join(line.strip() for line in kept if line.strip())


def _links(tree: SyntaxTreeNode, first_line: int) -> list[Link]:
    found = []
    for node in tree.walk():
        if node.type == "link":
            parent: SyntaxTreeNode | None = node
            while parent is not None and parent.map is None:
                parent = parent.parent
            line = first_line + (parent.map[0] if parent is not None and parent.map else 0)
            words = "".join(child.content for child in node.children)
            found.append(Link(line, words, str(node.attrs.get("href", ""))))
    return found


def blocks(text: str) -> tuple[Block, ...]:
    """Return the markdown as blocks for a reply: paragraphs, headings, steps, lists, code. Lists in lists become their parent's lines."""
    found: list[Block] = []
    for node in SyntaxTreeNode(_PARSER.parse(text)).children:
        found += _block(node)
    return tuple(found)


def _block(node: SyntaxTreeNode) -> list[Block]:
    if node.type == "heading":
        return [Block("heading", (_spans(node),), int(node.tag[1]))]
    if node.type in ("ordered_list", "bullet_list"):
        kind = "steps" if node.type == "ordered_list" else "list"
        return [Block(kind, tuple(_spans(item) for item in node.children))]
    if node.type in ("fence", "code_block"):
        return [Block("code", ((Span("text", node.content.rstrip("\n")),),))]
    if node.type == "paragraph":
        return [Block("paragraph", (_spans(node),))]
    return [made for child in node.children for made in _block(child)]


def _spans(node: SyntaxTreeNode) -> tuple[Span, ...]:
    if node.type in ("text", "html_inline", "html_block"):
        return (Span("text", node.content),)
    if node.type == "softbreak":
        return (Span("text", " "),)
    if node.type == "hardbreak":
        return (Span("break", ""),)
    if node.type in ("code_inline", "fence", "code_block"):
        return (Span("code", node.content.rstrip("\n")),)
    inside: list[Span] = []
    for child in node.children:
        if inside and child.type in ("paragraph", "bullet_list", "ordered_list", "list_item", "fence"):
            inside.append(Span("break", ""))
        inside += _spans(child)
    if node.type in ("strong", "em"):
        return tuple(span._replace(kind=node.type) if span.kind == "text" else span for span in inside)
    if node.type == "link":
        return (Span("link", "".join(span.text for span in inside), str(node.attrs.get("href", ""))),)
    return tuple(inside)
