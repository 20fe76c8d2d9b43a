"""One connection read and written with limits: lines of bounded length, waits of bounded time, TLS started midway.

TLS runs over memory buffers and not over asyncio's own, so that what came before, instead of and with the handshake is seen:
plain text where TLS was promised, bytes smuggled in behind the reply to STARTTLS, the alert that ended it.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from typing import NamedTuple

from kbassist.net.network import Pipe, Trouble

CHUNK = 16_384
FIRST = 64
"""Bytes of the first answer to a handshake that are kept for a look at them."""
DER = 2
"""OpenSSL's number of the binary form (`_ssl.ENCODING_DER`)."""
HANDSHAKE_MOST = 262_144
"""Bytes that a handshake may bring; certificate chains of real servers stay below 20,000."""


class Taken(NamedTuple):
    """A line without its end, or why there is none; `rest` is what had come of it."""

    line: bytes = b""
    trouble: Trouble | None = None
    rest: bytes = b""


class Handshake(NamedTuple):
    """How a TLS handshake ended. `verify_code` is OpenSSL's reason for not trusting (0: trusted, or not asked)."""

    trouble: Trouble | None = None
    words: str = ""
    verify_code: int = 0
    version: str = ""
    cipher: str = ""
    chain: tuple[bytes, ...] = ()
    """The certificates as sent, DER, the server's own first; only that one where Python tells no more."""
    first: bytes = b""
    """The first bytes that came instead of a handshake."""


class Wire:
    """A connection with a buffer. Not for use by two tasks at once."""

    def __init__(self, pipe: Pipe) -> None:
        self._pipe = pipe
        self._buffer = bytearray()
        self._tls: ssl.SSLObject | None = None
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._ended: Trouble | None = None

    @property
    def pending(self) -> bytes:
        """What has come and was not taken yet."""
        return bytes(self._buffer[:FIRST])

    async def line(self, limit: float, most: int) -> Taken:
        """Take one line of at most `most` bytes within `limit` seconds. CR LF and a bare LF both end it."""
        try:
            async with asyncio.timeout(limit):
                while (end := self._buffer.find(b"\n")) < 0:
                    if len(self._buffer) > most:
                        return Taken(trouble=Trouble.LINE_TOO_LONG, rest=bytes(self._buffer[:FIRST]))
                    if not await self._fill():
                        return Taken(trouble=self._ended or Trouble.CLOSED_EARLY, rest=bytes(self._buffer))
        except TimeoutError:
            trouble = Trouble.UNFINISHED if self._buffer else Trouble.READ_TIMEOUT
            return Taken(trouble=trouble, rest=bytes(self._buffer[:most]))
        if end > most:
            return Taken(trouble=Trouble.LINE_TOO_LONG, rest=bytes(self._buffer[:FIRST]))
        line = bytes(self._buffer[:end]).removesuffix(b"\r")
        del self._buffer[: end + 1]
        return Taken(line)

    async def all(self, limit: float, most: int) -> bytes:
        """Return what comes until the end of the connection, the time or the size is reached."""
        try:
            async with asyncio.timeout(limit):
                while len(self._buffer) < most and await self._fill():
                    pass
        except TimeoutError:
            pass
        return bytes(self._buffer[:most])

    async def send(self, data: bytes, limit: float) -> Trouble | None:
        """Send the bytes; return what prevented it, or None."""
        try:
            async with asyncio.timeout(limit):
                if self._tls is None:
                    await self._pipe.write(data)
                else:
                    self._tls.write(data)
                    await self._flush()
        except TimeoutError:
            return Trouble.READ_TIMEOUT
        except (OSError, ssl.SSLError):
            return Trouble.RESET
        return None

    async def start_tls(self, context: ssl.SSLContext, host: str, limit: float) -> Handshake:
        """Shake hands as the client of `host`. What was buffered before is not part of it: the caller looks at `pending` first."""
        tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=host)
        first = bytearray()
        try:
            async with asyncio.timeout(limit):
                await self._shake(tls, first)
        except TimeoutError:
            return Handshake(Trouble.HANDSHAKE_TIMEOUT, "no answer to the TLS handshake", first=bytes(first))
        except ssl.SSLCertVerificationError as error:
            await self._farewell()
            return Handshake(Trouble.UNTRUSTED, error.verify_message, error.verify_code)
        except ssl.SSLError as error:
            await self._farewell()
            return _explained(error, bytes(first))
        except EOFError:
            if first and first[0] not in (0x15, 0x16):
                return Handshake(Trouble.PLAIN_ANSWER, "plain text", first=bytes(first))
            return Handshake(Trouble.HANDSHAKE_CLOSED, "the server hung up during the TLS handshake", first=bytes(first))
        except OSError as error:
            return Handshake(Trouble.RESET, error.strerror or "connection reset", first=bytes(first))
        self._tls = tls
        cipher = tls.cipher()
        return Handshake(version=tls.version() or "", cipher=cipher[0] if cipher else "", chain=_chain(tls))

    def close(self) -> None:
        """Drop the connection."""
        self._pipe.close()

    async def _shake(self, tls: ssl.SSLObject, first: bytearray) -> None:
        brought = 0
        while True:
            try:
                tls.do_handshake()
            except ssl.SSLWantReadError:
                await self._flush()
                data = await self._pipe.read(CHUNK)
                brought += len(data)
                if not data:
                    raise EOFError from None
                if brought > HANDSHAKE_MOST:
                    raise ssl.SSLError("the handshake does not end") from None
                first += data[: FIRST - len(first)]
                self._incoming.write(data)
            else:
                await self._flush()
                return

    async def _flush(self) -> None:
        if self._outgoing.pending:
            await self._pipe.write(self._outgoing.read())

    async def _farewell(self) -> None:
        """Send the alert that says why, as a polite client does; whether it arrives does not matter."""
        try:
            async with asyncio.timeout(0.2):
                await self._flush()
        except (OSError, TimeoutError):
            return

    async def _fill(self) -> bool:
        """Read more into the buffer; False at the end."""
        try:
            data = await self._plain() if self._tls is not None else await self._pipe.read(CHUNK)
        except OSError:  # ssl.SSLError is one
            self._ended = Trouble.RESET
            return False
        self._buffer += data
        return bool(data)

    async def _plain(self) -> bytes:
        assert self._tls is not None  # asked for only once TLS stands
        while True:
            try:
                return self._tls.read(CHUNK)
            except ssl.SSLWantReadError:
                await self._flush()
                data = await self._pipe.read(CHUNK)
                if not data:
                    return b""
                self._incoming.write(data)
            except ssl.SSLZeroReturnError:
                return b""


def _chain(tls: ssl.SSLObject) -> tuple[bytes, ...]:
    """Return the certificates as sent. Public from Python 3.13; before that the same method of the object within."""
    ask: Callable[[], list[object]] | None = getattr(tls, "get_unverified_chain", None) or getattr(
        getattr(tls, "_sslobj", None), "get_unverified_chain", None
    )
    found = [_der(item) for item in (ask() or [] if ask else [])]
    own = tls.getpeercert(binary_form=True)
    return tuple(part for part in found if part) or ((own,) if own else ())


def _der(item: object) -> bytes:
    encode = getattr(item, "public_bytes", None)
    data = encode(DER) if encode else item
    return data if isinstance(data, bytes) else b""


def _explained(error: ssl.SSLError, first: bytes) -> Handshake:
    """Return what an OpenSSL error means; the reason is its symbolic name, such as `TLSV1_ALERT_PROTOCOL_VERSION`."""
    reason = (error.reason or "").upper()
    words = reason.replace("_", " ").lower() or str(error)
    if first and first[0] not in (0x15, 0x16):
        return Handshake(Trouble.PLAIN_ANSWER, words, first=first)
    if "PROTOCOL_VERSION" in reason or reason in ("UNSUPPORTED_PROTOCOL", "WRONG_SSL_VERSION", "VERSION_TOO_LOW"):
        return Handshake(Trouble.TLS_VERSION, words, first=first)
    if "ALERT" in reason:
        return Handshake(Trouble.TLS_ALERT, words, first=first)
    return Handshake(Trouble.TLS_OTHER, words, first=first)
