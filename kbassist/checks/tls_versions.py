"""Which TLS versions the server accepts, each tried by itself."""

from __future__ import annotations

import asyncio
import ssl

from kbassist.model.finding import CheckSpec, Finding, Line, Need, Outcome
from kbassist.model.service import Security
from kbassist.model.target import Target
from kbassist.net.context import Context
from kbassist.net.network import Failed, Network
from kbassist.net.places import visits
from kbassist.net.probe import CONNECT, Probe, allow_versions, lenient
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


async def run(network: Network, target: Target, context: Context) -> list[Finding]:
    """Return one finding, for the endpoint in use."""
    one = next((one for one in await visits(network, context, target) if one.primary), None)
    probe = one.best if one else None
    where = str(one.endpoint) if one else target.text
    if one is None or probe is None or probe.security not in (Security.TLS, Security.STARTTLS) or probe.injected:
        return [
            Finding(
                SPEC.id, where, Outcome.SKIP, "No TLS version was tried: the port does not get as far as TLS", reason="no-tls"
            )
        ]
    if probe.starttls is not None and probe.starttls.code != 220:
        return [Finding(SPEC.id, where, Outcome.SKIP, "No TLS version was tried: STARTTLS is refused", reason="no-tls")]
    begun = network.clock()
    tried = await asyncio.gather(
        *(_accepts(network, context, one.endpoint.host, probe, version) for version in VERSIONS.values())
    )
    taken = [name for name, yes in zip(VERSIONS, tried, strict=True) if yes]
    outcome, title, detail, reason, wording = _judged(taken)
    return [Finding(SPEC.id, where, outcome, title, detail, {}, network.clock() - begun, reason, wording)]


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


async def _accepts(network: Network, context: Context, host: str, probe: Probe, version: ssl.TLSVersion) -> bool:
    pipe = await network.connect(probe.ip, probe.port, context.limit(CONNECT))
    if isinstance(pipe, Failed):
        return False
    trust = lenient(network.trust())
    transcript: list[Line] = []
    dialogue = Dialogue(Wire(pipe), context.limit, transcript)
    try:
        allow_versions(trust, version, version)
        if probe.security is Security.STARTTLS:
            if not (await dialogue.reply()).good or not (await dialogue.ehlo(context.asked.name)).reply.good:
                return False
            if (await dialogue.command("STARTTLS")).code != 220:
                return False
        shaken = await dialogue.start_tls(trust, host)
        await dialogue.quit()
        return shaken.trouble is None
    finally:
        pipe.close()
