"""TOML: the standard library reads it, but tells no lines; each `name = value` is read again by itself to find its line."""

import re
import tomllib
from typing import Any

from kbassist.configs.references import resolved
from kbassist.configs.values import Format, Item, Unreadable

SPEC = Format("TOML", ("*.toml",))

LONGEST = 200
"""Lines over which one value may run."""

_SECTION = re.compile(r"\s*\[\[?\s*([^\]\n]+?)\s*\]\]?\s*(?:#.*)?$")
_LINE = re.compile(r"\s*([\w.\-\"']+)\s*=\s*(\S.*)$")


def read(text: str) -> list[Item] | Unreadable:
    """Return the settings, or the line at which the text is no TOML."""
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        return Unreadable(int(place[1]) if place else max(1, text.rstrip("\n").count("\n") + 1), "is no valid TOML from here on")
    except RecursionError:
        return Unreadable(1, "is nested too deeply")
    found: list[Item] = []
    lines = text.split("\n")
    section: tuple[str, ...] = ()
    number = 0
    while number < len(lines):
        head, match = _SECTION.match(lines[number]), _LINE.match(lines[number])
        if head:
            section = _names(head[1])
        elif match:
            value, taken = _value(match[2], lines[number + 1 : number + LONGEST])
            _flatten((*section, *_names(match[1])), value, number + 1, match[2], found)
            number += taken
        number += 1
    return found


def _names(key: str) -> tuple[str, ...]:
    return tuple(part.strip(" \"'") for part in key.split("."))


def _value(first: str, more: list[str]) -> tuple[Any, int]:
    """The value that begins on a line, and how many further lines it takes."""
    whole = first
    for taken in range(len(more) + 1):
        try:
            return tomllib.loads(f"x = {whole}")["x"], taken
        except (tomllib.TOMLDecodeError, RecursionError):
            if not any(mark in first for mark in ("[", "{", '"""', "'''")) or taken == len(more):
                return None, 0
            whole += "\n" + more[taken]
    return None, 0


def _flatten(path: tuple[str, ...], value: Any, line: int, raw: str, found: list[Item]) -> None:
    if isinstance(value, dict):
        for key, part in value.items():
            _flatten((*path, str(key)), part, line, "", found)
    elif not isinstance(value, list):
        text = str(value).lower() if isinstance(value, bool) else str(value)
        found.append(Item(path, None if value is None else resolved(text), line, '"' if isinstance(value, str) else "", raw))
