"""Renders a case in a format. The formats are the files of `formats`; nothing lists them."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

from kbassist.cases.dossier import Dossier
from kbassist.errors import UsageError
from kbassist.reading.redact import redact

SAID = ("title", "entries", "facts", "causes", "events")
"""The fields of a dossier that hold or quote what was said."""


def formats() -> tuple[str, ...]:
    """Return the names of all formats."""
    folder = os.path.join(os.path.dirname(__file__), "formats")
    return tuple(sorted(name[:-3] for name in os.listdir(folder) if name.endswith(".py") and not name.startswith("_")))


def suffix(name: str) -> str:
    """Return the usual suffix of a format's files, without a dot. Raises UsageError for a format that does not exist."""
    found: str = _module(name).SUFFIX
    return found


def render(case: Dossier, name: str) -> str:
    """Return the case in a format, all that people and servers said masked once more; the knowledge's own words hold no secrets.

    Raises UsageError for a format that does not exist.
    """
    said = {field: _masked(getattr(case, field)) for field in SAID}
    text: str = _module(name).render(case._replace(**said))
    return text


def _module(name: str) -> Any:
    if name not in formats():
        raise UsageError(f"unknown format '{name}'; there are: {', '.join(formats())}")
    return import_module(f"kbassist.cases.formats.{name}")


def _masked(value: Any) -> Any:
    """Return a value with every text in it masked."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, dict):
        return {key: _masked(each) for key, each in value.items()}
    if isinstance(value, tuple):
        parts = [_masked(each) for each in value]
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    return [_masked(each) for each in value] if isinstance(value, list) else value
