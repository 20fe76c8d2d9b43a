"""One login, once: connect, TLS, a single AUTH exchange, then at most MAIL FROM, RCPT TO and RSET. Never DATA, never again.

Nothing secret is sent before TLS with a trusted certificate, unless the person insists. Blobs of AUTH are masked in the
transcript, and so is whatever the server says that holds the secret.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterable
from typing import NamedTuple

from kbassist.model.finding import Line
from kbassist.model.service import Endpoint, Security
from kbassist.model.target import Target
from kbassist.net import sasl
from kbassist.net.context import Context
from kbassist.net.network import Failed, Network, Trouble
from kbassist.net.places import Way, likely, proven
from kbassist.net.probe import CONNECT, PATIENCE, lenient
from kbassist.net.smtp import MASKED, Dialogue, Ehlo, Reply, challenge
from kbassist.net.wire import Wire

MOST_STEPS = 6
"""Challenges answered in one exchange; SCRAM needs three."""


class Session(NamedTuple):
    """How the session went. `why_not` says why no AUTH was sent, in the words of `REASONS`."""

    why_not: str = ""
    words: str = ""
    mechanism: str = ""
    auth: Reply | None = None
    said: str = ""
    """What the server said inside a challenge, decoded: the JSON of a refused token."""
    unproved: str = ""
    """Why a login that the server accepted is not to be believed, or why the client stopped."""
    mail: Reply | None = None
    recipient: Reply | None = None
    transcript: tuple[Line, ...] = ()
    seconds: float = 0.0


REASONS = {
    "no-tls": "the connection is not encrypted",
    "untrusted": "the certificate is not trusted",
    "tls-failed": "TLS did not come about",
    "injected": "text was smuggled in before TLS",
    "no-auth": "the server offers no login here",
    "no-mechanism": "no mechanism in common",
    "no-connection": "no connection",
    "no-smtp": "the server did not get as far as EHLO",
}


async def session(network: Network, context: Context, target: Target) -> Session | None:
    """Return the one session of this run at the endpoint in use, or None where there is nobody to talk to.

    Where the target is a single port, it begins at once with the likeliest way; where that turns out wrong before anything
    secret was said, it begins again the way that the port was found to speak.
    """

    async def carried_out() -> Session | None:
        guess = await likely(network, context, target)
        if guess is not None:
            found = await _session(network, context, guess, PATIENCE)
            if found.why_not not in _UNDERSTOOD_WRONG:
                return found
        way = await proven(network, context, target)
        if way is None:
            return None
        return found if guess is not None and way == guess else await _session(network, context, way, None)

    return await context.once("session", carried_out)


_UNDERSTOOD_WRONG = ("no-connection", "no-smtp", "tls-failed")


async def _session(network: Network, context: Context, way: Way, patience: float | None) -> Session:
    begun = network.clock()
    pipe = await network.connect(way.ip, way.place.port, context.limit(CONNECT))
    if isinstance(pipe, Failed):
        return Session("no-connection", pipe.words or pipe.trouble.value)
    transcript: list[Line] = []
    dialogue = Dialogue(Wire(pipe), context.limit, transcript)
    dialogue.note(f"connected to {way.ip} port {way.place.port}")
    try:
        found = await _spoken(network, context, way, dialogue, patience)
        await dialogue.quit()
    finally:
        pipe.close()
    clean = _scrubber(context)
    return found._replace(
        transcript=tuple(Line(line.speaker, clean(line.text)) for line in transcript),
        auth=found.auth and found.auth._replace(lines=tuple(map(clean, found.auth.lines))),
        mail=found.mail and found.mail._replace(lines=tuple(map(clean, found.mail.lines))),
        recipient=found.recipient and found.recipient._replace(lines=tuple(map(clean, found.recipient.lines))),
        said=clean(found.said),
        words=clean(found.words),
        seconds=network.clock() - begun,
    )


async def _spoken(network: Network, context: Context, way: Way, dialogue: Dialogue, patience: float | None) -> Session:
    asked = context.asked
    greeted = await _encrypted(network, context, way, dialogue, patience)
    if isinstance(greeted, Session):
        return greeted
    ehlo, secure = greeted
    if asked.login and not secure and not asked.insecure:
        return Session("no-tls", REASONS["no-tls"])
    found = Session()
    if asked.login:
        found = await _authenticated(context, way.place, dialogue, ehlo, secure=secure)
        if found.auth is None or found.auth.code != 235 or found.unproved:
            return found
    if not asked.sender:
        return found
    mail = await dialogue.command(f"MAIL FROM:<{asked.sender}>")
    found = found._replace(mail=mail)
    if mail.code == 250:
        found = found._replace(recipient=await dialogue.command(f"RCPT TO:<{asked.recipient or asked.sender}>"))
    await dialogue.command("RSET")
    return found


async def _encrypted(
    network: Network, context: Context, way: Way, dialogue: Dialogue, patience: float | None
) -> tuple[Ehlo, bool] | Session:
    """Get to EHLO, within TLS where there is TLS (then True), or say why not."""
    asked = context.asked
    secure = False
    if way.security is Security.TLS:
        refused = await _shaken(network, context, way, dialogue)
        if refused is not None:
            return refused
        secure = True
    banner = await dialogue.reply(patience)
    if not banner.good:
        return Session("no-smtp", banner.text or "no banner")
    ehlo = await dialogue.ehlo(asked.name)
    if not secure and ehlo.offers("STARTTLS"):
        reply = await dialogue.command("STARTTLS")
        if reply.code != 220:
            return Session("tls-failed", reply.text)
        if dialogue.wire.pending:
            return Session("injected", REASONS["injected"])
        refused = await _shaken(network, context, way, dialogue)
        if refused is not None:
            return refused
        secure = True
        ehlo = await dialogue.ehlo(asked.name)
    return (ehlo, secure) if ehlo.reply.good else Session("no-smtp", ehlo.reply.text)


async def _shaken(network: Network, context: Context, way: Way, dialogue: Dialogue) -> Session | None:
    trust = lenient() if context.asked.insecure else network.trust()
    shaken = await dialogue.start_tls(trust, way.place.host)
    if shaken.trouble is None:
        return None
    return Session("untrusted" if shaken.trouble is Trouble.UNTRUSTED else "tls-failed", shaken.words)


async def _authenticated(context: Context, place: Endpoint, dialogue: Dialogue, ehlo: Ehlo, *, secure: bool) -> Session:
    asked = context.asked
    assert asked.secret is not None  # the command asks for one before anything is connected
    if not ehlo.mechanisms and not asked.mechanism:
        return Session("no-auth", REASONS["no-auth"])
    name = sasl.choose(ehlo.mechanisms, asked.mechanism, secure)
    if not name:
        return Session("no-mechanism", ", ".join(ehlo.mechanisms))
    login = sasl.Login(asked.user, asked.secret.reveal(), secrets.token_urlsafe(18), place.host, place.port)
    exchange = sasl.MECHANISMS[name](login)
    first = next(exchange)
    blob = "" if first is None else f" {_coded(first) or '='}"
    reply = await dialogue.command(f"AUTH {name}{blob}", f"AUTH {name}{f' {MASKED}' if blob else ''}")
    said, steps, stopped = "", 0, ""
    while reply.code == 334:
        steps += 1
        heard = challenge(reply)
        said = _told(heard) or said
        answer = b"*"
        if heard is None or steps > MOST_STEPS:
            stopped = "the server's challenge is no base64" if heard is None else "the server goes on asking without end"
        else:
            try:
                answer = _coded(exchange.send(heard) or b"").encode()
            except StopIteration as end:
                stopped = end.value or "the server asks for more than the mechanism has to say"
        reply = await dialogue.raw(answer, "*" if answer == b"*" else MASKED)
        if answer == b"*":
            break
    unproved = stopped
    if reply.code == 235 and not stopped and steps < sasl.CHALLENGES.get(name, 0):
        unproved = "the server agreed before it could know the password"
    return Session("", "", name, reply, said, unproved)


def _coded(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _told(heard: bytes | None) -> str:
    """Return a challenge that is a message in JSON, as a refused token brings."""
    return heard.decode("utf-8", "replace")[:500] if heard and heard.lstrip().startswith(b"{") else ""


def _scrubber(context: Context) -> Scrub:
    asked = context.asked
    secret = asked.secret.reveal() if asked.secret else b""
    forms: set[str] = set()
    for data in (secret, secret.strip(), b"\0" + asked.user.encode() + b"\0" + secret):
        if len(data) >= 3:
            forms |= {data.decode("utf-8", "backslashreplace"), _coded(data), _coded(data).rstrip("=")}
    return Scrub(forms)


class Scrub:
    """Masks every form of a secret in a text."""

    def __init__(self, forms: Iterable[str]) -> None:
        self._forms = sorted((form for form in forms if form), key=len, reverse=True)

    def __call__(self, text: str) -> str:
        """Return the text without the secret."""
        for form in self._forms:
            text = text.replace(form, MASKED)
        return text
