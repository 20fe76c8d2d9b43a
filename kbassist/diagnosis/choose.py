"""Chooses the next question: the one whose answer is expected to lower the entropy most for its effort.

Decision-theoretic troubleshooting (Heckerman, Breese and Rommelse 1995), one step ahead: the belief over causes is small, so
each possible answer is simply tried out.
"""

import math
from collections.abc import Mapping
from typing import NamedTuple

from kbassist.model.facts import UNKNOWN, FactSpec, Origin
from kbassist.model.knowledge import Cause, Question

LEAST_GAIN = 0.035
"""Expected drop in entropy, in nats per effort, below which a question is not worth asking."""
NO_ANSWER = 0.2
"""How often a person does not know; that answer changes nothing."""
CONSIDERED = 8
"""Causes looked at: the likeliest; the rest carry less than a hundredth together."""


class Choice(NamedTuple):
    """A question and what its answer is expected to tell, in nats."""

    question: Question
    gain: float


def askable(question: Question, known: Mapping[str, str]) -> bool:
    """Tell whether the question makes sense: not answered, not made senseless by what is known."""
    if question.key in known or not question.answers:
        return False
    if any(known.get(key) in values for key, values in question.skip_if.items()):
        return False
    return all(known.get(key, values[0] if values else None) in (*values, UNKNOWN) for key, values in question.only_if.items())


def best_question(
    belief: Mapping[str, float],
    causes: Mapping[str, Cause],
    questions: Mapping[str, Question],
    specs: Mapping[str, FactSpec],
    bases: Mapping[str, Mapping[str, float]],
    known: Mapping[str, str],
) -> Choice | None:
    """Return the question with the highest gain for its effort, or None where none is worth it."""
    top = sorted(belief.items(), key=lambda item: (-item[1], item[0]))[:CONSIDERED]
    total = sum(value for _, value in top)
    if not top or total <= 0:
        return None
    shares = [value / total for _, value in top]
    rows = [causes[name].evidence for name, _ in top]
    now = -sum(p * math.log(p) for p in shares if p > 0)
    best: Choice | None = None
    worth = LEAST_GAIN
    for key in {key for row in rows for key in row}:
        question = questions[key]
        if not askable(question, known):
            continue
        spec = specs[key]
        gain = (1 - NO_ANSWER) * (now - _expected(shares, [row.get(key) for row in rows], spec, bases.get(key, spec.base)))
        value = gain / question.effort
        if value > worth or (value == worth and best is not None and key < best.question.key):
            best, worth = Choice(question, gain), value
    return best


def _expected(shares: list[float], rows: list[Mapping[str, float] | None], spec: FactSpec, base: Mapping[str, float]) -> float:
    """Return the entropy expected after the answer; a cause that is silent about the fact follows its base rate."""
    entropy = 0.0
    sure = Origin.STATED.value
    log = math.log
    for value in spec.values:
        rate = base.get(value) or spec.base.get(value, 0.1)
        doubt = (1 - sure) * rate
        mass = spread = 0.0
        for share, row in zip(shares, rows, strict=True):
            joint = share * (rate if row is None else sure * row[value] + doubt)
            if joint > 0:
                mass += joint
                spread += joint * log(joint)
        if mass > 0:
            entropy += mass * log(mass) - spread
    return entropy
