"""What the words of a text speak for: a probability for every cause, and for every kind of trouble that is not ours."""

import math
from collections.abc import Iterable, Sequence
from operator import mul
from typing import TYPE_CHECKING, NamedTuple

from kbassist.model.features import OURS, TERSE
from kbassist.model.knowledge import Term
from kbassist.model.lanes import unpacked

if TYPE_CHECKING:
    from kbassist.model.ports import WordTable

SHARPNESS = 7.0
"""Turns sums of word weights into log-odds; set so that a cause at 0.8 holds in about 0.8 of texts."""
KIND_SHARPNESS = 5.0
"""The same for the kinds of trouble."""


FEW = 3
"""Known terms at which a text counts half of what its words say: a word or two may stand there by chance."""


class Voices(NamedTuple):
    """Log-probabilities of the causes by the words alone, and how many terms had a say."""

    log: dict[str, float]
    known: int


def classify(terms: Iterable[Term], table: "WordTable") -> Voices:
    """Return which causes the terms speak for."""
    classes = table.classes("causes")
    rows = [row for _, _, row, _ in terms if row]
    if not rows or not classes.ids:
        return Voices({}, 0)
    sums, length, total = _sums(rows, len(classes.ids))
    sharpness = SHARPNESS * len(rows) / (len(rows) + FEW)
    scores = [sharpness * (value / 1000 + bias * total) / length for value, bias in zip(sums, classes.bias, strict=True)]
    return Voices(_shares(classes.ids, scores), len(rows))


def kinds(terms: Iterable[Term], table: "WordTable") -> dict[str, float]:
    """Return log-probabilities of the kinds of trouble: `ours` and each kind outside; empty where no term has a say."""
    classes = table.classes("kinds")
    rows = [row for _, _, _, row in terms if row]
    if not rows or not classes.ids:
        return {}
    sums, length, _ = _sums(rows, len(classes.ids))
    sharpness = KIND_SHARPNESS * len(rows) / (len(rows) + FEW)
    scores = [sharpness * (value / 1000 / length + bias) for value, bias in zip(sums, classes.bias, strict=True)]
    shares = _shares(classes.ids, scores)
    terse = shares.pop(TERSE, None)
    if terse is not None:
        shares[OURS] = math.log(math.exp(shares.get(OURS, -math.inf)) + math.exp(terse))
    return shares


def _sums(rows: Iterable[tuple[float, int]], size: int) -> tuple[list[int], float, float]:
    """Return for each class the sum of its weights, then the length of the text as a vector and the sum of all rarities."""
    rarities, weights = zip(*rows, strict=True)
    return unpacked(sum(weights), size), math.sqrt(sum(map(mul, rarities, rarities))), sum(rarities)


def _shares(ids: Sequence[str], scores: Sequence[float]) -> dict[str, float]:
    top = max(scores)
    norm = top + math.log(sum([math.exp(score - top) for score in scores]))
    return {name: score - norm for name, score in zip(ids, scores, strict=True)}
