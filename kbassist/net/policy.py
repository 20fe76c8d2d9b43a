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

_TERM = re.compile(r"[+?~-]?(include|a|mx|ptr|exists|redirect)(?=[:=/\s]|$)[:=]?([^\s/]*)", re.IGNORECASE)


class Spf(NamedTuple):
    """What a domain's SPF says. `records` holds all that begin with `v=spf1`: more than one is an error."""

    records: tuple[str, ...]
    lookups: int = 0
    missing: tuple[str, ...] = ()
    """Included domains without an SPF record of their own."""
    failed: Failed | None = None


async def spf(network: Network, context: Context, domain: str) -> Spf:
    """Return a domain's SPF, its includes followed up to the limit."""
    found = await texts(network, context, domain)
    if isinstance(found, Failed):
        return Spf((), failed=found)
    records = tuple(text for text in found if text.lower().startswith("v=spf1") and text[6:7] in ("", " "))
    if len(records) != 1:
        return Spf(records)
    lookups, missing = 0, []
    waiting, done = [records[0]], {domain}
    while waiting and lookups < COUNTED:
        record = waiting.pop(0)
        for kind, name in _TERM.findall(record.split(" ", 1)[-1]):
            if kind.lower() == "redirect" and re.search(r"[+?~-]?all\b", record, re.IGNORECASE):
                continue  # RFC 7208 section 6.1: ignored beside `all`
            lookups += 1
            inner = ascii_host(name)
            if kind.lower() not in ("include", "redirect") or not inner or inner in done or lookups >= COUNTED:
                continue
            done.add(inner)
            below = await texts(network, context, inner)
            own = [] if isinstance(below, Failed) else [text for text in below if text.lower().startswith("v=spf1")]
            if own:
                waiting.append(own[0])
            elif not isinstance(below, Failed) or below.trouble in (Trouble.NXDOMAIN, Trouble.NO_DATA):
                missing.append(inner)
    return Spf(records, lookups, tuple(missing))


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
