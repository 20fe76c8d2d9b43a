"""How to log in at a provider, and how a client is told so: what `settings` and `lint-config` look up."""

from collections.abc import Mapping
from typing import NamedTuple


class Submission(NamedTuple):
    """One endpoint; `host` keeps `<...>` where the administrator's own name, a region or an account belongs."""

    host: str
    port: str
    security: str
    """`none`, `starttls` or `tls` (implicit TLS, RFC 8314 section 3.3)."""
    note: str


class Credential(NamedTuple):
    """One kind of secret that a provider takes; `pattern` is the whole form as a regular expression, or empty."""

    kind: str
    looks_like: str
    where: str
    url: str
    note: str
    pattern: str
    smtp: bool = True
    """Whether SMTP takes it; false for keys of the HTTP API only."""


class Username(NamedTuple):
    """The form of the user name; `literal` is the word itself where the form is `literal`, `pattern` the whole form or empty."""

    form: str
    literal: str
    note: str
    pattern: str = ""


class Switch(NamedTuple):
    """Something that must be on before SMTP works."""

    name: str
    where: str
    default: str


class Policy(NamedTuple):
    """What a provider changed or will change, and when."""

    date: str
    what: str
    url: str


class ProviderSettings(NamedTuple):
    """All that a client must be told to log in at a provider, the recommended endpoint and credential first."""

    id: str
    title: str
    kind: str
    submission: tuple[Submission, ...]
    mechanisms: tuple[str, ...]
    username: Username
    credentials: tuple[Credential, ...]
    switches: tuple[Switch, ...]
    limits: tuple[str, ...]
    policy: tuple[Policy, ...]
    help_url: str
    status_url: str
    domains: tuple[str, ...]
    """Mailbox domains of the provider."""
    mx: tuple[str, ...]
    """Suffixes of the MX hosts of its customers."""
    hosts: tuple[str, ...]
    """Host names and suffixes by which it is recognised; not all of them take mail."""
    as_of: str
    wrong_hosts: tuple[str, ...] = ()
    """Names that people enter and that are not, or no longer, right for sending."""


class SampleBlock(NamedTuple):
    """One file or script of a sample: its language, its file name (or empty) and its text with placeholders."""

    language: str
    name: str
    code: str


class ClientSample(NamedTuple):
    """A client's sample configuration, as a template."""

    id: str
    title: str
    environment: str
    """How the client reads the environment variable `NAME`."""
    quote: str
    """How the client writes the text `VALUE`."""
    security: tuple[str, ...]
    """Which of `none`, `starttls`, `tls` the client can do."""
    trace: str
    traps: tuple[str, ...]
    blocks: tuple[SampleBlock, ...]


class Meaning(NamedTuple):
    """What some values of settings mean together: `none`, `starttls`, `tls` or `both`."""

    when: Mapping[str, tuple[str, ...]]
    means: str


class ClientKeys(NamedTuple):
    """The names of a client's settings in configuration files."""

    id: str
    title: str
    roles: Mapping[str, tuple[str, ...]]
    """By role (host, port, endpoint, url, username, secret, sender): the names, dots nesting."""
    security: tuple[Meaning, ...]
    otherwise: str
    unverified: tuple[Mapping[str, tuple[str, ...]], ...]
    shown_by: tuple[str, ...]
    files: tuple[str, ...]
