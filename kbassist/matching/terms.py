"""The words of a report, and the words and pairs by which it is looked up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kbassist.model.features import content, terms
from kbassist.model.report import Report
from kbassist.model.tokens import Token

MOST_TERMS = 1_500
"""Terms looked at; a longer text adds little that is new."""


def report_words(report: Report) -> list[str]:
    """Return the content words of the report in order, as they were meant, an empty one at each end of a line."""
    words = content(_parted(report.tokens, report.text) if "\n" in report.text else [word for word, _, _ in report.tokens])
    return [report.mended.get(word, word) for word in words] if report.mended else words


def _parted(tokens: Sequence[Token], text: str) -> Iterator[str]:
    """Return the words with an empty one where a line ends."""
    before = 0
    for word, start, end in tokens:
        if "\n" in text[before:start]:
            yield ""
        yield word
        before = end


def report_terms(words: list[str]) -> list[str]:
    """Return the words and pairs by which the text is looked up, each once."""
    return terms(words[:MOST_TERMS])[:MOST_TERMS]
