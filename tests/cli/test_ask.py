"""`ask` as the contract has it: verdicts, JSON, exit status."""

from __future__ import annotations

import json
from typing import Any

import pytest

GMAIL = (
    "Traceback (most recent call last):\n"
    '  File "/srv/app/notify.py", line 31, in send\n'
    "    server.login(user, password)\n"
    "smtplib.SMTPAuthenticationError: (535, b'5.7.8 Username and Password not accepted. For more information, go to\\n"
    "5.7.8  https://support.google.com/mail/?p=BadCredentials 5b1f17b1804b1-42cc - gsmtp')"
)


def asked(kbassist: Any, *arguments: str, status: int = 0) -> dict[str, Any]:
    done = kbassist("ask", "--json", *arguments)
    assert done.returncode == status, done.stderr
    assert b"Traceback (most" not in done.stderr
    return json.loads(done.stdout)


def test_a_bare_code_names_its_meaning_the_causes_and_asks(kbassist: Any) -> None:
    done = kbassist("ask", "535 5.7.8")
    text = done.stdout.decode()
    assert done.returncode == 0
    assert "535 5.7.8" in text and "credentials" in text.lower()
    assert "What would tell more" in text and "--fact" in text
    assert max(map(len, text.splitlines())) <= 80 or "http" in text
    assert "\x1b" not in text

    answer = asked(kbassist, "535 5.7.8")
    assert answer["verdict"] == "ambiguous"
    assert len(answer["causes"]) >= 3 and answer["next_question"]["id"]
    assert all(cause["because"] for cause in answer["causes"][:1])


def test_words_that_many_servers_use_are_put_in_no_providers_mouth_until_one_is_named(kbassist: Any) -> None:
    text = "535 5.7.8 authentication failed"
    shared = asked(kbassist, text)["causes"][0]["because"][0]
    assert "servers and programs use these words" in shared
    own = asked(kbassist, f"smtp.mailbox.org said {text}")["causes"][0]["because"]
    assert not any("servers and programs" in reason for reason in own)
    assert "--fact provider=" in kbassist("ask", text).stdout.decode()
    assert "--fact provider=" not in kbassist("ask", f"smtp.mailbox.org said {text}").stdout.decode()


def test_a_gmail_traceback_leads_to_the_app_password(kbassist: Any) -> None:
    answer = asked(kbassist, GMAIL)
    assert answer["report"]["provider"] == "gmail"
    assert answer["report"]["client"] == "python-smtplib"
    assert answer["report"]["reply_codes"] == ["535"] and answer["report"]["status_codes"] == ["5.7.8"]
    assert answer["causes"][0]["id"] == "app-password-required"
    assert any("apppasswords" in step or "app password" in step.lower() for step in answer["steps"])
    assert answer["matches"][0]["article"] == "providers/gmail"


def test_a_mailtrap_401_leads_to_token_domain_and_credential(kbassist: Any) -> None:
    answer = asked(kbassist, "Mailtrap API: 401 Unauthorized")
    named = [cause["id"] for cause in answer["causes"]]
    assert answer["report"]["http_status"] == ["401"] and answer["report"]["reply_codes"] == []
    assert {"token-permissions", "domain-not-verified", "wrong-credential-type"} <= set(named)
    assert "curl" in " ".join(answer["steps"]).lower()


def test_a_database_login_is_no_match(kbassist: Any) -> None:
    answer = asked(kbassist, 'psql: FATAL: password authentication failed for user "alice"', status=1)
    assert answer["verdict"] == "no_match" and answer["causes"] == [] and answer["matches"] == []
    assert answer["outside"]["id"] == "database-login"
    shown = kbassist("ask", 'psql: FATAL: password authentication failed for user "alice"')
    assert shown.returncode == 1 and b"kbassist answers" in shown.stdout


def test_the_json_object_has_every_key_of_the_contract(kbassist: Any) -> None:
    answer = asked(kbassist, GMAIL, "--fact", "two_factor=unknown")
    assert set(answer) >= {
        "schema", "verdict", "report", "matches", "causes", "next_question", "next_check", "steps", "sources"
    }  # fmt: skip
    assert set(answer["report"]) >= {"text", "reply_codes", "status_codes", "http_status", "provider", "client", "facts"}
    assert set(answer["matches"][0]) >= {"id", "title", "score", "article"}
    assert set(answer["causes"][0]) >= {"id", "title", "probability", "because", "article"}
    assert answer["report"]["facts"]["two_factor"] == "unknown"
    assert answer["next_question"] is None or answer["next_question"]["id"] != "two_factor"
    assert sum(cause["probability"] for cause in answer["causes"]) <= 1.0001
    ranked = [cause["probability"] for cause in answer["causes"]]
    assert ranked == sorted(ranked, reverse=True)


def test_a_fact_moves_the_causes(kbassist: Any) -> None:
    def of(answer: dict[str, Any], cause: str) -> float:
        return next((c["probability"] for c in answer["causes"] if c["id"] == cause), 0.0)

    plain = asked(kbassist, "535 5.7.8 authentication failed", "--top", "31")
    changed = asked(kbassist, "535 5.7.8 authentication failed", "--top", "31", "--fact", "password_changed_recently=yes")
    assert of(changed, "stale-saved-password") > 2 * of(plain, "stale-saved-password")


def test_a_pipe_is_read(kbassist: Any) -> None:
    assert kbassist("ask", stdin=GMAIL.encode()).returncode == 0
    assert kbassist("ask", "-", stdin=GMAIL.encode()).returncode == 0


def test_top_limits_the_causes(kbassist: Any) -> None:
    assert len(asked(kbassist, "535 5.7.8", "--top", "1")["causes"]) == 1
    assert len(asked(kbassist, "535 5.7.8", "--top", "4")["causes"]) <= 4


@pytest.mark.parametrize("question", ["two_factor", "webmail_login_works", "password_changed_recently"])
def test_unknown_is_never_asked_again(kbassist: Any, question: str) -> None:
    answer = asked(kbassist, "535 5.7.8", "--fact", f"{question}=unknown")
    assert answer["next_question"]["id"] != question


def test_a_secret_reaches_no_output(kbassist: Any) -> None:
    text = "AUTH PLAIN AGFsaWNlAHMzY3IzdC1wdw== password='s3cr3t-pw' smtp://alice:s3cr3t-pw@mail.example.com 535 5.7.8 refused"
    for arguments in (["ask", text], ["ask", "--json", text]):
        done = kbassist(*arguments)
        assert b"s3cr3t" not in done.stdout + done.stderr and b"AGFsaWNl" not in done.stdout + done.stderr


def test_control_characters_never_reach_the_terminal(kbassist: Any) -> None:
    done = kbassist("ask", "535 5.7.8 \x1b[31mred\x1b]0;title\x07 authentication failed \u202eevil")
    assert b"\x1b" not in done.stdout and "\u202e".encode() not in done.stdout
    wrong = kbassist("ask", "535", "--fact", "\x1b[31mx=1")
    assert wrong.returncode == 2 and b"\x1b" not in wrong.stderr
