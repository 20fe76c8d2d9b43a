"""SPF and DMARC read from the DNS: which records there are, and how many look-ups an SPF record costs."""

from __future__ import annotations

import re
from typing import NamedTuple

from kbassist.model.target import ascii_host
from kbassist.net.context import Context
from kbassist.net.network import Failed, Network, Records, Trouble

MOST_LOOKUPS = 10
"""RFC 7208 section 4.6.4: a record that needs more is in permanent error."""
COUNTED = 20
"""Look-ups after which counting ends: the record is broken anyway."""

_TERM = re.compile(r"(?:^|(?<=\s))[+?~-]?(include|a|mx|ptr|exists|redirect)(?=[:=/\s]|$)[:=]?([^\s/]*)", re.IGNORECASE)


class Spf(NamedTuple):
    """What a domain's SPF says. `records` holds all that begin with `v=spf1`: more than one is an error."""

    records: tuple[str, ...]
    lookups: int = 0
    missing: tuple[str, ...] = ()
    """Included domains without an SPF record of their own."""
    loop: str = ""
    """A domain that includes itself, by whatever way."""
    failed: Failed | None = None


async def spf(network: Network, context: Context, domain: str) -> Spf:
    """Return a domain's SPF, its includes followed until the count is too high."""
    found = await texts(network, context, domain)
    if isinstance(found, Failed):
        return Spf((), failed=found)
    records = tuple(filter(_is_spf, found))
    if len(records) != 1:
        return Spf(records)
    count = _Count(network, context)
    await count.follow(records[0], (domain,))
    return Spf(records, count.lookups, tuple(count.missing), count.loop)


class _Count:
    """Follows the includes of one record, each as often as it is named."""

    def __init__(self, network: Network, context: Context) -> None:
        self._network, self._context = network, context
        self.lookups = 0
        self.missing: list[str] = []
        self.loop = ""

    async def follow(self, record: str, path: tuple[str, ...]) -> None:
        """Count the look-ups of a record; `path` holds the domains that led to it."""
        final = re.search(r"(^|\s)[+?~-]?all\b", record, re.IGNORECASE)
        for kind, name in _TERM.findall(record):
            if kind.lower() == "redirect" and final:
                continue  # RFC 7208 section 6.1: ignored beside `all`
            self.lookups += 1
            inner = ascii_host(name)
            if kind.lower() not in ("include", "redirect") or not inner or self.lookups >= COUNTED:
                continue
            if inner in path:
                self.loop = inner
                continue
            below = await texts(self._network, self._context, inner)
            own = [] if isinstance(below, Failed) else list(filter(_is_spf, below))
            if own:
                await self.follow(own[0], (*path, inner))
            elif not isinstance(below, Failed) or below.trouble in (Trouble.NXDOMAIN, Trouble.NO_DATA):
                self.missing.append(inner)


def _is_spf(text: str) -> bool:
    return text.lower().startswith("v=spf1") and text[6:7] in ("", " ")


async def dkim(network: Network, context: Context, domain: str, selector: str) -> str | Failed:
    """Return the DKIM key record of a selector (RFC 6376 section 3.6.1): joined, without its long key's tail."""
    found = await texts(network, context, f"{selector}._domainkey.{domain}")
    return found if isinstance(found, Failed) else next((text for text in found if "p=" in text), "")


async def dmarc(network: Network, context: Context, domain: str) -> tuple[str, str] | Failed:
    """Return the DMARC record and the domain it stands at: the domain itself or one above (RFC 7489 section 6.6.3)."""
    labels = domain.split(".")
    failed: Failed = Failed(Trouble.NO_DATA)
    for at in range(max(1, min(len(labels) - 1, 4))):
        name = ".".join(labels[at:])
        found = await texts(network, context, f"_dmarc.{name}")
        if isinstance(found, Failed):
            failed = found
            continue
        record = next((text for text in found if text.lower().startswith("v=dmarc1")), "")
        if record:
            return record, name
    return failed


async def texts(network: Network, context: Context, name: str) -> tuple[str, ...] | Failed:
    """Return the TXT records of a name."""

    async def ask() -> Records | Failed:
        return await network.look_up(name, "TXT", context.limit())

    found = await context.once(f"txt {name}", ask)
    return found if isinstance(found, Failed) else found.values
