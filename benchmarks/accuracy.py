"""How often the true cause is named, beside plain searches over the same knowledge.

usage: accuracy.py [CASES.jsonl [NEGATIVES.jsonl]]    (default: the cases of tests/)

Every searcher sees the samples and wordings of the knowledge as its corpus and names the cause of the nearest; for negatives its
threshold is set so that 95 % of the cases are kept. kbassist has its own threshold.
"""

from __future__ import annotations

import json
import math
import re
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from kbassist.assistant.evaluate import Case, figures, replay
from kbassist.kb.entries import load
from kbassist.kb.sources import builtin_folder, open_store

ROOT = Path(__file__).parent.parent


def corpus() -> list[tuple[str, str]]:
    """Return (text, cause) pairs of the knowledge."""
    pairs = []
    for entry in load([Path(builtin_folder())]).entries.values():
        if entry.family == "causes":
            pairs += [(text, entry.id) for text in entry.data.samples]
        for reply in getattr(entry.data, "replies", ()):
            first = next(iter(reply.causes))
            pairs += [(text, first) for text in (reply.text, *reply.samples)]
    return pairs


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9][a-z0-9._-]*", text.lower())


def bm25(texts: list[str]) -> Callable[[str], list[float]]:
    documents = [Counter(words(text)) for text in texts]
    frequency = Counter(word for document in documents for word in document)
    mean = sum(sum(d.values()) for d in documents) / len(documents)

    def score(query: str) -> list[float]:
        wanted = set(words(query))
        found = []
        for document in documents:
            size = sum(document.values())
            total = 0.0
            for word in wanted & document.keys():
                rarity = math.log(1 + (len(documents) - frequency[word] + 0.5) / (frequency[word] + 0.5))
                total += rarity * document[word] * 2.5 / (document[word] + 1.5 * (0.25 + 0.75 * size / mean))
            found.append(total)
        return found

    return score


def fts5(texts: list[str]) -> Callable[[str], list[float]]:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE t USING fts5 (body)")
    db.executemany("INSERT INTO t (rowid, body) VALUES (?, ?)", list(enumerate(texts, 1)))

    def score(query: str) -> list[float]:
        found = [0.0] * len(texts)
        wanted = " OR ".join(f'"{word}"' for word in dict.fromkeys(words(query)))
        if wanted:
            for rowid, rank in db.execute("SELECT rowid, -bm25(t) FROM t WHERE t MATCH ?", (wanted,)):
                found[rowid - 1] = rank
        return found

    return score


def rapid(scorer: Any) -> Callable[[list[str]], Callable[[str], list[float]]]:
    def over(texts: list[str]) -> Callable[[str], list[float]]:
        lowered = [text.lower() for text in texts]

        def score(query: str) -> list[float]:
            found = [0.0] * len(lowered)
            for _, value, index in process.extract(query.lower(), lowered, scorer=scorer, limit=None):
                found[index] = value
            return found

        return score

    return over


def report(name: str, score: Callable[[str], list[float]], labels: list[str], cases: list[Case]) -> None:
    ranked = {}
    for case in cases:
        best: dict[str, float] = {}
        for value, label in zip(score(case.text), labels, strict=True):
            best[label] = max(best.get(label, 0.0), value)
        ranked[case.id] = sorted(best.items(), key=lambda item: -item[1])
    ours = [case for case in cases if case.cause != "unrelated"]
    others = [case for case in cases if case.cause == "unrelated"]
    first = sum(ranked[c.id][0][0] == c.cause for c in ours) / len(ours)
    accepted = sum(ranked[c.id][0][0] in {c.cause, *c.also} for c in ours) / len(ours)
    three = sum(c.cause in [name for name, _ in ranked[c.id][:3]] for c in ours) / len(ours)
    threshold = sorted(ranked[c.id][0][1] for c in ours)[int(0.05 * len(ours))]
    refused = sum(ranked[c.id][0][1] < threshold for c in others) / max(1, len(others))
    line(name, first, accepted, three, refused)


def line(name: str, first: float, accepted: float, three: float, refused: float) -> None:
    print(
        f"{name:28} first {first:6.1%}   accepted {accepted:6.1%}   among three {three:6.1%}   negatives refused {refused:6.1%}"
    )


def main() -> None:
    names = sys.argv[1:] or [str(ROOT / "tests/cases/dev.jsonl"), str(ROOT / "tests/cases/dev_negatives.jsonl")]
    cases = [Case.of(json.loads(row)) for name in names for row in Path(name).read_text().splitlines() if row.strip()]
    found = figures(replay(cases, open_store()))
    line("kbassist", found.first, found.accepted, found.among_three, found.refused)
    pairs = corpus()
    texts, labels = [text for text, _ in pairs], [label for _, label in pairs]
    report("BM25", bm25(texts), labels, cases)
    report("FTS5 alone", fts5(texts), labels, cases)
    for scorer in (fuzz.token_set_ratio, fuzz.WRatio):
        report(f"rapidfuzz {scorer.__name__}", rapid(scorer)(texts), labels, cases)


if __name__ == "__main__":
    main()
