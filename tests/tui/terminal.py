"""The real program in a real terminal: tmux, on a socket of its own, keys in and the screen out."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 30.0
"""Seconds that something may take to come on screen; on two busy cores a start takes about two."""


class Terminal:
    """One tmux session of a fixed size. `say` types, `see` waits for words on the screen."""

    def __init__(self, folder: Path, columns: int = 110, lines: int = 36) -> None:
        self.folder = folder
        self._socket = str(folder / "tmux")
        self._size = (columns, lines)

    @staticmethod
    def there() -> bool:
        """Whether tmux is installed."""
        return shutil.which("tmux") is not None

    def _tmux(self, *arguments: str, text: str | None = None) -> str:
        done = subprocess.run(
            ["tmux", "-S", self._socket, "-f", os.devnull, *arguments], input=text, capture_output=True, text=True, timeout=30
        )
        assert done.returncode == 0, (arguments, done.stderr)
        return done.stdout

    def start(self, *options: str) -> None:
        """Start kbassist in a new session."""
        environment = {
            "PYTHONPATH": str(ROOT),
            "KBASSIST_DATA": str(self.folder / "data"),
            "KBASSIST_CONFIG": str(self.folder / "config"),
            "KBASSIST_CACHE": os.environ["KBASSIST_CACHE"],
            "COLORTERM": "truecolor",
        }
        command = " ".join([*(f"{key}={shlex.quote(value)}" for key, value in environment.items())])
        program = shlex.join([sys.executable, "-m", "kbassist", *options])
        columns, lines = map(str, self._size)
        self._tmux("new-session", "-d", "-s", "kb", "-x", columns, "-y", lines, "-c", str(self.folder), "sh")
        inner = shlex.quote(f"echo $$ > pid; exec env {command} {program}")
        self._tmux("send-keys", "-t", "kb", f"clear; sh -c {inner}; echo ended with $?", "Enter")

    def screen(self) -> str:
        """What stands on the screen."""
        return self._tmux("capture-pane", "-p", "-t", "kb")

    def see(self, *words: str) -> str:
        """Wait until all words are on the screen; return it."""
        until = time.monotonic() + PATIENCE
        while True:
            shown = self.screen()
            if all(word in shown for word in words):
                return shown
            assert time.monotonic() < until, f"{[word for word in words if word not in shown]} not in\n{shown}"
            time.sleep(0.1)

    def press(self, *keys: str) -> None:
        """Press keys by tmux's names."""
        self._tmux("send-keys", "-t", "kb", *keys)

    def say(self, text: str) -> None:
        """Type a text and press Enter."""
        self._tmux("send-keys", "-t", "kb", "-l", text)
        self.press("Enter")

    def paste(self, text: str) -> None:
        """Paste a text as a terminal does, in brackets."""
        self._tmux("load-buffer", "-", text=text)
        self._tmux("paste-buffer", "-p", "-t", "kb")

    def pid(self) -> int:
        """The process of kbassist."""
        return int((self.folder / "pid").read_text())

    def ended(self, status: int = 0) -> str:
        """Wait until the program has ended with a status; return the screen it left."""
        return self.see(f"ended with {status}")

    def close(self) -> None:
        """End the session and this tmux server, which serves nothing else."""
        subprocess.run(["tmux", "-S", self._socket, "kill-server"], capture_output=True, timeout=30, check=False)
