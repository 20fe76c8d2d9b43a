"""An answer to EHLO shows what it lists; what it does not list it shows only when it is all there, and before TLS it shows less."""

from __future__ import annotations

import time

import pytest

from kbassist.assistant.answer import gather
from kbassist.kb.store import Store
from kbassist.reading.ehlo import answers
from kbassist.reading.read import clean, read

CLEAR = ["250-mail.example.net", "250-PIPELINING", "250-SIZE 10240000", "250-STARTTLS", "250-8BITMIME", "250 DSN"]
SECURED = ["250-mail.example.net", "250-PIPELINING", "250-SIZE 10240000", "250-8BITMIME", "250 DSN"]
LOGIN = ["250-mail.example.net", "250-PIPELINING", "250-AUTH PLAIN LOGIN", "250-8BITMIME", "250 DSN"]
KEYS = ("server_offers_auth", "encryption", "mechanism_offered")


def shown(text: str, store: Store) -> dict[str, str]:
    return {fact.key: fact.value for fact in read(text, store).facts if fact.key in KEYS and fact.shown}


def dialogue(form: str, *parts: list[str] | str) -> str:
    """Return a session as a program prints it: `form` has a place for who speaks and one for the line."""
    spoken = [
        (part, "C") if isinstance(part, str) else (line, "S")
        for part in parts
        for line in ([part] if isinstance(part, str) else part)
    ]
    return "\n".join(form.format(who=who, line=line) for line, who in spoken)


FORMS = {
    "telnet": "{line}",
    "nodemailer": "[2024-05-02 10:11:12] DEBUG [a1B2c3] {who}: {line}",
    "MailKit": "{who}: {line}",
    "curl": "< {line}",
    "swaks": "<-  {line}",
    "msmtp": "<-- {line}",
    "PHPMailer": "2023-01-04 09:01:33\tSERVER -> CLIENT: {line}",
    "smtplib": "reply: b'{line}\\r\\n'",
    "lettre": "[lettre::smtp::client][DEBUG] Read: {line}<CRLF>",
    "Roundcube": "[28-Nov-2019 11:08:54 +0000]: <1lnaie7h> Recv: {line}",
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_an_answer_in_the_clear_without_auth_is_read_whatever_program_prints_it(form: str, store: Store) -> None:
    assert shown(dialogue(form, CLEAR), store) == {"server_offers_auth": "no", "encryption": "none"}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_behind_tls_the_second_answer_counts(form: str, store: Store) -> None:
    begun = [CLEAR, "STARTTLS", ["220 2.0.0 Ready to start TLS"], "EHLO client"]
    assert shown(dialogue(form, *begun, SECURED), store) == {"server_offers_auth": "no", "encryption": "starttls"}
    assert shown(dialogue(form, *begun, LOGIN), store) == {
        "server_offers_auth": "yes", "encryption": "starttls", "mechanism_offered": "PLAIN, LOGIN",
    }  # fmt: skip


def test_an_answer_in_one_line_of_a_log_is_read(store: Store) -> None:
    log = "<< " + " ".join(CLEAR) + " >> MAIL FROM:<a@example.net> << 250 2.1.0 Ok"
    assert shown(log, store) == {"server_offers_auth": "no", "encryption": "none"}
    assert answers(clean(log)[0])[0].whole


def test_before_tls_has_begun_that_no_auth_is_listed_says_nothing(store: Store) -> None:
    assert shown(dialogue("{who}: {line}", CLEAR, "STARTTLS"), store) == {"encryption": "starttls"}


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(CLEAR[:-1]),  # the last line is missing
        "\n".join(CLEAR[1:]),  # the first one is
        "\n".join([*CLEAR[:2], "[...]", *CLEAR[4:]]),
        "\n".join([*CLEAR[:2], "250-...", *CLEAR[4:]]),
        "EHLO lists 250-ETRN 250-8BITMIME 250 OK. Others send",
        "the server says 250-SIZE 10240000 and 250 HELP, no more",
        "250-Welcome to the FTP service.\n250-Mind the quota\n250 CWD command successful",
    ],
)
def test_an_answer_that_is_quoted_in_part_does_not_show_what_it_lacks(text: str, store: Store) -> None:
    assert "server_offers_auth" not in shown(text, store)


def test_the_command_before_it_stands_for_the_first_line(store: Store) -> None:
    assert shown("EHLO client\n" + "\n".join(SECURED[1:]), store) == {"server_offers_auth": "no"}


def test_an_auth_line_without_a_mechanism_offers_none(store: Store) -> None:
    bare = ["250-mail.example.net", "250-AUTH", "250-STARTTLS", "250 HELP"]
    assert shown("\n".join(bare), store)["server_offers_auth"] == "no"
    old = ["250-mail.example.net", "250-AUTH=LOGIN PLAIN", "250 HELP"]
    assert shown("\n".join(old), store) == {"server_offers_auth": "yes", "mechanism_offered": "LOGIN, PLAIN"}


def test_two_sessions_that_differ_settle_nothing_new(store: Store) -> None:
    assert shown("\n".join([*LOGIN, "and from the other machine", *SECURED]), store).get("server_offers_auth") != "no"


def test_a_bare_list_of_extensions_is_no_command(store: Store) -> None:
    debug = dialogue("reply: b'{line}\\r\\n'", CLEAR)
    listed = "reply: retcode (250); Msg: b'mail.example.net\\nPIPELINING\\nSIZE 10240000\\nSTARTTLS\\n8BITMIME\\nDSN'"
    assert shown(f"{debug}\n{listed}", store) == {"server_offers_auth": "no", "encryption": "none"}


def test_a_login_that_was_refused_had_been_offered(store: Store) -> None:
    def known(text: str) -> dict[str, str]:
        return {fact.key: fact.value for fact in gather(text, {}, store).facts}

    assert known("535 5.7.8 Error: authentication failed")["server_offers_auth"] == "yes"
    assert known("the server has no auth problem, 535 5.7.8")["server_offers_auth"] == "yes"
    assert "server_offers_auth" not in known("530 5.7.0 Must issue a STARTTLS command first")
    assert gather("535 5.7.8", {"server_offers_auth": "no"}, store).facts[0].value == "no"
    assert all(
        fact.key != "server_offers_auth" for fact in gather("535 5.7.8", {}, store, withdrawn=("server_offers_auth",)).facts
    )


@pytest.mark.parametrize(
    "text",
    [
        "250-" * 16_000,
        "250-a 250 " * 6_000,
        "250-mail.example.net\n" + "250-SIZE\n" * 7_000,
        "250-STARTTLS\n" + "STARTTLS\n" * 7_000,
        "250-x\n250-SIZE" + " " * 60_000,
        "250-x\n250 SIZE\nSTARTTLS" + "\t" * 60_000,
    ],
)
def test_reading_is_linear(text: str) -> None:
    began = time.process_time()
    answers(text)
    assert time.process_time() - began < 1.0
