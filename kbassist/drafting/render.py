"""Fills a template in. A value never passes through the template language or the markdown reader.

Each printed value becomes a mark of two private-use characters with a number between them; the markdown is read with the marks in
it, and only then do the values take their places as literal spans. So nothing that a customer writes can become a link, a heading,
a tag or a template, whatever it looks like.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from kbassist.errors import KnowledgeError
from kbassist.kb import markdown, sandbox
from kbassist.model.draft import Block, Missing, Span

_OPEN, _CLOSE = "\ue000", "\ue001"
_ARTICLE = "\ue002"
"""Stands before a step that an article says, so that the lint can tell it from the template's own words."""
_MARK = re.compile("\ue000(\\d+)\ue001")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
DEEPEST = 6
"""Blocks in blocks."""


class Said(str):
    """A value with the one who says it. Text that lost its speaker in a filter counts as a `report`'s."""

    __slots__ = ("by",)
    by: str
    """`agent`, `report` or `knowledge`."""

    def __new__(cls, text: str, by: str) -> Said:
        """Return the text without what a terminal would obey or this module uses itself."""
        plain = _CONTROL.sub(lambda m: f"\\x{ord(m[0]):02x}", text.replace("\r\n", "\n").replace("\r", "\n"))
        made = super().__new__(cls, _PRIVATE.sub("\ufffd", plain))
        made.by = by
        return made


class Trusted(str):
    """Markdown of an article that is printed as it stands: a step, its further lines indented to stand in a list."""

    __slots__ = ()

    def __new__(cls, step: str) -> Trusted:
        """Return the step ready for `1. {{ step }}`."""
        return super().__new__(cls, _ARTICLE + _PRIVATE.sub("\ufffd", step).replace("\n", "\n   "))


class Unknown(NamedTuple):
    """A value that nobody has given. False in a condition; printed, it is asked for."""

    missing: Missing

    def __bool__(self) -> bool:
        return False


class Part(NamedTuple):
    """A text of the knowledge that stands in another: rendered where it is printed."""

    source: str
    place: str


class Renderer:
    """Renders texts with one set of values; the marks of all of them share one numbering."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values
        self._said: list[Said] = []
        self._missing: dict[str, Missing] = {}
        self._depth = 0
        self._box = sandbox.environment(self._printed)

    def fill(self, source: str, place: str, more: Mapping[str, Any] | None = None) -> str:
        """Return a text with marks in place of its values. Raises KnowledgeError for what the sandbox refuses."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise KnowledgeError(f"{place}: blocks stand in one another more than {DEEPEST} deep; does one contain itself?")
        try:
            return sandbox.render(_PRIVATE.sub("", source), {**self._values, **(more or {})}, self._box, place)
        finally:
            self._depth -= 1

    def blocks(self, text: str) -> tuple[Block, ...]:
        """Return a filled text as blocks, the values in their places."""
        return tuple(block._replace(items=tuple(self._spans(item) for item in block.items)) for block in markdown.blocks(text))

    def line(self, text: str) -> str:
        """Return a filled text as one plain line, for a subject."""
        return " ".join(_MARK.sub(lambda m: str(self._said[int(m[1])]), text).split())

    @property
    def missing(self) -> tuple[Missing, ...]:
        """The values that were printed and that nobody has given, in the order met."""
        return tuple(self._missing.values())

    def _printed(self, value: Any) -> str:
        if isinstance(value, Part):
            return self.fill(value.source, value.place)
        if isinstance(value, Unknown):
            self._missing[value.missing.name] = value.missing
            return ""
        if isinstance(value, Trusted):
            return value
        if callable(value):
            raise TypeError("a method is no value")
        if not isinstance(value, Said):
            value = Said(str(value), "report")  # str() of an undefined name raises: the sandbox wants it so
        if not value:
            return ""
        self._said.append(value)
        return f"{_OPEN}{len(self._said) - 1}{_CLOSE}"

    def _spans(self, spans: tuple[Span, ...]) -> tuple[Span, ...]:
        found: list[Span] = []
        if spans and spans[0].text.startswith(_ARTICLE):
            first = spans[0]._replace(text=spans[0].text[1:])
            return tuple(span if span.kind == "link" else span._replace(target="article") for span in (first, *spans[1:]))
        for span in spans:
            target = _MARK.sub(lambda m: str(self._said[int(m[1])]), span.target)
            at = 0
            for mark in _MARK.finditer(span.text):
                if mark.start() > at:
                    found.append(span._replace(text=span.text[at : mark.start()], target=target))
                found.append(self._literal(self._said[int(mark[1])], span.kind))
                at = mark.end()
            if at < len(span.text) or span.kind == "break":
                found.append(span._replace(text=span.text[at:], target=target))
        return tuple(found)

    def _literal(self, said: Said, around: str) -> Span:
        return Span("code" if around == "code" else "literal", str(said), said.by)
