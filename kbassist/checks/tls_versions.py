"""Which TLS versions the server accepts, each tried by itself."""

from __future__ import annotations

import asyncio
import ssl

from kbassist.model.finding import CheckSpec, Finding, Line, Need, Outcome
from kbassist.model.service import Security
from kbassist.model.target import Target
from kbassist.net.context import Context
from kbassist.net.network import Failed, Network, Trouble
from kbassist.net.places import Way, in_use, likely, proven
from kbassist.net.probe import CONNECT, PATIENCE, allow_versions, lenient
from kbassist.net.smtp import Dialogue
from kbassist.net.wire import Wire

SPEC = CheckSpec(
    "tls-versions",
    "TLS versions",
    "Tries TLS 1.0 to 1.3 one by one; programs of today want 1.2 or 1.3.",
    Need.HOST,
    place=45,
)
VERSIONS = {
    "1.0": ssl.TLSVersion.TLSv1,
    "1.1": ssl.TLSVersion.TLSv1_1,
    "1.2": ssl.TLSVersion.TLSv1_2,
    "1.3": ssl.TLSVersion.TLSv1_3,
}


_NO_ANSWER = (Trouble.PLAIN_ANSWER, Trouble.HANDSHAKE_TIMEOUT)
"""Ends of a handshake that say nothing of the version."""


async def run(network: Network, target: Target, context: Context) -> list[Finding]:
    """Return one finding, for the endpoint in use."""
    context.say("trying 1.0 to 1.3")
    guess = await likely(network, context, target)
    tried = await _tried(network, context, guess, PATIENCE) if guess is not None else [None]
    where = await in_use(network, context, target)
    if all(yes is None for yes in tried):
        way = await proven(network, context, target)
        tried = await _tried(network, context, way, None) if way is not None and way != guess else [None]
    if all(yes is None for yes in tried):
        return [
            Finding(
                SPEC.id, where, Outcome.SKIP, "No TLS version was tried: the port does not get as far as TLS", reason="no-tls"
            )
        ]
    taken = [name for name, yes in zip(VERSIONS, tried, strict=True) if yes]
    outcome, title, detail, reason, wording = _judged(taken)
    return [Finding(SPEC.id, where, outcome, title, detail, reason=reason, wording=wording)]


async def _tried(network: Network, context: Context, way: Way, patience: float | None) -> list[bool | None]:
    return await asyncio.gather(*(_accepts(network, context, way, version, patience) for version in VERSIONS.values()))


def _judged(taken: list[str]) -> tuple[Outcome, str, str, str, str]:
    """Return outcome, title, detail, reason and wording."""
    old = [name for name in taken if name in ("1.0", "1.1")]
    if not taken:
        return (
            Outcome.FAIL,
            "The server accepts no TLS version",
            "Its TLS setup is broken; its administrator must look.",
            "no-version",
            "",
        )
    listed = ", ".join(taken)
    if len(old) == len(taken):
        detail = "Programs of today refuse these. The server needs TLS 1.2; until then nothing but an old program gets in."
        printed = "tlsv1 alert protocol version: unsupported protocol"
        return Outcome.FAIL, f"The server speaks only the outdated TLS {listed}", detail, "outdated-only", printed
    detail = f"TLS {' and '.join(old)} should be switched off on the server; it does not hinder a login." if old else ""
    if "1.2" not in taken:
        detail = f"TLS 1.2 is missing: programs and devices older than about 2019 cannot connect. {detail}".strip()
    return Outcome.PASS, f"TLS {listed}", detail, "", ""


async def _accepts(network: Network, context: Context, way: Way, version: ssl.TLSVersion, patience: float | None) -> bool | None:
    """Tell whether the server accepts the version; None where it did not come to TLS."""
    pipe = await network.connect(way.ip, way.place.port, context.limit(CONNECT))
    if isinstance(pipe, Failed):
        return None
    trust = lenient()
    transcript: list[Line] = []
    dialogue = Dialogue(Wire(pipe), context.limit, transcript)
    try:
        allow_versions(trust, version, version)
        if way.security is not Security.TLS:
            if not (await dialogue.reply(patience)).good or not (await dialogue.ehlo(context.asked.name)).offers("STARTTLS"):
                return None
            if (await dialogue.command("STARTTLS")).code != 220 or dialogue.wire.pending:
                return None
        shaken = await dialogue.start_tls(trust, way.place.host)
        await dialogue.quit()
        return None if shaken.trouble in _NO_ANSWER else shaken.trouble is None
    finally:
        pipe.close()
