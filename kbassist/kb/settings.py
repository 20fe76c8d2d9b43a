"""Settings of providers and samples of clients as typed values, to and from the rows of the store.

Apart from the store, so that `ask` does not pay for the values of a command that it is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kbassist.kb.store import Store
from kbassist.model.settings import (
    ClientKeys,
    ClientSample,
    Credential,
    Meaning,
    Policy,
    ProviderSettings,
    SampleBlock,
    Submission,
    Switch,
    Username,
)

ROLES = ("host", "port", "endpoint", "url", "username", "secret", "sender")
"""What a setting of a configuration file may be."""


def providers(store: Store) -> Mapping[str, ProviderSettings]:
    """Return how to log in at each provider, by id."""
    return {name: _provider(row) for name, row in store.settings("provider").items()}


def samples(store: Store) -> Mapping[str, ClientSample]:
    """Return the samples of all clients that have one, by id."""
    return {name: _sample(row) for name, row in store.settings("sample").items()}


def client_keys(store: Store) -> Mapping[str, ClientKeys]:
    """Return the names of the settings of all clients that say them, by id."""
    return {name: _keys(row) for name, row in store.settings("keys").items()}


def keys_of(name: str, data: Any) -> ClientKeys:
    """Return the names of a client's settings as its front matter says them."""
    said = data.configuration
    return ClientKeys(
        name,
        data.title,
        {role: tuple(getattr(said, role)) for role in ROLES if getattr(said, role)},
        tuple(Meaning(meaning.when, meaning.means) for meaning in said.security),
        said.otherwise,
        tuple(said.unverified),
        tuple(said.shown_by),
        tuple(said.files),
    )


def provider_of(name: str, data: Any) -> ProviderSettings:
    """Return the settings of a provider's front matter."""
    user = data.username
    return ProviderSettings(
        name,
        data.title,
        data.kind,
        tuple(Submission(s.host, s.port, s.security, s.note or "") for s in data.submission),
        tuple(data.mechanisms),
        Username(user.form, user.literal or "", user.note or "", user.pattern or "") if user else Username("any", "", ""),
        tuple(
            Credential(c.kind, c.looks_like or "", c.where or "", c.url or "", c.note or "", c.pattern or "", c.smtp == "yes")
            for c in data.credentials
        ),
        tuple(Switch(s.name, s.where, s.default or "") for s in data.switches),
        tuple(data.limits),
        tuple(Policy(p.date, p.what, p.url or "") for p in data.policy),
        data.help_url or "",
        data.status_url or "",
        tuple(data.recognition.domains),
        tuple(data.recognition.mx),
        tuple(data.recognition.hosts),
        data.as_of or "",
        tuple(host.lower() for host in data.wrong_hosts),
    )


def sample_of(name: str, data: Any, fences: Any) -> ClientSample:
    """Return the sample of a client's front matter and the fenced blocks of its section."""
    form = data.sample
    blocks = tuple(SampleBlock(fence.language, fence.name, fence.code) for fence in fences)
    return ClientSample(
        name, data.title, form.environment, form.quote, tuple(form.security), data.trace or "", tuple(data.traps), blocks
    )


def _provider(row: Any) -> ProviderSettings:
    found = ProviderSettings(*row)
    return found._replace(
        submission=tuple(Submission(*part) for part in found.submission),
        username=Username(*found.username),
        credentials=tuple(Credential(*part) for part in found.credentials),
        switches=tuple(Switch(*part) for part in found.switches),
        policy=tuple(Policy(*part) for part in found.policy),
    )


def _sample(row: Any) -> ClientSample:
    found = ClientSample(*row)
    return found._replace(blocks=tuple(SampleBlock(*block) for block in found.blocks))


def _keys(row: Any) -> ClientKeys:
    found = ClientKeys(*row)
    return found._replace(security=tuple(Meaning(*meaning) for meaning in found.security))
