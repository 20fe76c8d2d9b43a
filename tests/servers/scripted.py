"""The stage for scripted servers: each connection is one coroutine that says and hears what a behaviour wants.

The server runs in a thread with an event loop of its own, so that nothing of it counts among the tasks and sockets of the client
under test. A behaviour is an `async def` that takes a `Peer`; `behaviour` notes what a check must find.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import struct
import threading
import warnings
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping
from typing import Any, NamedTuple

from servers.certificates import Authority
from servers.programs import free_port

LONGEST_LINE = 1 << 20
"""Bytes that a scripted server takes as one line of its client."""

COMMANDS = {
    "NOOP": "250 2.0.0 ok",
    "RSET": "250 2.0.0 ok",
    "QUIT": "221 2.0.0 bye",
    "MAIL": "250 2.1.0 ok",
    "RCPT": "250 2.1.5 ok",
    "STARTTLS": "454 4.7.0 not now",
    "AUTH": "535 5.7.8 bad credentials",
}
"""What an otherwise well-behaved server answers. DATA and BDAT have no answer but 503: a check never sends them."""


class Behaviour(NamedTuple):
    """One way in which a server behaves, and what a check must make of it."""

    name: str
    reasons: frozenset[str]
    """At least one finding carries one of these as its `reason`."""
    login: str
    """The mechanism to log in with; empty: no login is tried."""
    sender: str
    """What is given as --from; empty: nothing."""
    play: Callable[[Peer], Awaitable[None]]
    about: str


def behaviour(*reasons: str, login: str = "", sender: str = "") -> Callable[[Callable[[Peer], Awaitable[None]]], Behaviour]:
    """Make a behaviour of a coroutine function: its name is the behaviour's, its docstring says what it does."""

    def named(play: Callable[[Peer], Awaitable[None]]) -> Behaviour:
        return Behaviour(play.__name__, frozenset(reasons), login, sender, play, str(play.__doc__))

    return named


class Peer:
    """A client at the door, seen from the server."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, stage: Stage) -> None:
        self._reader = reader
        self._writer = writer
        self.stage = stage
        self._buffer = b""
        self._tls: ssl.SSLObject | None = None
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()

    async def say(self, *lines: str | bytes) -> None:
        """Send lines, each ended with CR LF."""
        await self.send(b"".join((line.encode("utf-8") if isinstance(line, str) else line) + b"\r\n" for line in lines))

    async def send(self, raw: bytes) -> None:
        """Send bytes as they are, within TLS once that stands."""
        if self._tls is not None:
            self._tls.write(raw)
            raw = self._outgoing.read()
        self._writer.write(raw)
        await self._writer.drain()

    async def hear(self) -> str:
        """One line of the client without its end; raises EOFError when the client has gone."""
        while b"\n" not in self._buffer:
            if len(self._buffer) > LONGEST_LINE:
                raise EOFError
            self._buffer += await self._read()
        line, _, self._buffer = self._buffer.partition(b"\n")
        self.stage.heard.append(line)
        return line.decode("latin-1").strip()

    async def tls(self, kind: str = "good", context: ssl.SSLContext | None = None) -> None:
        """Take the server's side of a handshake with a certificate of this kind; an alert is sent before it fails.

        Over memory buffers, because asyncio's own `start_tls` drops the alert that says why the handshake failed.
        """
        tls = (context or self.stage.context(kind)).wrap_bio(self._incoming, self._outgoing, server_side=True)
        self._incoming.write(self._buffer)
        self._buffer = b""
        while self._tls is None:
            try:
                tls.do_handshake()
                self._tls = tls
            except ssl.SSLWantReadError:
                await self._flush()
                self._incoming.write(await self._received())
            finally:
                await self._flush()

    async def _flush(self) -> None:
        self._writer.write(self._outgoing.read())
        await self._writer.drain()

    async def _received(self) -> bytes:
        data = await self._reader.read(65536)
        if not data:
            raise EOFError
        return data

    async def _read(self) -> bytes:
        """Some bytes of the client, decrypted; raises EOFError at the end."""
        while self._tls is not None:
            try:
                return self._tls.read(65536)
            except ssl.SSLWantReadError:
                self._incoming.write(await self._received())
            except ssl.SSLZeroReturnError:
                raise EOFError from None
        return await self._received()

    async def hello(self) -> None:
        """Wait for the first bytes of the client's handshake, and leave them unanswered."""
        self._buffer += await self._read()

    async def stare(self) -> None:
        """Say nothing more until the client goes, or the server ends."""
        while await self._reader.read(65536):
            pass

    def reset(self) -> None:
        """Break the connection with an RST instead of a FIN."""
        raw = self._writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()

    async def greet(self) -> None:
        """The banner of a healthy server."""
        await self.say("220 mail.kbassist.test ESMTP")

    async def ehlo(self, *extensions: str) -> str:
        """Wait for EHLO and offer extensions; gives the client's line. Any other command is answered as by a healthy server."""
        while True:
            line = await self.hear()
            if line.upper().startswith(("EHLO", "HELO")):
                await self.say(*_folded("250", ["mail.kbassist.test", *extensions]))
                return line
            await self._answer(line, {})

    async def wait_for(self, verb: str, replies: Mapping[str, str] | None = None) -> str:
        """The client's line with this command; the commands before it are answered as by a healthy server or by `replies`."""
        while True:
            line = await self.hear()
            if line.upper().startswith(verb):
                return line
            await self._answer(line, replies or {})

    async def serve(self, replies: Mapping[str, str] | None = None, *extensions: str) -> None:
        """Answer commands until the client goes: from `replies` by command, otherwise as a healthy server does."""
        while True:
            await self._answer(
                await self.hear(), {"EHLO": "\r\n".join(_folded("250", ["mail.kbassist.test", *extensions])), **(replies or {})}
            )

    async def starttls(self, *after: str, kind: str = "good", context: ssl.SSLContext | None = None) -> None:
        """Greet, offer STARTTLS, carry it out, and answer the EHLO after it with these extensions."""
        await self.greet()
        await self.ehlo("STARTTLS")
        await self.wait_for("STARTTLS")
        await self.say("220 2.0.0 go ahead")
        await self.tls(kind, context)
        await self.ehlo(*after)

    async def _answer(self, line: str, replies: Mapping[str, str]) -> None:
        verb = line.split(" ")[0].upper()
        reply = replies.get(verb) or COMMANDS.get(verb, "503 5.5.1 not here")
        await self.say(reply)
        if verb == "QUIT":
            raise EOFError


class Stage:
    """A port on 127.0.0.1 where a behaviour meets every connection."""

    def __init__(self, play: Callable[[Peer], Awaitable[None]], authority: Authority) -> None:
        self.play = play
        self.authority = authority
        self.port = free_port()
        self.connections = 0
        self.present = 0
        self.most_present = 0
        """Clients at one time: now, and at the most."""
        self.heard: list[bytes] = []
        """Every line that any client said, in order of arrival."""

    def context(self, kind: str) -> ssl.SSLContext:
        """A server's TLS with a certificate of this kind; weak ones are let through, the client shall judge."""
        issued = self.authority.issue(kind)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if kind in ("weak_key", "sha1"):
            context.set_ciphers("ALL:@SECLEVEL=0")
        context.load_cert_chain(issued.chain, issued.key)
        return context

    def old_context(self) -> ssl.SSLContext:
        """A server's TLS that speaks version 1.0 alone."""
        context = self.context("good")
        context.set_ciphers("ALL:@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1
        return context

    @property
    def logins(self) -> int:
        """How many AUTH commands have been heard."""
        return sum(line.upper().startswith(b"AUTH ") for line in self.heard)

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Play the behaviour to one client. That the client leaves in the middle is its good right."""
        self.connections += 1
        self.present += 1
        self.most_present = max(self.most_present, self.present)
        try:
            with contextlib.suppress(EOFError, OSError, ssl.SSLError, UnicodeError):
                await self.play(Peer(reader, writer, self))
            self.present -= 1
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()
        finally:
            writer.transport.abort()  # the server ends while the client still holds on


@contextlib.contextmanager
def on_stage(play: Callable[[Peer], Awaitable[None]], authority: Authority) -> Iterator[Stage]:
    """A port where a behaviour runs, in a thread with an event loop of its own, until the context ends."""
    stage = Stage(play, authority)

    async def begin() -> asyncio.Server:
        return await asyncio.start_server(stage.meet, "127.0.0.1", stage.port)

    with loop_in_a_thread() as run:
        server = run(begin())
        yield stage

        async def end() -> None:
            server.close()

        run(end())


@contextlib.contextmanager
def loop_in_a_thread() -> Iterator[Callable[[Coroutine[Any, Any, Any]], Any]]:
    """A function that runs a coroutine in another thread's event loop; all tasks there are cancelled at the end."""
    loop = asyncio.new_event_loop()
    loop.set_exception_handler(lambda _loop, _context: None)  # what a client does to a hostile server is not the test's concern
    thread = threading.Thread(target=loop.run_forever, name="scripted server", daemon=True)
    thread.start()

    async def cancel_all() -> None:
        for _ in range(3):  # a connection that was just taken becomes a task in the next round of the loop only
            await asyncio.sleep(0)
            tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)
        await loop.shutdown_asyncgens()

    try:
        yield lambda work: asyncio.run_coroutine_threadsafe(work, loop).result(10)
    finally:
        asyncio.run_coroutine_threadsafe(cancel_all(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


def _folded(code: str, lines: list[str]) -> list[str]:
    return [f"{code}{'-' if number < len(lines) else ' '}{line}" for number, line in enumerate(lines, 1)]
