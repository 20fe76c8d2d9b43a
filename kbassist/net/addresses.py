"""The addresses of a host, IPv4 and IPv6 apart."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

from kbassist.model.target import is_ip
from kbassist.net.context import Context
from kbassist.net.network import Failed, Network, Records, Trouble


class Addresses(NamedTuple):
    """The addresses of a host, each family by itself."""

    host: str
    ipv4: Records | Failed
    ipv6: Records | Failed

    @property
    def first(self) -> tuple[str, ...]:
        """The first address of each family that has one."""
        return tuple(found.values[0] for found in (self.ipv4, self.ipv6) if isinstance(found, Records) and found.values)

    @property
    def trouble(self) -> Trouble | None:
        """Why there is no address at all; None where there is one."""
        if self.first:
            return None
        told = [found.trouble for found in (self.ipv4, self.ipv6) if isinstance(found, Failed)]
        return next((trouble for trouble in told if trouble is not Trouble.NO_DATA), Trouble.NO_DATA)


async def addresses(network: Network, context: Context, host: str) -> Addresses:
    """Return the addresses of a host; of one that is written as an address, that."""

    async def ask() -> Addresses:
        if is_ip(host):
            found, none = Records((host,)), Failed(Trouble.NO_DATA)
            return Addresses(host, none, found) if ":" in host else Addresses(host, found, none)
        both = await asyncio.gather(*(network.look_up(host, kind, context.limit()) for kind in ("A", "AAAA")))
        return Addresses(host, *both)

    return await context.once(f"addresses {host}", ask)
