"""Which provider keeps the mail of an address: by its domain, else by the domain's MX records.

The only room of the assistant that asks the network, and only when a person gave an address for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kbassist.errors import InputError, UsageError
from kbassist.model.settings import ProviderSettings


class Home(NamedTuple):
    """What was found out: the provider or None, and the MX hosts if DNS was asked."""

    provider: ProviderSettings | None
    mx: tuple[str, ...]


def domain_of(address: str) -> str:
    """Return the domain of a mail address in lower case. Raises UsageError where it is none."""
    local, at, domain = address.strip().rpartition("@")
    labels = domain.rstrip(".").lower().split(".")
    fine = bool(local and at and len(labels) > 1 and all(labels) and len(domain) <= 253)
    if not fine or any(c.isspace() or c in '<>()"' for c in address.strip()):
        raise UsageError(f"'{address[:80]}' is no mail address; write it as alice@example.com")
    return ".".join(labels)


def by_domain(domain: str, known: Mapping[str, ProviderSettings]) -> ProviderSettings | None:
    """Return the provider that gives out mailboxes under the domain, or None."""
    return next((provider for provider in known.values() if domain in provider.domains), None)


def by_mx(hosts: Sequence[str], known: Mapping[str, ProviderSettings]) -> ProviderSettings | None:
    """Return the provider whose MX suffix is the longest that fits one of the hosts, or None.

    Of providers that share a suffix the one that keeps customers' own domains (more suffixes) is meant, as the mailbox
    domains were looked up before.
    """
    fitting = [
        (len(suffix), len(provider.mx), provider)
        for provider in known.values()
        for suffix in (s.lower().lstrip("*.") for s in provider.mx)
        if suffix and any(host == suffix or host.endswith(f".{suffix}") for host in hosts)
    ]
    return max(fitting, key=lambda item: item[:2])[2] if fitting else None


def find(address: str, known: Mapping[str, ProviderSettings], resolver: str, timeout: float) -> Home:
    """Return where the mail of the address is kept; DNS is asked only where the domain itself does not tell.

    `resolver` is `IP` or `IP:PORT` or empty for the system's. Raises InputError where DNS gives no answer.
    """
    domain = domain_of(address)
    found = by_domain(domain, known)
    if found is not None:
        return Home(found, ())
    hosts = mx_hosts(domain, resolver, timeout)
    return Home(by_mx(hosts, known), hosts)


def mx_hosts(domain: str, resolver: str, timeout: float) -> tuple[str, ...]:
    """Return the MX hosts of a domain, the preferred first; none where it has none. Raises InputError where DNS fails."""
    import dns.exception  # about 70 ms that only this look-up needs
    import dns.name
    import dns.resolver

    try:
        asking = dns.resolver.Resolver(configure=not resolver)
        if resolver:
            server, _, port = resolver.rpartition(":") if resolver.count(":") == 1 else (resolver, "", "")
            asking.nameservers = [server or resolver]
            asking.port = int(port) if port else 53
        asking.lifetime = timeout
        answer = asking.resolve(domain, "MX")
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return ()
    except ValueError as error:
        raise UsageError(f"--resolver {resolver[:60]}: write an address as 192.0.2.53 or 192.0.2.53:5353") from error
    except (dns.exception.DNSException, dns.name.LabelTooLong, OSError) as error:
        raise InputError(
            f"DNS gave no answer about {domain} ({type(error).__name__}); try again, or name the provider instead of the address"
        ) from error
    records = sorted(answer, key=lambda record: record.preference)
    return tuple(str(record.exchange).rstrip(".").lower() for record in records)
