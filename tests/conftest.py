"""Fixtures: the compiled built-in knowledge, a command line in a clean process, small knowledge folders."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kbassist.kb.entries import Loaded, load
from kbassist.kb.sources import builtin_folder, open_store
from kbassist.kb.store import Store

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cases and settings of this test alone: the user's are neither read nor written."""
    monkeypatch.setenv("KBASSIST_DATA", str(tmp_path / "own-data"))
    monkeypatch.setenv("KBASSIST_CONFIG", str(tmp_path / "own-config"))


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache folder of this test run: nothing is read from or left in the user's."""
    folder = tmp_path_factory.mktemp("cache")
    before = os.environ.get("KBASSIST_CACHE")
    os.environ["KBASSIST_CACHE"] = str(folder)
    yield folder
    if before is None:
        del os.environ["KBASSIST_CACHE"]
    else:
        os.environ["KBASSIST_CACHE"] = before


@pytest.fixture(scope="session")
def store(own_cache: Path) -> Iterator[Store]:
    """The built-in knowledge, compiled once for each worker."""
    opened = open_store()
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def loaded() -> Loaded:
    """The built-in entries as written."""
    return load([Path(builtin_folder())])


Run = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture
def kbassist(store: Store, tmp_path: Path) -> Run:
    """Run `kbassist` in a process of its own, from an unrelated folder."""

    def run(*arguments: str, stdin: bytes | None = b"", env: dict[str, str] | None = None) -> subprocess.CompletedProcess[bytes]:
        full = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", **(env or {})}
        return subprocess.run(
            [sys.executable, "-m", "kbassist", *arguments], input=stdin, capture_output=True, cwd=tmp_path, env=full, timeout=120
        )

    return run
