"""Figures over the kept cases: what it was, what helped, how many answers it took. Everything stays on this machine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from kbassist.cases.store import Summary
from kbassist.model.case import Event, FactAnswered, FixTried, Outcome
from kbassist.model.facts import UNKNOWN


class CauseFigures(NamedTuple):
    """A cause in the kept cases: how often it was the one, and how often its steps were tried in vain."""

    cause: str
    resolved: int
    in_vain: int


class Statistics(NamedTuple):
    """All figures. Counts are cases unless a name says otherwise."""

    cases: int
    open: int
    resolved: int
    causes: tuple[CauseFigures, ...]
    """The commonest first."""
    providers: tuple[tuple[str, int], ...]
    """Provider ids with their cases, the commonest first."""
    answers_per_resolved: float | None
    """Mean number of questions answered in resolved cases; None where there is none."""
    not_known_share: float | None
    """Share of all answers that were "I don't know"; None where nothing was answered."""


def statistics(kept: Iterable[tuple[Summary, tuple[Event, ...]]]) -> Statistics:
    """Return the figures over cases with their events."""
    outcomes: Counter[Outcome] = Counter()
    resolved: Counter[str] = Counter()
    in_vain: Counter[str] = Counter()
    providers: Counter[str] = Counter()
    answers, not_known, of_resolved = 0, 0, 0
    for summary, events in kept:
        outcomes[summary.outcome] += 1
        given = [event for event in events if isinstance(event, FactAnswered)]
        answers += len(given)
        not_known += sum(event.value == UNKNOWN for event in given)
        in_vain.update(event.cause for event in events if isinstance(event, FixTried) and not event.helped)
        if summary.provider:
            providers[summary.provider] += 1
        if summary.outcome is Outcome.RESOLVED:
            of_resolved += len(given)
            resolved.update([summary.cause] if summary.cause else [])
    causes = sorted(resolved.keys() | in_vain.keys(), key=lambda name: (-resolved[name], -in_vain[name], name))
    return Statistics(
        cases=outcomes.total(),
        open=outcomes[Outcome.OPEN],
        resolved=outcomes[Outcome.RESOLVED],
        causes=tuple(CauseFigures(name, resolved[name], in_vain[name]) for name in causes),
        providers=tuple(sorted(providers.items(), key=lambda item: (-item[1], item[0]))),
        answers_per_resolved=of_resolved / outcomes[Outcome.RESOLVED] if outcomes[Outcome.RESOLVED] else None,
        not_known_share=not_known / answers if answers else None,
    )
