"""The dialogue of SMTP, for looking at and not for sending mail: every reply is a value, whatever came; nothing raises.

Limits: RFC 5321 section 4.5.3.1.5 allows reply lines of 512 bytes; what real servers exceed by a little is taken, what a
hostile one sends without end is not.
"""

from __future__ import annotations

import asyncio
import base64
import math
import re
import ssl
from collections.abc import Callable
from typing import NamedTuple

from kbassist.model.finding import Line, Speaker
from kbassist.model.visible import visible
from kbassist.net.network import Trouble
from kbassist.net.wire import Handshake, Wire

LONGEST_LINE = 4096
MOST_LINES = 128
"""Lines of one reply; the longest EHLO of a real server has about 25."""
SHOWN = 400
"""Characters of a line that a transcript keeps."""
MASKED = "[masked]"

_LINE = re.compile(rb"([2-5][0-9][0-9])(?:([ -])(.*))?\Z", re.DOTALL)
SMTP_BEGINS = re.compile(rb"[2-5]([0-9]([0-9]|\Z)|\Z)")
"""What a reply begins with, as far as it has come."""
_FOREIGN = (
    (re.compile(rb"HTTP/|<!doctype|<html", re.IGNORECASE), "HTTP"),
    (re.compile(rb"SSH-\d"), "SSH"),
    (re.compile(rb"\+OK|-ERR"), "POP3"),
    (re.compile(rb"\* (OK|PREAUTH|BYE)\b", re.IGNORECASE), "IMAP"),
    (re.compile(rb"[\x14-\x17]\x03[\x00-\x04]"), "TLS"),
    (re.compile(rb".{3,4}\x0a[5-9]\.\d+\.\d+", re.DOTALL), "MySQL"),
    (re.compile(rb"(220|230)[ -].{0,80}\bFTP", re.IGNORECASE), "FTP"),
    (re.compile(rb"\"IMPLEMENTATION\"", re.IGNORECASE), "ManageSieve"),
)


class Reply(NamedTuple):
    """A reply, or what came instead of one: then `code` is 0 and `trouble` says why."""

    code: int = 0
    lines: tuple[str, ...] = ()
    trouble: Trouble | None = None
    foreign: str = ""
    """What the other side speaks, where it is recognised and not SMTP."""

    @property
    def good(self) -> bool:
        """Whether the server agreed (2xx or 3xx)."""
        return 200 <= self.code < 400

    @property
    def text(self) -> str:
        """The reply as a client would show it: code and words, on one line."""
        return f"{self.code} {' '.join(line for line in self.lines if line)}".strip() if self.code else " ".join(self.lines)


class Ehlo(NamedTuple):
    """What a server says it can do."""

    reply: Reply
    extensions: tuple[tuple[str, str], ...]
    """Keyword in capitals and its parameters, in the order given."""
    mechanisms: tuple[str, ...]
    helo: bool = False
    """Whether only the old HELO was understood."""

    def offers(self, keyword: str) -> bool:
        """Tell whether an extension is offered."""
        return any(name == keyword for name, _ in self.extensions)

    @property
    def size(self) -> str:
        """The largest message taken, in bytes as written, or an empty text."""
        return next((rest for name, rest in self.extensions if name == "SIZE"), "")


class Dialogue:
    """A client's side of one session. `limit` gives the seconds that the next wait may take."""

    def __init__(self, wire: Wire, limit: Callable[[], float], transcript: list[Line]) -> None:
        self.wire = wire
        self.transcript = transcript
        self._limit = limit
        self._over = False

    def note(self, text: str) -> None:
        """Write down what happened beside the dialogue."""
        self.transcript.append(Line(Speaker.NOTE, visible(text)[:SHOWN]))

    async def reply(self, most: float | None = None) -> Reply:
        """Take the next reply, within `most` seconds where that is less than usual."""
        lines: list[str] = []
        codes: list[bytes] = []
        size = 0
        clock = asyncio.get_running_loop().time
        end = clock() + min(self._limit(), most or math.inf)
        while True:
            taken = await self.wire.line(max(0.0, end - clock()), LONGEST_LINE)
            if taken.trouble is not None:
                return self._broken(taken.trouble, taken.rest, lines)
            size += len(taken.line)
            match = _LINE.match(taken.line)
            if match is None or (not codes and foreign(taken.line) == "FTP"):
                return self._broken(Trouble.NOT_SMTP, taken.line, lines)
            code, more, words = match[1], match[2], match[3] or b""
            codes.append(code)
            lines.append(_text(words))
            self._heard(taken.line, int(code) >= 400)
            if more != b"-":
                mixed = Trouble.MIXED_CODES if len(set(codes)) > 1 else None
                return Reply(int(code), tuple(lines), mixed)
            if len(lines) >= MOST_LINES:
                return self._broken(Trouble.TOO_MANY_LINES, b"", lines)

    async def command(self, line: str, shown: str = "") -> Reply:
        """Send a command and take the reply; `shown` stands in the transcript where the line holds a secret."""
        return await self.raw(line.encode("ascii", "backslashreplace"), shown)

    async def raw(self, line: bytes, shown: str = "") -> Reply:
        """Send one line of bytes, without its end, and take the reply."""
        if self._over:
            return Reply(trouble=Trouble.CLOSED_EARLY)
        assert b"\r" not in line and b"\n" not in line  # one line is one command: nothing from outside adds another
        self.transcript.append(Line(Speaker.CLIENT, shown or visible(_text(line))[:SHOWN]))
        trouble = await self.wire.send(line + b"\r\n", self._limit())
        if trouble is not None:
            self.note("the connection was lost while sending")
            return Reply(trouble=trouble)
        return await self.reply()

    async def ehlo(self, name: str) -> Ehlo:
        """Say EHLO, and HELO where that is not understood (RFC 5321 section 4.1.4)."""
        reply = await self.command(f"EHLO {name}")
        if 500 <= reply.code < 600 and reply.code not in (521, 554, 550):
            old = await self.command(f"HELO {name}")
            return Ehlo(old, (), (), helo=True)
        return parse_ehlo(reply)

    async def nudge(self, name: str, limit: float) -> Reply:
        """Say EHLO to a server that has not greeted, to see what it is; a reply of SMTP now is still no greeting."""
        self._over = False
        line = f"EHLO {name}"
        self.transcript.append(Line(Speaker.CLIENT, line))
        if await self.wire.send(f"{line}\r\n\r\n".encode("ascii", "backslashreplace"), limit) is None:
            taken = await self.wire.line(limit, LONGEST_LINE)
            if heard := taken.line or taken.rest:
                self._over = True
                self._heard(heard, True)
                if name := foreign(heard):
                    return Reply(0, (_text(heard),), Trouble.NOT_SMTP, name)
        self._over = True
        return Reply(trouble=Trouble.READ_TIMEOUT)

    async def start_tls(self, context: ssl.SSLContext, host: str) -> Handshake:
        """Shake hands; the transcript says how it went."""
        handshake = await self.wire.start_tls(context, host, self._limit())
        if handshake.trouble is None:
            self.note(f"TLS started: {handshake.version}, {handshake.cipher}")
        else:
            self._over = True
            self.note(f"TLS failed: {handshake.words}")
        return handshake

    async def quit(self) -> None:
        """Say goodbye and do not wait for the answer."""
        if not self._over:
            self.transcript.append(Line(Speaker.CLIENT, "QUIT"))
            await self.wire.send(b"QUIT\r\n", 0.2)

    def _broken(self, trouble: Trouble, rest: bytes, lines: list[str]) -> Reply:
        self._over = True
        if rest and not lines and (foreign(rest) or (trouble is not Trouble.LINE_TOO_LONG and not SMTP_BEGINS.match(rest))):
            trouble = Trouble.NOT_SMTP
        name = foreign(rest) if trouble is Trouble.NOT_SMTP and not lines else ""
        if trouble is Trouble.READ_TIMEOUT and lines:
            trouble = Trouble.UNFINISHED
        if rest:
            self._heard(rest, True)
        self.note(_ENDINGS.get(trouble, trouble.value))
        return Reply(0, (*lines, _text(rest)) if rest else tuple(lines), trouble, name)

    def _heard(self, line: bytes, refused: bool) -> None:
        text = visible(_text(line))
        shown = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
        self.transcript.append(Line(Speaker.REFUSAL if refused else Speaker.SERVER, shown))


_ENDINGS = {
    Trouble.READ_TIMEOUT: "no answer in time",
    Trouble.UNFINISHED: "the reply was not finished in time",
    Trouble.CLOSED_EARLY: "the server closed the connection",
    Trouble.RESET: "the connection was reset",
    Trouble.LINE_TOO_LONG: f"the line is longer than {LONGEST_LINE} bytes; not read on",
    Trouble.TOO_MANY_LINES: f"the reply has more than {MOST_LINES} lines; not read on",
    Trouble.NOT_SMTP: "this is not SMTP",
}


def foreign(data: bytes) -> str:
    """Return the name of a protocol that begins like this, or an empty text."""
    return next((name for pattern, name in _FOREIGN if pattern.match(data)), "")


def parse_ehlo(reply: Reply) -> Ehlo:
    """Return the extensions of an EHLO reply. `AUTH=PLAIN` and commas, as old servers write them, count as well."""
    extensions: list[tuple[str, str]] = []
    mechanisms: dict[str, None] = {}
    if reply.code == 250:
        for line in reply.lines[1:]:
            keyword, _, rest = line.strip().partition(" ")
            keyword = keyword.upper()
            if keyword.startswith("AUTH="):
                keyword, rest = "AUTH", f"{keyword[5:]} {rest}"
            extensions.append((keyword, rest.strip()))
            if keyword == "AUTH":
                mechanisms.update(
                    dict.fromkeys(name.upper() for name in re.split(r"[\s,=]+", rest) if _MECHANISM.fullmatch(name))
                )
    return Ehlo(reply, tuple(extensions), tuple(mechanisms))


_MECHANISM = re.compile(r"[A-Za-z0-9_-]{1,20}")
"""RFC 4422 section 3.1."""


def _text(data: bytes) -> str:
    return data.decode("utf-8", "backslashreplace")


def challenge(reply: Reply) -> bytes | None:
    """Return the decoded challenge of a 334 reply, or None where it is no base64 (RFC 4954 section 4)."""
    text = reply.lines[-1].strip() if reply.lines else ""
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return None
