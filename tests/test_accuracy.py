"""Accuracy on the labelled messages may only rise. When it does, raise the floor here in the same change."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kbassist.assistant.answer import answer
from kbassist.assistant.evaluate import Case, Figures, figures, replay
from kbassist.kb.store import Store
from kbassist.model.diagnosis import Verdict

CASES = Path(__file__).parent / "cases"

FLOOR = {
    "first": 0.88,
    "accepted": 0.98,
    "among_three": 0.95,
    "decided_accepted": 0.97,
    "provider_found": 0.95,
    "refused": 0.97,
}
CEILING = {"silent": 0.0, "calibration_error": 0.083}
"""Of the message alone; answers to questions bring the calibration error under 0.08. These cases were read, and are answered rightly
more often than the answers say; on the unread ones the error is 0.104: they are few."""


def cases(name: str) -> list[Case]:
    return [Case.of(json.loads(line)) for line in (CASES / name).read_text().splitlines() if line.strip()]


THREADS_FLOOR = {
    "field.jsonl": {"first": 0.80, "accepted": 0.94, "refused": 0.98},
    "fresh.jsonl": {"first": 0.805, "accepted": 0.945, "refused": 0.975},
    "guard.jsonl": {"first": 0.81, "accepted": 0.94, "refused": 0.94},
    "further.jsonl": {"first": 0.71, "accepted": 0.85, "refused": 0.82},
    "unread.jsonl": {"first": 0.82, "accepted": 0.95, "refused": 0.89},
}
"""For cases made from public threads. Those of the field and the fresh ones were read when the knowledge was mended, of the guard and
the further ones those that were answered wrongly. The unread ones nobody read, nor their threads, so they say what to expect of a text
never seen; only their figures were looked at. An independent reader who saw only the texts of the unread and the further ones had the
true cause first in 0.86, an accepted one in 0.99, and refused 0.95 of the others. Read them, and make new ones."""


@pytest.fixture(scope="module", params=THREADS_FLOOR)
def threads(request: pytest.FixtureRequest, store: Store) -> tuple[str, Figures]:
    """The figures for cases of one such file, from the message alone."""
    return request.param, figures(replay(cases(request.param), store))


@pytest.mark.parametrize("name", ["first", "accepted", "refused"])
def test_figures_of_cases_from_threads_do_not_fall(name: str, threads: tuple[str, Figures]) -> None:
    file, found = threads
    assert getattr(found, name) >= THREADS_FLOOR[file][name]


SHORT_FLOOR = {"accepted": 0.96, "refused": 0.98}
"""For texts of two to ten words and error bodies of mail APIs, written from memory; half of them before anything was run. Of those
written after the first mends 91 % were answered and 84 % rightly, so these figures, mended on, say less than they seem to."""
ANSWERED = 0.97
"""Of such texts that leave the cause open but are about a refused login: how many are answered at all."""


def test_short_texts_are_answered_and_others_refused(store: Store) -> None:
    found = figures(replay(cases("short.jsonl"), store))
    assert {name: getattr(found, name) >= least for name, least in SHORT_FLOOR.items()} == dict.fromkeys(SHORT_FLOOR, True)


def test_short_texts_that_leave_the_cause_open_are_not_refused(store: Store) -> None:
    texts = [json.loads(line)["text"] for line in (CASES / "short_any.jsonl").read_text().splitlines()]
    verdicts = [answer(text, {}, store).diagnosis.verdict for text in texts]
    assert verdicts.count(Verdict.NO_MATCH) <= (1 - ANSWERED) * len(texts)


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
