"""Where the users of a mail domain hand in their mail: an article, SRV records, autoconfig, the MX, or a usual name.

Only the domain itself is asked: no directory of a third party, and never with the person's address.
"""

from __future__ import annotations

import asyncio
import html
import re
from typing import NamedTuple

from kbassist.model.service import Endpoint, Security, Service
from kbassist.model.target import ascii_host
from kbassist.net.addresses import addresses
from kbassist.net.context import Context
from kbassist.net.http import request
from kbassist.net.network import Failed, Network, Records

USUAL = (587, 465, 2525, 25)
"""Ports on which mail is handed in, the most sensible first."""


class Route(NamedTuple):
    """Where mail of a domain goes in and how that was found out."""

    endpoints: tuple[Endpoint, ...]
    service: Service | None
    how: str
    mx: Records | Failed
    services: tuple[tuple[str, Records | Failed], ...] = ()
    """SRV look-ups: the name asked and the answer."""


async def route(network: Network, context: Context, domain: str) -> Route:
    """Return where a domain's users hand in mail: by an article, else SRV (RFC 6186, RFC 8314), else by the MX's article."""

    async def find() -> Route:
        names = [f"_submissions._tcp.{domain}", f"_submission._tcp.{domain}"]
        mx, *srv = await asyncio.gather(
            network.look_up(domain, "MX", context.limit()), *(network.look_up(name, "SRV", context.limit()) for name in names)
        )
        asked = tuple(zip(names, srv, strict=True))
        service = context.directory.service_of("domain", domain)
        if service is not None and service.endpoints:
            return Route(service.endpoints, service, f"the article of {service.title}", mx, asked)
        offered = _offered(asked)
        if offered:
            return Route(offered, service, "the domain's SRV records", mx, asked)
        for host in _exchangers(mx):
            service = context.directory.service_of("mx", host)
            if service is not None and service.endpoints:
                return Route(service.endpoints, service, f"the MX {host}, which is {service.title}", mx, asked)
        if offered := await _autoconfig(network, context, domain):
            return Route(offered, None, "the domain's autoconfig", mx, asked)
        return Route(*await _guessed(network, context, domain), mx, asked)

    return await context.once(f"route {domain}", find)


def _offered(asked: tuple[tuple[str, Records | Failed], ...]) -> tuple[Endpoint, ...]:
    found = []
    for name, answer in asked:
        security = Security.TLS if name.startswith("_submissions.") else None
        for record in answer.values if isinstance(answer, Records) else ():
            parts = record.split()
            if len(parts) == 4 and parts[0].isdigit() and parts[2].isdigit() and (host := ascii_host(parts[3])):
                found.append((int(parts[0]), Endpoint(host, int(parts[2]), security)))
    return tuple(place for _, place in sorted(found, key=lambda item: item[0]))


def _exchangers(mx: Records | Failed) -> list[str]:
    if isinstance(mx, Failed):
        return []
    pairs = sorted((int(part[0]), part[-1]) for record in mx.values if (part := record.split()) and part[0].isdigit())
    return [host for _, name in pairs if (host := ascii_host(name))]


async def _guessed(network: Network, context: Context, domain: str) -> tuple[tuple[Endpoint, ...], None, str]:
    """Return the usual names in the domain where they exist, else the name itself as a host."""
    names = [f"{label}.{domain}" for label in ("smtp", "mail")]
    found = await asyncio.gather(*(addresses(network, context, name) for name in (*names, domain)))
    for there in found[:-1]:
        if there.first:
            return tuple(Endpoint(there.host, port) for port in USUAL[:2]), None, "a usual name in the domain"
    if found[-1].first:
        return tuple(Endpoint(domain, port) for port in USUAL), None, "the name itself, as nothing better is known"
    return (), None, ""


_SERVER = re.compile(r"<outgoingServer\b[^>]*type=[\"']smtp[\"'][^>]*>(.*?)</outgoingServer>", re.DOTALL | re.IGNORECASE)
_SOCKETS = {"ssl": Security.TLS, "starttls": Security.STARTTLS, "plain": Security.NONE}


async def _autoconfig(network: Network, context: Context, domain: str) -> tuple[Endpoint, ...]:
    """Return what the domain's own autoconfig lists (Mozilla's format; the address is not sent along)."""
    urls = [f"https://autoconfig.{domain}/mail/config-v1.1.xml", f"https://{domain}/.well-known/autoconfig/mail/config-v1.1.xml"]
    answers = await asyncio.gather(*(request(network, context, "GET", url) for url in urls))
    for answer in answers:
        found = parse_autoconfig(answer.body, domain) if answer.status == 200 else ()
        if found:
            return found
    return ()


def parse_autoconfig(text: str, domain: str) -> tuple[Endpoint, ...]:
    """Return the outgoing servers of an autoconfig file; what is malformed is left out."""
    found = []
    for block in _SERVER.findall(text)[:8]:
        fields = {name.lower(): html.unescape(value).strip() for name, value in re.findall(r"<(\w+)>([^<]{1,200})</", block)}
        host = ascii_host(fields.get("hostname", "").replace("%EMAILDOMAIN%", domain))
        port = fields.get("port", "")
        if host and port.isascii() and port.isdigit() and 0 < int(port) < 65536:
            found.append(Endpoint(host, int(port), _SOCKETS.get(fields.get("sockettype", "").lower())))
    return tuple(found)
