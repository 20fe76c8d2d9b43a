"""Scores catalogued replies against a report: structure first (codes, provider, stage), then rapidfuzz on the words.

A score is the share of the wording that was recognised, between 0 and 1, comparable across texts. Codes that contradict and
another provider's fingerprint weigh against a wording however alike the words are: `454` is never `535`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from rapidfuzz import fuzz

from kbassist.model.knowledge import CatalogueReply
from kbassist.model.report import Report
from kbassist.model.tokens import Token

MOST_CANDIDATES = 14
"""Wordings that are compared letter by letter; the right one has been among the first ten of retrieval on every sample."""
LEAST_COVERAGE = 0.34
LEAST_SCORE = 0.45
"""Below this a wording counts as not found."""
MOST_MATCHES = 5


class Catalogue(Protocol):
    """What matching asks of the knowledge."""

    def postings(self, terms: Iterable[str]) -> Mapping[str, Sequence[int]]: ...

    def replies(self, numbers: Iterable[int]) -> Mapping[int, CatalogueReply]: ...


class Scored(NamedTuple):
    """A catalogued reply found in the text."""

    reply: CatalogueReply
    score: float
    start: int
    end: int
    specific: float
    """How telling the wording is: 1 for a long one with its codes, near 0 for a word or two."""


def match(report: Report, words: Sequence[str], terms: Sequence[str], catalogue: Catalogue) -> list[Scored]:
    """Return the wordings recognised, best first, at most MOST_MATCHES."""
    coverage: dict[int, float] = defaultdict(float)
    for numbers in catalogue.postings(terms).values():
        for at in range(0, len(numbers), 2):
            coverage[numbers[at]] += numbers[at + 1]
    short = sorted(((value, number) for number, value in coverage.items() if value >= LEAST_COVERAGE * 1000), reverse=True)
    replies = catalogue.replies(number for _, number in short[: MOST_CANDIDATES * 3])
    ranked = []
    for value, number in short[: MOST_CANDIDATES * 3]:
        reply = replies[number]
        agree = agreement(report, reply)
        if agree > 0:
            ranked.append((min(1.0, value / 1000) * agree, value / 1000, agree, reply))
    ranked.sort(key=lambda item: (-item[0], item[3].id))
    text = " ".join(words[:1_500])
    found = []
    for _, covered, agree, reply in ranked[:MOST_CANDIDATES]:
        alike = (
            fuzz.partial_ratio(reply.words, text, score_cutoff=40) / 100
            if len(reply.words) <= len(text)
            else (fuzz.ratio(reply.words, text) / 100)
        )
        score = min(1.0, (0.55 * min(1.0, covered) + 0.45 * alike) * agree)
        if score >= LEAST_SCORE:
            found.append(_placed(report, reply, score))
    found.sort(key=lambda scored: (-(scored.score * (0.5 + 0.5 * scored.specific)), scored.reply.id))
    return found[:MOST_MATCHES]


def agreement(report: Report, reply: CatalogueReply) -> float:
    """Return how far codes and fingerprints of text and wording go together: 1 neutral, above for, below against, 0 never."""
    factor = 1.0
    if reply.provider and report.provider and reply.provider != report.provider:
        factor *= 0.72
    elif reply.provider and report.provider == reply.provider:
        factor *= 1.12
    if reply.client and report.client and reply.client != report.client:
        factor *= 0.85
    elif reply.client and report.client == reply.client:
        factor *= 1.06
    seen = (*report.reply_codes, *report.http_status)
    if reply.reply_codes and seen:
        if set(reply.reply_codes) & set(seen):
            factor *= 1.08
        elif {code[0] for code in reply.reply_codes} & {code[0] for code in seen}:
            factor *= 0.8
        else:
            factor *= 0.6
    if reply.status_codes and report.status_codes:
        factor *= 1.1 if set(reply.status_codes) & set(report.status_codes) else 0.8
    return factor


def _placed(report: Report, reply: CatalogueReply, score: float) -> Scored:
    wanted = set(reply.words.split(" "))
    hits = [token for token in report.tokens if token.word in wanted]
    start, end = _densest(hits, len(wanted)) if hits else (0, 0)
    size = len(wanted) + 2 * len(reply.status_codes) + len(reply.reply_codes)
    return Scored(reply, score, start, end, min(1.0, size / 10))


def _densest(hits: Sequence[Token], wanted: int) -> tuple[int, int]:
    """Return the span of the tightest run of as many hits as the wording has words."""
    run = min(len(hits), max(1, wanted))
    spans = [(hits[i + run - 1].end - hits[i].start, hits[i].start, hits[i + run - 1].end) for i in range(len(hits) - run + 1)]
    _, start, end = min(spans)
    return start, end
