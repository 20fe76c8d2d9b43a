"""A program on a pseudo-terminal of 80 columns: type lines, wait for what appears."""

from __future__ import annotations

import fcntl
import os
import re
import select
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
LAUNCH = """
import os, sys
os.login_tty(0)  # a terminal of its own, so that Ctrl-C and Ctrl-D reach it
os.execv(sys.executable, [sys.executable, "-m", "kbassist", *sys.argv[1:]])
"""
PATIENCE = 20.0
"""Seconds until something that was waited for is missing."""


class Terminal:
    """`kbassist` with these arguments on a terminal of its own."""

    def __init__(self, *arguments: str, cwd: Path, env: dict[str, str] | None = None) -> None:
        self._outer, inner = os.openpty()
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.process = subprocess.Popen(
            [sys.executable, "-c", LAUNCH, *arguments],
            stdin=inner,
            stdout=inner,
            stderr=inner,
            cwd=cwd,
            env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "vt100", **(env or {})},
        )
        os.close(inner)
        self.shown = ""
        self._seen = 0

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self._outer)

    def type(self, text: str) -> None:
        """Type a text and Enter."""
        os.write(self._outer, text.encode() + b"\n")

    def key(self, byte: bytes) -> None:
        """Press a control key."""
        os.write(self._outer, byte)

    def wait_for(self, pattern: str) -> str:
        """Wait until the pattern appears in what was shown since the last wait; return what was shown till then."""
        until = time.monotonic() + PATIENCE
        while True:
            found = re.search(pattern, self.shown[self._seen :])
            if found:
                passed = self.shown[self._seen : self._seen + found.end()]
                self._seen += found.end()
                return passed
            assert time.monotonic() < until, f"{pattern!r} did not appear in: {self.shown[self._seen :]!r}"
            if not self._read():
                raise AssertionError(f"the program ended before {pattern!r}: {self.shown[self._seen :]!r}")

    def end(self) -> int:
        """Read until the program ends; return its exit status."""
        until = time.monotonic() + PATIENCE
        while self._read():
            assert time.monotonic() < until, f"the program does not end: {self.shown[-400:]!r}"
        return self.process.wait(timeout=PATIENCE)

    def _read(self) -> bool:
        if not select.select([self._outer], [], [], 1.0)[0]:
            return self.process.poll() is None
        try:
            part = os.read(self._outer, 65_536)
        except OSError:  # Linux says so when the other side is closed
            return False
        self.shown += part.decode("utf-8", "replace").replace("\r\n", "\n")
        return bool(part)
