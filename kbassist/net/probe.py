"""What one port at one address does: connected, listened, EHLO, STARTTLS or TLS, EHLO again. Made once, read by several checks.

What the port speaks is found out. Where the banner does not come at once, a second connection tries TLS meanwhile, and the other
way round on ports that usually speak TLS. Where a certificate or TLS version is refused, another connection looks at it with
everything allowed; nothing but EHLO is said there.
"""

from __future__ import annotations

import asyncio
import ssl
import warnings
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from kbassist.model.finding import Line
from kbassist.model.service import Security
from kbassist.net.context import Context
from kbassist.net.network import Failed, Network, Trouble
from kbassist.net.smtp import SMTP_BEGINS, Dialogue, Ehlo, Reply, foreign
from kbassist.net.wire import Handshake, Wire

PATIENCE = 1.0
"""Seconds without a banner after which TLS is tried as well; nearly all servers greet within half of that."""
STARTTLS_PORTS = frozenset({25, 587})
PAUSE = 6.5
"""The same on ports that begin in plain text: Postfix's postscreen pauses 6 seconds and notes who speaks before its banner."""
NUDGE = 1.0
"""Seconds given to a silent server to answer a first command: HTTP and others wait for the client to begin."""
CONNECT = 5.0
"""Seconds for a connection; a second try of the kernel goes out after one second and again after three."""
TLS_PORTS = frozenset({465, 2465, 8465, 443, 993, 995})

_NO_TLS = (Trouble.PLAIN_ANSWER, Trouble.HANDSHAKE_TIMEOUT, Trouble.HANDSHAKE_CLOSED, Trouble.RESET)
"""Ends of a handshake that say that the port does not speak TLS from the first byte, or does not say that it does."""


class Probe(NamedTuple):
    """All that was learnt of one port at one address."""

    ip: str
    port: int
    failed: Failed | None = None
    """Why no connection came about."""
    security: Security | None = None
    """What the port really speaks; None where it is no SMTP or said nothing."""
    banner: Reply = Reply()
    plain: Ehlo | None = None
    """EHLO before TLS."""
    starttls: Reply | None = None
    handshake: Handshake | None = None
    """With everything verified, as a mail program does."""
    lenient: Handshake | None = None
    """With everything allowed, where the first was not to succeed."""
    inside: Ehlo | None = None
    """EHLO within TLS, trusted or not."""
    injected: str = ""
    """What came behind the reply to STARTTLS before TLS began."""
    transcript: tuple[Line, ...] = ()
    seconds: float = 0.0
    greeted: float = 0.0
    """Seconds until the banner came."""

    @property
    def trouble(self) -> Trouble | None:
        """Why no SMTP was spoken, or None where it was."""
        return self.failed.trouble if self.failed else self.banner.trouble

    @property
    def last(self) -> Ehlo | None:
        """EHLO as it counts for logging in: within TLS where there is TLS."""
        return self.inside or self.plain


async def probe(network: Network, context: Context, host: str, ip: str, port: int, hint: Security | None = None) -> Probe:
    """Return what the port does; made once in a run for each address and port."""
    return await context.once(f"probe {host} {ip} {port}", lambda: _probe(network, context, host, ip, port, hint))


async def _probe(network: Network, context: Context, host: str, ip: str, port: int, hint: Security | None) -> Probe:
    begun = network.clock()
    visit = _Visit(network, context, host, ip, port)
    tls_first = hint is Security.TLS or (hint is None and port in TLS_PORTS)
    ways = (visit.tls, visit.plain) if tls_first else (visit.plain, visit.tls)
    patience = min(PAUSE, 0.8 * context.limit()) if port in STARTTLS_PORTS else PATIENCE
    found = await _either(*ways, patience)
    if _needs_a_second_look(found):
        found = await visit.second_look(found)
    return found._replace(seconds=network.clock() - begun)


async def _either(first: Callable[[], Awaitable[Probe]], second: Callable[[], Awaitable[Probe]], patience: float) -> Probe:
    """Return what the first way finds, or the second where that is the one the port understands."""
    one = asyncio.ensure_future(first())
    tasks = [one]
    try:
        await asyncio.wait(tasks, timeout=patience)
        if one.done() and _settled(one.result()):
            return one.result()
        two = asyncio.ensure_future(second())
        tasks.append(two)
        for done in asyncio.as_completed(tasks):
            found = await done
            if _settled(found):
                return found
        return min((one.result(), two.result()), key=_silence)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _settled(found: Probe) -> bool:
    """Tell whether the port understood this way of speaking, or cannot be reached whatever is spoken."""
    return found.failed is not None or found.security is not None or bool(found.banner.foreign and found.banner.foreign != "TLS")


def _silence(found: Probe) -> int:
    """Order results that settle nothing: bytes that came tell more than a closed connection, and that more than silence.

    SMTP that answers a TLS handshake tells least: it was only addressed in the wrong way.
    """
    banner = found.banner
    if banner.trouble is Trouble.NOT_SMTP and found.handshake is not None and SMTP_BEGINS.match(banner.text.encode()):
        return 3
    if banner.trouble in (Trouble.READ_TIMEOUT, Trouble.HANDSHAKE_TIMEOUT, None) and not banner.lines:
        return 2
    return 1 if banner.trouble in (Trouble.CLOSED_EARLY, Trouble.RESET, Trouble.HANDSHAKE_CLOSED) else 0


def _needs_a_second_look(found: Probe) -> bool:
    shaken = found.handshake
    return shaken is not None and shaken.trouble in (
        Trouble.UNTRUSTED,
        Trouble.TLS_VERSION,
        Trouble.TLS_ALERT,
        Trouble.TLS_OTHER,
    )


class _Visit:
    """The ways of visiting one port."""

    def __init__(self, network: Network, context: Context, host: str, ip: str, port: int) -> None:
        self._network, self._context = network, context
        self._host, self._ip, self._port = host, ip, port

    async def plain(self) -> Probe:
        """Wait for the banner, say EHLO, start TLS where it is offered."""
        return await self._visit(self._plain, self._network.trust())

    async def tls(self) -> Probe:
        """Begin with TLS."""
        return await self._visit(self._tls, self._network.trust())

    async def second_look(self, found: Probe) -> Probe:
        """Look with everything allowed at what was refused; what was found first stays."""
        way = self._tls if found.security is Security.TLS else self._plain
        again = await self._visit(way, lenient())
        return found._replace(
            lenient=again.handshake,
            inside=again.inside,
            transcript=(*found.transcript, *again.transcript),
            banner=_said(found, again),
        )

    async def _visit(self, way: Callable[[Dialogue, ssl.SSLContext, Probe], Awaitable[Probe]], trust: ssl.SSLContext) -> Probe:
        start = Probe(self._ip, self._port)
        pipe = await self._network.connect(self._ip, self._port, self._context.limit(CONNECT))
        if isinstance(pipe, Failed):
            return start._replace(failed=pipe)
        transcript: list[Line] = []
        dialogue = Dialogue(Wire(pipe), self._context.limit, transcript)
        dialogue.note(f"connected to {self._ip} port {self._port}")
        try:
            found = await way(dialogue, trust, start)
            await dialogue.quit()
        finally:
            pipe.close()
        return found._replace(transcript=tuple(transcript))

    async def _plain(self, dialogue: Dialogue, trust: ssl.SSLContext, start: Probe) -> Probe:
        begun = self._network.clock()
        banner = await dialogue.reply()
        start = start._replace(greeted=self._network.clock() - begun)
        if banner.trouble is Trouble.READ_TIMEOUT:
            banner = await dialogue.nudge(self._context.asked.name, NUDGE)
        if banner.trouble not in (None, Trouble.MIXED_CODES):
            return start._replace(banner=banner)
        found = start._replace(banner=banner, security=Security.NONE)
        if not banner.good:
            return found
        ehlo = await dialogue.ehlo(self._context.asked.name)
        found = found._replace(plain=ehlo)
        if not ehlo.offers("STARTTLS"):
            return found
        reply = await dialogue.command("STARTTLS")
        found = found._replace(starttls=reply)
        if reply.code != 220:
            return found
        found = found._replace(security=Security.STARTTLS)
        if smuggled := dialogue.wire.pending:
            dialogue.note("more came behind the reply to STARTTLS, before TLS began; not going on")
            return found._replace(injected=smuggled.decode("utf-8", "backslashreplace"))
        handshake = await dialogue.start_tls(trust, self._host)
        found = found._replace(handshake=handshake)
        if handshake.trouble is not None:
            return found
        return found._replace(inside=await dialogue.ehlo(self._context.asked.name))

    async def _tls(self, dialogue: Dialogue, trust: ssl.SSLContext, start: Probe) -> Probe:
        handshake = await dialogue.start_tls(trust, self._host)
        if handshake.trouble in _NO_TLS:
            trouble = Trouble.NOT_SMTP if handshake.trouble is Trouble.PLAIN_ANSWER else handshake.trouble
            heard = handshake.first.decode("utf-8", "backslashreplace")
            banner = Reply(lines=(heard,) if heard else (), trouble=trouble, foreign=foreign(handshake.first))
            return start._replace(handshake=handshake, banner=banner)
        found = start._replace(security=Security.TLS, handshake=handshake)
        if handshake.trouble is not None:
            return found
        banner = await dialogue.reply()
        found = found._replace(banner=banner)
        if banner.trouble not in (None, Trouble.MIXED_CODES):
            return found._replace(security=None if banner.foreign else Security.TLS)
        return found if not banner.good else found._replace(inside=await dialogue.ehlo(self._context.asked.name))


def _said(found: Probe, again: Probe) -> Reply:
    return found.banner if found.banner.code or found.banner.trouble else again.banner


def lenient() -> ssl.SSLContext:
    """Return a new context with everything allowed, to look at what is refused otherwise; a secret only where the person insists."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    allow_versions(context, ssl.TLSVersion.TLSv1, ssl.TLSVersion.MAXIMUM_SUPPORTED)
    return context


def allow_versions(context: ssl.SSLContext, lowest: ssl.TLSVersion, highest: ssl.TLSVersion) -> None:
    """Let the context speak these versions, also those that OpenSSL's default level no longer allows."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # TLS 1.0 and 1.1 are meant: they are what is looked for
        context.minimum_version, context.maximum_version = lowest, highest
    context.set_ciphers("ALL:@SECLEVEL=0")
