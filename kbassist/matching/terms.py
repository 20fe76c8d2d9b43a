"""The words of a report as the knowledge spells them: words broken by a hard wrap joined, misspelt words put right."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kbassist.model.features import content, terms
from kbassist.model.report import Report
from kbassist.model.spelling import LONGEST, SHORTEST, forms
from kbassist.model.tokens import Token

if TYPE_CHECKING:
    from kbassist.model.ports import Spelling

MOST_TERMS = 1_500
"""Terms looked at; a longer text adds little that is new."""
MOST_MENDED = 60
"""Unknown words that are looked up by their spelling; a text with more is a log full of names."""


def report_words(report: Report, spelling: Spelling) -> list[str]:
    """Return the content words of the report in order, an empty one at each end of a line, mended where only the mended word is known."""
    words = content(_parted(report.tokens, report.text) if "\n" in report.text else [word for word, _, _ in report.tokens])
    known = spelling.known(words)
    if len(known) < len(set(words)):
        wrapped = _wrapped(report.tokens, report.text)
        if wrapped:
            words = _joined(words, wrapped, spelling)
            known = spelling.known(words)
        strange = [
            word for word in dict.fromkeys(words) if word not in known and word.isalpha() and SHORTEST <= len(word) <= LONGEST
        ]
        if strange:
            mended = _mended(strange[:MOST_MENDED], spelling)
            words = [mended.get(word, word) for word in words]
    return words


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


def _wrapped(tokens: Sequence[Token], text: str) -> dict[tuple[str, str], str]:
    """Return the pairs of word parts with nothing but a line break between them, with the word they may be."""
    if "\n" not in text:
        return {}
    return {
        (a.word, b.word): a.word + b.word
        for a, b in itertools.pairwise(tokens)
        if b.start == a.end + 1 and text[a.end] == "\n" and a.word.isalpha() and b.word.isalpha()
    }


def _joined(words: list[str], wrapped: dict[tuple[str, str], str], spelling: Spelling) -> list[str]:
    """Return the words with parts joined where the whole is known and one of the parts is not."""
    known = spelling.known([*wrapped.values(), *(part for pair in wrapped for part in pair)])
    whole = {pair: word for pair, word in wrapped.items() if word in known and not known.issuperset(pair)}
    if not whole:
        return words
    found: list[str] = []
    for word in words:
        if len(found) > 1 and not found[-1] and (found[-2], word) in whole:
            found[-2:] = [whole[found[-2], word]]
        else:
            found.append(word)
    return found


def _mended(strange: list[str], spelling: Spelling) -> dict[str, str]:
    """Return the known word for each word that is one slip away from it."""
    tried = {word: forms(word) for word in strange}
    meant = spelling.spelt([form for found in tried.values() for form in found])
    mended = {}
    for word, found in tried.items():
        nearest = next((meant[form] for form in found if form in meant), None)
        if nearest is not None and abs(len(nearest) - len(word)) <= 1:
            mended[word] = nearest
    return mended
