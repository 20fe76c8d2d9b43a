"""Simulated people: how many questions until the true cause is first?

    python benchmarks/simulate.py [--runs 200] [--seed 7] [--least-share 0.25] [--causes ID ...] [--confusions 20]

For each cause and each of the ten providers with the most catalogued wordings, seeded runs.

*Pairs left out*: a cause that the provider's own entry calls `never` or `very-rare` there; their number is printed.

*The opening*: a wording that the knowledge catalogues for the cause, drawn by how often it is that cause: the provider's own where
one is that cause at least once in four times, else a program's, else any that may be it. Besides, one circumstance, for labelled
messages tell one fact on average: three in four a fact the cause's evidence speaks of, as in those messages, else another; which one
is drawn by how unusual its value is (minus the logarithm of its base rate). Facts so told carry 0.5 nats for their cause on average,
those read from labelled messages 0.3 to 0.6. No sample and no sign of a cause is used.
A line more says how people fare whose wording may be their cause down to one time in twenty.

*The answers*: each fact of a person is drawn once, from the cause's evidence, where that is silent from the base rate at the
provider, or is what the wording settles. Of the answers 20 % are "I don't know" and 5 % wrong. Beside the engine the same
people are asked in one fixed order: the facts that most causes speak of first.

*The entropy bound* is worked out for each person on the belief the engine has after the opening. Numerator: what the answers to the
questions asked could be expected to tell, in nats: the mutual information of cause and answer at each moment, with the "don't
knows" and the wrong answers. Denominator: the most that one question can tell on average, at the opening or at any later
moment, whatever was asked before. That is bounded so: at a belief b no question i tells more than the sum over causes c of
b(c) * max over i of KL(P_i(answer | c) || q_i), for any q_i; this is linear in b, and a belief averages over the answers to what it was
before them; so the figure of the opening holds for every later question too. The smallest found by a few rounds of choosing q_i
is taken. So nobody who puts as many questions to all who open alike gets as much out of fewer, however cleverly chosen.
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
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from kbassist.assistant.answer import gather
from kbassist.diagnosis.choose import Field, askable, best_question
from kbassist.diagnosis.diagnose import SETTLED
from kbassist.diagnosis.rates import Place
from kbassist.diagnosis.weigh import Seen, State, weigh
from kbassist.kb.sources import open_store
from kbassist.kb.store import Store
from kbassist.model.facts import UNKNOWN, Fact, Origin
from kbassist.model.knowledge import CatalogueReply, Cause
from kbassist.model.likelihood import PREVALENCE

MOST = 5
PROVIDERS = 10
NOT_KNOWN, WRONG = 0.2, 0.05
BESIDE = 0.25
"""How often the circumstance told is one that the cause's evidence is silent about."""
SPEAKS = 0.05
"""A wording may be a cause that it is at least so often: less is the rest that the catalogue leaves unnamed."""
ROUNDS, STEP = 12, 6.0
"""Rounds and step of the search for the entropy bound; forty raise the bound by a fiftieth."""


class Person(NamedTuple):
    """Who is asked: a cause at a provider, with the wording and the seed that settles everything about this person."""

    cause: Cause
    provider: str
    wording: CatalogueReply
    seed: str

    def chance(self, what: str) -> random.Random:
        """Return the dice for one thing about this person, the same whenever it is asked."""
        return random.Random(f"{self.seed} {what}")


class Run(NamedTuple):
    """One conversation: what stood first in the end, after how many questions, and the least that so much telling takes."""

    said: str
    asked: int
    bound: float


class World:
    """The knowledge, and what people drawn from it say and know."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.causes = dict(store.causes())
        self.questions = {key: question for key, question in store.questions().items() if question.answers}
        rows = store._db.execute("SELECT number FROM reply ORDER BY number").fetchall()
        self.replies = [reply for twins in store.replies([row[0] for row in rows]).values() for reply in twins]
        catalogued = Counter(reply.provider for reply in self.replies if reply.provider)
        self.providers = [name for name, _ in catalogued.most_common(PROVIDERS)]
        spoken_of = Counter(key for cause in self.causes.values() for key in cause.evidence)
        self.order = [key for key, _ in spoken_of.most_common()]
        self.gathered = cache(self._gathered)
        self._most: dict[tuple[str, str | None, tuple[Fact, ...]], float] = {}

    def sensible(self, cause: str, provider: str) -> bool:
        """Tell whether the provider's entry lets the cause happen there more often than next to never."""
        owner = self.store.owner("provider", provider)
        return owner is None or owner.causes.get(cause, math.inf) > PREVALENCE["very-rare"]

    def openings(self, cause: str, provider: str, least: float) -> list[CatalogueReply]:
        """Return the wordings with which such a person may begin."""
        speaking = [reply for reply in self.replies if reply.causes.get(cause, 0) >= SPEAKS]
        own = [reply for reply in speaking if reply.provider == provider]
        programs = [reply for reply in speaking if not reply.provider]
        for pool in (own, programs):
            if telling := [reply for reply in pool if reply.causes[cause] >= least]:
                return telling
        return own or programs

    def person(self, cause: str, provider: str, least: float, seed: str) -> Person | None:
        """Return a person with this cause, or None where no wording at all speaks for it."""
        pool = self.openings(cause, provider, least)
        if not pool:
            return None
        chance = random.Random(f"{seed} opening")
        return Person(self.causes[cause], provider, chance.choices(pool, [reply.causes[cause] for reply in pool])[0], seed)

    def _gathered(self, text: str, provider: str) -> Seen:
        return gather(text, {"provider": provider}, self.store)

    def place(self, provider: str) -> Place:
        """Return what holds among the provider's users."""
        return Place.of(self.store.owner("provider", provider), smtp=True)

    def truth(self, person: Person, key: str) -> str:
        """Return how it really is with this person."""
        if key in person.wording.facts:
            return person.wording.facts[key]
        spec, place = self.store.fact_specs()[key], self.place(person.provider)
        row = place.given(spec, person.cause) or place.silent(spec)
        return person.chance(f"truth {key}").choices(spec.values, [row[value] for value in spec.values])[0]

    def opened(self, person: Person) -> Seen:
        """Return what the engine has seen once this person has opened: the wording, and one circumstance."""
        reply = person.wording
        text = " ".join([*reply.reply_codes[:1], *reply.status_codes[:1], reply.words])
        seen = self.gathered(text, person.provider)
        known = {**reply.facts, **weigh(seen, self.store).known}
        chance = person.chance("circumstance")
        beside = chance.random() < BESIDE
        told = {
            key: self.truth(person, key)
            for key, question in self.questions.items()
            if (key in person.cause.evidence) != beside and askable(question, known)
        }
        if not told:
            return seen
        place, specs = self.place(person.provider), self.store.fact_specs()
        unusual = [-math.log(min(0.999, place.silent(specs[key])[value])) for key, value in told.items()]
        key = chance.choices(list(told), unusual)[0]
        return seen._replace(facts=(*seen.facts, Fact(key, told[key], Origin.READ)))

    def most(self, seen: Seen, channel: Channel) -> float:
        """Return `channel.most()` of an opening, worked out once for all who open alike."""
        opening = (seen.report.text, seen.report.provider, seen.facts)
        if opening not in self._most:
            self._most[opening] = channel.most()
        return self._most[opening]

    def answer(self, person: Person, key: str) -> str:
        """Return what this person answers."""
        chance = person.chance(f"answer {key}")
        true = self.truth(person, key)
        drawn = chance.random()
        if drawn < NOT_KNOWN:
            return UNKNOWN
        return chance.choice([v for v in self.store.fact_specs()[key].values if v != true]) if drawn < NOT_KNOWN + WRONG else true


class Channel(NamedTuple):
    """Of the causes in play, their shares, and how likely each of them gives each answer to each question that may be asked."""

    shares: list[float]
    answers: dict[str, list[list[float]]]

    @classmethod
    def of(cls, state: State, world: World) -> Channel:
        """Return what there is to ask about in a state; a cause that is silent about a fact follows its base rate."""
        total = state.belief.ours
        shares = {name: value / total for name, value in state.belief.causes.items() if value / total > 1e-4}
        answers = {}
        for key, question in world.questions.items():
            spec = world.store.fact_specs()[key]
            rows = [state.place.given(spec, state.causes[name]) for name in shares]
            if askable(question, state.known) and any(rows):
                silent = state.place.silent(spec)
                answers[key] = [said([(row or silent)[value] for value in spec.values]) for row in rows]
        mass = sum(shares.values())
        return cls([value / mass for value in shares.values()], answers)

    def tells(self, key: str) -> float:
        """Return the mutual information of the cause and the answer to a question, in nats."""
        rows = self.answers[key]
        mixed = mix(self.shares, rows)
        return sum(share * divergence(row, mixed) for share, row in zip(self.shares, rows, strict=True))

    def most(self) -> float:
        """Return a bound on what any question tells on average, now or later; see the head of this file."""
        split = {key: [1.0 / len(self.answers)] * len(self.shares) for key in self.answers}
        lowest = math.inf
        for _ in range(ROUNDS):
            speaking = {}
            for key, rows in self.answers.items():
                mixed = mix([share * part for share, part in zip(self.shares, split[key], strict=True)], rows)
                speaking[key] = [divergence(row, mixed) for row in rows]
            best = [max(column) for column in zip(*speaking.values(), strict=True)]
            lowest = min(lowest, sum(share * value for share, value in zip(self.shares, best, strict=True)))
            for number in range(len(self.shares)):
                parts = {key: split[key][number] * math.exp(STEP * speaking[key][number]) for key in split}
                for key, part in parts.items():
                    split[key][number] = max(1e-9, part / sum(parts.values()))
        return lowest


def said(row: Sequence[float]) -> list[float]:
    """Return how likely each value is said, and last that nothing is known, where the values hold so often."""
    wrong = WRONG / max(1, len(row) - 1)
    return [*((1 - NOT_KNOWN - WRONG) * share + wrong * (1 - share) for share in row), NOT_KNOWN]


def mix(weights: Sequence[float], rows: Sequence[Sequence[float]]) -> list[float]:
    total = sum(weights)
    return [
        sum(weight * value for weight, value in zip(weights, column, strict=True)) / total for column in zip(*rows, strict=True)
    ]


def divergence(row: Sequence[float], mixed: Sequence[float]) -> float:
    """Return the Kullback-Leibler divergence, in nats."""
    return sum(p * math.log(p / q) for p, q in zip(row, mixed, strict=True) if p > 0)


def converse(person: Person, world: World, order: Sequence[str] | None) -> Run:
    """Ask one person, by the engine's choice or in a fixed order."""
    seen, store = world.opened(person), world.store
    asked, told, most = 0, 0.0, 0.0
    while True:
        state = weigh(seen, store)
        total = state.belief.ours
        shares = {name: value / total for name, value in state.belief.causes.items()}
        first = min(shares, key=lambda name: (-shares[name], name))
        if asked == MOST or shares[first] >= SETTLED:
            break
        if order is None:
            choice = best_question(Field.of(shares, state.causes), store, state.place, state.known)
            question = choice.question if choice else None
        else:
            question = next((q for key in order if askable(q := world.questions[key], state.known)), None)
        if question is None:
            break
        channel = Channel.of(state, world)
        most = most or world.most(seen, channel)
        told += channel.tells(question.key) if question.key in channel.answers else 0.0
        seen = seen._replace(facts=(*seen.facts, Fact(question.key, world.answer(person, question.key), Origin.STATED)))
        asked += 1
    return Run(first, asked, told / most if most else 0.0)


def figures(name: str, runs: Sequence[tuple[Person, Run]]) -> dict[str, object]:
    asked, bound = statistics.mean(run.asked for _, run in runs), statistics.mean(run.bound for _, run in runs)
    return {
        "asked": name,
        "people": len(runs),
        "true cause first": round(sum(run.said == person.cause.id for person, run in runs) / len(runs), 3),
        "questions": round(asked, 2),
        "entropy bound": round(bound, 2),
        "questions / bound": round(asked / bound, 2) if bound else None,
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--least-share", type=float, default=0.25)
    parser.add_argument("--causes", nargs="*")
    parser.add_argument("--confusions", type=int, default=0)
    args = parser.parse_args()
    world = World(open_store([], sys.stderr))
    pairs = [(cause, provider) for cause in sorted(args.causes or world.causes) for provider in world.providers]
    kept = [pair for pair in pairs if world.sensible(*pair)]
    print(json.dumps({"pairs": len(pairs), "left out, never or very rare at the provider": len(pairs) - len(kept)}))

    def everybody(least: float, runs: int) -> list[Person]:
        drawn = (world.person(*pair, least, f"{args.seed} {' '.join(pair)} {number}") for pair in kept for number in range(runs))
        return [person for person in drawn if person is not None]

    people = everybody(args.least_share, args.runs)
    begun = time.perf_counter()
    asked = [(person, converse(person, world, None)) for person in people]
    took = time.perf_counter() - begun
    print(json.dumps(figures("by the engine", asked)))
    print(json.dumps(figures("in a fixed order", [(person, converse(person, world, world.order)) for person in people])))
    rare = everybody(SPEAKS, max(1, args.runs // 10))
    print(json.dumps(figures("by the engine, any wording", [(person, converse(person, world, None)) for person in rare])))
    print(json.dumps({"seconds for the people asked by the engine": round(took, 1)}))
    by_cause: dict[str, list[bool]] = {}
    for person, run in asked:
        by_cause.setdefault(person.cause.id, []).append(run.said == person.cause.id)
    for cause, hits in sorted(by_cause.items(), key=lambda item: sum(item[1]) / len(item[1])):
        print(f"{sum(hits) / len(hits):6.1%}  {cause}")
    wrong = Counter((person.cause.id, run.said) for person, run in asked if run.said != person.cause.id)
    for (true, first), number in wrong.most_common(args.confusions):
        print(f"{number:6}  {true} -> {first}")


if __name__ == "__main__":
    main()
