"""What a person types or a program pipes in, one message at a time.

On a terminal a paste of many lines arrives within milliseconds and is one message. On a pipe every line is a message, but for
a text: there the lines belong together up to an empty line, to one that is plainly an answer or a command, or to a pause.
A pipe is read as it comes, so that a program may write a line, read the reply, and write the next.
Nothing here moves a cursor; the terminal's own line editing is used.
"""

from __future__ import annotations

import os
import select
from collections.abc import Callable
from typing import TextIO

from kbassist.cli.console import MAX_INPUT, decoded

TOGETHER = 0.08
"""Seconds within which further lines belong to the same paste; a person cannot type a line so fast."""
PAUSE = 1.0
"""Seconds after which a text on a pipe is taken to be over, though the pipe is still open."""
BLOCK = 65_536
NAME = "standard input"


class Lines:
    """The messages of standard input."""

    def __init__(self, stream: TextIO) -> None:
        self.terminal = stream.isatty()
        self._descriptor = stream.fileno()
        self._raw = b""
        self._read = 0
        self._ended = False
        self._waiting: list[str] = []

    @property
    def waiting(self) -> bool:
        """Whether a line that is not empty is still to come; waits until that is known. Raises InputError for what is no text."""
        while (line := self._line(None)) is not None:
            if line.strip():
                self._waiting.insert(0, line)
                return True
        return False

    def message(self, text_wanted: bool, is_reply: Callable[[str], bool]) -> str | None:
        """Return the next message, or None at the end.

        `text_wanted` says that a text is expected, of which several lines may belong together; `is_reply` tells of a line
        whether it is an answer or a command by itself. Raises InputError for what is no text.
        """
        line = self._line(None)
        while line is not None and not line.strip() and not self.terminal:
            line = self._line(None)
        if line is None or is_reply(line) or not (text_wanted or self.terminal):
            return line
        taken = [line]
        while (line := self._line(TOGETHER if self.terminal else PAUSE)) is not None:
            if not self.terminal and (not line.strip() or is_reply(line)):
                self._waiting.insert(0, line)
                break
            taken.append(line)
        return "\n".join(taken).rstrip("\n")

    def _line(self, patience: float | None) -> str | None:
        """Return the next line, or None at the end and, where there is a limit, if none comes within so many seconds."""
        if self._waiting:
            return self._waiting.pop(0)
        while b"\n" not in self._raw and not self._ended:
            if not self._more(patience):
                return None
        if self._raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in self._raw:
            return self._whole()
        line, end, self._raw = self._raw.partition(b"\n")
        return decoded(line.removesuffix(b"\r"), NAME) if line or end else None

    def _whole(self) -> str | None:
        """Take all there is: only as a whole can UTF-16 be told from what is no text. Raises InputError for the latter."""
        while not self._ended:
            self._more(None)
        lines = decoded(self._raw, NAME).splitlines()
        self._raw, self._waiting = b"", lines[1:]
        return lines[0] if lines else None

    def _more(self, patience: float | None) -> bool:
        """Read what comes within so many seconds; False where nothing does."""
        if patience is not None and os.name == "posix" and not select.select([self._descriptor], [], [], patience)[0]:
            return False
        part = os.read(self._descriptor, BLOCK) if self._read < MAX_INPUT else b""
        self._read += len(part)
        self._raw += part
        self._ended = not part
        return True
