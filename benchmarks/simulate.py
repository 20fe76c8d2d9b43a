"""Simulated people: how many questions until the true cause is first?

    python benchmarks/simulate.py [--runs 200] [--seed 7]

For each cause and each of the ten providers with the most catalogued wordings, seeded runs. A person opens with a wording that the
knowledge catalogues for the cause (the provider's own where there is one, else a client's or any code's), drawn by how often it
is that cause, and answers each question from what the knowledge says of the cause; one answer in five is "I don't know", one in
twenty is wrong. Beside the engine: the same people asked in one fixed order. The entropy bound is what is left to tell after the
opening, divided by what the best question tells on average at its best moment: no way of asking needs fewer.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import statistics
import sys
import time
from collections import Counter
from typing import NamedTuple

from kbassist.assistant.answer import gather
from kbassist.diagnosis.choose import Field, askable, best_question
from kbassist.diagnosis.diagnose import SETTLED, Seen, weigh
from kbassist.kb.sources import open_store
from kbassist.kb.store import Store
from kbassist.model.facts import UNKNOWN, Fact, Origin
from kbassist.model.knowledge import CatalogueReply, Question

MOST = 5
NOT_KNOWN, WRONG = 0.2, 0.05


class Run(NamedTuple):
    """One person: whether the true cause stood first in the end, after how many questions, and the least that was needed."""

    first: bool
    asked: int
    bound: float


def catalogue(store: Store) -> list[CatalogueReply]:
    rows = store._db.execute("SELECT number FROM reply ORDER BY number").fetchall()
    return list(store.replies(row[0] for row in rows).values())


def openings(cause: str, provider: str, replies: list[CatalogueReply], store: Store) -> tuple[list[str], list[float]]:
    """Texts with which such a person may begin, with weights."""
    speaking = [reply for reply in replies if reply.causes.get(cause, 0) >= 0.05]
    own = [reply for reply in speaking if reply.provider == provider]
    chosen = own or [reply for reply in speaking if not reply.provider]
    if chosen:
        return [wording(reply) for reply in chosen], [reply.causes[cause] for reply in chosen]
    found = store.article(f"causes/{cause}")
    return [f"mail login refused. {found.title if found else cause}"], [1.0]


def wording(reply: CatalogueReply) -> str:
    return " ".join([*reply.reply_codes[:1], *reply.status_codes[:1], reply.words])


def said(cause: str, question: Question, store: Store, chance: random.Random, bases: dict[str, dict[str, float]]) -> str:
    if chance.random() < NOT_KNOWN:
        return UNKNOWN
    spec = store.fact_specs()[question.key]
    row = store.causes()[cause].evidence.get(question.key) or bases.get(question.key) or spec.base
    values = list(spec.values)
    value = chance.choices(values, [max(row.get(value, 0.0), 1e-6) for value in values])[0]
    return chance.choice([v for v in values if v != value] or values) if chance.random() < WRONG else value


def person(cause: str, seen: Seen, store: Store, chance: random.Random, order: list[str] | None) -> Run:
    """Ask one person, by the engine's choice or in a fixed order."""
    asked, gains, entropy = 0, [], 0.0
    while True:
        state = weigh(seen, store)
        total = state.belief.ours
        shares = {name: value / total for name, value in state.belief.causes.items()}
        first = min(shares, key=lambda name: (-shares[name], name))
        if asked == 0:
            entropy = -sum(p * math.log(p) for p in shares.values() if p > 0)
        if asked == MOST or shares[first] >= SETTLED:
            break
        if order is None:
            choice = best_question(Field.of(shares, state.causes), store, state.bases, state.known)
            question = choice.question if choice else None
        else:
            question = next((q for key in order if askable(q := store.questions()[key], state.known)), None)
        if question is None:
            break
        gains.append(math.log(max(2, len(question.answers))) * (1 - NOT_KNOWN))
        answer = said(cause, question, store, chance, {k: dict(v) for k, v in state.bases.items()})
        seen = seen._replace(facts=(*seen.facts, Fact(question.key, answer, Origin.STATED)))
        asked += 1
    left = -sum(p * math.log(p) for p in shares.values() if p > 0)
    bound = max(0.0, entropy - left) / statistics.mean(gains) if gains else 0.0
    return Run(first == cause, asked, bound)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--causes", nargs="*")
    args = parser.parse_args()
    store = open_store([], sys.stderr)
    replies = catalogue(store)
    providers = [name for name, _ in Counter(reply.provider for reply in replies if reply.provider).most_common(10)]
    causes = args.causes or list(store.causes())
    counts = Counter(key for cause in store.causes().values() for key in cause.evidence)
    order = [key for key, _ in counts.most_common()]
    results: dict[str, list[Run]] = {"engine": [], "fixed order": []}
    by_cause: dict[str, list[bool]] = {}
    steps: list[float] = []
    for cause in sorted(causes):
        for provider in providers:
            texts, weights = openings(cause, provider, replies, store)
            seen = {text: gather(text, {"provider": provider}, store) for text in texts}
            for number in range(args.runs):
                for name, asking in (("engine", None), ("fixed order", order)):
                    chance = random.Random(f"{args.seed} {cause} {provider} {number}")
                    text = chance.choices(texts, weights)[0]
                    begun = time.perf_counter()
                    run = person(cause, seen[text], store, chance, asking)
                    results[name].append(run)
                    if asking is None:
                        by_cause.setdefault(cause, []).append(run.first)
                        steps.append((time.perf_counter() - begun) / (run.asked + 1))
    for name, runs in results.items():
        asked, bound = statistics.mean(r.asked for r in runs), statistics.mean(r.bound for r in runs)
        print(
            json.dumps(
                {
                    "asked by": name,
                    "people": len(runs),
                    "true cause first": round(sum(r.first for r in runs) / len(runs), 3),
                    "questions": round(asked, 2),
                    "entropy bound": round(bound, 2),
                }
            )
        )
    print(json.dumps({"a step of the engine, ms": round(1000 * statistics.median(steps), 2)}))
    for cause, hits in sorted(by_cause.items(), key=lambda item: sum(item[1]) / len(item[1])):
        print(f"{sum(hits) / len(hits):6.1%}  {cause}")


if __name__ == "__main__":
    main()
