"""What would change the engine's mind: answers after which another cause would stand first."""

from typing import TYPE_CHECKING

from kbassist.diagnosis.choose import askable
from kbassist.diagnosis.weigh import Seen, weigh
from kbassist.model.diagnosis import Change
from kbassist.model.facts import UNKNOWN, Fact, Origin
from kbassist.model.knowledge import Question

if TYPE_CHECKING:
    from kbassist.model.ports import Knowledge


def would_change(seen: Seen, knowledge: "Knowledge") -> tuple[Change, ...]:
    """Return the answers to open questions that would make another cause the first, the surest change first.

    Facts already given count as open too, where they were said by the person: "if that is not so after all".
    """
    state = weigh(seen, knowledge)
    if not state.belief.causes:
        return ()
    first = _first(state.belief.causes)
    settled = {fact.key for fact in seen.facts if fact.origin is Origin.CHECKED}
    open_keys = {
        key: value for key, value in state.known.items() if key in settled or key in ("provider", "client", "error_code")
    }
    found = []
    for question in knowledge.questions().values():
        if not askable(question, open_keys):
            continue
        found += [
            change
            for change in if_answered(seen, question, knowledge)
            if change.cause != first and state.known.get(question.key) != change.answer.value
        ]
    found.sort(key=lambda change: (-change.probability, change.question.key, change.answer.value))
    return tuple(found)


def if_answered(seen: Seen, question: Question, knowledge: "Knowledge") -> tuple[Change, ...]:
    """Return for each answer to the question, in its order, the cause that would then stand first, with its probability."""
    found = []
    for option in question.answers:
        if option.value == UNKNOWN:
            continue
        rest = tuple(fact for fact in seen.facts if fact.key != question.key)
        state = weigh(seen._replace(facts=(*rest, Fact(question.key, option.value, Origin.STATED))), knowledge)
        causes = state.belief.causes
        other = _first(causes)
        found.append(Change(question, option, other, state.causes[other].title, *state.belief.told([other])))
    return tuple(found)


def _first(causes: dict[str, float]) -> str:
    return min(causes, key=lambda name: (-causes[name], name))
