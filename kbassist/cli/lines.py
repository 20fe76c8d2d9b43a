"""What a person types or pipes in, one message at a time.

On a terminal a paste of many lines arrives within milliseconds and is one message. On a pipe every line is a message, but for
the first text: there the lines belong together up to an empty line or to one that is plainly an answer or a command.
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
BLOCK = 65_536


class Lines:
    """The messages of standard input."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.terminal = stream.isatty()
        self._descriptor = stream.fileno() if self.terminal and os.name == "posix" else None
        self._waiting: list[str] = []
        self._ended = False
        if not self.terminal:
            buffer = getattr(stream, "buffer", None)
            raw = buffer.read(MAX_INPUT) if buffer is not None else stream.read().encode("utf-8", "replace")
            self._waiting = decoded(raw, "standard input").splitlines()
            self._ended = True

    @property
    def waiting(self) -> bool:
        """Whether lines were piped in that nobody took yet."""
        return any(line.strip() for line in self._waiting)

    def message(self, text_wanted: bool, is_reply: Callable[[str], bool]) -> str | None:
        """Return the next message, or None at the end.

        `text_wanted` says that a text is expected, of which several lines may belong together; `is_reply` tells of a line
        whether it is an answer or a command by itself.
        """
        if self._descriptor is not None:
            return self._typed(self._descriptor, is_reply)
        if self.terminal:
            line = self._stream.readline()
            return line.rstrip("\r\n") if line else None
        return self._piped(text_wanted, is_reply)

    def _typed(self, descriptor: int, is_reply: Callable[[str], bool]) -> str | None:
        """Wait for a line; take the further ones of a paste with it, but let answers typed ahead be answers."""
        if self._waiting:
            return self._waiting.pop(0)
        raw = b""
        while not self._ended:
            if raw.endswith((b"\n", b"\r")) and not select.select([descriptor], [], [], TOGETHER)[0]:
                break
            part = os.read(descriptor, BLOCK)
            self._ended = not part
            raw += part
        if self._ended and not raw:
            return None
        text = raw.decode("utf-8", "replace").strip("\r\n")
        lines = text.splitlines()
        if len(lines) > 1 and is_reply(lines[0]):
            self._waiting = lines[1:]
            return lines[0]
        return text

    def _piped(self, text_wanted: bool, is_reply: Callable[[str], bool]) -> str | None:
        while self._waiting and not self._waiting[0].strip():
            self._waiting.pop(0)
        if not self._waiting:
            return None
        taken = [self._waiting.pop(0)]
        if text_wanted and not is_reply(taken[0]):
            while self._waiting and self._waiting[0].strip() and not is_reply(self._waiting[0]):
                taken.append(self._waiting.pop(0))
        return "\n".join(taken)
