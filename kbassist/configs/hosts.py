"""Whether a host is the one of an endpoint, and whose host it is."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kbassist.model.settings import ProviderSettings


def fits(pattern: str, host: str) -> bool:
    """Tell whether a host is the one of an endpoint; `<...>` in the endpoint's stands for any one label or part of it."""
    if "<" not in pattern:
        return pattern.lower() == host
    fixed = re.split(r"<[^>]*>", pattern.lower())
    if "." not in "".join(fixed).strip(".") or fixed[-1].count(".") < 2:
        return False
    return re.fullmatch(r"[a-z0-9-]+".join(map(re.escape, fixed)), host) is not None


def provider_of(host: str, known: Mapping[str, ProviderSettings]) -> ProviderSettings | None:
    """Return the provider that a host belongs to: by its submission hosts, its known wrong names, its domains, its MX hosts."""
    host = host.lower().strip(".")
    if "." not in host:
        return None
    for provider in known.values():
        if any(fits(part.host, host) for part in provider.submission) or host in provider.wrong_hosts:
            return provider
    for names in ("hosts", "domains", "mx"):
        fitting = [
            (len(suffix), provider)
            for provider in known.values()
            for suffix in (s.lower() for s in getattr(provider, names))
            if "." in suffix and (host == suffix or host.endswith(f".{suffix}"))
        ]
        if fitting:
            return max(fitting, key=lambda item: item[0])[1]
    return None
