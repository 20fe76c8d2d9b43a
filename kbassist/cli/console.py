"""Where output goes: width, colour, one-line errors, standard input. Text from outside never reaches a terminal raw."""

import os
import sys
from typing import NamedTuple, TextIO

from kbassist.errors import InputError, UsageError
from kbassist.model.visible import visible as visible

MAX_INPUT = 64 * 1024 * 1024
"""Bytes read from standard input at the most; of a long text only the telling lines are read anyway."""
WIDTH = 80


class Console(NamedTuple):
    """The three streams and how they are written to."""

    stdin: TextIO
    stdout: TextIO
    stderr: TextIO
    color: bool
    width: int

    @classmethod
    def of_process(cls, plain: bool) -> "Console":
        """The process's own streams; colour only on a terminal and where nobody said no (no-color.org)."""
        for name in ("stdin", "stdout", "stderr"):
            if getattr(sys, name) is None:  # closed by the caller (`>&-`)
                setattr(sys, name, open(os.devnull, "r" if name == "stdin" else "w", encoding="utf-8"))  # noqa: SIM115 - stands for the stream until the process ends
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="backslashreplace")
        terminal = sys.stdout.isatty()
        color = terminal and not plain and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        width = WIDTH
        if terminal:
            try:
                width = min(100, max(40, os.get_terminal_size(sys.stdout.fileno()).columns))
            except OSError:
                width = WIDTH
        return cls(sys.stdin, sys.stdout, sys.stderr, color, width)

    def out(self, text: str) -> None:
        """Write a text and a line break to standard output."""
        self.stdout.write(text + "\n")

    def error(self, text: str) -> None:
        """Write one error to standard error."""
        self.stderr.write(f"kbassist: {' '.join(text.split(chr(10)))}\n")

    def read_input(self) -> str:
        """Return standard input as text. Raises InputError where it is binary and UsageError where nobody feeds it."""
        if self.stdin.isatty():
            raise UsageError('nothing to read: give the error as text, `kbassist ask "535 5.7.8"`, or pipe it in')
        buffer = getattr(self.stdin, "buffer", None)
        raw = buffer.read(MAX_INPUT) if buffer is not None else self.stdin.read().encode("utf-8", "replace")
        return decoded(raw, "standard input")


def decoded(raw: bytes, name: str) -> str:
    """Return bytes as text: UTF-8, else UTF-16 with a mark, else GB18030 where that gives Chinese, else Windows-1252.

    Raises InputError for what is no text at all.
    """
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    if raw.count(b"\0") > len(raw) // 50:
        raise InputError(f"{name} is binary, not text; paste the error message itself")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        text = raw.decode("gb18030")
        if sum("\u4e00" <= char <= "\u9fff" for char in text) >= 4:
            return text
    except UnicodeDecodeError:
        pass
    text = raw.decode("cp1252", "replace")
    odd = sum((char < " " and char not in "\t\r\n\x1b\x0c") or char == "�" for char in text[:20_000])
    if odd > len(text[:20_000]) // 10:
        raise InputError(f"{name} is binary, not text; paste the error message itself")
    return text
