"""Fixtures of the chat's tests: a fixed knowledge, folders of their own, and a runner of scenes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kbassist.kb.compile import build
from kbassist.kb.sources import _connect
from kbassist.kb.store import Store
from kbassist.tui.app import KbassistApp
from tui.stage import KNOWLEDGE, Play, play


@pytest.fixture(scope="session")
def small_knowledge(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Store]:
    """Opens a knowledge of a dozen entries that never changes: what the screens show of it is fixed."""
    target = tmp_path_factory.mktemp("knowledge") / "small.sqlite"
    build([KNOWLEDGE], target, "fixed")
    return lambda: Store(_connect(str(target)))


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Cases, settings and the current folder of this test alone."""
    for name in ("data", "config", "cwd"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("KBASSIST_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("KBASSIST_CONFIG", str(tmp_path / "config"))
    for name in ("VTE_VERSION", "TERM_PROGRAM", "TMUX", "COLORFGBG", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.chdir(tmp_path / "cwd")
    yield tmp_path


@pytest.fixture
def run(small_knowledge: Callable[[], Store]) -> Callable[..., KbassistApp]:
    """Run a scene on the chat."""

    def run(scene: Play, **more: Any) -> KbassistApp:
        return play(scene, small_knowledge, **more)

    return run
