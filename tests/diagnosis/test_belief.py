"""The engine: the order of evidence is nothing, probabilities sum to one, `unknown` never loops, reasons are the person's own."""

from __future__ import annotations

import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kbassist.assistant.answer import answer, gather
from kbassist.diagnosis.belief import believe
from kbassist.diagnosis.choose import LEAST_GAIN, Field, askable, best_question
from kbassist.diagnosis.evidence import Evidence
from kbassist.diagnosis.weigh import weigh
from kbassist.kb.store import Store
from kbassist.model.diagnosis import Verdict
from kbassist.model.facts import UNKNOWN

names = st.sampled_from(["a", "b", "c", "d"])
pieces = st.lists(
    st.builds(
        Evidence,
        key=st.text("xyz", max_size=3),
        words=st.text("pq", max_size=3),
        ratios=st.dictionaries(names, st.floats(-4, 4), max_size=4),
    ),
    max_size=6,
)
PRIOR = {"a": 0.4, "b": 0.3, "c": 0.2, "d": 0.1}


@given(pieces, st.randoms())
def test_the_order_of_evidence_is_nothing(found: list[Evidence], chance: random.Random) -> None:
    shuffled = list(found)
    chance.shuffle(shuffled)
    first, second = believe(PRIOR, found, {}), believe(PRIOR, shuffled, {})
    assert all(abs(first.causes[name] - second.causes[name]) < 1e-9 for name in PRIOR)


@given(pieces)
def test_probabilities_sum_to_one(found: list[Evidence]) -> None:
    assert abs(sum(believe(PRIOR, found, {}).causes.values()) - 1) < 1e-9


@given(pieces, names, st.floats(0, 3))
def test_evidence_for_a_cause_never_lowers_it(found: list[Evidence], name: str, ratio: float) -> None:
    before = believe(PRIOR, found, {}).causes[name]
    assert believe(PRIOR, [*found, Evidence("new", "", {name: ratio})], {}).causes[name] >= before - 1e-12


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.sampled_from(
        [
            "535 5.7.8",
            "454 4.7.0 Temporary authentication failure",
            "mail login refused since monday",
            "401 Unauthorized sendgrid",
        ]
    )
)
def test_unknown_never_loops(text: str, store: Store) -> None:
    given_facts: dict[str, str] = {}
    for _ in range(40):
        question = answer(text, given_facts, store).diagnosis.next_question
        if question is None:
            return
        assert question.key not in given_facts
        given_facts[question.key] = UNKNOWN
    raise AssertionError("more questions than facts")


def test_a_senseless_question_is_not_asked(store: Store) -> None:
    questions = store.questions()
    assert not askable(questions["two_factor"], {"credential_kind": "api-key"})
    assert not askable(questions["port"], {"port": "587"})


def test_every_cause_can_come_first(store: Store) -> None:
    reached = set()
    for cause in store.causes():
        article = store.article(f"causes/{cause}")
        assert article is not None
        found = answer(f"{article.title}. {article.summary} smtp mail login", {}, store).diagnosis
        reached |= {c.id for c in found.causes[:2]}
    assert len(reached) >= 25


def test_one_question_ahead_is_the_best_of_all(store: Store) -> None:
    state = weigh(gather("535 5.7.8", {}, store), store)
    total = state.belief.ours
    shares = {name: value / total for name, value in state.belief.causes.items()}
    field = Field.of(shares, state.causes)
    choice = best_question(field, store, state.place, state.known)
    assert choice is not None and choice.worth > 0
    others = [
        best_question(field, store, state.place, {**state.known, choice.question.key: UNKNOWN}),
    ]
    assert all(other is None or other.worth <= choice.worth for other in others)


def test_a_live_check_competes_with_the_questions(store: Store) -> None:
    found = answer("cannot connect to smtp.example.com:587, connection timed out", {}, store).diagnosis
    assert found.next_check is not None and "smtp.example.com:587" in found.next_check.command
    again = answer("cannot connect to smtp.example.com:587, connection timed out", {}, store, made=list(store.checks())).diagnosis
    assert again.next_check is None


def test_no_check_is_offered_without_a_server_to_look_at(store: Store) -> None:
    assert answer("mail login refused since monday", {}, store).diagnosis.next_check is None


def test_reasons_quote_the_person(store: Store) -> None:
    found = answer("535 5.7.8 refused since I changed my password yesterday", {}, store).diagnosis
    assert found.verdict is not Verdict.NO_MATCH
    assert found.causes[0].id == "stale-saved-password"
    assert any("changed my password" in reason for reason in found.causes[0].because)


def test_a_question_must_tell_enough_for_its_effort(store: Store) -> None:
    state = weigh(gather("535 5.7.8", {}, store), store)
    total = state.belief.ours
    shares = {name: value / total for name, value in state.belief.causes.items()}
    choice = best_question(Field.of(shares, state.causes), store, state.place, state.known)
    assert choice is not None and choice.worth >= LEAST_GAIN
    sure = {name: 0.999 if name == "wrong-password" else 0.001 / (len(shares) - 1) for name in shares}
    assert best_question(Field.of(sure, state.causes), store, state.place, state.known) is None
