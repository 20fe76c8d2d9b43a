"""Which ports open, over IPv4 and IPv6 apart: one broken family delays or defeats programs that try it first."""

from __future__ import annotations

import asyncio

from kbassist.model.finding import CheckSpec, Finding, Need, Outcome
from kbassist.model.service import Endpoint
from kbassist.model.target import Target
from kbassist.net.addresses import addresses
from kbassist.net.context import Context
from kbassist.net.network import Failed, Network
from kbassist.net.places import Visited, visits
from kbassist.net.probe import CONNECT, Probe
from kbassist.net.route import USUAL
from kbassist.net.words import SILENT, family, words

SPEC = CheckSpec(
    "ports",
    "Ports",
    "Opens the port over IPv4 and IPv6, and looks which of 25, 465, 587 and 2525 open beside it.",
    Need.HOST,
    place=20,
)
_PORTS = {"25", "465", "587", "2525"}


async def run(network: Network, target: Target, context: Context) -> list[Finding]:
    """Return a finding for the endpoint in use, and one for the other ports together."""
    beside = asyncio.create_task(_beside(network, target, context))
    try:
        seen = await visits(network, context, target)
        others = [(one.endpoint, _short(one.probes)) for one in seen if not one.primary and one.probes]
        others += await beside
    finally:
        beside.cancel()
    findings = [_finding(one, target) for one in seen if one.primary and one.probes]
    if others and seen:
        several = len({place.host for place, _ in others}) > 1
        listed = ", ".join(f"{place if several else place.port} {said}" for place, said in others)
        findings.append(Finding(SPEC.id, others[0][0].host, Outcome.PASS, f"Other ports: {listed}", primary=False))
    if not findings and seen:
        findings.append(
            Finding(SPEC.id, target.text, Outcome.SKIP, "No port was tried: the host has no address", reason="no-address")
        )
    return findings


async def _beside(network: Network, target: Target, context: Context) -> list[tuple[Endpoint, str]]:
    """Open the usual ports beside one that was named, and close them at once."""
    if not target.host or not target.port:
        return []
    found = await addresses(network, context, target.host)
    ports = [port for port in USUAL if port != target.port]
    if not found.first:
        return []
    opened = await asyncio.gather(*(_opens(network, context, found.first[0], port) for port in ports))
    return [(Endpoint(target.host, port), said) for port, said in zip(ports, opened, strict=True)]


async def _opens(network: Network, context: Context, ip: str, port: int) -> str:
    pipe = await network.connect(ip, port, context.limit(CONNECT))
    if isinstance(pipe, Failed):
        return _brief(pipe)
    pipe.close()
    return "open"


def _brief(failed: Failed) -> str:
    return failed.trouble.value.replace("connect-timeout", "no answer").replace("-", " ")


def _short(probes: tuple[Probe, ...]) -> str:
    failed = [probe.failed for probe in probes]
    if not all(failed):
        return "open"
    first = next(one for one in failed if one is not None)
    return _brief(first)


def _finding(one: Visited, target: Target) -> Finding:
    place = one.endpoint
    facts = {"port": str(place.port) if str(place.port) in _PORTS else "other"} if target.port else {}
    took = max(probe.seconds for probe in one.probes)
    broken = [probe for probe in one.probes if probe.failed is not None]
    whole = [probe for probe in one.probes if probe.failed is None]
    reasons = "; ".join(f"{family(p.ip)} ({p.ip}): {words(p.failed.trouble).short}" for p in broken if p.failed)
    transcript = tuple(line for probe in one.probes for line in probe.transcript)
    if not whole:
        failed = broken[0].failed
        assert failed is not None  # broken holds only those
        said = words(failed.trouble, place.host, place.port)
        return Finding(
            SPEC.id,
            str(place),
            Outcome.FAIL,
            f"Port {place.port} does not open: {said.short}",
            f"{said.advice} {reasons}.",
            {**facts, "connection_opens": "no"},
            took,
            failed.trouble.value,
            said.printed,
            transcript,
        )
    silent = all(probe.trouble in SILENT for probe in whole)
    opens = " and ".join(f"{family(probe.ip)} ({probe.ip})" for probe in whole)
    return Finding(
        SPEC.id,
        str(place),
        Outcome.WARN if broken or silent else Outcome.PASS,
        f"Port {place.port} opens over {opens}" + (f", but not over {family(broken[0].ip)}" if broken else ""),
        f"{reasons}. Programs that try this family first wait or fail." if broken else "Nothing is said there." if silent else "",
        {**facts, "connection_opens": "no" if silent else "yes"},
        took,
        "one-family-broken" if broken else "silent" if silent else "",
        transcript=transcript,
    )
