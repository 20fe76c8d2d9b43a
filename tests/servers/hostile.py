"""All behaviours of hostile servers, found in the modules beside this one: adding one is writing one function there."""

from __future__ import annotations

import importlib
from pathlib import Path

from servers.scripted import Behaviour


def behaviours() -> list[Behaviour]:
    """Every behaviour of every `hostile_*` module, in the order of files and lines."""
    found: list[Behaviour] = []
    for path in sorted(Path(__file__).parent.glob("hostile_*.py")):
        module = importlib.import_module(f"servers.{path.stem}")
        found += [value for value in vars(module).values() if isinstance(value, Behaviour)]
    return found
