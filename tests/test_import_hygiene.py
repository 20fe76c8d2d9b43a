"""What `ask` loads on compiled knowledge is held to an allow-list: start-up time rots by imports."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kbassist.kb.store import Store

ROOT = Path(__file__).parent.parent

ALLOWED = set(
    "kbassist gc unicodedata zlib locale _locale errno importlib importlib._bootstrap importlib._bootstrap_external".split()
)
"""Beside what argparse, json, sqlite3 and rapidfuzz.fuzz bring, which is the budget's own baseline."""

NEVER = (
    "textual",
    "rich",
    "asyncio",
    "ssl",
    "socket",
    "dns",
    "yaml",
    "markdown_it",
    "mdit_py_plugins",
    "pydantic",
    "dataclasses",
    "inspect",
    "html",
    "email",
    "logging",
    "subprocess",
    "jinja2",
)

PROBE = """
import sys
{before}
names = sorted(sys.modules)
import json
print("MODULES" + json.dumps(names))
"""


def modules(before: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", PROBE.format(before=before)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.split("MODULES")[1]))


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_ask_loads_only_what_is_allowed(store: Store, options: list[str]) -> None:
    baseline = modules("import argparse, json, sqlite3, rapidfuzz.fuzz")
    loaded = modules(f"from kbassist.cli.main import main\nmain(['ask', '535 5.7.8', *{options!r}])")
    extra = {name for name in loaded - baseline if not name.startswith(("kbassist", "encodings."))}
    assert extra <= ALLOWED, sorted(extra - ALLOWED)
    assert not [name for name in loaded if name in NEVER or name.startswith(tuple(f"{n}." for n in NEVER))]


def test_no_value_has_its_annotations_compiled_at_each_start(store: Store) -> None:
    """Beside `from __future__ import annotations` each field of a NamedTuple is a text that typing compiles: the first takes 1 ms."""
    loaded = modules("from kbassist.cli.main import main\nmain(['ask', '535 5.7.8'])")
    ours = [importlib.import_module(name) for name in loaded if name.startswith("kbassist.")]
    late = [module for module in ours if getattr(module, "annotations", None) is annotations]
    assert late
    values = [value for module in late for value in vars(module).values() if hasattr(value, "_fields")]
    assert not [value for value in values if value.__module__ in {module.__name__ for module in late}]


def test_the_package_itself_imports_nothing() -> None:
    assert {name for name in modules("import kbassist") - modules("") if name != "kbassist"} == set()


def test_the_deferred_imports_still_come_when_needed(store: Store) -> None:
    assert "pydantic" in modules("from kbassist.cli.main import main\nmain(['kb', 'build'])")
