"""Unrolls the engine into an explicit decision tree: what it would ask after each answer, and where each way ends.

A curator reads it to see whether the knowledge leads where an expert would. Answers of "I don't know" are left out: they change
nothing but the next question.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from kbassist.diagnosis.choose import Field, best_question
from kbassist.diagnosis.diagnose import SETTLED
from kbassist.diagnosis.rates import Place
from kbassist.diagnosis.weigh import Seen, weigh
from kbassist.model.facts import UNKNOWN, Fact, FactSpec, Origin
from kbassist.model.knowledge import AnswerOption, Cause, Question

if TYPE_CHECKING:
    from kbassist.model.ports import Knowledge

LEAST_REACHED = 0.001
"""Ways that fewer than one in a thousand would go are not drawn."""


class Leaf(NamedTuple):
    """A cause with its probability."""

    cause: str
    title: str
    probability: float


class Node(NamedTuple):
    """A place in the tree: the likeliest causes there, the question asked there if any, and a node for each answer."""

    reached: float
    """How many of all who start at the root come here, from 0 to 1."""
    causes: tuple[Leaf, ...]
    question: Question | None
    branches: tuple[tuple[AnswerOption, "Node"], ...]


def unroll(seen: Seen, knowledge: "Knowledge", depth: int) -> Node:
    """Return the tree that begins with what was seen, at most `depth` questions deep."""
    return _node(seen, knowledge, depth, 1.0)


def _node(seen: Seen, knowledge: "Knowledge", depth: int, reached: float) -> Node:
    state = weigh(seen, knowledge)
    total = state.belief.ours or 1.0
    shares = {name: value / total for name, value in state.belief.causes.items()}
    ranked = sorted(shares, key=lambda name: (-shares[name], name))
    sure = zip(ranked[:3], state.belief.told(ranked[:3]), strict=True)
    leaves = tuple(Leaf(name, state.causes[name].title, probability) for name, probability in sure)
    if depth == 0 or shares[ranked[0]] >= SETTLED:
        return Node(reached, leaves, None, ())
    choice = best_question(Field.of(shares, state.causes), knowledge, state.place, state.known)
    if choice is None:
        return Node(reached, leaves, None, ())
    question = choice.question
    chances = answer_chances(shares, state.causes, knowledge.fact_specs()[question.key], state.place)
    branches = []
    for option in question.answers:
        chance = reached * chances.get(option.value, 0.0)
        if option.value != UNKNOWN and chance >= LEAST_REACHED:
            told = seen._replace(facts=(*seen.facts, Fact(question.key, option.value, Origin.STATED)))
            branches.append((option, _node(told, knowledge, depth - 1, chance)))
    return Node(reached, leaves, question, tuple(branches))


def answer_chances(shares: Mapping[str, float], causes: Mapping[str, Cause], spec: FactSpec, place: Place) -> dict[str, float]:
    """Return how likely each answer is, given the belief; the chances sum to one."""
    silent = place.silent(spec)
    rows = [(share, place.given(spec, causes[name]) or silent) for name, share in shares.items()]
    raw = {value: sum(share * row[value] for share, row in rows) for value in spec.values}
    total = sum(raw.values()) or 1.0
    return {value: chance / total for value, chance in raw.items()}
