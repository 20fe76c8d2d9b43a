"""The real world: asyncio streams, dnspython, the machine's trust store. At most a few connections to one address at a time."""

from __future__ import annotations

import asyncio
import errno
import os
import ssl
import time
from collections import defaultdict
from datetime import UTC, datetime

from kbassist.errors import InputError
from kbassist.net.dns import Resolver
from kbassist.net.network import Failed, Pipe, Records, Trouble

MOST_AT_ONCE = 6
"""Connections to one address at a time; mail services begin to refuse at about ten from one client."""
HELD = 65_536
"""Bytes that a stream holds back before it stops reading from the network."""

_TROUBLES = {
    errno.ECONNREFUSED: Trouble.REFUSED,
    errno.ENETUNREACH: Trouble.UNREACHABLE,
    errno.EHOSTUNREACH: Trouble.UNREACHABLE,
    errno.EADDRNOTAVAIL: Trouble.UNREACHABLE,
    errno.EAFNOSUPPORT: Trouble.UNREACHABLE,
    errno.EACCES: Trouble.NOT_PERMITTED,
    errno.EPERM: Trouble.NOT_PERMITTED,
    errno.ETIMEDOUT: Trouble.CONNECT_TIMEOUT,
    errno.ECONNRESET: Trouble.RESET,
}


class SystemNetwork:
    """This machine's network. `resolver` is `IP` or `IP:PORT`, `ca_file` a PEM file with authorities trusted beside the usual.

    Raises UsageError for a resolver that is none, InputError for an authority file that cannot be used.
    """

    def __init__(self, resolver: str = "", ca_file: str = "") -> None:
        self._resolver = Resolver(resolver)
        self._slots: dict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(MOST_AT_ONCE))
        self._trust = _trusting(ca_file)

    async def connect(self, ip: str, port: int, limit: float) -> Pipe | Failed:
        """Open a connection within `limit` seconds; waiting for a free slot at this address does not count."""
        slot = self._slots[ip]
        await slot.acquire()
        try:
            async with asyncio.timeout(limit):
                _, stream = await asyncio.get_running_loop().create_connection(lambda: _Stream(slot), ip, port)
        except TimeoutError:
            slot.release()
            return Failed(Trouble.CONNECT_TIMEOUT, f"no answer in {limit:.1f} s")
        except OSError as error:
            slot.release()
            words = os.strerror(error.errno) if error.errno and error.errno > 0 else str(error)
            return Failed(_TROUBLES.get(error.errno or 0, Trouble.UNREACHABLE), words)
        except BaseException:
            slot.release()
            raise
        return stream

    async def look_up(self, name: str, kind: str, limit: float) -> Records | Failed:
        """Ask the hosts file and the DNS."""
        return await self._resolver.look_up(name, kind, limit)

    def trust(self) -> ssl.SSLContext:
        """Return the client context: made once, as reading the machine's authorities takes some 20 ms."""
        return self._trust

    def clock(self) -> float:
        """Return seconds that only go forward."""
        return time.monotonic()

    def today(self) -> datetime:
        """Return the time of day, in UTC."""
        return datetime.now(UTC)


def _trusting(ca_file: str) -> ssl.SSLContext:
    """Return a client context. Raises InputError where the authority file cannot be read or holds no certificate."""
    context = ssl.create_default_context()
    context.verify_flags &= ~getattr(ssl, "VERIFY_X509_STRICT", 0)  # Python 3.13 is stricter than most mail programs
    if ca_file:
        try:
            context.load_verify_locations(cafile=ca_file)
        except ssl.SSLError as error:
            raise InputError(f"--ca-file '{ca_file}' holds no certificate in PEM form") from error
        except OSError as error:
            raise InputError(f"cannot read --ca-file '{ca_file}': {error.strerror}; name a PEM file") from error
    return context


class _Stream(asyncio.Protocol):
    """A connection as a pipe; closing gives the slot back once.

    Not asyncio's own streams: a reset that arrives while a reader is being cancelled stays in them as an exception that nobody
    fetches, and is complained of later.
    """

    def __init__(self, slot: asyncio.Semaphore) -> None:
        self._slot = slot
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._news, self._room = asyncio.Event(), asyncio.Event()
        self._room.set()
        self._ended = self._closed = False
        self._lost: Exception | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        assert isinstance(transport, asyncio.Transport)  # TCP has no other
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Keep what came; hold the network back where nobody takes it."""
        self._buffer += data
        if len(self._buffer) > HELD and self._transport is not None:
            self._transport.pause_reading()
        self._news.set()

    def eof_received(self) -> bool:
        """Nothing more will come; what is to be sent may still go out."""
        self._ended = True
        self._news.set()
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing goes in or out any more."""
        self._ended, self._lost = True, exc
        self._news.set()
        self._room.set()

    def pause_writing(self) -> None:
        """The network takes no more for now."""
        self._room.clear()

    def resume_writing(self) -> None:
        """The network takes more again."""
        self._room.set()

    async def read(self, limit: int) -> bytes:
        """Return some bytes, or none at the end."""
        while not self._buffer and not self._ended:
            self._news.clear()
            await self._news.wait()
        if not self._buffer and self._lost is not None:
            raise ConnectionResetError(str(self._lost))
        data = bytes(self._buffer[:limit])
        del self._buffer[:limit]
        if self._transport is not None and not self._ended and len(self._buffer) <= HELD:
            self._transport.resume_reading()
        return data

    async def write(self, data: bytes) -> None:
        """Send the bytes."""
        if self._transport is None or self._transport.is_closing():
            raise ConnectionResetError("the connection is closed")
        self._transport.write(data)
        await self._room.wait()

    def close(self) -> None:
        """Drop the connection at once."""
        if not self._closed:
            self._closed = True
            if self._transport is not None:
                self._transport.abort()
            self._slot.release()
