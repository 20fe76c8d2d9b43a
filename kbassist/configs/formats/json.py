"""JSON: read by the reader of JavaScript objects, which it is a part of, because that one keeps the lines."""

from __future__ import annotations

from kbassist.configs.formats import javascript
from kbassist.configs.values import Format, Item, Unreadable

SPEC = Format("JSON", ("*.json",), r"\A\s*\{\s*\"")


def read(text: str) -> list[Item] | Unreadable:
    """Return the settings of the object, or the line where its brackets do not close."""
    return javascript.read(text)
