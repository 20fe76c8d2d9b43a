"""Fits the word weights: how much each word or pair of words speaks for each cause and for each kind of trouble outside.

Multinomial naive Bayes with the corpus as its prior (Zhai and Lafferty 2004, Dirichlet smoothing): plain sums, fitted in a
second when the knowledge is compiled, and every weight can be named in an answer.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

SMOOTHING = 60.0
"""Pseudo-counts of the corpus added to each class; chosen on samples held out by entry."""
MOST_CLASSES = 48
"""The most classes that one term is kept for."""
LEAST = 0.15
"""Weights nearer to nothing than this are not kept."""


class Document(NamedTuple):
    """A labelled text: its terms and how much it belongs to each class."""

    terms: tuple[str, ...]
    classes: Mapping[str, float]


class Weights(NamedTuple):
    """`terms[t][c]`: the log-likelihood ratio of term t for class c above the class's `absent` value."""

    terms: dict[str, dict[str, float]]
    absent: dict[str, float]


def fit(documents: Iterable[Document]) -> Weights:
    """Return the weights of a non-empty set of documents."""
    counts: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    totals: dict[str, float] = defaultdict(float)
    corpus: Counter[str] = Counter()
    for document in documents:
        for name, share in document.classes.items():
            totals[name] += share * len(document.terms)
            for term in document.terms:
                counts[term][name] += share
        for term in document.terms:
            corpus[term] += 1
    size = sum(corpus.values())
    absent = {name: math.log(SMOOTHING / (total + SMOOTHING)) for name, total in totals.items()}
    weights: dict[str, dict[str, float]] = {}
    for term, classes in counts.items():
        if corpus[term] < 2 and " " in term:
            continue  # a pair met once tells nothing that its words do not
        background = corpus[term] / size
        row = {}
        for name, count in classes.items():
            ratio = math.log((count + SMOOTHING * background) / ((totals[name] + SMOOTHING) * background))
            if ratio - absent[name] > LEAST:
                row[name] = ratio - absent[name]
        strongest = sorted(row, key=lambda name: -row[name])[:MOST_CLASSES]
        if strongest:
            weights[term] = {name: row[name] for name in strongest}
    return Weights(weights, absent)
