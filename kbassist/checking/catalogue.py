"""Which checks there are: the files of `kbassist.checks`."""

from __future__ import annotations

import os
from importlib import import_module
from types import ModuleType

_PACKAGE = "kbassist.checks"


def check_ids() -> list[str]:
    """Return the ids of all checks, sorted, without importing any."""
    folder = os.path.join(os.path.dirname(os.path.dirname(__file__)), "checks")
    stems = (entry.name.removesuffix(".py") for entry in os.scandir(folder) if entry.name.endswith(".py"))
    return sorted(stem.replace("_", "-") for stem in stems if not stem.startswith("_"))


def checks() -> dict[str, ModuleType]:
    """Return the modules of all checks by id, in the order in which a person wants to read them (`SPEC.place`)."""
    found = {name: import_module(f"{_PACKAGE}.{name.replace('-', '_')}") for name in check_ids()}
    return dict(sorted(found.items(), key=lambda item: (item[1].SPEC.place, item[0])))
