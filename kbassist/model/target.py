"""What a person names to be checked: a host, host and port, an address, a domain or a provider."""

import re
from typing import NamedTuple

from kbassist.errors import UsageError

_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\.?", re.IGNORECASE)
_IPV4 = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_IPV6 = re.compile(r"[0-9a-f:.]*:[0-9a-f:.]*(?:%[\w.-]+)?", re.IGNORECASE)
_LOCAL = re.compile(r"[^\s@<>()\[\],;:\\\"\x00-\x20\x7f-\x9f]{1,64}")


class Target(NamedTuple):
    """A target as it was understood; exactly one of `host`, `domain` and `provider` is given."""

    text: str
    host: str = ""
    port: int | None = None
    domain: str = ""
    """Of a mail address: its endpoints are found by DNS or in an article."""
    address: str = ""
    provider: str = ""


def parse_target(text: str) -> Target:
    """Return what the text names; a bare name is a host. Raises UsageError for what is none of the allowed forms."""
    given = text.strip()
    if "://" in given:
        given = given.split("://", 1)[1].split("/", 1)[0]
    if "@" in given:
        return _address(given)
    if given.startswith("["):
        host, bracket, rest = given[1:].partition("]")
        if not bracket or not _IPV6.fullmatch(host) or (rest and not rest.startswith(":")):
            raise _wrong(text)
        return Target(given, host=host, port=_port(rest[1:], text) if rest else None)
    if given.count(":") > 1:
        if not _IPV6.fullmatch(given):
            raise _wrong(text)
        return Target(given, host=given)
    host, colon, port = given.partition(":")
    name = ascii_host(host)
    if not name:
        raise _wrong(text)
    return Target(given, host=name, port=_port(port, text) if colon else None)


def _address(text: str) -> Target:
    local, _, domain = text.strip("<>").rpartition("@")
    name = ascii_host(domain)
    if not _LOCAL.fullmatch(local) or not name or "." not in name:
        raise UsageError("the target looks like a mail address but is none; write it as alice@example.com")
    return Target(f"{local}@{name}", domain=name, address=f"{local}@{name}")


def ascii_host(name: str) -> str:
    """Return a host name or IPv4 address in ASCII and small letters (IDNA), or an empty text where it is none."""
    folded = name.strip().lower().rstrip(".")
    if not folded.isascii():
        try:
            folded = folded.encode("idna").decode("ascii")
        except UnicodeError:
            return ""
    if len(folded) > 253 or not _HOST.fullmatch(folded):
        return ""
    if re.fullmatch(r"[\d.]+", folded) and not (_IPV4.fullmatch(folded) and all(int(n) < 256 for n in folded.split("."))):
        return ""
    return folded


def is_ip(host: str) -> bool:
    """Tell whether the host is written as an address, not as a name."""
    return ":" in host or bool(_IPV4.fullmatch(host))


def _port(text: str, whole: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise UsageError(f"'{whole[:80]}': the port is a number from 1 to 65535, as in smtp.example.com:587")
    return int(text)


def _wrong(text: str) -> UsageError:
    return UsageError(
        f"'{text[:80]}' is no target; name a host (smtp.example.com), host:port, [IPv6]:port, a mail address or a provider id"
    )
