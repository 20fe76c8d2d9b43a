"""Accuracy on the labelled messages may only rise. When it does, raise the floor here in the same change."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kbassist.assistant.evaluate import Case, Figures, figures, replay
from kbassist.kb.store import Store

CASES = Path(__file__).parent / "cases"

FLOOR = {
    "first": 0.87,
    "accepted": 0.973,
    "among_three": 0.95,
    "decided_accepted": 0.97,
    "provider_found": 0.95,
    "refused": 0.97,
}
CEILING = {"silent": 0.0, "calibration_error": 0.083}
"""Of the message alone; answers to questions bring the calibration error under 0.08. These cases were read, and are answered rightly
more often than the answers say; on the guard the error is 0.063."""


def cases(name: str) -> list[Case]:
    return [Case.of(json.loads(line)) for line in (CASES / name).read_text().splitlines() if line.strip()]


THREADS_FLOOR = {
    "field.jsonl": {"first": 0.79, "accepted": 0.93, "refused": 0.98},
    "fresh.jsonl": {"first": 0.805, "accepted": 0.945, "refused": 0.975},
    "guard.jsonl": {"first": 0.79, "accepted": 0.91, "refused": 0.93},
}
"""For cases made from public threads. Those of the field and the fresh ones were read when the knowledge was mended. Of the guard
nobody read a true case nor its thread, so they say what to expect of a text never seen; of its 80 others eight were read. Their first
place fell from 132 of 164 to 130 when a hundred providers and two thousand wordings were added. Read them, and make new ones."""


@pytest.fixture(scope="module", params=THREADS_FLOOR)
def threads(request: pytest.FixtureRequest, store: Store) -> tuple[str, Figures]:
    """The figures for cases of one such file, from the message alone."""
    return request.param, figures(replay(cases(request.param), store))


@pytest.mark.parametrize("name", ["first", "accepted", "refused"])
def test_figures_of_cases_from_threads_do_not_fall(name: str, threads: tuple[str, Figures]) -> None:
    file, found = threads
    assert getattr(found, name) >= THREADS_FLOOR[file][name]


@pytest.fixture(scope="module")
def alone(store: Store) -> Figures:
    """The figures from the message alone."""
    return figures(replay([*cases("dev.jsonl"), *cases("dev_negatives.jsonl")], store))


@pytest.mark.parametrize("name", FLOOR)
def test_figures_do_not_fall(name: str, alone: Figures) -> None:
    assert getattr(alone, name) >= FLOOR[name]


@pytest.mark.parametrize("name", CEILING)
def test_errors_do_not_rise(name: str, alone: Figures) -> None:
    assert getattr(alone, name) <= CEILING[name]


def test_no_question_is_asked_twice_and_answers_help(store: Store, alone: Figures) -> None:
    asked = figures(replay(cases("dev.jsonl"), store, rounds=5))
    assert asked.first >= alone.first
    assert asked.questions <= 2.0
    assert asked.calibration_error <= 0.08
