"""Rules of user name and secret."""

from __future__ import annotations

import re

from kbassist.configs.rules.host import PLACEHOLDER
from kbassist.configs.rules.shared import empty, fault, local, plain_host
from kbassist.configs.values import Fault, Item, Mailer, Providers
from kbassist.model.settings import Credential

LONGEST = 400
"""Characters of a secret that are held against a form; longer ones are tokens."""

_UNSEEN = re.compile("[\u00a0\u2000-\u200f\u2028-\u202f\u2060\ufeff]")
_SMART = re.compile("[\u2018-\u201f\u2032\u2033\u00ab\u00bb\u2013\u2014]")


def lc301(mailer: Mailer, providers: Providers) -> list[Fault]:
    """Where the provider wants one literal word as user name (`apikey`), it is that word."""
    user, value = providers.own.username if providers.own else None, mailer.value("username")
    if user is None or user.form != "literal" or not value or value == user.literal or _is_switch(mailer):
        return []
    kinds = [c for c in providers.own.credentials if c.pattern or c.kind == "smtp-credential"] if providers.own else []
    if len(providers.own.credentials if providers.own else ()) > 1 and "@" not in value and any(not c.pattern for c in kinds):
        return []  # a service with a second kind of login, whose names are its own
    return fault(
        mailer.line("username"),
        f"the user name is not the word '{user.literal}'",
        f"write {user.literal} exactly; it is the same for everybody",
    )


def lc302(mailer: Mailer, providers: Providers) -> list[Fault]:
    """Where the user name is the full address, it has an @."""
    own, value = providers.own, mailer.value("username")
    if (
        own is None
        or own.username.form != "full-address"
        or not value
        or "@" in value
        or _is_switch(mailer)
        or PLACEHOLDER.search(value)
    ):
        return []
    return fault(
        mailer.line("username"),
        f"the user name is not a full address, which {own.title} wants",
        "write the whole address, with @ and domain",
    )


def lc303(mailer: Mailer, providers: Providers) -> list[Fault]:
    """Where the user name is the part before the @, it has none."""
    own, value = providers.own, mailer.value("username")
    if own is None or own.username.form != "local-part" or "@" not in value:
        return []
    return fault(
        mailer.line("username"),
        f"{own.title} wants the user name without the @ and what follows",
        "write only the part before the @",
    )


def lc304(mailer: Mailer, providers: Providers) -> list[Fault]:
    """Where the provider's user names have a certain form, it has that form."""
    own, value = providers.own, mailer.value("username")
    if own is None or not own.username.pattern or not value or _is_switch(mailer) or PLACEHOLDER.search(value):
        return []
    if re.fullmatch(own.username.pattern, value[:LONGEST]):
        return []
    return fault(
        mailer.line("username"),
        f"the user name has not the form of {own.title}: {own.username.note}",
        "copy the one that the provider assigned",
    )


def lc305(mailer: Mailer, providers: Providers) -> list[Fault]:
    """User name and secret come together: with one of them missing most clients do not log in at all."""
    user, secret = mailer.items.get("username"), mailer.items.get("secret")
    if _is_switch(mailer) or local(plain_host(mailer)) or mailer.client in ("msmtp", "symfony-mailer") or "url" in mailer.items:
        return []
    if user is not None and secret is not None and empty(user) != empty(secret):
        missing, there = ("user name", user) if empty(user) else ("secret", secret)
        return fault(
            there.line,
            f"the {missing} is empty, so {mailer.title} will not log in",
            f"set the {missing}, or leave both out for a server that wants no login",
        )
    return []


def lc306(mailer: Mailer, providers: Providers) -> list[Fault]:
    """The provider takes passwords at all, not only OAuth2 tokens."""
    own, value = providers.own, mailer.value("secret")
    if own is None or not own.credentials or {c.kind for c in own.credentials} != {"oauth-token"}:
        return []
    item = mailer.items.get("secret") or mailer.items.get("username")
    if item is None or len(value) > 100:
        return []
    return fault(
        item.line,
        f"{own.title} takes no passwords over SMTP any more, no app passwords either",
        f"log in with OAuth2; see `kbassist explain {own.id}`",
    )


def lc307(mailer: Mailer, providers: Providers) -> list[Fault]:
    """The user name is an address of the provider whose host it is, not of another one."""
    own, domain = providers.own, mailer.value("username").lower().rpartition("@")[2]
    if own is None or own.kind != "mailbox" or "@" not in mailer.value("username") or domain in own.domains:
        return []
    other = next((provider for provider in providers.all.values() if domain in provider.domains and provider.submission), None)
    if other is None or plain_host(mailer) in {part.host for part in other.submission}:
        return []
    return fault(
        mailer.line("username"),
        f"the user name is an address of {other.title}, the host is {own.title}'s",
        f"use {other.submission[0].host} for this account, or an account of {own.title}",
    )


def lc401(mailer: Mailer, providers: Providers) -> list[Fault]:
    """The secret has the form of one that the provider's SMTP takes."""
    own, item, value = providers.own, mailer.items.get("secret"), mailer.value("secret")
    if own is None or item is None or not value or len(value) > LONGEST or _odd(value) or PLACEHOLDER.search(value):
        return []
    passing = [c for c in own.credentials if c.smtp]
    if all(c.kind == "oauth-token" for c in passing):
        return []  # LC306 tells
    if any(_has_form(c, value) for c in passing):
        return []
    joined = re.sub(r"\s", "", value)
    for credential in passing:
        if joined != value and credential.pattern and re.fullmatch(credential.pattern, joined):
            return fault(item.line, "the secret holds blanks that are only shown for reading", "leave the blanks out")
    for credential in own.credentials:
        if not credential.smtp and credential.pattern and re.fullmatch(credential.pattern, value):
            wanted = next((c for c in passing), None)
            where = f"; make one at {wanted.where}" if wanted and wanted.where else ""
            return fault(
                item.line, f"this is a key of {own.title}'s HTTP API, which its SMTP does not take", f"use the SMTP secret{where}"
            )
    if passing and all(c.pattern or c.kind == "oauth-token" for c in passing):
        first = passing[0]
        where = f"; made at {first.where}" if first.where else ""
        return fault(
            item.line,
            f"the secret has not the form that {own.title} gives out",
            f"use the {first.kind.replace('-', ' ')}: {first.looks_like}{where}",
        )
    return []


def lc402(mailer: Mailer, providers: Providers) -> list[Fault]:
    """No typographic quotation marks, invisible or non-breaking blanks in host, user name and secret."""
    found = []
    for role, name in (("host", "host"), ("username", "user name"), ("secret", "secret")):
        item = mailer.items.get(role)
        value = (item.value or "") if item else ""
        if item and (_SMART.search(value) or _UNSEEN.search(value)):
            what = "typographic quotation marks or dashes" if _SMART.search(value) else "an invisible or non-breaking blank"
            found += fault(
                item.line,
                f"the {name} holds {what}, as a word processor or a web page puts them",
                "type it again by hand, with plain characters",
            )
    return found


def lc403(mailer: Mailer, providers: Providers) -> list[Fault]:
    """No blanks or line breaks at the ends of host, user name and secret."""
    found = []
    for role, name in (("host", "host"), ("username", "user name"), ("secret", "secret")):
        item = mailer.items.get(role)
        if item is not None and item.value and item.value != item.value.strip() and item.value.strip():
            found += fault(item.line, f"the {name} has a blank or line break at an end, which is sent along", "remove it")
    return found


def _is_switch(mailer: Mailer) -> bool:
    """Postfix keeps its user names in another file; what stands for them here is a switch."""
    return mailer.client == "postfix-relay"


def _odd(value: str) -> bool:
    return bool(_SMART.search(value) or _UNSEEN.search(value))


def _has_form(credential: Credential, value: str) -> bool:
    return bool(credential.pattern) and re.fullmatch(credential.pattern, value) is not None


def committed(item: Item | None) -> bool:
    """Tell whether a setting holds its value in the file itself."""
    return item is not None and bool((item.value or "").strip())
