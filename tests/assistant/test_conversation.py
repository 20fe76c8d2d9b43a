"""The conversation: what it asks, what it takes for an answer, what it takes back, what it keeps to itself."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kbassist.assistant import reply as out
from kbassist.assistant.conversation import Conversation, Expect, Turn, resume, start
from kbassist.errors import UsageError
from kbassist.kb.store import Store
from kbassist.model import case
from kbassist.model.diagnosis import Verdict
from kbassist.model.facts import Origin
from kbassist.model.finding import Finding, Outcome

ERROR = "535 5.7.8 Username and Password not accepted"
AT = "2026-11-21T15:00:00Z"
SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def begun(store: Store, text: str = ERROR) -> Conversation:
    return start(store).say(text, AT).conversation


def parts(turn: Turn, kind: type) -> list[out.Part]:
    return [part for part in turn.reply if isinstance(part, kind)]


def test_it_begins_by_waiting_for_a_text(store: Store) -> None:
    talk = start(store)
    assert talk.expects is Expect.TEXT
    assert talk.result is None
    assert talk.facts().rows == ()


def test_the_first_text_brings_causes_and_a_question(store: Store) -> None:
    turn = start(store).say(ERROR, AT)
    (asked,) = [part for part in turn.reply if isinstance(part, out.Asked)]
    assert [choice.number for choice in asked.choices] == list(range(1, len(asked.choices) + 1))
    assert asked.choices[-1].value == "unknown"
    assert turn.conversation.expects is Expect.ANSWER


def test_an_answer_moves_the_belief_as_the_one_shot_does(store: Store) -> None:
    from kbassist.assistant.answer import answer

    talk = begun(store).answer("two_factor", "on", AT).conversation
    alone = answer(ERROR, {"two_factor": "on"}, store, top=8)
    assert talk.diagnosis == alone.diagnosis


def test_no_match_is_said_and_more_is_wanted(store: Store) -> None:
    turn = start(store).say("what is the weather like in Lisbon tomorrow", AT)
    assert turn.conversation.expects is Expect.TEXT
    shown = parts(turn, out.Shown)[0]
    assert isinstance(shown, out.Shown)
    assert shown.diagnosis.verdict is Verdict.NO_MATCH


@pytest.mark.parametrize("text", ["", "   ", "\x1b", "\u200b"])
def test_saying_nothing_is_no_event(store: Store, text: str) -> None:
    turn = begun(store).say(text, AT)
    assert len(turn.conversation.events) == 1
    assert parts(turn, out.Notice)


@SLOW
@given(data=st.data())
def test_no_question_is_asked_twice_and_the_questions_end(store: Store, data: st.DataObject) -> None:
    talk = begun(store, data.draw(st.sampled_from([ERROR, "cannot send mail, 550 relay denied", "smtp login failed"])))
    asked: list[str] = []
    while talk.question is not None:
        assert talk.question.key not in asked
        asked.append(talk.question.key)
        choice = data.draw(st.sampled_from(talk.choices))
        talk = talk.answer(talk.question.key, choice.value, AT).conversation
    assert len(asked) <= len(store.fact_specs())
    assert talk.expects in (Expect.HELPED, Expect.TEXT)


@SLOW
@given(data=st.data())
def test_the_order_of_what_was_learnt_is_of_no_account(store: Store, data: st.DataObject) -> None:
    facts = {"two_factor": "off", "worked_before": "yes", "port": "465", "webmail_login_works": "yes"}
    events: list[case.Event] = [case.FactAnswered(AT, key, value) for key, value in facts.items()]
    events.append(case.FixTried(AT, "app-password-required", False))
    events.append(case.FindingsMade(AT, (case.Found("speaks", "h", "pass", "", facts=(("encryption", "tls"),)),)))
    events.append(case.TextSaid(AT, ERROR))
    usual = resume(events, store)
    other = resume(data.draw(st.permutations(events)), store)
    assert other.diagnosis == usual.diagnosis
    assert other.facts() == usual.facts()


@SLOW
@given(data=st.data())
def test_back_leads_to_exactly_where_one_was(store: Store, data: st.DataObject) -> None:
    talk = begun(store)
    for _ in range(data.draw(st.integers(0, 3))):
        if talk.choices:
            talk = talk.understand(str(data.draw(st.sampled_from(talk.choices)).number), AT).conversation
    said = data.draw(st.sampled_from(["1", "no idea", "port 465", "since I changed the password", ERROR]))
    further = talk.understand(said, AT).conversation
    if len(further.events) > len(talk.events) and not isinstance(further.events[-1], case.REMARKS):
        assert further.back().conversation == talk


def test_going_back_from_the_beginning_is_said(store: Store) -> None:
    assert parts(start(store).back(), out.Notice)


def test_taking_back_the_first_text_empties_the_case(store: Store) -> None:
    turn = begun(store).back()
    assert turn.conversation.state.empty
    assert isinstance(turn.reply[0], out.TakenBack)


def test_resuming_gives_the_same_conversation(store: Store) -> None:
    talk = begun(store).understand("2", AT).conversation
    assert resume(talk.events, store) == talk


def test_a_fact_read_from_the_text_can_be_forgotten_and_stays_forgotten(store: Store) -> None:
    talk = begun(store, f"{ERROR} on port 465 at gmail")
    assert {"port", "provider"} <= {row.key for row in talk.facts().rows}
    talk = talk.forget("port", AT).conversation.forget("provider", AT).conversation
    assert not {"port", "provider"} & {row.key for row in talk.facts().rows}
    assert talk.seen is not None
    assert talk.seen.report.provider is None


def test_a_fact_can_be_changed_in_words_or_by_value(store: Store) -> None:
    talk = begun(store).answer("two_factor", "on", AT).conversation
    assert talk.change("two_factor", "off", AT).conversation.state.stated["two_factor"].value == "off"
    assert talk.change("two_factor", "no, it is switched off", AT).conversation.state.stated["two_factor"].value == "off"
    with pytest.raises(UsageError, match="not allowed"):
        talk.change("two_factor", "purple", AT)
    with pytest.raises(UsageError, match="unknown fact"):
        talk.change("colour", "red", AT)


def test_forgetting_needs_a_known_fact(store: Store) -> None:
    assert parts(begun(store).forget("port", AT), out.Notice)
    with pytest.raises(UsageError):
        begun(store).forget("colour", AT)


def test_a_contradiction_is_said_once_with_both_statements(store: Store) -> None:
    turn = begun(store, f"{ERROR}, I use port 465").answer("port", "587", AT)
    (said,) = parts(turn, out.Contradiction)
    assert isinstance(said, out.Contradiction)
    assert "465" in said.text
    assert "587" in said.text
    assert not parts(turn.conversation.answer("worked_before", "yes", AT), out.Contradiction)


def helped_asked(store: Store) -> Conversation:
    talk = begun(store)
    while talk.question is not None:
        talk = talk.answer(talk.question.key, "unknown", AT).conversation
    assert talk.expects is Expect.HELPED
    return talk


def test_yes_after_the_steps_resolves_the_case(store: Store) -> None:
    turn = helped_asked(store).understand("yes, it works now!", AT)
    assert isinstance(turn.reply[-1], out.Closed)
    assert turn.conversation.expects is Expect.NOTHING
    assert turn.conversation.state.outcome is case.Outcome.RESOLVED


def test_what_was_tried_is_not_proposed_again(store: Store) -> None:
    talk = helped_asked(store)
    proposed: list[str] = []
    while talk.expects is not Expect.TEXT:
        if talk.question is not None:
            talk = talk.answer(talk.question.key, "unknown", AT).conversation
            continue
        assert talk.steps is not None
        assert talk.steps.cause not in proposed
        proposed.append(talk.steps.cause)
        talk = talk.understand("no, same error", AT).conversation
    assert len(proposed) >= 2
    assert set(talk.state.tried) == set(proposed)
    (end,) = talk.prompt()
    assert isinstance(end, out.Exhausted)


def test_a_fix_that_failed_lowers_its_cause(store: Store) -> None:
    talk = helped_asked(store)
    assert talk.steps is not None
    cause = talk.steps.cause
    before = {one.id: one.probability for one in talk.diagnosis.causes} if talk.diagnosis else {}
    after = talk.tried(cause, False, AT).conversation
    assert after.diagnosis is not None
    assert {one.id: one.probability for one in after.diagnosis.causes}.get(cause, 0.0) < before[cause]


def test_the_steps_can_be_had_at_once_and_then_it_is_asked_whether_they_helped(store: Store) -> None:
    turn = begun(store).fix(AT)
    assert [type(part) for part in turn.reply] == [out.Steps, out.HelpedAsked]
    assert turn.conversation.expects is Expect.HELPED
    assert turn.conversation.understand("no", AT).conversation.state.tried != ()
    assert turn.conversation.back().conversation.expects is Expect.ANSWER


def test_after_the_end_nothing_is_taken_for_an_answer(store: Store) -> None:
    done = helped_asked(store).understand("yes", AT).conversation
    turn = done.understand("thank you", AT)
    assert turn.conversation == done
    assert turn.conversation.back().conversation.expects is Expect.HELPED


def test_why_names_what_each_answer_leads_to(store: Store) -> None:
    talk = begun(store)
    (why,) = talk.why()
    assert isinstance(why, out.Why)
    assert talk.question is not None
    assert [lead.label for lead in why.outcomes] == [answer.label for answer in talk.question.answers]
    assert why.find_out
    led = talk.answer(talk.question.key, talk.question.answers[0].value, AT).conversation
    assert led.diagnosis is not None
    assert led.diagnosis.causes[0].id == why.outcomes[0].cause


def test_what_would_change_its_mind_does_change_it(store: Store) -> None:
    talk = begun(store)
    (would,) = talk.would_change()
    assert isinstance(would, out.WouldChange)
    assert would.rows
    question, lead = would.rows[0]
    value = next(answer.value for answer in question.answers if answer.label == lead.label)
    after = talk.answer(question.key, value, AT).conversation
    assert talk.diagnosis is not None
    assert after.diagnosis is not None
    assert after.diagnosis.causes[0].id == lead.cause != talk.diagnosis.causes[0].id


def test_findings_of_checks_become_checked_facts(store: Store) -> None:
    finding = Finding("speaks", "mx.example:25", Outcome.FAIL, "refused", facts={"connection_opens": "no"}, wording="timed out")
    aside = finding._replace(target="mx.example:2525", facts={"port": "2525"}, primary=False)
    talk = begun(store, "cannot send mail through mx.example").found([finding, aside], AT).conversation
    rows = {row.key: row for row in talk.facts().rows}
    assert rows["connection_opens"].origin is Origin.CHECKED
    assert "port" not in rows
    assert talk.diagnosis is not None
    assert talk.diagnosis.causes[0].id == "network-blocked"
    assert talk.back().conversation.state.checked == {}


def test_no_findings_are_no_event(store: Store) -> None:
    talk = begun(store)
    assert talk.found([], AT).conversation == talk


def test_remarks_do_not_touch_the_diagnosis(store: Store) -> None:
    talk = begun(store)
    noted = talk.note("call back on Monday", AT).conversation.rename("Printer\nin  the hall", AT)
    assert noted.diagnosis == talk.diagnosis
    assert noted.state.title == "Printer in the hall"
    assert noted.back().conversation.state.empty


def test_resolving_by_hand_wants_a_cause_that_exists(store: Store) -> None:
    with pytest.raises(UsageError, match="unknown cause"):
        begun(store).resolve("bad-luck", AT)
    closed = begun(store).resolve("", AT)
    assert closed.conversation.state.outcome is case.Outcome.RESOLVED


def test_secrets_never_become_part_of_the_conversation(store: Store) -> None:
    talk = begun(store, f"{ERROR} user=bob password=Xq77Secret1")
    talk = talk.understand("my password: Yr88Secret2 is right", AT).conversation
    talk = talk.note("pwd=Zs99Secret3", AT).conversation.rename("password=Wt66Secret4", AT)
    talk = talk.change("error_code", "535 password=Vu55Secret5", AT).conversation
    everything = repr(talk)
    assert "Secret" not in everything


def test_facts_known_from_the_beginning(store: Store) -> None:
    talk = start(store, {"two_factor": "on"}, AT)
    assert talk.state.stated["two_factor"].value == "on"
    with pytest.raises(UsageError):
        start(store, {"two_factor": "perhaps"}, AT)


def test_what_a_check_met_is_not_put_into_the_persons_mouth(store: Store) -> None:
    finding = Finding(
        "ports", "mx.example:25", Outcome.FAIL, "refused", facts={"connection_opens": "no"}, wording="connect ECONNREFUSED"
    )
    talk = begun(store, "our mail server mx.example takes no mail").found([finding], AT).conversation
    assert talk.diagnosis is not None
    reasons = [reason for cause in talk.diagnosis.causes for reason in cause.because if "ECONNREFUSED" in reason.upper()]
    assert reasons
    assert not [reason for reason in reasons if reason.startswith(("you wrote", "your words"))]


def test_the_server_to_check_is_known_from_the_text_or_the_provider(store: Store) -> None:
    assert start(store).target == ""
    assert begun(store, "535 at smtp.example.com, I use port 465").target == "smtp.example.com:465"
    assert begun(store, "gmail says 535 5.7.8 Username and Password not accepted").target == "smtp.gmail.com:587"


def test_a_check_is_offered_once_and_not_again_after_it_was_made(store: Store) -> None:
    turn = start(store).say("the connection to smtp.example.com:587 fails", AT)
    (offer,) = parts(turn, out.CheckOffered)
    assert isinstance(offer, out.CheckOffered)
    talk = turn.conversation
    assert talk.question is not None
    after = talk.answer(talk.question.key, "unknown", AT)
    if after.conversation.diagnosis is not None and after.conversation.diagnosis.next_check == offer.check:
        assert not parts(after, out.CheckOffered)
    made = talk.found([Finding(offer.check.id, "smtp.example.com:587", Outcome.PASS, "fine")], AT).conversation
    assert made.diagnosis is not None
    assert made.diagnosis.next_check is None or made.diagnosis.next_check.id != offer.check.id
    skipped = talk.found([Finding(offer.check.id, "smtp.example.com:587", Outcome.SKIP, "no")], AT).conversation
    assert skipped.state.made == frozenset()
