"""Rules of Postfix as a relaying client."""

from __future__ import annotations

from kbassist.configs.rules.shared import fault, plain_host
from kbassist.configs.values import Fault, Item, Mailer, Providers

CLIENT = "postfix-relay"


def _parameter(mailer: Mailer, name: str) -> Item | None:
    return next((item for item in mailer.all if item.path == (name,)), None)


def _value(mailer: Mailer, name: str) -> str:
    item = _parameter(mailer, name)
    return (item.value or "").strip().lower() if item else ""


def lc601(mailer: Mailer, providers: Providers) -> list[Fault]:
    """Postfix logs in: smtp_sasl_auth_enable is on where there is a table of passwords, and the other way round."""
    if mailer.client != CLIENT:
        return []
    switch, table = _parameter(mailer, "smtp_sasl_auth_enable"), _parameter(mailer, "smtp_sasl_password_maps")
    on = _value(mailer, "smtp_sasl_auth_enable") == "yes"
    if table is not None and table.value and not on:
        return fault(
            (switch or table).line,
            "there is a table of passwords, but smtp_sasl_auth_enable is not yes: Postfix does not log in",
            "set smtp_sasl_auth_enable = yes",
        )
    if on and switch is not None and (table is None or not table.value):
        return fault(
            switch.line,
            "smtp_sasl_password_maps is not set: Postfix has no user name and secret",
            "set smtp_sasl_password_maps = texthash:/etc/postfix/sasl_passwd",
        )
    return []


def lc602(mailer: Mailer, providers: Providers) -> list[Fault]:
    """Postfix may use PLAIN and LOGIN: the default of smtp_sasl_security_options forbids them."""
    if mailer.client != CLIENT or _value(mailer, "smtp_sasl_auth_enable") != "yes":
        return []
    inside = _parameter(mailer, "smtp_sasl_tls_security_options")
    plain = _parameter(mailer, "smtp_sasl_security_options")
    deciding = inside or plain
    words = (deciding.value or "") if deciding else "noplaintext, noanonymous"
    if "noplaintext" not in words:
        return []
    line = (deciding or _parameter(mailer, "smtp_sasl_auth_enable") or next(iter(mailer.items.values()))).line
    return fault(
        line,
        "plain-text mechanisms are forbidden, and the provider offers no other: 'no mechanism available'",
        "set smtp_sasl_tls_security_options = noanonymous",
    )


def lc603(mailer: Mailer, providers: Providers) -> list[Fault]:
    """The relayhost of a provider stands in brackets: without, Postfix asks for its MX."""
    item = _parameter(mailer, "relayhost")
    if mailer.client != CLIENT or item is None or "[" in (item.value or "") or providers.own is None:
        return []
    host = plain_host(mailer)
    return (
        fault(
            item.line,
            f"relayhost without brackets: Postfix looks for the MX of '{host}' instead of using it",
            f"write [{host}]:587",
        )
        if host
        else []
    )
