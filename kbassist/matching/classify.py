"""What the words of a text speak for: a log-likelihood for every cause and every kind of trouble outside."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol


class WordTable(Protocol):
    """What classifying asks of the knowledge."""

    def weights(self, terms: Iterable[str]) -> Mapping[str, Sequence[int]]: ...

    def classes(self) -> ClassTable: ...


class ClassTable(Protocol):
    """Ids of the classes by number, and what an absent term is worth for each."""

    @property
    def ids(self) -> tuple[str, ...]: ...

    @property
    def absent(self) -> tuple[float, ...]: ...


class Voices(NamedTuple):
    """`score[c]`: log-likelihood of the words given class c, tempered; `known` is how many terms had a say."""

    score: dict[str, float]
    known: int
    telling: dict[str, tuple[tuple[str, float], ...]]
    """For the strongest classes the terms that spoke for them most."""


def classify(terms: Sequence[str], table: WordTable) -> Voices:
    """Return what the terms speak for. Terms that the knowledge does not know are silent."""
    classes = table.classes()
    rows = table.weights(terms)
    if not rows or not classes.ids:
        return Voices({}, 0, {})
    sums = [absent * len(rows) for absent in classes.absent]
    for numbers in rows.values():
        for at in range(0, len(numbers), 2):
            sums[numbers[at]] += numbers[at + 1] / 1000
    # Words of one text are not independent: n of them carry the weight of about n ** 0.6 (fitted on held-out samples).
    temper = len(rows) ** -0.4
    score = {name: value * temper for name, value in zip(classes.ids, sums, strict=True)}
    return Voices(score, len(rows), {})


def normalized(score: Mapping[str, float]) -> dict[str, float]:
    """Return the scores as log-probabilities that sum to one over the classes."""
    top = max(score.values())
    total = math.log(sum(math.exp(value - top) for value in score.values())) + top
    return {name: value - total for name, value in score.items()}
