"""Facts: what is known of the case, and how it came to be known."""

from enum import Enum
from typing import NamedTuple

UNKNOWN = "unknown"
"""The value of a fact that was asked for and that the person does not know."""


class Origin(Enum):
    """Where a fact comes from; the value is how far it is believed (the chance that it is as said)."""

    STATED = 0.95
    """The person answered a question or gave it with `--fact`."""
    READ = 0.88
    """Read out of the person's text."""
    CHECKED = 0.995
    """Found out by a live check."""


class Fact(NamedTuple):
    """A key of the vocabulary with its value; `words` is the passage it was read from, if any, and `shown` tells whether that is a
    server's own line in a transcript and not what somebody says of it."""

    key: str
    value: str
    origin: Origin
    words: str = ""
    shown: bool = False


class FactSpec(NamedTuple):
    """What a fact may be: its allowed values, or none where any text goes."""

    key: str
    values: tuple[str, ...]
    base: dict[str, float]
    """How often each value holds among all who ask; sums to one."""
