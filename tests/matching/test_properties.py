"""What must hold for any text: unrelated lines in any order change nothing of weight."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbassist.assistant.answer import answer
from kbassist.kb.store import Store

ERRORS = [
    "534-5.7.9 Application-specific password required. For more information, go to https://support.google.com/mail/?p=InvalidSecondFactor",
    "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.",
    "530 5.7.0 Must issue a STARTTLS command first",
    "ssl.SSLError: [SSL: WRONG_VERSION_NUMBER] wrong version number (smtp.example.com:587)",
    "554 5.7.1 <bob@example.net>: Relay access denied",
]
NOISE = [
    "Loading configuration from the environment",
    "worker 3 started",
    "GET /static/app.css 200",
    "rendered the home page in 31 milliseconds",
    "cache warmed",
    "scheduler tick",
    "opening file report.csv",
    "job finished",
]
SHORT = [
    text
    for line in (Path(__file__).parent.parent / "cases" / "dev.jsonl").read_text().splitlines()
    if (text := json.loads(line)["text"]).count("\n") < 6
]
"""Labelled messages, telling or not."""
KEPT = 0.85
"""Share of them whose first cause stays the same among the lines of NOISE. It may only rise."""


@settings(max_examples=150, deadline=None)
@given(text=st.sampled_from(SHORT), noise=st.permutations(NOISE), at=st.integers(0, len(NOISE)))
def test_where_a_message_stands_among_other_lines_is_of_no_account(text: str, noise: list[str], at: int, store: Store) -> None:
    found = [
        [cause.id for cause in answer("\n".join(lines), {}, store).diagnosis.causes][:1]
        for lines in ([*NOISE, text], [*noise[:at], text, *noise[at:]])
    ]
    assert found[0] == found[1]


@pytest.mark.parametrize("error", ERRORS)
@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_order_of_unrelated_lines_does_not_change_the_first_cause(error: str, seed: int, store: Store) -> None:
    lines = [*NOISE, error]
    first = answer("\n".join(lines), {}, store).diagnosis.causes[0].id
    random.Random(seed).shuffle(lines)
    assert answer("\n".join(lines), {}, store).diagnosis.causes[0].id == first


def test_unrelated_lines_seldom_change_the_first_cause_of_a_labelled_message(store: Store) -> None:
    def first(text: str) -> list[str]:
        return [cause.id for cause in answer(text, {}, store).diagnosis.causes][:1]

    kept = [first("\n".join([*NOISE, text])) == first(text) for text in SHORT]
    assert sum(kept) / len(kept) >= KEPT


@pytest.mark.parametrize("error", ERRORS)
def test_unrelated_lines_do_not_outvoice_a_telling_error(error: str, store: Store) -> None:
    alone = answer(error, {}, store).diagnosis.causes[0].id
    assert answer("\n".join([*NOISE, error]), {}, store).diagnosis.causes[0].id == alone
