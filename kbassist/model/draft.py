"""A reply in the making: blocks of spans, what is missing, what the lint found."""

from typing import NamedTuple


class Span(NamedTuple):
    """A run of text in a block. `literal` is a value: it is shown as it stands and never read as markup."""

    kind: str
    """`text`, `strong`, `em`, `code`, `link`, `break` or `literal`."""
    text: str
    target: str = ""
    """Where a link leads; else who says it: `agent`, `report`, `knowledge` or `article`, empty for the template itself."""


class Block(NamedTuple):
    """A paragraph, heading, list or piece of code."""

    kind: str
    """`paragraph`, `heading`, `steps`, `list` or `code`."""
    items: tuple[tuple[Span, ...], ...]
    """One for each step or bullet; a single one for the other kinds."""
    level: int = 0
    """Of a heading."""


class Missing(NamedTuple):
    """A value that the reply needs and nobody has given."""

    name: str
    description: str
    example: str


class Remark(NamedTuple):
    """What a lint rule says of a draft."""

    rule: str
    what: str


class TracedStep(NamedTuple):
    """A step of the draft with the article that it comes from."""

    text: str
    article: str


class Draft(NamedTuple):
    """The whole reply. It may be shown to others only where `missing` is empty."""

    subject: str
    blocks: tuple[Block, ...]
    audience: str
    tone: str
    language: str
    cause: str | None
    """The cause that it explains; None where it asks."""
    asks: tuple[str, ...]
    """Keys of the facts that it asks for."""
    steps: tuple[TracedStep, ...]
    missing: tuple[Missing, ...]
    left_out: tuple[Missing, ...]
    """Variables that nobody gave and that the text does without."""
    remarks: tuple[Remark, ...] = ()
    to: str = ""
    """The mail address that it goes to, where it is known."""
    provider: str | None = None
    """The provider of the case."""


class Wording(NamedTuple):
    """A text of a reply as the knowledge has it."""

    id: str
    title: str
    body: str
    sections: dict[str, str]
    variables: tuple[tuple[str, str, str, str | None], ...]
    """Name, description, example, fallback."""
    subject: str = ""
    fact: str = ""
    answers: dict[str, str] | None = None
