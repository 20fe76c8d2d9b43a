"""One file a format: `SPEC` says what it is called and how it is recognised, `read` gives its settings with their lines.

A format is found by being here. Reading never runs anything and never repeats a piece of the file in an error.
"""

from __future__ import annotations

import re
from fnmatch import fnmatch
from functools import cache
from importlib import import_module
from os.path import basename
from pkgutil import iter_modules
from types import ModuleType
from typing import NamedTuple

from kbassist.configs.values import Format, Read


class Member(NamedTuple):
    """A format that was found: its id, what it says of itself, its reader."""

    id: str
    spec: Format
    read: Read


@cache
def formats() -> dict[str, Member]:
    """Return every format by its id, which is its file's stem."""
    modules = ((info.name, import_module(f"{__name__}.{info.name}")) for info in iter_modules(__path__))
    return {name: _member(name, module) for name, module in sorted(modules) if hasattr(module, "SPEC")}


def _member(name: str, module: ModuleType) -> Member:
    return Member(name, module.SPEC, module.read)


def recognised(path: str, text: str) -> Member | None:
    """Return the format of a file: the one with the most exact name that fits, else the one whose text looks like it."""
    name = basename(path).lower()
    named = [
        (len(pattern.strip("*")), _looks(member, text), member)
        for member in formats().values()
        for pattern in member.spec.names
        if fnmatch(name, pattern)
    ]
    if named:
        return max(named, key=lambda item: item[:2])[2]
    return next((member for member in formats().values() if _looks(member, text)), None)


def _looks(member: Member, text: str) -> bool:
    return bool(member.spec.looks) and re.search(member.spec.looks, text[:20_000], re.MULTILINE) is not None
