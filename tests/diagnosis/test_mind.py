"""Contradictions, fixes that did not help, and what would change the engine's mind."""

from kbassist.assistant.answer import answer, gather
from kbassist.diagnosis.explain import would_change

TEXT = "gmail says 535-5.7.8 Username and Password not accepted, and I use two factor"


def test_a_contradiction_is_said_with_both_statements_and_the_later_one_holds(store):
    found = answer(TEXT, {"two_factor": "off"}, store)
    (sentence,) = found.diagnosis.contradictions
    assert "use two factor" in sentence and "two factor: off" in sentence
    assert {fact.key: fact.value for fact in found.report.facts}["two_factor"] == "off"


def test_unknown_contradicts_nothing_and_keeps_what_was_read(store):
    found = answer(TEXT, {"two_factor": "unknown"}, store)
    assert not found.diagnosis.contradictions
    assert {fact.key: fact.value for fact in found.report.facts}["two_factor"] == "on"


def test_a_checked_fact_goes_before_a_stated_one(store):
    found = answer(
        "smtp: cannot connect to mail.example.com:587", {"connection_opens": "yes"}, store, checked={"connection_opens": "no"}
    )
    assert {fact.key: fact.value for fact in found.report.facts}["connection_opens"] == "no"
    assert found.diagnosis.contradictions


def test_a_fix_that_did_not_help_is_not_proposed_again(store):
    text, tried = "535 5.7.8 authentication failed", []
    for _ in range(6):
        advised = answer(text, {}, store, tried=tried).diagnosis.advised
        assert advised not in tried
        tried.append(advised)


def test_an_answer_that_would_change_my_mind_does(store):
    seen = gather("535 5.7.8 gmail", {}, store)
    first = answer("535 5.7.8 gmail", {}, store).diagnosis.causes[0].id
    changes = would_change(seen, store)
    assert changes
    for change in changes:
        after = answer("535 5.7.8 gmail", {change.question.key: change.answer.value}, store).diagnosis.causes[0]
        assert after.id == change.cause != first
        assert abs(after.probability - change.probability) < 1e-9
