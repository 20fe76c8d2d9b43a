"""Words as they were meant, where the knowledge knows the word meant: those that a hard wrap broke, and those one slip away."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kbassist.model.features import content
from kbassist.model.report import Sign
from kbassist.model.spelling import LONGEST, SHORTEST, forms
from kbassist.model.tokens import Token
from kbassist.reading import signs

if TYPE_CHECKING:
    from kbassist.model.ports import Lexicon

MOST_MENDED = 60
"""Unknown words that are looked up by their spelling; a text with more is a log full of names."""


def joined(tokens: Sequence[Token], text: str, lexicon: Lexicon) -> Sequence[Token]:
    """Return the tokens with each word that a line break parts as one: the whole is known, and not both of its parts are."""
    broken = [
        (a, b)
        for a, b in itertools.pairwise(tokens)
        if b.start == a.end + 1 and text[a.end] == "\n" and a.word.isalpha() and b.word.isalpha()
    ]
    if not broken:
        return tokens
    known = lexicon.known({part for a, b in broken for part in (a.word, b.word, a.word + b.word)})
    ends = {a: b for a, b in broken if a.word + b.word in known and not known.issuperset((a.word, b.word))}
    found: list[Token] = []
    for token in tokens:
        if found and ends.get(found[-1]) == token:
            found[-1] = Token(found[-1].word + token.word, found[-1].start, token.end)
        else:
            found.append(token)
    return found


def misspelt(tokens: Sequence[Token], lexicon: Lexicon) -> dict[str, str]:
    """Return what was meant by each misspelt word."""
    words = dict.fromkeys(content([word for word, _, _ in tokens]))
    known = lexicon.known(words)
    strange = [word for word in words if word not in known and word.isalpha() and SHORTEST <= len(word) <= LONGEST]
    if not strange:
        return {}
    tried = {word: forms(word) for word in strange[:MOST_MENDED]}
    meant = lexicon.spelt([form for found in tried.values() for form in found])
    mended = {}
    for word, found in tried.items():
        nearest = next((meant[form] for form in found if form in meant), None)
        if nearest is not None and abs(len(nearest) - len(word)) <= 1:
            mended[word] = nearest
    return mended


def added(found: Sequence[Sign], mended: Mapping[str, str], tokens: Sequence[Token], text: str, lexicon: Lexicon) -> list[Sign]:
    """Return the signs with those that stand there only once misspelt words are put right. None goes: what is no word to the
    samples may be a name to a provider's entry."""
    from bisect import bisect_left  # a third of a millisecond that only misspelt texts need

    starts = [start for word, start, _ in tokens if word in mended]
    again = signs.find([token._replace(word=mended.get(token.word, token.word)) for token in tokens], text, lexicon)
    before = set(found)
    new = [sign for sign in again if sign not in before and bisect_left(starts, sign.start) < bisect_left(starts, sign.end)]
    return sorted((*found, *new), key=signs.in_order)
