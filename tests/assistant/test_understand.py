"""Free words taken for answers: numbers, labels, the knowledge's phrases, yes, no, no idea, typing errors, other languages."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kbassist.assistant.asking import HELPED, choices
from kbassist.assistant.understand import meant, yes_or_no
from kbassist.kb.store import Store


def value_of(store: Store, key: str, text: str) -> str | None:
    question = store.questions()[key]
    found = meant(text, question, choices(question), store)
    return found.value if found else None


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("two_factor", "1", "on"),
        ("two_factor", " 2) ", "off"),
        ("two_factor", "[3]", "unknown"),
        ("two_factor", "4", None),
        ("two_factor", "on", "on"),
        ("two_factor", "yes", "on"),
        ("two_factor", "Yep, since last week", "on"),
        ("two_factor", "nope", "off"),
        ("two_factor", "no, never", "off"),
        ("two_factor", "No, it is off", "off"),
        ("two_factor", "no idea", "unknown"),
        ("two_factor", "dont knwo", "unknown"),
        ("two_factor", "I really don't know", "unknown"),
        ("two_factor", "keine Ahnung", "unknown"),
        ("two_factor", "je ne sais pas", "unknown"),
        ("two_factor", "不知道", "unknown"),
        ("two_factor", "わかりません", "unknown"),
        ("two_factor", "ja", "on"),
        ("two_factor", "nein", "off"),
        ("two_factor", "да", "on"),
        ("two_factor", "we use 2fa", "on"),
        ("two_factor", "I never enabled 2fa", "off"),
        ("port", "465", "465"),
        ("port", "25", "25"),
        ("port", "it's 465 I think", "465"),
        ("port", "port 587", "587"),
        ("port", "2", "465"),
        ("port", "another one", "other"),
        ("port", "no idea", "unknown"),
        ("port", "we pass the port by a variable", None),
        ("credential_kind", "an app password", "app-password"),
        ("credential_kind", "the acount password", "account-password"),
        ("credential_kind", "API key", "api-key"),
        ("credential_kind", "oauth", "oauth-token"),
        ("network", "cloud", "cloud"),
        ("network", "home", "home"),
        ("network", "vpn", "vpn"),
        ("password_changed_recently", "since I changed the password", "yes"),
        ("worked_before", "it worked until yesterday", "yes"),
        ("worked_before", "535 5.7.8 Username and Password not accepted", None),
        ("two_factor", "the printer stands in the hall and prints on both sides if one asks it to do so nicely", None),
        ("two_factor", "", None),
        ("two_factor", "?", None),
    ],
)
def test_what_words_mean(store: Store, key: str, text: str, value: str | None) -> None:
    assert value_of(store, key, text) == value


def test_other_facts_in_the_same_words_are_taken_along(store: Store) -> None:
    question = store.questions()["two_factor"]
    found = meant("yes, and I use port 465", question, choices(question), store)
    assert found is not None
    assert (found.value, dict(found.also)) == ("on", {"port": "465"})


@pytest.mark.parametrize(
    ("text", "helped"),
    [
        ("yes", True),
        ("1", True),
        ("it works now", True),
        ("fixed, thank you", True),
        ("geht jetzt", True),
        ("no", False),
        ("2", False),
        ("still the same error", False),
        ("did not help", False),
        ("it does not work", False),
        ("hat nicht geholfen", False),
        ("不行", False),
        ("no idea", None),
        ("I am still waiting for my administrator", None),
        ("still fails", False),
        ("the administrator is on holiday", None),
        ("", None),
    ],
)
def test_whether_the_steps_helped(store: Store, text: str, helped: bool | None) -> None:
    assert yes_or_no(text, HELPED, store) is helped


def test_every_label_and_value_of_every_question_is_understood(store: Store) -> None:
    for key, question in store.questions().items():
        for choice in choices(question):
            assert value_of(store, key, choice.label) == choice.value, (key, choice)
            assert value_of(store, key, choice.value) == choice.value, (key, choice)
            assert value_of(store, key, choice.label.upper() + "!") == choice.value, (key, choice)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=200), key=st.sampled_from(["two_factor", "port", "network", "credential_kind"]))
def test_no_text_breaks_it(store: Store, text: str, key: str) -> None:
    question = store.questions()[key]
    found = meant(text, question, choices(question), store)
    assert found is None or found.value in {choice.value for choice in choices(question)}
