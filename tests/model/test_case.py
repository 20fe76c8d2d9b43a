"""Events of a conversation: their plain form, the state folded from them, taking back."""

from __future__ import annotations

import json

import caseevents as made
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbassist.model import case


@given(made.EVENTS)
def test_an_event_survives_json(event: case.Event) -> None:
    assert case.from_object(json.loads(json.dumps(case.as_object(event)))) == event


@given(st.lists(made.EVENTS, max_size=8), made.EVIDENCE)
def test_taking_back_leaves_no_trace(events: list[case.Event], last: case.Event) -> None:
    before = tuple(events)
    after, dropped = case.without_last((*before, last))
    assert dropped == last
    assert after == before


@given(st.lists(made.EVENTS, max_size=8), made.EVIDENCE, st.lists(made.REMARKS, max_size=3))
def test_taking_back_passes_over_remarks_and_keeps_them(
    events: list[case.Event], last: case.Event, remarks: list[case.Event]
) -> None:
    after, dropped = case.without_last((*events, last, *remarks))
    assert dropped == last
    assert after == (*events, *remarks)


@given(st.lists(made.REMARKS, max_size=3))
def test_nothing_can_be_taken_back_where_nothing_was_said(remarks: list[case.Event]) -> None:
    assert case.without_last(tuple(remarks)) == (tuple(remarks), None)


@given(st.data())
def test_the_order_of_facts_findings_and_tries_is_of_no_account(data: st.DataObject) -> None:
    answers = data.draw(st.dictionaries(made.KEYS, made.VALUES))
    tried = data.draw(st.sets(made.CAUSES))
    checked = data.draw(st.dictionaries(st.sampled_from(["connection_opens", "server_offers_auth"]), made.VALUES))
    events: list[case.Event] = [case.FactAnswered("t", key, value) for key, value in answers.items()]
    events += [case.FixTried("t", cause, False) for cause in tried]
    events += [
        case.FindingsMade("t", (case.Found(key, "h", "pass", "", facts=((key, value),)),)) for key, value in checked.items()
    ]
    state = case.fold(events)
    assert case.fold(data.draw(st.permutations(events))) == state
    assert {key: said.value for key, said in state.stated.items()} == answers
    assert state.checked == checked
    assert set(state.tried) == tried


@given(st.lists(made.EVENTS, max_size=8), st.lists(made.REMARKS, max_size=4))
def test_remarks_change_nothing_but_the_title(events: list[case.Event], remarks: list[case.Event]) -> None:
    with_remarks = case.fold([*remarks, *events, *remarks])
    assert with_remarks._replace(title="") == case.fold(events)._replace(title="")


def test_the_last_word_on_a_fact_counts() -> None:
    state = case.fold([case.FactAnswered("1", "port", "25", "uses 25"), case.FactAnswered("2", "port", "587")])
    assert state.stated == {"port": case.Said("587", "")}


def test_a_withdrawn_fact_is_gone_until_it_is_said_or_found_again() -> None:
    found = case.FindingsMade("1", (case.Found("speaks", "h:587", "pass", "", facts=(("port", "587"),)),))
    gone = (found, case.AnswerWithdrawn("2", "port"))
    assert case.fold(gone).checked == {}
    assert case.fold(gone).withdrawn == {"port"}
    assert case.fold((*gone, case.FactAnswered("3", "port", "465"))).withdrawn == frozenset()
    assert case.fold((*gone, found)).checked == {"port": "587"}


def test_a_check_made_again_replaces_what_it_found_before() -> None:
    refused = case.Found("speaks", "h:587", "fail", "", facts=(("connection_opens", "no"),), wording="Connection refused")
    opened = refused._replace(status="pass", facts=(("connection_opens", "yes"), ("encryption", "starttls")), wording="")
    elsewhere = refused._replace(target="h:25", facts=(("port", "25"),), wording="Connection timed out")
    state = case.fold([case.FindingsMade("1", (refused, elsewhere)), case.FindingsMade("2", (opened,))])
    assert state.checked == {"connection_opens": "yes", "encryption": "starttls", "port": "25"}
    assert state.heard == ("Connection timed out",)


def test_of_checks_made_together_the_first_settles_a_fact() -> None:
    first = case.Found("a", "h", "pass", "", facts=(("port", "465"),))
    assert case.fold([case.FindingsMade("1", (first, first._replace(check="b", facts=(("port", "587"),))))]).checked == {
        "port": "465"
    }


def test_a_fix_that_helped_resolves_and_one_that_failed_after_all_opens_again() -> None:
    helped = (case.TextSaid("1", "535"), case.FixTried("2", "wrong-password", True))
    assert case.fold(helped).outcome is case.Outcome.RESOLVED
    assert case.fold(helped).cause == "wrong-password"
    again = case.fold((*helped, case.FixTried("3", "wrong-password", False)))
    assert (again.outcome, again.cause, again.tried) == (case.Outcome.OPEN, "", ("wrong-password",))


def test_steps_count_as_shown_until_something_is_learnt() -> None:
    shown = (case.TextSaid("1", "535"), case.FixShown("2", "wrong-password"))
    assert case.fold(shown).shown == "wrong-password"
    assert case.fold((*shown, case.NoteWritten("3", "x"))).shown == "wrong-password"
    assert case.fold((*shown, case.FactAnswered("3", "port", "25"))).shown == ""


@pytest.mark.parametrize(
    "plain",
    [
        {},
        [],
        None,
        {"v": 1, "event": "text", "at": "t"},
        {"v": 1, "event": "text", "at": "t", "text": 7},
        {"v": 1, "event": "text", "at": "t", "text": "x", "more": "y"},
        {"v": 1, "event": "answer", "at": "t", "key": "port", "value": "25", "also": [1]},
        {"v": 1, "event": "fix-tried", "at": "t", "cause": "x", "helped": "yes"},
        {"v": 1, "event": "findings", "at": "t", "findings": [{"check": "a"}]},
        {"v": 1, "event": "findings", "at": "t", "findings": {}},
        {"v": 1, "event": [], "at": "t"},
    ],
)
def test_a_damaged_event_is_refused_in_one_line(plain: object) -> None:
    with pytest.raises(case.CaseError, match="damaged"):
        case.from_object(plain)


@pytest.mark.parametrize("plain", [{"v": 2, "event": "text"}, {"v": 1, "event": "telepathy"}])
def test_an_event_of_a_later_version_is_told_apart(plain: object) -> None:
    with pytest.raises(case.CaseError, match="newer"):
        case.from_object(plain)
