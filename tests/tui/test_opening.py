"""How the chat is opened: only on a terminal, by one deferred import, and with one line where it cannot."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kbassist.errors import KnowledgeError
from kbassist.tui.app import KbassistApp
from tui.stage import Stage

ROOT = Path(__file__).parent.parent.parent
Run = Callable[..., KbassistApp]


def test_elsewhere_than_on_a_terminal_it_is_the_help_and_exit_2(
    kbassist: Callable[..., subprocess.CompletedProcess[bytes]],
) -> None:
    done = kbassist()
    assert done.returncode == 2 and b"Commands" in done.stdout and not done.stderr


def test_an_unknown_option_is_named_before_the_chat_opens() -> None:
    import pty

    leader, follower = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "kbassist", "--fancy"],
        stdin=follower,
        stdout=follower,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=300,
    )
    os.close(leader)
    os.close(follower)
    assert done.returncode == 2 and b"--fancy" in done.stderr and b"Traceback" not in done.stderr


def test_only_the_chat_loads_textual() -> None:
    probe = "import sys\nimport kbassist.cli.main\nassert not [m for m in sys.modules if m.startswith(('textual', 'rich', 'kbassist.tui'))]"
    subprocess.run([sys.executable, "-c", probe], env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True, timeout=300)


def test_the_first_screen_loads_no_markdown_no_network_no_compiler() -> None:
    probe = (
        "import sys\nimport kbassist.tui.app\n"
        "late = ('markdown_it', 'pygments', 'dns', 'cryptography', 'pydantic', 'yaml', 'kbassist.checking', 'kbassist.cases.formats',"
        " 'kbassist.tui.screens.knowledge', 'kbassist.tui.screens.cases', 'kbassist.tui.screens.checks', 'textual.widgets._markdown')\n"
        "found = [m for m in sys.modules if m.startswith(late)]\nassert not found, found"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe], env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr


def test_broken_knowledge_ends_with_one_line(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    def broken() -> object:
        raise KnowledgeError("the knowledge cannot be read; run `kbassist kb build`")

    import asyncio

    from kbassist.assistant.settings import Settings

    async def scene() -> KbassistApp:
        app = KbassistApp(broken, settings=Settings())
        async with app.run_test() as pilot:
            await Stage(app, pilot).settle(0.3)
        return app

    app = asyncio.run(scene())
    assert app.return_code == 3 and not app.broken


def test_a_defect_is_one_line_and_exit_3(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    class Defect(Exception):
        """A bug."""

    async def scene(stage: Stage) -> None:
        def bug(*_: object) -> None:
            raise Defect("boom")

        stage.chat.talk.add = bug
        await stage.tell()

    with pytest.raises(Exception, match="boom"):
        run(scene)
    told = capsys.readouterr()
    assert "internal error (Defect)" in told.err + told.out or "internal error (WorkerFailed)" in told.err + told.out
    assert "Traceback" not in told.err
