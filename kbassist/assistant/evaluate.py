"""Measures answers against labelled cases: the true cause first, accepted, among three; silence; calibration; confusions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from kbassist.assistant.answer import Answer, answer
from kbassist.kb.store import Store
from kbassist.model.diagnosis import Verdict
from kbassist.model.facts import UNKNOWN

OUTSIDE = "unrelated"
"""The label of a text that is not an access problem."""


class Case(NamedTuple):
    """A labelled text."""

    id: str
    text: str
    cause: str
    also: frozenset[str]
    provider: str | None
    facts: Mapping[str, str]
    decided: bool
    """Whether the text alone decides the cause."""

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Case:
        """Return the case of one line of a labelled file."""
        facts = {str(key): str(value) for key, value in (row.get("facts") or {}).items()}
        also = frozenset(row.get("also") or ())
        return cls(str(row["id"]), row["text"], row["cause"], also, row.get("provider"), facts, bool(row.get("text_decides")))


class Outcome(NamedTuple):
    """One case with its answer."""

    case: Case
    answer: Answer
    asked: int

    @property
    def ranking(self) -> list[str]:
        """Cause ids, best first."""
        return [cause.id for cause in self.answer.diagnosis.causes]


class Figures(NamedTuple):
    """Shares between 0 and 1 of the cases that are about access, and of those that are not."""

    cases: int
    first: float
    accepted: float
    among_three: float
    decided_accepted: float
    provider_found: float
    silent: float
    negatives: int
    refused: float
    calibration_error: float
    questions: float
    confusions: tuple[tuple[str, str, int], ...]


def replay(cases: Iterable[Case], store: Store, rounds: int = 0) -> list[Outcome]:
    """Answer each case from its message, then answer up to `rounds` questions from its facts (`unknown` where it is silent)."""
    return [_replayed(case, store, rounds) for case in cases]


def _replayed(case: Case, store: Store, rounds: int) -> Outcome:
    known = dict(case.facts)
    if case.provider:
        known.setdefault("provider", case.provider)
    given: dict[str, str] = {}
    found = answer(case.text, given, store)
    while len(given) < rounds and found.diagnosis.next_question is not None and found.diagnosis.verdict is Verdict.AMBIGUOUS:
        key = found.diagnosis.next_question.key
        given[key] = known.get(key, UNKNOWN)
        found = answer(case.text, given, store)
    return Outcome(case, found, len(given))


def figures(outcomes: Sequence[Outcome]) -> Figures:
    """Return the figures of a set of outcomes."""
    ours = [o for o in outcomes if o.case.cause != OUTSIDE]
    others = [o for o in outcomes if o.case.cause == OUTSIDE]
    decided = [o for o in ours if o.case.decided]
    named = [o for o in ours if o.case.provider]
    wrong = Counter((o.case.cause, (o.ranking or ["(silent)"])[0]) for o in ours if o.ranking[:1] != [o.case.cause])
    return Figures(
        cases=len(ours),
        first=_share(ours, lambda o: o.ranking[:1] == [o.case.cause]),
        accepted=_share(ours, _accepted),
        among_three=_share(ours, lambda o: o.case.cause in o.ranking[:3]),
        decided_accepted=_share(decided, _accepted),
        provider_found=_share(named, lambda o: o.answer.report.provider == o.case.provider),
        silent=_share(ours, lambda o: not o.ranking),
        negatives=len(others),
        refused=_share(others, lambda o: not o.ranking),
        calibration_error=_calibration(ours),
        questions=sum(o.asked for o in ours) / max(1, len(ours)),
        confusions=tuple((true, said, number) for (true, said), number in wrong.most_common()),
    )


def _accepted(outcome: Outcome) -> bool:
    return bool(outcome.ranking) and outcome.ranking[0] in {outcome.case.cause, *outcome.case.also}


def _share(outcomes: Sequence[Outcome], holds: Callable[[Outcome], bool]) -> float:
    return sum(map(holds, outcomes)) / len(outcomes) if outcomes else 0.0


def _calibration(outcomes: Sequence[Outcome], bins: int = 10) -> float:
    """Expected calibration error of the first cause (Naeini et al. 2015), ten equal bins."""
    pairs = [(o.answer.diagnosis.causes[0].probability, o.ranking[0] == o.case.cause) for o in outcomes if o.ranking]
    error = 0.0
    for number in range(bins):
        inside = [pair for pair in pairs if min(int(pair[0] * bins), bins - 1) == number]
        if inside:
            error += abs(sum(p for p, _ in inside) - sum(hit for _, hit in inside)) / len(pairs)
    return error
