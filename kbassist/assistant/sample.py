"""From a provider's settings and a client's sample to something that runs: which endpoint, which login, which variables.

Pure: what is known comes in by arguments. Nothing here ever holds a secret; the sample reads it from the environment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kbassist.kb.sample import VARIABLES, Filling, render, safe, used
from kbassist.model.settings import ClientSample, Credential, ProviderSettings, SampleBlock, Submission

KINDS = {
    "account-password": "password of the account",
    "app-password": "app password",
    "api-key": "API key",
    "smtp-credential": "SMTP password",
    "oauth-token": "OAuth2 access token",
}
"""What people call the kinds of credential."""
FORMS = {
    "full-address": "the full mail address",
    "local-part": "the part of the address before the @",
    "assigned": "the user name that the provider assigned",
    "any": "the user name of the account",
}


class Variable(NamedTuple):
    """An environment variable that a sample reads, and what belongs into it."""

    name: str
    holds: str


class Ready(NamedTuple):
    """A sample filled in for one endpoint of a provider."""

    endpoint: Submission
    blocks: tuple[SampleBlock, ...]
    variables: tuple[Variable, ...]
    notes: tuple[str, ...]


class Asked(NamedTuple):
    """What the person said beside the names of provider and client; empty where nothing."""

    port: str = ""
    host: str = ""
    address: str = ""


def endpoint(provider: ProviderSettings, allowed: Iterable[str], asked: Asked) -> Submission | None:
    """Return the first endpoint of the port asked for whose kind of session is allowed, or None."""
    kinds = set(allowed)
    for part in provider.submission:
        if part.security in kinds and asked.port in ("", part.port):
            return part._replace(host=asked.host) if asked.host else part
    return None


def ready(provider: ProviderSettings, sample: ClientSample, asked: Asked) -> Ready | None:
    """Return the client's sample for the provider, or None where no endpoint asked for is one that the client can do."""
    chosen = endpoint(provider, sample.security, asked)
    if chosen is None:
        return None
    login, credential = _login(provider, sample)
    values = _values(provider, chosen, asked)
    own_sender = provider.username.form == "full-address"
    filling = Filling(values, own_sender, chosen.port, chosen.security, login)
    blocks = render(sample, filling)
    return Ready(chosen, blocks, _variables(provider, chosen, sample, blocks, credential), _notes(provider, login))


def _login(provider: ProviderSettings, sample: ClientSample) -> tuple[str, Credential | None]:
    """Which login the sample makes, and with which credential: the provider's first that the client can do."""
    can_oauth = "oauth" in used(sample.blocks)
    passwords = [c for c in provider.credentials if c.kind != "oauth-token"]
    first = provider.credentials[0] if provider.credentials else None
    if first is not None and first.kind == "oauth-token" and (can_oauth or not passwords):
        if can_oauth:
            return "oauth", first
    elif passwords:
        first = passwords[0]
    offered = {name.upper() for name in provider.mechanisms}
    return ("login" if offered and "PLAIN" not in offered and "LOGIN" in offered else "plain"), first


def _values(provider: ProviderSettings, chosen: Submission, asked: Asked) -> Mapping[str, str]:
    """What may be written into the sample as it stands; the rest is read from the environment."""
    user = provider.username
    values = {"host": chosen.host if "<" not in chosen.host else ""}
    if user.form == "literal":
        values["username"] = user.literal
    elif asked.address and user.form == "full-address":
        values["username"] = asked.address
    elif asked.address and user.form == "local-part":
        values["username"] = asked.address.rpartition("@")[0]
    if asked.address:
        values["sender"] = asked.address
    return {name: value for name, value in values.items() if safe(value)}


def _variables(
    provider: ProviderSettings,
    chosen: Submission,
    sample: ClientSample,
    blocks: tuple[SampleBlock, ...],
    credential: Credential | None,
) -> tuple[Variable, ...]:
    text = "\n".join(block.code for block in blocks)
    holds = {
        "host": f"your server: {chosen.host}",
        "username": FORMS.get(provider.username.form, "the user name") + _tail(provider.username.note, "; "),
        "secret": _secret(credential) if credential else "the secret",
        "sender": "the sender: an address that this account may send from",
        "recipient": "who gets the test message",
    }
    return tuple(Variable(name, holds[key]) for key, name in VARIABLES.items() if name in text)


def _secret(credential: Credential) -> str:
    looks, where = _tail(credential.looks_like, ": "), _tail(credential.where or credential.url, "; made at ")
    return f"the {KINDS[credential.kind]}{looks}{where}"


def _tail(text: str, joint: str) -> str:
    return f"{joint}{text}" if text else ""


def _notes(provider: ProviderSettings, login: str) -> tuple[str, ...]:
    """What would make a right sample fail all the same."""
    kinds = [c.kind for c in provider.credentials]
    found = []
    if kinds and kinds[0] == "oauth-token" and login != "oauth":
        if set(kinds) == {"oauth-token"}:
            found.append(
                f"{provider.title} takes OAuth2 access tokens only, and this sample logs in with a password: it will be refused. "
                "Choose a client that can log in with OAuth2, such as msmtp or nodemailer."
            )
        else:
            found.append(f"{provider.title} prefers OAuth2; this sample logs in with a password, where that is still allowed.")
    if login == "oauth":
        found.append("An access token lives about an hour: fetch a fresh one before each run.")
    return tuple(found)
