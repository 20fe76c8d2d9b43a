"""Python settings such as Django's `settings.py`: parsed, never run. Assignments, dictionaries and keywords with plain values."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from kbassist.configs.values import Format, Item, Unreadable

SPEC = Format("Python settings", ("*.py",), r"^(?:import |from \w+ import )", committed=True)

_CASTS = {"int", "str", "bool", "float", "config", "env"}


def read(text: str) -> list[Item] | Unreadable:
    """Return the settings, or the line at which the text is no Python."""
    try:
        tree = ast.parse(text)
        return [item for node in ast.walk(tree) for item in _statement(node)]
    except SyntaxError as error:
        return Unreadable(error.lineno or 1, "is no valid Python from here on")
    except (RecursionError, MemoryError, ValueError):
        return Unreadable(1, "is nested too deeply, or holds what no Python source may")


def _statement(node: ast.AST) -> Iterator[Item]:
    if isinstance(node, ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Name):
                yield from _items((target.id,), node.value)
            elif isinstance(target, ast.Attribute):
                yield from _items((target.attr,), node.value)
            elif isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
                yield from _items((str(target.slice.value),), node.value)
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
        yield from _items((node.target.id,), node.value)
    elif isinstance(node, ast.Call):
        for keyword in node.keywords:
            if keyword.arg:
                yield from _items((keyword.arg,), keyword.value)


def _items(path: tuple[str, ...], node: ast.expr) -> Iterator[Item]:
    if isinstance(node, ast.Dict):
        for key, part in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant):
                yield from _items((*path, str(key.value)), part)
        return
    value = _value(node)
    quote = '"' if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
    yield Item(path, value, node.lineno, quote, value or "")


def _value(node: ast.expr) -> str | None:
    """The value of an expression, its default where it comes from the environment, or None where only the program knows it."""
    if isinstance(node, ast.Constant):
        return str(node.value).lower() if isinstance(node.value, bool | None) else str(node.value)
    if isinstance(node, ast.Call):
        name = ast.unparse(node.func)
        given = next((keyword.value for keyword in node.keywords if keyword.arg == "default"), None)
        if given is None and len(node.args) == 1 and name in ("int", "str", "bool", "float"):
            given = node.args[0]
        elif (
            given is None
            and len(node.args) > 1
            and (name in _CASTS or name.endswith((".get", "getenv")) or name.startswith("env."))
        ):
            given = node.args[1]
        return (_value(given) or None) if given is not None else None
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
        return _value(node.values[-1])
    return None
