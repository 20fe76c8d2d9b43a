"""Splits an entry into YAML front matter and markdown, keeping line numbers. The only module that knows YAML.

Every scalar stays the text that the curator wrote: YAML 1.1 would turn the answers `yes`, `no`, `on`, `off` into booleans
and `5.7` into a number. The schema, not YAML, decides what a value means.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import yaml

from kbassist.kb.problems import Problem

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # the C parser is about 8 times as fast

DEEPEST = 60
MOST_VALUES = 20_000
"""The largest real entry has about a tenth of it."""

Path = tuple[str | int, ...]


class Front(NamedTuple):
    """The front matter's values, the line (from 1) on which each begins, and the markdown with its first line."""

    values: dict[str, Any]
    lines: dict[Path, int]
    body: str
    body_line: int


def split(text: str) -> Front | Problem:
    """Return the parts of an entry, or the first problem that keeps it from being read."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return Problem(1, "an entry begins with a line '---' that opens its front matter")
    try:
        end = next(i for i, line in enumerate(lines[1:], 1) if line.rstrip() == "---")
    except StopIteration:
        return Problem(1, "the front matter is never closed: a line '---' is missing")
    source = "\n".join(lines[1:end]) + "\n"
    if _too_deep(source):
        return Problem(2, "the front matter is nested too deeply")
    try:
        node = yaml.compose(source, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return Problem((mark.line if mark else 0) + 2, f"not YAML: {error.problem or error.context}")
    except yaml.YAMLError as error:
        return Problem(2, f"not YAML: {str(error).splitlines()[0]}")
    except RecursionError:
        return Problem(2, "the front matter is nested too deeply")
    found: dict[Path, int] = {}
    try:
        values = {} if node is None else _plain(node, (), found)
    except _Refused as refused:
        return refused.problem
    except RecursionError:
        return Problem(2, "the front matter is nested too deeply")
    if not isinstance(values, dict):
        return Problem(2, "the front matter is a mapping of 'key: value' lines")
    return Front(values, found, "\n".join(lines[end + 1 :]), end + 2)


def _too_deep(source: str) -> bool:
    """Tell whether brackets or dashes nest deeper than any entry does; the C parser would overrun its stack."""
    depth = 0
    for char in source:
        depth += (char in "[{") - (char in "]}")
        if depth > DEEPEST:
            return True
    return "- " * DEEPEST in source or "? " * DEEPEST in source


class _Refused(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.what)
        self.problem = problem


def _plain(node: yaml.Node, path: Path, lines: dict[Path, int]) -> Any:
    line = node.start_mark.line + 2
    lines.setdefault(path, line)
    if len(lines) > MOST_VALUES:  # a few aliases of aliases would otherwise fill the memory
        raise _Refused(Problem(line, f"the front matter has more than {MOST_VALUES} values: split the entry"))
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, (*path, i), lines) for i, child in enumerate(node.value)]
    values: dict[str, Any] = {}
    for key, child in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise _Refused(Problem(key.start_mark.line + 2, "a key is a plain word"))
        if key.value in values:
            raise _Refused(Problem(key.start_mark.line + 2, f"'{key.value}' stands twice"))
        lines[(*path, key.value)] = key.start_mark.line + 2
        values[key.value] = _plain(child, (*path, key.value), lines)
    return values
