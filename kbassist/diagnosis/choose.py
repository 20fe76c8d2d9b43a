"""Chooses the next step: the question or live check that is expected to lower the entropy most for its effort.

Decision-theoretic troubleshooting (Heckerman, Breese and Rommelse 1995), one step ahead: the belief over causes is small, so
each possible answer is simply tried out. Questions and checks stand on the same scale: nats for effort.
"""

import math
from collections.abc import Mapping, Sequence
from functools import partial
from operator import mul
from typing import TYPE_CHECKING, NamedTuple

from kbassist.diagnosis.rates import Place
from kbassist.model.facts import UNKNOWN, FactSpec, Origin
from kbassist.model.knowledge import Cause, CheckEntry, Question

if TYPE_CHECKING:
    from kbassist.model.ports import Knowledge

LEAST_GAIN = 0.06
"""Expected drop in entropy, in nats for effort, below which a step is not worth taking.

At 0.035 simulated people were asked a quarter more without coming to the true cause more often; at 0.07 they come to it less often."""
NO_ANSWER = 0.2
"""How often a person does not know; that answer changes nothing."""
CONSIDERED = 5
LEAST_SHARE = 0.01
"""Causes looked at: the likeliest, as far as they are more likely than this; the rest carry a few hundredths together."""
CONFIRMS = (0.9, 0.6)
"""How often a check fails where a cause names it: first, and further down its list."""
GLANCE = 1.0
"""Effort of one command without a secret."""
SURE = Origin.STATED.value
"""How far an answer would be believed."""
FAILS_ANYWAY = 0.05
"""How often a check fails for another cause."""


class Choice(NamedTuple):
    """A question and what its answer is expected to tell, in nats for effort."""

    question: Question
    worth: float


class CheckChoice(NamedTuple):
    """A live check and what its outcome is expected to tell, in nats for effort."""

    check: CheckEntry
    worth: float


class Field(NamedTuple):
    """The causes worth telling apart, with their shares and the entropy between them."""

    causes: tuple[Cause, ...]
    shares: tuple[float, ...]
    spreads: tuple[float, ...]
    """Each share times its logarithm."""
    entropy: float

    @classmethod
    def of(cls, belief: Mapping[str, float], causes: Mapping[str, Cause]) -> "Field":
        """Return the likeliest causes of a belief."""
        likely = [item for item in belief.items() if item[1] >= LEAST_SHARE]
        top = sorted(likely, key=_rank)[:CONSIDERED] or sorted(belief.items(), key=_rank)[:1]
        total = sum([value for _, value in top]) or 1.0
        shares = tuple([value / total for _, value in top])
        spreads = tuple([_spread(share) for share in shares])
        return cls(tuple([causes[name] for name, _ in top]), shares, spreads, -sum(spreads))


def _rank(item: tuple[str, float]) -> tuple[float, str]:
    return -item[1], item[0]


def askable(question: Question, known: Mapping[str, str]) -> bool:
    """Tell whether the question makes sense: not answered, not made senseless by what is known."""
    if question.key in known or not question.answers:
        return False
    if question.skip_if and any(known.get(key) in values for key, values in question.skip_if.items()):
        return False
    if not question.only_if:
        return True
    return all(known.get(key, values[0] if values else None) in (*values, UNKNOWN) for key, values in question.only_if.items())


def best_question(field: Field, knowledge: "Knowledge", place: Place, known: Mapping[str, str]) -> Choice | None:
    """Return the question with the highest gain for its effort, or None where none is worth it."""
    questions, specs = knowledge.questions(), knowledge.fact_specs()
    best: Choice | None = None
    worth = LEAST_GAIN
    for key in {key for cause in field.causes for key in cause.evidence}:
        question = questions[key]
        limit = (1 - NO_ANSWER) * field.entropy / question.effort
        if limit < worth or not askable(question, known):
            continue
        outlook = knowledge.derived(("outlook", key, place.local(key)), partial(_Outlook, specs[key], place, knowledge))
        value = (1 - NO_ANSWER) * (field.entropy - _expected(field, outlook)) / question.effort
        if value > worth or (value == worth and best is not None and key < best.question.key):
            best, worth = Choice(question, value), value
    return best


def best_check(field: Field, knowledge: "Knowledge", done: frozenset[str] = frozenset()) -> CheckChoice | None:
    """Return the live check with the highest gain for its effort, of those not made yet.

    Where none tells causes apart, the check that confirms the first cause is worth nothing for choosing, but is offered if it is
    a matter of one command. None where there is neither.
    """
    best: CheckChoice | None = None
    for name in sorted({name for cause in field.causes for name in cause.checks} - done):
        check = knowledge.checks().get(name)
        if check is None:
            continue
        failing = [_fails(cause, name) for cause in field.causes]
        worth = _told(field.shares, failing) / check.effort
        if worth > (best.worth if best else LEAST_GAIN):
            best = CheckChoice(check, worth)
    if best is None and field.causes:
        confirming = knowledge.checks().get(next((name for name in field.causes[0].checks if name not in done), ""))
        if confirming is not None and confirming.effort <= GLANCE:
            best = CheckChoice(confirming, 0.0)
    return best


def _spread(share: float) -> float:
    return share * math.log(share) if share > 0 else 0.0


def _fails(cause: Cause, check: str) -> float:
    if check not in cause.checks:
        return FAILS_ANYWAY
    return CONFIRMS[0] if cause.checks[0] == check else CONFIRMS[1]


def _told(shares: Sequence[float], failing: Sequence[float]) -> float:
    """Return the drop in entropy expected of a check that fails so often for each cause (its mutual information with them)."""
    mass = sum(map(mul, shares, failing))
    return _doubt(mass) - sum([share * _DOUBTS[chance] for share, chance in zip(shares, failing, strict=True)])


def _doubt(chance: float) -> float:
    """Return the entropy of what happens with this chance, or else does not."""
    return -_spread(chance) - _spread(1.0 - chance)


_DOUBTS = {chance: _doubt(chance) for chance in (*CONFIRMS, FAILS_ANYWAY)}


_Row = tuple[float, ...]
"""How the answers to a question fall for a cause: the sum of their chances, the sum of `p * log(p)`, and the chances."""


class _Outlook(dict[str, _Row]):
    """How the answers to a question fall for each cause, worked out when it is first among the likely ones.

    A cause that is silent about the fact follows its base rates.
    """

    def __init__(self, spec: FactSpec, place: Place, knowledge: "Knowledge") -> None:
        super().__init__()
        self._spec, self._place, self._causes = spec, place, knowledge.causes()
        self._silent = place.silent(spec)

    def __missing__(self, name: str) -> _Row:
        often, silent = self._place.given(self._spec, self._causes[name]), self._silent
        chances = [silent[value] if often is None else SURE * often[value] + (1 - SURE) * silent[value] for value in silent]
        row = self[name] = _row(chances)
        return row


def _row(chances: Sequence[float]) -> _Row:
    return sum(chances), sum(map(_spread, chances)), *chances


def _expected(field: Field, outlook: Mapping[str, _Row]) -> float:
    """Return the entropy expected after the answer."""
    shares = field.shares
    sums, spreads, *chances = zip(*[outlook[cause.id] for cause in field.causes], strict=True)
    entropy: float = -sum(map(mul, field.spreads, sums)) - sum(map(mul, shares, spreads))
    return entropy + sum([_spread(sum(map(mul, shares, column))) for column in chances])
