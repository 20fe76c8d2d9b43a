"""Names: the hosts file first, then the DNS through dnspython, with the answer's own reason where there is none."""

from __future__ import annotations

import ipaddress
import os
from typing import Any

import dns.asyncresolver
import dns.exception
import dns.name
import dns.rcode
import dns.resolver

from kbassist.errors import KbassistError, UsageError
from kbassist.net.network import Failed, Records, Trouble

MOST_RECORDS = 50
MOST_TEXT = 4096
"""Characters of one record that are kept; a DKIM key of 4096 bits has about 800."""


class NoResolver(KbassistError):
    """This machine names no DNS server."""


def parse_resolver(text: str) -> tuple[str, int]:
    """Return address and port of `IP`, `IP:PORT` or `[IPv6]:PORT`. Raises UsageError for anything else."""
    host, port = text, "53"
    if text.startswith("["):
        host, _, rest = text[1:].partition("]")
        port = rest[1:] if rest.startswith(":") else "53" if not rest else ""
    elif text.count(":") == 1:
        host, _, port = text.partition(":")
    try:
        ipaddress.ip_address(host)
        number = int(port)
    except ValueError:
        number = 0
    if not 1 <= number <= 65535:
        raise UsageError(f"--resolver '{text[:60]}' is not IP or IP:PORT; for example 9.9.9.9 or [2620:fe::fe]:53")
    return host, number


class Resolver:
    """Asks the servers of this machine, or the one given; keeps no cache."""

    def __init__(self, given: str = "", hosts_file: str = "") -> None:
        self._server = parse_resolver(given) if given else None
        self._hosts = hosts_file or _system_hosts()
        self._made: dns.asyncresolver.Resolver | None = None

    async def look_up(self, name: str, kind: str, limit: float) -> Records | Failed:
        """Return the records, or why there are none, within `limit` seconds. The hosts file counts only without `--resolver`."""
        if kind in ("A", "AAAA") and self._server is None:
            known = hosts(self._hosts).get(name.lower().rstrip("."), ())
            wanted = tuple(ip for ip in known if (":" in ip) == (kind == "AAAA"))
            if known:
                return Records(wanted) if wanted else Failed(Trouble.NO_DATA, "the hosts file has no such address")
        try:
            asked = dns.name.from_text(name)
        except dns.exception.DNSException as error:
            return Failed(Trouble.BAD_NAME, str(error))
        try:
            answer = await self._resolver().resolve(asked, kind, lifetime=limit, raise_on_no_answer=False, search=False)
        except dns.resolver.NXDOMAIN:
            return Failed(Trouble.NXDOMAIN, "NXDOMAIN: there is no such name")
        except dns.exception.Timeout:
            return Failed(Trouble.DNS_TIMEOUT, f"no answer from the DNS server in {limit:.1f} s")
        except dns.resolver.NoNameservers as error:
            return _refused(error)
        except (dns.exception.DNSException, OSError) as error:
            return Failed(Trouble.DNS_BROKEN, " ".join(str(error).split())[:200] or type(error).__name__)
        chain = tuple(str(rrset.name).rstrip(".") for rrset in answer.chaining_result.cnames)
        if answer.rrset is None:
            return Failed(Trouble.NO_DATA, f"the name exists but has no {kind} record")
        end = str(answer.canonical_name).rstrip(".")
        return Records(tuple(_text(item) for item in list(answer.rrset)[:MOST_RECORDS]), (*chain, end) if chain else ())

    def _resolver(self) -> dns.asyncresolver.Resolver:
        if self._made is None:
            try:
                self._made = dns.asyncresolver.Resolver(configure=self._server is None)
            except (dns.resolver.NoResolverConfiguration, OSError) as error:
                raise NoResolver("this machine names no DNS server; give one with --resolver IP") from error
            if self._server is not None:
                self._made.nameservers, self._made.port = [self._server[0]], self._server[1]
        return self._made


def _refused(error: dns.resolver.NoNameservers) -> Failed:
    """A server answered, but with no answer: SERVFAIL (broken delegation, DNSSEC), REFUSED, or nonsense."""
    said = str(error)
    if "SERVFAIL" in said:
        return Failed(Trouble.SERVFAIL, "SERVFAIL: the domain's name servers gave no usable answer")
    if "REFUSED" in said:
        return Failed(Trouble.DNS_REFUSED, "REFUSED: the DNS server does not answer for us")
    return Failed(Trouble.DNS_BROKEN, "the DNS server's answer cannot be used")


def _text(item: Any) -> str:
    if hasattr(item, "strings"):
        return b"".join(item.strings).decode("utf-8", "backslashreplace")[:MOST_TEXT]
    return str(item.to_text())[:MOST_TEXT]


def _system_hosts() -> str:
    root = os.environ.get("SYSTEMROOT")
    return os.path.join(root, "System32", "drivers", "etc", "hosts") if root else "/etc/hosts"


def hosts(path: str) -> dict[str, tuple[str, ...]]:
    """Return the names of a hosts file with their addresses; `localhost` is always known (RFC 6761 section 6.3)."""
    found: dict[str, tuple[str, ...]] = {}
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            lines = file.read(1_000_000).splitlines()
    except OSError:
        lines = []
    for line in lines:
        ip, *names = line.partition("#")[0].split() or [""]
        try:
            ipaddress.ip_address(ip.partition("%")[0])
        except ValueError:
            continue
        for name in names:
            found[name.lower()] = (*found.get(name.lower(), ()), ip)
    found.setdefault("localhost", ("127.0.0.1", "::1"))
    return found
