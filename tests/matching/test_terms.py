"""Words broken by a hard wrap are joined and misspelt words put right, but only where the knowledge knows the word meant."""

from __future__ import annotations

import pytest

from kbassist.assistant.answer import answer
from kbassist.kb.store import Store
from kbassist.matching.terms import beside, report_words
from kbassist.model.spelling import forms
from kbassist.reading.read import read


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("the server says authenti\ncation failed", "authentication"),
        ("autentication failed", "authentication"),
        ("the conection to the server", "connection"),
        ("certficate is not trusted", "certificate"),
    ],
)
def test_a_broken_or_misspelt_word_is_read_as_what_was_meant(text: str, word: str, store: Store) -> None:
    assert word in report_words(read(text, store))


def test_known_words_and_names_stay_as_they_are(store: Store) -> None:
    text = "mailer zqxvbnm failed\nagain with the password"
    assert report_words(read(text, store)) == ["mailer", "zqxvbnm", "failed", "", "again", "with", "the", "password"]


def test_a_typo_in_the_error_leads_to_the_same_cause(store: Store) -> None:
    right = answer("535 5.7.8 Username and Password not accepted gsmtp", {}, store).diagnosis.causes[0].id
    assert answer("535 5.7.8 Usernmae and Pasword not acceptd gsmtp", {}, store).diagnosis.causes[0].id == right


@pytest.mark.parametrize(
    ("text", "kind", "owner"),
    [
        ("sengrid says 401", "provider", "sendgrid"),
        ("535 at gmail, I chnaged my pasword yesterday", "fact", "password_changed_recently"),
        ("conection refused", "cause", "network-blocked"),
    ],
)
def test_a_phrase_is_found_though_a_word_of_it_is_misspelt(text: str, kind: str, owner: str, store: Store) -> None:
    sign = next(sign for sign in read(text, store).signs if (sign.kind, sign.owner) == (kind, owner))
    assert text[sign.start : sign.end].strip()


def test_mending_takes_no_phrase_away(store: Store) -> None:
    """A word that the samples do not have may be a name that a phrase has."""
    text = "535 from mailcow, conection by gomail"
    right = {(sign.kind, sign.owner) for sign in read(text.replace("conection", "connection"), store).signs}
    assert {(sign.kind, sign.owner) for sign in read(text, store).signs} == right


def test_two_words_one_slip_apart_share_a_form() -> None:
    for slip in ("pasword", "passwword", "passwurd", "psasword"):
        assert set(forms("password")) & set(forms(slip))


def test_lines_that_say_nothing_of_the_matter_are_set_aside(store: Store) -> None:
    text = "scheduler tick\nMAIL_PORT=465\nthe invoices are not sent\n535 5.7.8 Error: authentication failed\njob tick finished"
    assert beside(read(text, store), (), store) == {"scheduler", "tick", "job", "finished"}


def test_a_word_that_stands_in_a_telling_line_too_keeps_its_say(store: Store) -> None:
    assert "finished" not in beside(read("job finished\n535 5.7.8 mail job finished with an error", store), (), store)


@pytest.mark.parametrize("text", ["job finished 535 5.7.8 Error", "scheduler tick\nthe mail is not sent"])
def test_one_line_or_a_text_without_a_reply_keeps_all_its_words(text: str, store: Store) -> None:
    assert beside(read(text, store), (), store) == frozenset()


def test_a_line_with_a_recognised_wording_is_telling(store: Store) -> None:
    assert beside(read("zqx tick\nzqx vbn", store), ("vbn",), store) == {"tick"}
