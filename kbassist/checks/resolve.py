"""Does the host name lead to addresses, IPv4 and IPv6 apart; and if not, which known name is it close to?"""

from __future__ import annotations

import asyncio

from rapidfuzz import process

from kbassist.model.finding import CheckSpec, Finding, Need, Outcome
from kbassist.model.target import Target, is_ip
from kbassist.net.addresses import Addresses, addresses
from kbassist.net.context import Context
from kbassist.net.network import Failed, Network, Trouble
from kbassist.net.places import endpoints
from kbassist.net.words import words

SPEC = CheckSpec(
    "resolve",
    "Host name",
    "Looks up the addresses of the host (A, AAAA, aliases on the way).",
    Need.HOST,
    place=10,
    usual_seconds=0.2,
)
NEAR = 85
"""Similarity of 100 from which a known host is worth naming: one or two letters off."""


async def run(network: Network, target: Target, context: Context) -> list[Finding]:
    """Return one finding for each host."""
    places = await endpoints(network, context, target)
    hosts = list(dict.fromkeys(place.host for place in places))
    found = await asyncio.gather(*(addresses(network, context, host) for host in hosts))
    return [_finding(one, number == 0, context) for number, one in enumerate(found)]


def _finding(found: Addresses, primary: bool, context: Context) -> Finding:
    host = found.host
    trouble = found.trouble
    if trouble is not None:
        said = words(trouble, host)
        near = (
            process.extractOne(host, context.directory.service_hosts(), score_cutoff=NEAR)
            if trouble is Trouble.NXDOMAIN
            else None
        )
        hint = f" Did you mean {near[0]}?" if near and near[0] != host else ""
        return Finding(
            SPEC.id,
            host,
            Outcome.FAIL,
            f"{host}: {said.short}",
            f"{said.advice}{hint}",
            {"connection_opens": "no"},
            reason=trouble.value,
            wording=said.printed,
            primary=primary,
        )
    if is_ip(host):
        return Finding(SPEC.id, host, Outcome.PASS, f"{host} is an address; nothing to look up", primary=primary)
    shown = [ip for answer in (found.ipv4, found.ipv6) if not isinstance(answer, Failed) for ip in answer.values]
    chain = next((answer.chain for answer in (found.ipv4, found.ipv6) if not isinstance(answer, Failed) and answer.chain), ())
    alias = f"Alias: {' → '.join(chain)}. " if chain else ""
    broken = [
        f"{name} could not be looked up: {answer.words or answer.trouble.value}."
        for name, answer in (("IPv4", found.ipv4), ("IPv6", found.ipv6))
        if isinstance(answer, Failed) and answer.trouble is not Trouble.NO_DATA
    ]
    listed = ", ".join(shown[:4]) + (f" and {len(shown) - 4} more" if len(shown) > 4 else "")
    return Finding(
        SPEC.id,
        host,
        Outcome.WARN if broken else Outcome.PASS,
        f"{host} is {listed}",
        f"{alias}{' '.join(broken)}".strip(),
        reason="half-resolved" if broken else "",
        primary=primary,
    )
