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
    errno.ECONNRESET: Trouble.REFUSED,
}


class SystemNetwork:
    """This machine's network. `resolver` is `IP` or `IP:PORT`, `ca_file` a PEM file with authorities trusted beside the usual.

    Raises UsageError for a resolver that is none, InputError for an authority file that cannot be used.
    """

    def __init__(self, resolver: str = "", ca_file: str = "") -> None:
        self._resolver = Resolver(resolver)
        self._ca_file = ca_file
        self._slots: dict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(MOST_AT_ONCE))
        self.trust()

    async def connect(self, ip: str, port: int, limit: float) -> Pipe | Failed:
        """Open a connection within `limit` seconds; waiting for a free slot at this address does not count."""
        slot = self._slots[ip]
        await slot.acquire()
        try:
            async with asyncio.timeout(limit):
                reader, writer = await asyncio.open_connection(ip, port, limit=HELD)
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
        return _Stream(reader, writer, slot)

    async def look_up(self, name: str, kind: str, limit: float) -> Records | Failed:
        """Ask the hosts file and the DNS."""
        return await self._resolver.look_up(name, kind, limit)

    def trust(self) -> ssl.SSLContext:
        """Return a new client context. Raises InputError where the authority file cannot be read or holds no certificate."""
        context = ssl.create_default_context()
        context.verify_flags &= ~getattr(ssl, "VERIFY_X509_STRICT", 0)  # Python 3.13 is stricter than most mail programs
        if self._ca_file:
            try:
                context.load_verify_locations(cafile=self._ca_file)
            except ssl.SSLError as error:
                raise InputError(f"--ca-file '{self._ca_file}' holds no certificate in PEM form") from error
            except OSError as error:
                raise InputError(f"cannot read --ca-file '{self._ca_file}': {error.strerror}; name a PEM file") from error
        return context

    def clock(self) -> float:
        """Return seconds that only go forward."""
        return time.monotonic()

    def today(self) -> datetime:
        """Return the time of day, in UTC."""
        return datetime.now(UTC)


class _Stream:
    """asyncio's streams as a pipe; closing gives the slot back once."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, slot: asyncio.Semaphore) -> None:
        self._reader, self._writer, self._slot = reader, writer, slot
        self._open = True

    async def read(self, limit: int) -> bytes:
        """Return some bytes, or none at the end."""
        return await self._reader.read(limit)

    async def write(self, data: bytes) -> None:
        """Send the bytes."""
        self._writer.write(data)
        await self._writer.drain()

    def close(self) -> None:
        """Drop the connection at once."""
        if self._open:
            self._open = False
            self._writer.transport.abort()
            self._slot.release()
