"""Where to look: the endpoints that a target names or an article lists, and what each does. Nothing else is contacted."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

from kbassist.model.service import Endpoint, Security
from kbassist.model.target import Target
from kbassist.net.addresses import Addresses, addresses
from kbassist.net.context import Context
from kbassist.net.network import Network
from kbassist.net.probe import TLS_PORTS, Probe, probe
from kbassist.net.route import USUAL, route

MOST_ENDPOINTS = 4
"""Endpoints that are visited, the recommended ones first."""


async def endpoints(network: Network, context: Context, target: Target) -> tuple[Endpoint, ...]:
    """Return the endpoints that mail would be handed in at, the recommended one first; empty where none is known."""
    if target.host and target.port:
        return (Endpoint(target.host, target.port),)
    if target.host:
        return tuple(Endpoint(target.host, port) for port in USUAL)
    if target.provider:
        service = context.directory.service(target.provider)
        return service.endpoints[:MOST_ENDPOINTS] if service else ()
    return (await route(network, context, target.domain)).endpoints[:MOST_ENDPOINTS] if target.domain else ()


class Visited(NamedTuple):
    """One endpoint with the probe of each address family."""

    endpoint: Endpoint
    found: Addresses
    probes: tuple[Probe, ...]
    primary: bool

    @property
    def best(self) -> Probe | None:
        """The probe that got furthest."""
        return max(self.probes, key=_reached, default=None)


def _reached(found: Probe) -> int:
    if found.failed is not None:
        return 0
    return (
        1
        + (found.security is not None)
        + (found.last is not None)
        + (found.handshake is not None and not found.handshake.trouble)
    )


async def visits(network: Network, context: Context, target: Target) -> tuple[Visited, ...]:
    """Return what every endpoint does, over IPv4 and IPv6; the one that a person would use is marked as primary."""

    async def visit(place: Endpoint) -> Visited:
        found = await addresses(network, context, place.host)
        probes = await asyncio.gather(
            *(probe(network, context, place.host, ip, place.port, place.security) for ip in found.first)
        )
        return Visited(place, found, tuple(probes), False)

    async def all_of_them() -> tuple[Visited, ...]:
        places = await endpoints(network, context, target)
        seen = await asyncio.gather(*(visit(place) for place in places))
        use = next((at for at, one in enumerate(seen) if one.best and one.best.last), None)
        if use is None:
            use = max(range(len(seen)), key=lambda at: _furthest(seen[at]), default=0)
        return tuple(one._replace(primary=at == use) for at, one in enumerate(seen))

    return await context.once("visits", all_of_them)


def _furthest(one: Visited) -> int:
    return -1 if one.best is None else _reached(one.best)


class Way(NamedTuple):
    """An endpoint at one address, and how to begin there."""

    place: Endpoint
    ip: str
    security: Security


async def likely(network: Network, context: Context, target: Target) -> Way | None:
    """Return the way that is worth trying before the port was looked at; None where there are several ports to choose from."""
    places = await endpoints(network, context, target)
    if len(places) != 1:
        return None
    place = places[0]
    found = await addresses(network, context, place.host)
    guess = place.security or (Security.TLS if place.port in TLS_PORTS else Security.STARTTLS)
    return Way(place, found.first[0], guess) if found.first else None


async def proven(network: Network, context: Context, target: Target) -> Way | None:
    """Return the endpoint in use as it was found to speak; None where it speaks no SMTP."""
    one = next((one for one in await visits(network, context, target) if one.primary), None)
    seen = one.best if one else None
    if one is None or seen is None or seen.security is None or (seen.banner.code and not seen.banner.good):
        return None
    begin = Security.TLS if seen.security is Security.TLS else Security.STARTTLS
    return Way(one.endpoint, seen.ip, begin)


async def in_use(network: Network, context: Context, target: Target) -> str:
    """Return `host:port` of the endpoint in use, or the target as written."""
    places = await endpoints(network, context, target)
    if len(places) == 1:
        return str(places[0])
    return next((str(one.endpoint) for one in await visits(network, context, target) if one.primary), target.text)
