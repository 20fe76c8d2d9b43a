"""YAML such as Spring's `application.yml`: the tree of names with the line of each value. Knows YAML; nothing is constructed.

`yaml.compose` makes nodes and no objects, so no tag can run anything; depth and number of nodes are bounded, aliases included.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from kbassist.configs.references import resolved
from kbassist.configs.values import Format, Item, Unreadable

SPEC = Format("YAML", ("*.yml", "*.yaml"), r"^[\w.-]+:\s*$")

DEEPEST = 60
MOST = 20_000
"""Values of one file, aliases written out; a few aliases of aliases would otherwise fill the memory."""

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class _TooMuch(Exception):
    """More values than a configuration has."""


def read(text: str) -> list[Item] | Unreadable:
    """Return every scalar with its path (numbers of lists are left out), or the line at which the text is no YAML."""
    depth = 0
    for char in text:
        depth += (char in "[{") - (char in "]}")
        if depth > DEEPEST:
            return Unreadable(1, "is nested too deeply")
    if "- " * DEEPEST in text or "? " * DEEPEST in text or "\n" + " " * 4 * DEEPEST in text:
        return Unreadable(1, "is nested too deeply")
    try:
        found: list[Item] = []
        lines = text.split("\n")
        for node in yaml.compose_all(text, Loader=_LOADER):
            for item in _items(node, (), lines) if node is not None else ():
                found.append(item)
                if len(found) > MOST:
                    return Unreadable(item.line, f"has more than {MOST} values")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return Unreadable((mark.line if mark else 0) + 1, "is no valid YAML from here on")
    except yaml.YAMLError:
        return Unreadable(1, "is no valid YAML")
    except RecursionError:
        return Unreadable(1, "is nested too deeply")
    return found


def _items(node: yaml.Node, path: tuple[str, ...], lines: list[str]) -> Iterator[Item]:
    if isinstance(node, yaml.ScalarNode):
        quote = node.style if node.style in ("'", '"') else ""
        end = node.end_mark
        tail = lines[end.line][end.column :].strip() if end.line < len(lines) else ""
        yield Item(path, resolved(node.value), node.start_mark.line + 1, quote, node.value, tail)
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from _items(child, path, lines)
    else:
        for key, child in node.value:
            if not isinstance(key, yaml.ScalarNode):
                continue
            names = () if key.value == "<<" else tuple(key.value.split("."))
            yield from _items(child, (*path, *names), lines)
