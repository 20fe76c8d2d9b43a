"""What several rules ask: shown values, the endpoints of the provider, what is local, what is only known at run time."""

from __future__ import annotations

import re

from kbassist.configs.hosts import fits
from kbassist.configs.values import Fault, Item, Mailer, Providers
from kbassist.model.settings import Submission

WORDS = {"starttls": "STARTTLS", "tls": "TLS from the first byte", "none": "no encryption"}
STARTTLS_PORTS = {"25", "587", "2525", "2587", "1587"}
"""Ports that begin in clear text: RFC 6409 and RFC 8314 section 3.3, and the alternatives that services offer."""
TLS_PORTS = {"465", "2465"}
"""Ports of implicit TLS: RFC 8314 section 3.3."""

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*")
_LOCAL = re.compile(
    r"localhost|127\.\d+\.\d+\.\d+|::1|0\.0\.0\.0|(10|192\.168|172\.(1[6-9]|2\d|3[01]))\.[\d.]+|[a-z0-9_-]+|.*\.(local|internal|lan|test|localdomain)"
)


def fault(line: int, what: str, fix: str, *, warning: bool = False) -> list[Fault]:
    """Return one fault; its number is put in by whoever asked the rule."""
    return [Fault("", line, what, fix, warning)]


def plain_host(mailer: Mailer) -> str:
    """The host in lower case where it is nothing but a host name, else an empty text: anything else is not to be shown."""
    host = mailer.value("host").lower().rstrip(".")
    return host if _HOST.fullmatch(host) and len(host) <= 120 else ""


def plain_port(mailer: Mailer) -> str:
    """The port where it is a number of at most five digits, else an empty text."""
    port = mailer.value("port")
    return port if port.isascii() and port.isdigit() and len(port) <= 5 else ""


def local(host: str) -> bool:
    """Tell whether a host is of the machine or its own network: no provider, no port blocked on the way."""
    return _LOCAL.fullmatch(host) is not None


def logs_in(mailer: Mailer) -> bool:
    """Tell whether the settings mean to log in."""
    return (any(not empty(mailer.items.get(role)) for role in ("username", "secret")) and mailer.client != "postfix-relay") or (
        mailer.client == "postfix-relay" and mailer.value("username").lower() == "yes"
    )


def empty(item: Item | None) -> bool:
    """Tell whether a setting is not there or surely empty; one that only the program knows is not."""
    return item is None or (item.value is not None and item.value.strip().lower() in ("", "null", "none", "~"))


def endpoints(mailer: Mailer, providers: Providers) -> list[Submission]:
    """The provider's endpoints on the host of the settings; empty where the host is not one of them."""
    host = plain_host(mailer)
    return [part for part in providers.own.submission if fits(part.host, host)] if providers.own and host else []


def right(providers: Providers) -> str:
    """Where the provider takes mail, in words: `smtp.gmail.com:587 (STARTTLS) or :465 (TLS from the first byte)`."""
    assert providers.own is not None
    first, *rest = providers.own.submission
    same = [part for part in rest if part.host == first.host and part.port != "25"]
    also = "".join(f" or :{part.port} ({WORDS[part.security]})" for part in same[:1])
    return f"{first.host}:{first.port} ({WORDS[first.security]}){also}"
