"""What a check may ask of the world. Nothing else of the world is reachable for it, so a test can be the world."""

from __future__ import annotations

import ssl
from datetime import datetime
from enum import Enum
from typing import NamedTuple, Protocol


class Trouble(Enum):
    """How a connection or a look-up ended where it did not end well; the value is a finding's `reason`."""

    REFUSED = "refused"
    CONNECT_TIMEOUT = "connect-timeout"
    UNREACHABLE = "unreachable"
    NOT_PERMITTED = "not-permitted"
    NXDOMAIN = "nxdomain"
    SERVFAIL = "servfail"
    NO_DATA = "no-data"
    DNS_REFUSED = "dns-refused"
    DNS_TIMEOUT = "dns-timeout"
    DNS_BROKEN = "dns-broken"
    BAD_NAME = "bad-name"
    READ_TIMEOUT = "read-timeout"
    UNFINISHED = "unfinished-reply"
    """Some of a reply came, and then nothing more, or too slowly."""
    CLOSED_EARLY = "closed-early"
    RESET = "reset"
    LINE_TOO_LONG = "line-too-long"
    TOO_MANY_LINES = "too-many-lines"
    MIXED_CODES = "mixed-codes"
    NOT_SMTP = "not-smtp"
    INJECTED = "starttls-injection"
    HANDSHAKE_TIMEOUT = "handshake-timeout"
    HANDSHAKE_CLOSED = "handshake-closed"
    PLAIN_ANSWER = "plain-text-instead-of-tls"
    TLS_ALERT = "tls-alert"
    TLS_VERSION = "tls-version"
    TLS_OTHER = "tls-failed"
    UNTRUSTED = "untrusted"


class Failed(NamedTuple):
    """What went wrong, with the system's own words."""

    trouble: Trouble
    words: str = ""


class Pipe(Protocol):
    """A connection of bytes, without limits of its own: whoever reads sets them."""

    async def read(self, limit: int) -> bytes:
        """Return between 1 and `limit` bytes, or none at the end. Raises OSError where the connection broke."""

    async def write(self, data: bytes) -> None:
        """Send the bytes. Raises OSError where the connection broke."""

    def close(self) -> None:
        """Drop the connection at once."""


class Records(NamedTuple):
    """The answer to a DNS question: the texts of the records and the names on the way (CNAME)."""

    values: tuple[str, ...]
    chain: tuple[str, ...] = ()


class Network(Protocol):
    """The world."""

    async def connect(self, ip: str, port: int, limit: float) -> Pipe | Failed:
        """Open a connection to an address within `limit` seconds."""

    async def look_up(self, name: str, kind: str, limit: float) -> Records | Failed:
        """Ask the DNS for records of a kind (`A`, `MX`, `TXT`, ...) within `limit` seconds; A and AAAA also in the hosts file."""

    def trust(self) -> ssl.SSLContext:
        """Return the client context that verifies certificates as this machine does, and by the authority file given; not to be changed."""

    def clock(self) -> float:
        """Return seconds that only go forward."""

    def today(self) -> datetime:
        """Return the time of day, in UTC."""
