"""The words of a report, and the words and pairs by which it is looked up."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from kbassist.model.features import content, terms
from kbassist.model.report import Report
from kbassist.model.tokens import Token

if TYPE_CHECKING:
    from kbassist.model.ports import Catalogue

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


def beside(report: Report, claimed: Collection[str], catalogue: "Catalogue") -> frozenset[str]:
    """Return the words that stand only in lines without a phrase, a code, a `claimed` word or a word of mail; none where neither a
    wording nor a reply code says what the text is about.

    Eight lines of a log that have nothing to do with it changed the first cause of 67 of 402 labelled messages; without what their
    words speak for it is 28, and messages as they are keep theirs.
    """
    if "\n" not in report.text or not (claimed or report.reply_codes):
        return frozenset()
    stems = catalogue.stems("subject") + catalogue.stems("sending")
    mail, sending = catalogue.topic("subject"), catalogue.topic("sending")
    told = {*claimed, *report.reply_codes, *report.status_codes}
    begun = {sign.start for sign in report.signs}
    about: set[str] = set()
    idle: set[str] = set()
    for line in _lines(report):
        telling = any(
            start in begun or word in told or word in mail or word in sending or word.startswith(stems) for word, start, _ in line
        )
        (about if telling else idle).update([word for word, _, _ in line])
    idle -= about
    return frozenset([report.mended.get(word, word) for word in idle] if report.mended else idle)


def _lines(report: Report) -> Iterator[list[Token]]:
    """Return the words line by line; lines without a word are left out."""
    line: list[Token] = []
    for token in report.tokens:
        if line and "\n" in report.text[line[-1].end : token.start]:
            yield line
            line = []
        line.append(token)
    if line:
        yield line
