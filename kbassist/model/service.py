"""A mail service as the live checks see it: what its article lists."""

from enum import Enum
from typing import NamedTuple


class Security(Enum):
    """How a port is protected; the values are those of the fact `encryption`."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"
    """Implicit TLS, from the first byte (RFC 8314)."""


class Endpoint(NamedTuple):
    """A place where mail is handed in; `security` is what the article says, or None where nobody said."""

    host: str
    port: int
    security: Security | None = None

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class ApiProbe(NamedTuple):
    """A harmless request that tells whether a token is alive. `header` holds `<token>` for the secret."""

    method: str
    url: str
    header: str
    alive: str


class CredentialForm(NamedTuple):
    """One kind of secret that the service takes; `pattern` is a regular expression of the whole (empty: no certain form)."""

    kind: str
    looks_like: str
    where: str
    pattern: str
    note: str = ""


class DnsProof(NamedTuple):
    """A DNS record by which the service recognises a sending domain: `<domain>` stands for it, `contains` for what it holds."""

    name: str
    kind: str
    contains: str
    what: str


class Service(NamedTuple):
    """What a provider's article says of its endpoints and credentials."""

    id: str
    title: str
    endpoints: tuple[Endpoint, ...]
    mechanisms: tuple[str, ...]
    credentials: tuple[CredentialForm, ...]
    probe: ApiProbe | None
    dns: tuple[DnsProof, ...]
