"""A text that is nothing but a refusal is answered, for who brings just that here means mail; one with another subject is not."""

from __future__ import annotations

import pytest

from kbassist.assistant.answer import answer
from kbassist.kb.store import Store
from kbassist.model.diagnosis import Verdict

REFUSALS = """\
401 Unauthorized
HTTP/1.1 401 Unauthorized
Error: 401 Unauthorized
Request failed with status code 401
403 Forbidden
authentication failed
could not authenticate
my password is not accepted
invalid credentials
incorrect password
gmail wrong password
zoho invalid credentials
thunderbird mail login failed
email password wrong
Anmeldung fehlgeschlagen
Passwort falsch
contraseña incorrecta
authentification échouée
неверный пароль
认证失败
認証に失敗しました
Kimlik doğrulama başarısız
password rejected when sending
cannot send, login refused
Anmeldung beim Senden fehlgeschlagen
не отправляется, неверный пароль
发送失败，验证错误
""".splitlines()
"""As people type them from memory."""

ELSEWHERE = """\
404 Not Found
docker: unauthorized
401 Unauthorized nginx/1.18.0
imap login failed
steam connection timed out
website login 401
whatsapp send failed login error
sending file over ftp login incorrect
wordpress login failed
paypal login failed
wifi wrong password
zip wrong password
my bank login failed
Login failed for user 'sa'.
psql: FATAL: password authentication failed for user "postgres"
Authentication failed for 'https://github.com/x/y.git/'
password
error
""".splitlines()
"""The same words about something else, or words that say of no refusal."""


@pytest.mark.parametrize("text", REFUSALS)
def test_a_refusal_and_nothing_else_is_answered(store: Store, text: str) -> None:
    diagnosis = answer(text, {}, store).diagnosis
    assert diagnosis.verdict is not Verdict.NO_MATCH
    assert diagnosis.causes and diagnosis.steps


@pytest.mark.parametrize("text", ELSEWHERE)
def test_a_refusal_of_something_else_is_not(store: Store, text: str) -> None:
    assert answer(text, {}, store).diagnosis.verdict is Verdict.NO_MATCH


def test_a_refusal_is_told_from_a_login_that_is_spoken_of_beside_other_things(store: Store) -> None:
    """What is counted is the whole text: one word of another subject, and the phrase says nothing by itself."""
    alone = answer("wrong password", {}, store).diagnosis
    beside = answer("wrong password at the coffee machine", {}, store).diagnosis
    assert alone.verdict is not Verdict.NO_MATCH and beside.verdict is Verdict.NO_MATCH
