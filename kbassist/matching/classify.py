"""What the words of a text speak for: a probability for every cause and every kind of trouble outside."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from kbassist.model.ports import WordTable

SHARPNESS = 10.0
"""Turns scores of complement naive Bayes into log-odds; set so that a hypothesis at 0.8 holds in about 0.8 of texts."""


class Voices(NamedTuple):
    """Log-probabilities of all hypotheses by the words alone, and how many terms had a say."""

    log: dict[str, float]
    known: int


def classify(terms: Sequence[str], table: "WordTable") -> Voices:
    """Return what the terms speak for. Terms that the knowledge does not know are silent."""
    classes = table.classes()
    rows = table.weights(terms)
    if not rows or not classes.ids:
        return Voices({}, 0)
    sums = [0] * len(classes.ids)
    squares = total = 0.0
    for rarity, numbers, weights in rows.values():
        squares += rarity * rarity
        total += rarity
        for number, weight in zip(numbers, weights, strict=True):
            sums[number] += weight
    length = math.sqrt(squares)
    scores = [SHARPNESS * (value / 1000 + bias * total) / length for value, bias in zip(sums, classes.bias, strict=True)]
    top = max(scores)
    norm = top + math.log(sum(math.exp(score - top) for score in scores))
    return Voices({name: score - norm for name, score in zip(classes.ids, scores, strict=True)}, len(rows))
