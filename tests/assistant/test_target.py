"""Which server a case is about."""

from __future__ import annotations

import pytest

from kbassist.assistant.conversation import start
from kbassist.assistant.target import target_of
from kbassist.kb.store import Store


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("535 at smtp.example.com:587", "smtp.example.com:587"),
        ("535 at smtp.example.com, I use port 465", "smtp.example.com:465"),
        ("mail.example.org refuses the login", "mail.example.org"),
        ("gmail says 535 5.7.8 Username and Password not accepted", "smtp.gmail.com:587"),
        ("gmail says 535, port 465", "smtp.gmail.com:465"),
        ("see https://support.example.com/mail/help.html, error 535 from smtp.gmail.com", "smtp.gmail.com"),
        ("bob@mail.example.com cannot send, 535", ""),
        ("File smtplib.py line 10, 535 5.7.8", ""),
        ("535 5.7.8 authentication failed", ""),
        ("535 from a host \x1b[31msmtp.example.com\x1b[0m", "smtp.example.com"),
    ],
)
def test_the_server_of_a_case(store: Store, text: str, target: str) -> None:
    assert target_of(start(store).say(text, "t").conversation) == target


def test_nothing_said_no_server(store: Store) -> None:
    assert target_of(start(store)) == ""
