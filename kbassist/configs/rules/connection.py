"""Rules of port and encryption."""

from __future__ import annotations

from kbassist.configs.rules.shared import (
    STARTTLS_PORTS,
    TLS_PORTS,
    WORDS,
    empty,
    endpoints,
    fault,
    local,
    logs_in,
    plain_host,
    plain_port,
    right,
)
from kbassist.configs.values import Fault, Mailer, Providers

RECEIVING = {"110": "POP3", "143": "IMAP", "993": "IMAP", "995": "POP3"}
OTHERS = {"22": "SSH", "53": "DNS", "80": "HTTP", "443": "HTTPS", "3306": "MySQL", "5432": "PostgreSQL", "6379": "Redis"}


def _wanted(mailer: Mailer, providers: Providers) -> set[str]:
    """The kinds of session that the port speaks: as the provider's article says, else as the RFCs do; empty where unknown."""
    port = plain_port(mailer)
    said = {part.security for part in endpoints(mailer, providers) if part.port == port}
    if said:
        return said
    if local(plain_host(mailer)):
        return set()
    return {"tls"} if port in TLS_PORTS else {"starttls"} if port in STARTTLS_PORTS else set()


def lc101(mailer: Mailer, providers: Providers) -> list[Fault]:
    """A port of implicit TLS (465) is not used with STARTTLS or without TLS (RFC 8314 section 3.3)."""
    if _wanted(mailer, providers) != {"tls"} or mailer.security in ("tls", "auto", "both"):
        return []
    said = "is set to STARTTLS" if mailer.security == "starttls" else "is set to no encryption"
    return fault(
        mailer.line("security", "port"),
        f"port {plain_port(mailer)} speaks TLS from the first byte, and {mailer.title} {said}: it will hang or break off",
        f"switch implicit TLS on (often called SSL) for {plain_port(mailer)}, or use 587 with STARTTLS; change one, not both",
    )


def lc102(mailer: Mailer, providers: Providers) -> list[Fault]:
    """A port that begins in clear text (587, 25, 2525) is not used with implicit TLS."""
    wanted = _wanted(mailer, providers)
    if not wanted or "tls" in wanted or mailer.security != "tls":
        return []
    return fault(
        mailer.line("security", "port"),
        f"port {plain_port(mailer)} begins in clear text, and implicit TLS is switched on: the handshake ends in 'wrong version number'",
        f"use STARTTLS with {plain_port(mailer)}, or 465 with implicit TLS; change one, not both",
    )


def lc103(mailer: Mailer, providers: Providers) -> list[Fault]:
    """A login over the net is encrypted: 587, 25 and 2525 with STARTTLS."""
    wanted = _wanted(mailer, providers)
    if mailer.security != "none" or "starttls" not in wanted or "none" in wanted or not logs_in(mailer):
        return []
    return fault(
        mailer.line("security", "port"),
        f"port {plain_port(mailer)} is used without encryption: servers refuse a login before STARTTLS",
        "switch STARTTLS on",
    )


def lc104(mailer: Mailer, providers: Providers) -> list[Fault]:
    """The port is a number from 1 to 65535 on which mail is handed in: not one of IMAP, POP3 or the web."""
    item, port = mailer.items.get("port"), mailer.value("port")
    if item is None or item.value is None or empty(item):
        return []
    if not plain_port(mailer) or not 0 < int(port) < 65536:
        return fault(item.line, "the port is no number from 1 to 65535", "write 587 (STARTTLS) or 465 (TLS from the first byte)")
    if port in RECEIVING:
        return fault(
            item.line,
            f"port {port} is for fetching mail ({RECEIVING[port]}), not for sending",
            "write 587 (STARTTLS) or 465 (TLS)",
        )
    if port in OTHERS and not any(part.port == port for part in endpoints(mailer, providers)):
        return fault(
            item.line, f"port {port} is for {OTHERS[port]}, not for mail", "write 587 (STARTTLS) or 465 (TLS from the first byte)"
        )
    return []


def lc105(mailer: Mailer, providers: Providers) -> list[Fault]:
    """STARTTLS and implicit TLS are not both switched on."""
    if mailer.security != "both":
        return []
    keep = "implicit TLS" if plain_port(mailer) in TLS_PORTS else "STARTTLS"
    return fault(
        mailer.line("security"),
        f"{mailer.title} is told both STARTTLS and implicit TLS, which exclude each other",
        f"keep {keep} only",
    )


def lc106(mailer: Mailer, providers: Providers) -> list[Fault]:
    """The port is one that the provider's host answers on."""
    known, port, own = endpoints(mailer, providers), plain_port(mailer), providers.own
    if (
        own is None
        or not known
        or not port
        or port in {part.port for part in own.submission}
        or port in RECEIVING
        or port in OTHERS
        or port == "25"
    ):
        return []
    can = " or ".join(dict.fromkeys(f"{part.port} ({WORDS[part.security]})" for part in known))
    return fault(mailer.line("port"), f"{plain_host(mailer)} takes no mail on port {port}", f"write {can}")


def lc107(mailer: Mailer, providers: Providers) -> list[Fault]:
    """Port 25 is not for programs that log in: clouds, containers' hosts and homes block it (RFC 6409 gives 587 for them)."""
    host = plain_host(mailer)
    if plain_port(mailer) != "25" or not host or local(host):
        return []
    own = providers.own
    if own is not None and own.kind == "relay":
        return []
    first = own.submission[0] if own is not None and own.submission else None
    if first is not None and first.port == "25":
        return []
    if not (mailer.format.container or (first is not None and logs_in(mailer))):
        return []
    where = "from containers in a cloud" if mailer.format.container else "by most clouds and home networks"
    said = f"use {right(providers)}" if first is not None and "<" not in first.host else "use 587 with STARTTLS"
    what = f"outgoing port 25 is blocked {where}: the connection will time out"
    return fault(mailer.line("port"), what, said, warning=not mailer.format.container)


def lc108(mailer: Mailer, providers: Providers) -> list[Fault]:
    """Certificates are verified: without, anybody on the way can take the secret."""
    if mailer.unverified is None or local(plain_host(mailer)):
        return []
    return fault(
        mailer.unverified.line,
        "the verification of certificates is switched off: anybody on the way can read the secret",
        "leave it on; trust a private authority by adding its certificate",
    )
