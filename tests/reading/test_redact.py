"""No planted secret survives, whatever it is wrapped in; what is no secret is left alone."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbassist.reading.read import clean
from kbassist.reading.redact import redact

SECRET = "Tr0ub4dor&3xyz"
BLOB = base64.b64encode(b"\0alice@example.com\0" + SECRET.encode()).decode()
LOGIN = base64.b64encode(SECRET.encode()).decode()

WRAPPINGS = [
    f"password={SECRET}",
    f"password: {SECRET}",
    f"EMAIL_HOST_PASSWORD = '{SECRET}'",
    f'"pass": "{SECRET}"',
    f'{{\\"pass\\": \\"{SECRET}\\"}}',
    f"'password' => '{SECRET}',",
    f"SMTP_PASS={SECRET}",
    f'MAIL_PASSWORD="{SECRET}"',
    f"smtp_sasl_password_maps: secret: {SECRET}",
    f"smtp://alice:{SECRET}@mail.example.com:587",
    f"smtps://alice%40example.com:{SECRET}@smtp.example.com",
    f"AUTH PLAIN {BLOB}",
    f"C: AUTH PLAIN {BLOB}\nS: 535 5.7.8 no",
    f"AUTH LOGIN\n334 VXNlcm5hbWU6\nYWxpY2U=\n334 UGFzc3dvcmQ6\n{LOGIN}\n535 no",
    f"334 UGFzc3dvcmQ6\nC: {LOGIN}",
    f"CLIENT -> SERVER: {LOGIN}",
    f"Authorization: Bearer {LOGIN}abc",
    f"mein Passwort: {SECRET}",
    f"mot de passe: {SECRET}",
    f"contraseña: {SECRET}",
    f"密码：{SECRET}",
    f"пароль: {SECRET}",
    f"password\\u003d{SECRET}",
    f"\x1b[1mpassword\x1b[0m={SECRET}",
    f"set smtp_url=smtp://alice@example.com:{SECRET}@smtp.example.com",
    f'server.login("alice", "{SECRET}")',
    f'smtp.PlainAuth("", "alice", "{SECRET}", host)',
    f'new NetworkCredential("alice", "{SECRET}")',
    f'props.put("mail.smtp.password", "{SECRET}");',
    f"define('SMTP_PASS', '{SECRET}');",
    f"curl --user alice@example.com:{SECRET} smtp://h",
    f"swaks --auth-password {SECRET}",
    f"[smtp.example.com]:587 alice@example.com:{SECRET}",
    f"api key: {SECRET}",
    f"my password is {SECRET}",
    f"password -> {SECRET}",
    f'smtp_password:\n    "{SECRET}"',
    f"password: |\n  {SECRET}",
    f"hasło: {SECRET}",
    f"wachtwoord: {SECRET}",
    f"şifre: {SECRET}",
    f"비밀번호: {SECRET}",
    f"密码是{SECRET}",
    "2024-01-01 10:00:00 CLIENT -> SERVER: " + LOGIN,
    "send: '" + LOGIN + "\\r\\n'",
    f"<password>{SECRET}</password>",
    f"<smtp:Password type='x'>\n  {SECRET}\n</smtp:Password>",
    f'<input name="password" value="{SECRET}">',
    f'<add key="SmtpPassword" value="{SECRET}"/>',
    f'{{"name":"SMTP_PASSWORD","value":"{SECRET}"}}',
    f"- name: SMTP_PASSWORD\n  value: {SECRET}",
    f"| password | {SECRET} |",
    f's:8:"password";s:14:"{SECRET}";',
    f"user=x&password%3D{SECRET}",
    f"%22password%22%3A%22{SECRET}%22",
    f"Authorization: Custom {LOGIN}",
    f"'pass': '{SECRET[:4]}'{SECRET}',",
    "AUTH PLAIN " + "QUJD" * 18 + "\n" + LOGIN,
]


@pytest.mark.parametrize("text", WRAPPINGS)
def test_a_password_survives_no_wrapping(text: str) -> None:
    shown, _ = clean(f"before\n{text}\nafter 535 5.7.8")
    assert SECRET not in shown and LOGIN not in shown and BLOB not in shown, shown
    assert "before" in shown and "535 5.7.8" in shown


@pytest.mark.parametrize(
    "token",
    [
        "SG.abcdefGHIJKLmnop.qrstuvWXYZ0123456789abcdefghij",
        "xkeysib-0123456789abcdef0123456789abcdef-AbCdEfGh",
        "xsmtpsib-0123456789abcdef0123456789abcdef-AbCdEfGh",
        "key-0123456789abcdef0123456789abcdef",
        "AKIAIOSFODNN7EXAMPLE",
        "re_123456789_abcdefghijkl",
        "ya29.a0AfH6SMBx-abcdefghij",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc123_-XYZ",
        "01234567-89ab-cdef-0123-456789abcdef",
        "0123456789abcdef0123456789abcdef",
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    ],
)
def test_a_token_of_known_form_is_masked_without_any_label(token: str) -> None:
    for text in (f"I use {token} and get 401", f'"{token}"', f"<{token}>", f"it ends with {token}"):
        assert token not in clean(text)[0], clean(text)[0]


def test_the_mask_of_a_public_key_says_that_it_is_one() -> None:
    for text in ("MAILGUN_API_KEY='pubkey-0a1b2c3d4e5f'", "api_key: pubkey-0a1b2c3d4e5f", "api key = pubkey-XXXXXXXX"):
        shown = redact(text)
        assert "<password pubkey>" in shown and "pubkey-" not in shown, shown
        assert redact(shown) == shown


def test_a_google_app_password_is_masked_beside_its_name() -> None:
    for text in ("app password: abcd efgh ijkl mnop", "my app password is 'abcd efgh ijkl mnop'", "password=abcdefghijklmnop"):
        assert "mnop" not in clean(text)[0], clean(text)[0]


@pytest.mark.parametrize(
    "text",
    [
        "535 5.7.8 Username and Password not accepted",
        "Password: incorrect",
        "535 5.7.0 Error: authentication failed: authentication failure",
        "the password is correct, the token was never changed",
        "AUTH LOGIN failed",
        "I have a valid token: 535: 5.7.8 not accepted",
        "250-AUTH PLAIN LOGIN CRAM-MD5",
        "250-AUTH NTLM\n250-X-EXPS GSSAPI NTLM",
        "smtplib.SMTPAuthenticationError",
        "SASL authentication failed; cannot authenticate to server smtp.example.com",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert redact(text) == text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("SMTP_PASSWORD=horse!is@notHere", "SMTP_PASSWORD=<password #>"),
        ("PASSWD = $pw1234#x", "PASSWD = <password #>"),
        ("my password is Schl\u00fcssel99", "my password is <password #>"),
        ("smtps://AKIA:BGh/x+2k@smtp.example.com:465", "smtps://<credentials #>@smtp.example.com:465"),
        ("<smtpPassword>tz&9kLw</smtpPassword>", "<smtpPassword><password #></smtpPassword>"),
        ("SMTP_PASSWORD=horse_is.not-here7", "SMTP_PASSWORD=<password>"),
        ("smtp://alice%40example.com:pw%23x@smtp.example.com", "smtp://<credentials>@smtp.example.com"),
        ("'password' => $password1,", "'password' => <password>,"),
        ("pass: process.env.SMTP_PASS!,", "pass: <password>,"),
        ("password=/run/secrets/smtp", "password=<password>"),
    ],
)
def test_a_mask_tells_of_signs_that_configuration_files_break(text: str, masked: str) -> None:
    assert clean(text)[0] == masked


def test_a_password_that_begins_like_a_reply_code_is_masked() -> None:
    for secret in ("432-abcSecret9", "535:horse", "250-5.horse"):
        assert secret not in clean(f"password: {secret}")[0]


def test_a_challenge_is_shown_for_what_it_says() -> None:
    assert "Password:" in redact("SASL LOGIN authentication failed: UGFzc3dvcmQ6")
    assert "Username:" in redact("334 VXNlcm5hbWU6")


def test_a_sentence_behind_a_challenge_is_no_answer_to_it() -> None:
    assert "user and password boxes" in redact("334 VXNlcm5hbWU6\nuser and password boxes are blank")


def test_an_unset_variable_is_shown_as_such() -> None:
    assert "undefined" in redact("AUTH PLAIN AHVuZGVmaW5lZAB1bmRlZmluZWQ=")


@given(st.text(max_size=400))
def test_masking_and_unwrapping_never_raise_and_are_idempotent(text: str) -> None:
    once, _ = clean(text)
    assert clean(once)[0] == once


@given(
    st.text(alphabet="abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ0123456789!%*+-_#", min_size=9, max_size=40),
    st.sampled_from(
        [
            "password={}",
            "'pass': '{}'",
            '"password":"{}"',
            "smtp://bob:{}@h.example",
            "MAIL_PASSWORD={}",
            "secret = {}",
            "password: {}",
        ]
    ),
)
def test_any_password_is_masked(secret: str, wrapping: str) -> None:
    if not any(c.isdigit() for c in secret) or not any(c.isalpha() for c in secret):
        return
    shown, _ = clean("x " + wrapping.format(secret) + " y")
    assert secret not in shown


def test_the_software_in_a_servers_greeting_is_no_secret() -> None:
    greeting = "220 email-smtp.amazonaws.com ESMTP SimpleEmailService-1868680137 ready"
    assert redact(greeting) == greeting
    assert "SimpleEmailService-1868680137" not in redact("the key is SimpleEmailService-1868680137")


@pytest.mark.parametrize("text", ["パスワードは合っているし、ブラウザでは入れます。", "비밀번호: 맞아요", "パスワード：正しい"])
def test_a_sentence_without_blanks_after_the_label_is_no_secret(text: str) -> None:
    assert redact(text) == text


@pytest.mark.parametrize("text", [f"パスワードは{SECRET}です", f"密码：我记得是{SECRET}", f"비밀번호는 {SECRET}"])
def test_a_secret_within_such_a_sentence_is_masked(text: str) -> None:
    assert SECRET not in redact(text)
