"""Codes are found where they are codes, and only there."""

from __future__ import annotations

import pytest

from kbassist.reading.extract import broken_signs, codes, ports
from kbassist.reading.read import clean


def found(text: str) -> tuple[list[tuple[str | None, str | None]], list[str]]:
    mentions, http = codes(clean(text)[0])
    return [(m.reply_code, m.status_code) for m in mentions], list(http)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("535 5.7.8 Authentication failed", [("535", "5.7.8")]),
        ("535-5.7.8 Username and", [("535", "5.7.8")]),
        ("(535, b'5.7.8 Username')", [("535", "5.7.8")]),
        ("535 5,7,8", [("535", "5.7.8")]),
        ("535–5.7.8", [("535", "5.7.8")]),
        ("235 2.7.0 Authentication successful", [("235", "2.7.0")]),
        ("Status: 5.1.1", [(None, "5.1.1")]),
        ("error 5.1.1", [(None, "5.1.1")]),
        ("bounces with 5.1.10", [(None, "5.1.10")]),
        ("dsn=4.4.1, status=deferred", [(None, "4.4.1")]),
        ("Exchange answers 5.7.60 SMTP; Client", [(None, "5.7.60")]),
        ("5.7.O refused", [(None, "5.7.0")]),
        ("dsn=4.7.0, status=deferred", [(None, "4.7.0")]),
        ("Expected response code 235 but got code \"535\"", [("235", None), ("535", None)]),
        ("error 535", [("535", None)]),
        ("SMTP Error (535): Authentication failed", [("535", None)]),
        ("454 4.7.0 Temporary authentication failure", [("454", "4.7.0")]),
        ("530 5.7.57 SMTP; Client was not authenticated", [("530", "5.7.57")]),
        ("code: 'EAUTH', responseCode: 535", [("535", None)]),
        ("550 User unknown", [("550", None)]),
        ("554 Message rejected: Email address is not verified", [("554", None)]),
    ],
)  # fmt: skip
def test_codes_are_found(text: str, expected: list[tuple[str | None, str | None]]) -> None:
    assert found(text)[0] == expected


@pytest.mark.parametrize(
    "text",
    [
        "line 535, in send", "mailer.rb:535:in `deliver'", "port 555", "took 450 ms", "version 5.7.8.1", "nodemailer/4.6.70000",
        "delay=250", "postfix/smtpd[535]:", "at foo (bar.js:454:12)", "192.168.4.1", "10 535 000", "550 MB", "$535",
        "python3.5.2000", "id=550", "notified 400 readers", "the mailing to 550 parents", "an 450 Mitglieder", "à 550 destinataires",
        "since the update to 4.2.1", "updated from 5.2.0 to 5.3.1", "5.7.0 -> 5.7.1 broke it", "from 5.7.0 to 5.7.1", "Magento 2.4.3",
        "on 4.5.45 they did", "Put 5.2.0 back", "vendor/ruby-2.3.1", "MailKit 4.1.0 says no", "the plugin (2.0.2)",
        "Version 5.7.1 of the plugin", "desde la actualización 5.4.1", "nach Aktualisierung auf 5.2.0",
    ],
)  # fmt: skip
def test_other_numbers_are_none(text: str) -> None:
    assert found(text) == ([], [])


@pytest.mark.parametrize(
    "text", ["HTTP/1.1 401 Unauthorized", "401 Unauthorized", "status code 403", "HTTP Error 403: Forbidden", "statusCode: 429"]
)
def test_http_statuses_go_their_own_way(text: str) -> None:
    mentions, http = found(text)
    assert mentions == [] and len(http) == 1


def test_ports() -> None:
    assert [p for p, *_ in ports("smtp.gmail.com:587 and port 465 and port=2525")] == ["587", "465", "2525"]


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("550 5.7.1 Unable to relay (in reply to RCPT TO command)", "rcpt"),
        ("status=bounced (host mx said: 530 5.7.0 Authentication required (in reply to MAIL FROM command))", "mail"),
        ("C: AUTH PLAIN <credentials>\nS: 535 5.7.8 no", "auth"),
        ("MAIL FROM:<a@example.com>\n250 ok\nRCPT TO:<b@example.com>\n550 relay not permitted", "rcpt"),
        ("454 4.7.0 TLS not available after STARTTLS", "starttls"),
        ("421 too many connections", ""),
    ],
)
def test_the_stage_is_read_where_the_text_tells(text: str, stage: str) -> None:
    assert codes(text)[0][-1].stage == stage


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("my password has a # and an @ in it", "password has a #"),
        ("Neues Passwort mit § drin", "Passwort mit §"),
        ("mot de passe avec un € et un é", "mot de passe avec un €"),
        ("密码里有#号", "密码里有#"),
        ("パスワードに#が入っている", "パスワードに#"),
        ("only people who have a : in their password", "a : in their password"),
        ("the password with & is refused", "password with &"),
        ("changed all passwords to stronger ones with @ . ! ?", "passwords to stronger ones with @"),
        ("a password like (*^%#}{_~<> fails", "password like"),
        ('Password is ,+;"cb)4Ew#HD6* and right', "Password is"),
        ("the password is generated, full of things like ^ < !", "things like ^"),
        ("made the passwords stronger (@.!? in them)", "passwords stronger (@.!? in them"),
        ('with a password that has no " in it', 'password that has no "'),
    ],
)
def test_signs_that_a_person_names_in_a_password_are_found(text: str, said: str) -> None:
    assert broken_signs(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "EMAIL_HOST_PASSWORD = settings.PW  # app password with 16 letters",
        "password: # comment",
        "Das Passwort stimmt zu 100 %, es geht nicht",
        "password with $SMTP_PASS",
        "my password has been reset. # of tries: 5",
        "the password is right",
        "app password with gmail & outlook",
        "a password like my old one",
        "100 % in the password field",
        "the password is wrong!!!",
        "password is <password> for <user>",
    ],
)
def test_signs_that_stand_for_something_else_are_no_part_of_a_password(text: str) -> None:
    assert broken_signs(text) == ""
