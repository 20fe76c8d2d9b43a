"""A case as it is shown and handed on: what was said, what is known, what is likely, what to do. Plain values, ready to render."""

from typing import Any, NamedTuple


class Entry(NamedTuple):
    """One thing that happened. `quoted` texts are shown verbatim."""

    at: str
    who: str
    """`you` or `kbassist`."""
    text: str
    quoted: str = ""


class FactLine(NamedTuple):
    """A fact in words, and where it comes from."""

    key: str
    value: str
    label: str
    origin: str
    words: str


class CauseLine(NamedTuple):
    """A cause with its probability and the reasons for it."""

    id: str
    title: str
    probability: float
    because: tuple[str, ...]


class Step(NamedTuple):
    """A step as the knowledge writes it and as plain text."""

    markdown: str
    plain: str


class Link(NamedTuple):
    """A source."""

    title: str
    url: str


class Dossier(NamedTuple):
    """Everything about one case."""

    number: int
    title: str
    created: str
    changed: str
    outcome: str
    cause: str
    """Title of the cause that it was, where resolved."""
    entries: tuple[Entry, ...]
    facts: tuple[FactLine, ...]
    causes: tuple[CauseLine, ...]
    advised: str
    """Title of the cause that the steps mend."""
    steps: tuple[Step, ...]
    sources: tuple[Link, ...]
    open_question: str
    events: tuple[dict[str, Any], ...]
    """The events in their plain form."""
