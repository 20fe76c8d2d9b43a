"""Draws a decision tree as indented text, as a Mermaid flowchart or as a Graphviz digraph."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kbassist.cli.console import visible
from kbassist.diagnosis.tree import Node


def as_text(root: Node) -> str:
    """Return the tree with one line for each question, answer and cause, indented by depth."""
    return "\n".join(_lines(root, 0))


def _lines(node: Node, depth: int) -> Iterator[str]:
    indent = "  " * depth
    if node.question is None:
        yield from (f"{indent}= {leaf.title} ({leaf.probability:.0%})" for leaf in node.causes)
        return
    first = node.causes[0]
    yield f"{indent}? {visible(node.question.text)}   [so far: {first.title} ({first.probability:.0%})]"
    for option, below in node.branches:
        yield f"{indent}  - {visible(option.label)} ({below.reached:.1%} come here)"
        yield from _lines(below, depth + 2)


def as_mermaid(root: Node) -> str:
    """Return a Mermaid flowchart: questions as rhombs, causes as boxes, answers on the arrows."""
    lines = ["flowchart TD"]

    def draw(name: str, label: str, question: bool) -> None:
        lines.append(f'  {name}{{"{_mermaid(label)}"}}' if question else f'  {name}["{_mermaid(label)}"]')

    def join(above: str, below: str, label: str) -> None:
        lines.append(f'  {above} -->|"{_mermaid(label)}"| {below}')

    _walk(root, "n", draw, join)
    return "\n".join(lines)


def as_dot(root: Node) -> str:
    """Return a Graphviz digraph: questions as diamonds, causes as boxes, answers on the edges."""
    lines = ["digraph kbassist {", "  rankdir=TB;"]

    def draw(name: str, label: str, question: bool) -> None:
        lines.append(f'  {name} [shape={"diamond" if question else "box"}, label="{_dot(label)}"];')

    def join(above: str, below: str, label: str) -> None:
        lines.append(f'  {above} -> {below} [label="{_dot(label)}"];')

    _walk(root, "n", draw, join)
    return "\n".join([*lines, "}"])


def _walk(node: Node, name: str, draw: Callable[[str, str, bool], None], join: Callable[[str, str, str], None]) -> None:
    if node.question is None:
        draw(name, "\n".join(f"{leaf.title} ({leaf.probability:.0%})" for leaf in node.causes), False)
        return
    draw(name, node.question.text, True)
    for number, (option, below) in enumerate(node.branches):
        _walk(below, f"{name}_{number}", draw, join)
        join(name, f"{name}_{number}", option.label)


def _mermaid(text: str) -> str:
    return visible(text.replace("\n", "<br>")).replace('"', "#quot;").replace("`", "'")


def _dot(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


FORMATS: dict[str, Callable[[Node], str]] = {"text": as_text, "mermaid": as_mermaid, "dot": as_dot}
