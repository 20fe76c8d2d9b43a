"""Rules of the host name."""

from __future__ import annotations

import re

from rapidfuzz.distance import OSA

from kbassist.configs.hosts import fits, provider_of
from kbassist.configs.rules.shared import endpoints, fault, logs_in, plain_host, right
from kbassist.configs.values import Fault, Mailer, Providers

SHORTEST = 9
"""Characters below which two mistakes make any host of any other."""
PLACEHOLDER = re.compile(
    r"<[^<>@]+>|\{\{.*\}\}|\byour[-_. ]|[-_.]your[-_.]|\bchange[-_ ]?(?:me|it|this)\b|\bx{3,}\b|\bto-?do\b|\bplaceholder\b|\bfill[-_ ]?me\b|"
    r"\breplace[-_ ]?(?:me|this|with)\b|\*{4,}|\[your|\bmy[-_]?(?:password|secret|api-?key|username)\b|"
    r"^(?:password|secret|username|user|pass|api[-_]?key|your\w+|enter\w*|insert\w*)$",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(
    r"(?:^|[.@])example\.(?:com|org|net)$|^(?:smtp|mail)\.(?:yourdomain|yourhost|domain|server|host|provider)\.(?:com|org|net|tld)$",
    re.I,
)


def lc201(mailer: Mailer, providers: Providers) -> list[Fault]:
    """The host is a bare name: no scheme, port, path, blank or user in it."""
    host = mailer.value("host")
    takes_more = mailer.client in ("phpmailer", "wordpress") and re.fullmatch(r"(?:ssl://|tls://)?[\w.-]+(?::\d+)?", host)
    if not host or takes_more or not re.search(r"://|[/\s@,;]|:\d*$", host):
        return []
    part = "a scheme" if "://" in host else "a port" if re.search(r":\d*$", host) else "more than a name"
    return fault(
        mailer.line("host"),
        f"the host holds {part}; it is looked up in DNS as it stands and not found",
        "write the bare name, and the port in its own setting",
    )


def lc202(mailer: Mailer, providers: Providers) -> list[Fault]:
    """The host is no misspelling of a known one."""
    host = plain_host(mailer)
    if not host or len(host) < SHORTEST or "." not in host or endpoints(mailer, providers):
        return []
    if provider_of(host, providers.all) is not None:
        return []
    known = {part.host.lower() for provider in providers.all.values() for part in provider.submission if "<" not in part.host}
    nearest = min(known, key=lambda name: (OSA.distance(host, name), name))
    if OSA.distance(host, nearest) > (2 if len(host) >= 12 else 1) or host.split(".")[-2:] == nearest.split(".")[-2:]:
        return []
    return fault(mailer.line("host"), f"'{host}' looks like a misspelling of '{nearest}'", f"write {nearest}")


def lc203(mailer: Mailer, providers: Providers) -> list[Fault]:
    """The host is one on which the provider takes mail: not its web, API, IMAP or MX host, no name of the past."""
    host, own = plain_host(mailer), providers.own
    if not host or lc202(mailer, providers):
        return []
    if re.match(r"(?:imap|pop3?|webmail)\d*[.-]", host) and not endpoints(mailer, providers):
        said = f"use {right(providers)}" if own and own.submission else "use the provider's SMTP host"
        return fault(mailer.line("host"), f"'{host}' is for fetching mail, not for sending", said)
    if own is None or not own.submission or endpoints(mailer, providers) or own.kind == "server":
        return []
    open_ended = any("<" in part.host and not fits(part.host, host) for part in own.submission)
    if host not in own.wrong_hosts and (open_ended or not logs_in(mailer)):
        return []
    return fault(mailer.line("host"), f"'{host}' is not where {own.title} takes mail from programs", f"use {right(providers)}")


def lc204(mailer: Mailer, providers: Providers) -> list[Fault]:
    """No placeholder is left in: example.com, your-..., changeme."""
    found = []
    for role in ("host", "username", "secret", "sender"):
        value = mailer.value(role)
        left = PLACEHOLDER.search(value) or (role in ("host", "username") and _EXAMPLE.search(value))
        if value and left and not _providers_own(role, value.lower(), providers):
            name = {"secret": "secret", "username": "user name", "host": "host", "sender": "sender"}[role]
            found += fault(mailer.line(role), f"the {name} is still a placeholder", "put the real value in")
    return found


def _providers_own(role: str, value: str, providers: Providers) -> bool:
    """Tell whether what looks like a placeholder is the provider's own: the user name apikey, the host mail.your-server.de."""
    own = providers.own
    if own is None:
        return False
    return value in {"username": [own.username.literal.lower()], "host": [part.host for part in own.submission]}.get(role, [])


def lc205(mailer: Mailer, providers: Providers) -> list[Fault]:
    """In a container `localhost` is the container itself, where no mail server runs."""
    if not mailer.format.container or mailer.value("host").lower() not in ("localhost", "127.0.0.1", "::1"):
        return []
    return fault(
        mailer.line("host"),
        "in a container this host is the container itself: nothing listens there",
        "name the mail service of the compose file, host.docker.internal, or the provider's host",
    )
