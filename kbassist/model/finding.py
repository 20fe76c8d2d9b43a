"""What a live check says: findings, the events of a run, and what a check tells about itself."""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import NamedTuple

_NO_FACTS: Mapping[str, str] = MappingProxyType({})


class Outcome(Enum):
    """How a check ended; the value is the `status` of the contract's JSON."""

    PASS = "pass"
    WARN = "warn"
    FAIL = "fail"
    SKIP = "skip"
    ERROR = "error"
    """The check itself could not be carried out."""


class Speaker(Enum):
    """Who a line of a dialogue comes from; the value is the mark that swaks prints before it."""

    CLIENT = "->"
    SERVER = "<-"
    REFUSAL = "<**"
    """A server's line with a code from 400 on, or one that is no SMTP."""
    NOTE = "***"
    """What happened beside the dialogue: connected, TLS started, closed."""


class Line(NamedTuple):
    """One line of a dialogue, secrets already masked."""

    speaker: Speaker
    text: str

    def __str__(self) -> str:
        return f"{self.speaker.value} {self.text}"


class Finding(NamedTuple):
    """The outcome of one check at one target. `reason` is a stable word for what exactly happened, such as `read-timeout`.

    `wording` is what a mail program or the server would print here; it is read and matched like pasted text.
    `primary` says whether the finding is about the endpoint that the person will use: only such facts enter the diagnosis.
    """

    check: str
    target: str
    outcome: Outcome
    title: str
    detail: str = ""
    facts: Mapping[str, str] = _NO_FACTS
    seconds: float = 0.0
    reason: str = ""
    wording: str = ""
    transcript: tuple[Line, ...] = ()
    primary: bool = True


class Need(Enum):
    """What must be given before a check makes sense."""

    HOST = "host"
    """A server to talk to."""
    DOMAIN = "domain"
    """A mail address or domain."""
    LOGIN = "login"
    """A user name and a secret, given for this purpose."""
    SENDER = "sender"
    """A sender address (`--from`)."""
    CREDENTIAL = "credential"
    """A secret to look at, without any network."""
    TOKEN = "token"
    """An API token, and a provider whose article names a harmless request."""


class CheckSpec(NamedTuple):
    """What a check tells about itself: what it answers, what it needs, and how long it usually takes (seconds)."""

    id: str
    title: str
    about: str
    needs: Need
    place: int
    """Where its findings stand among the others: name, connection, encryption, login, sending."""
    usual_seconds: float = 1.0


class Started(NamedTuple):
    """A check began."""

    spec: CheckSpec


class Progress(NamedTuple):
    """A check says what it is doing now."""

    spec: CheckSpec
    words: str


class Finished(NamedTuple):
    """A check ended with its findings."""

    spec: CheckSpec
    findings: tuple[Finding, ...]


Event = Started | Progress | Finished


class Run(NamedTuple):
    """All findings of a run in the order of the checks, and how long it took (seconds)."""

    target: str
    findings: tuple[Finding, ...]
    seconds: float

    @property
    def facts(self) -> dict[str, str]:
        """What the findings about the endpoint in use settle; of two values for one key the first stands."""
        settled: dict[str, str] = {}
        for finding in self.findings:
            if finding.primary:
                for key, value in finding.facts.items():
                    settled.setdefault(key, value)
        return settled

    @property
    def wording(self) -> str:
        """What programs and servers would print for what was found, each once, a line each."""
        said = (finding.wording for finding in self.findings if finding.primary and finding.wording)
        return "\n".join(dict.fromkeys(said))

    @property
    def failed(self) -> bool:
        """Whether a check failed or could not be carried out."""
        return any(finding.outcome in (Outcome.FAIL, Outcome.ERROR) for finding in self.findings)
