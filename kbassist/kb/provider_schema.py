"""What a provider's entry says: endpoints, credentials, switches, limits, DNS records, and its catalogue of replies."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from kbassist.kb.base_schema import EntryModel, Likelihood, Line, Model, Prevalence, Slug, Url
from kbassist.kb.catalogue_schema import Recognition, Reply
from kbassist.kb.client_schema import PlainPattern


class Submission(Model):
    """One endpoint."""

    host: Line = Field(description="host name, or `<host>` where it is the administrator's own")
    port: Annotated[str, StringConstraints(pattern=r"^\d{1,5}$")] = Field(description="port")
    security: Literal["none", "starttls", "tls"] = Field(description="`tls` is implicit TLS from the first byte")
    note: Line | None = Field(None, description="when to use it")


class Credential(Model):
    """One kind of secret that the service takes."""

    kind: Literal["account-password", "app-password", "api-key", "smtp-credential", "oauth-token"] = Field(description="kind")
    looks_like: Line | None = Field(None, description="length and form")
    where: Line | None = Field(None, description="where it is made")
    url: Url | None = Field(None, description="page on which it is made")
    note: Line | None = Field(None, description="when it is needed, traps")
    smtp: Literal["yes", "no"] = Field("yes", description="whether SMTP takes it; `no` for keys of the HTTP API only")
    pattern: PlainPattern | None = Field(
        None, description="the whole form as a plain regular expression, only where a page or many samples confirm it"
    )


class Username(Model):
    """The form of the user name."""

    form: Literal["full-address", "local-part", "literal", "assigned", "any", "none"] = Field(description="form")
    literal: Line | None = Field(None, description="the word itself where the form is `literal`, e.g. `apikey`")
    pattern: PlainPattern | None = Field(None, description="the whole form as a plain regular expression, where it is certain")
    note: Line | None = Field(None, description="exceptions")


class Switch(Model):
    """Something that must be on before SMTP works."""

    name: Line = Field(description="what the provider calls it")
    where: Line = Field(description="where it is switched")
    default: Line | None = Field(None, description="on or off, and since when")


class Dated(Model):
    """A policy with its day."""

    date: Line = Field(description="day, month or quarter")
    what: Line = Field(description="what changes or changed then")
    url: Url | None = Field(None, description="announcement")


class Probe(Model):
    """A harmless request that tells whether a token is alive."""

    method: Literal["GET", "HEAD"] = Field("GET", description="never one that changes anything")
    url: Url = Field(description="address")
    auth: Line = Field(description="header, with `<token>` for the secret")
    alive: Line = Field(description="status that a good token gets, and what others mean")


class DnsRecord(Model):
    """A DNS record by which the service knows a sending domain."""

    name: Line = Field(description="name of the record, `<domain>` and `<selector>` standing for the person's own")
    type: Literal["TXT", "CNAME", "MX"] = Field(description="type")
    contains: Line = Field(description="what the record holds")
    what: Line = Field(description="what it is for: SPF, DKIM, bounces, ownership")


class Provider(EntryModel):
    """A mail service or server software. One file for all endpoints of a service."""

    kind: Literal["mailbox", "sending-service", "hosting", "server", "testing", "relay"] = Field(description="kind")
    platform: list[Slug] = Field([], description="providers that run on its software or platform and print the same words")
    submission: list[Submission] = Field([], description="endpoints, the recommended one first")
    mechanisms: list[Line] = Field([], description="SASL mechanisms offered")
    username: Username | None = Field(None, description="form of the user name")
    wrong_hosts: list[Line] = Field(
        [], description="host names that people enter and that are not, or no longer, right for sending"
    )
    credentials: list[Credential] = Field([], description="secrets it takes, the recommended one first")
    recognition: Recognition = Field(Recognition.model_construct(), description="how it is recognised in a text")
    switches: list[Switch] = Field([], description="switches that gate SMTP")
    limits: list[Line] = Field([], description="rates, quotas, lock-outs, each with its number")
    policy: list[Dated] = Field([], description="policy changes with dates")
    api_probe: Probe | None = Field(None, description="token check")
    dns: list[DnsRecord] = Field([], description="DNS records that a sending domain needs here")
    help_url: Url | None = Field(None, description="the provider's own page on the matter")
    status_url: Url | None = Field(None, description="status page")
    causes: dict[Slug, Prevalence | Literal["never"]] = Field({}, description="prevalence here, where it differs from the usual")
    base: dict[Slug, dict[Line, Likelihood]] = Field({}, description="base rates of facts among its users")
    replies: list[Reply] = Field([], description="catalogue of replies")
