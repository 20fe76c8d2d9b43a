"""A refused login told in a few words is ours in any language; what is about another thing stays outside, however near it comes."""

from __future__ import annotations

import math

import pytest

from kbassist.assistant.answer import answer, gather
from kbassist.diagnosis.evidence import counted
from kbassist.kb.separate import fit_kinds
from kbassist.kb.store import Store
from kbassist.kb.train import Document
from kbassist.model.features import OURS, TERSE
from kbassist.model.report import Sign


@pytest.mark.parametrize(
    "text",
    [
        "smtp login rejected",
        "the scanner can't log in to the mail server",
        "kann keine Mails verschicken, Anmeldung abgelehnt",
        "no puedo enviar correo, error al autenticar",
        "envoi de mails impossible, mot de passe refusé",
        "não envia e-mail, erro de login",
        "invio posta fallito, login rifiutato",
        "nie wysyła maili, błąd logowania",
        "не отправляется письмо, ошибка авторизации",
        "发送邮件失败，登录错误",
        "メール送信で認証エラー",
        "메일 발송 오류, 인증 실패",
        "gagal mengirim email, autentikasi gagal",
        '{"code":"not_enough_credits","message":"You do not have enough credits"}',
    ],
)
def test_a_refused_login_in_few_words_is_answered(text: str, store: Store) -> None:
    assert answer(text, {}, store).diagnosis.causes


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Nessus: cleartext login permitted on our SMTP port. How do we close this finding?", "security-question"),
        ("I signed up for the forum, but the activation mail never arrives, so I can't log in.", "web-login"),
        ("It would be nice if the SMTP password were optional, our relay asks for none", "feature-request"),
        ("imapfilter: certificate verify failed for imap.example.org, it only sorts my inbox", "incoming-mail"),
        ("fail2ban does not ban these bots: SASL LOGIN authentication failed, thousands of lines", "server-attacks"),
        ("Telegram notification: 401 Unauthorized, bot token", "cloud-api"),
    ],
)
def test_a_near_miss_is_refused_and_its_kind_named(text: str, kind: str, store: Store) -> None:
    diagnosis = answer(text, {}, store).diagnosis
    assert not diagnosis.causes
    assert diagnosis.outside is not None
    assert diagnosis.outside.id == kind


def test_few_words_count_as_ours_and_are_no_kind_of_their_own(store: Store) -> None:
    kinds = gather("smtp login failed", {}, store).kinds
    assert TERSE not in kinds
    assert sum(map(math.exp, kinds.values())) == pytest.approx(1.0)
    assert max(kinds, key=lambda name: kinds[name]) == OURS


def test_a_text_that_names_its_kind_is_fitted_as_that_kind() -> None:
    texts = [
        Document(("login", "refused"), {"wrong-password": 0.6, "wrong-username": 0.4}, TERSE),
        Document(("password", "changed"), {"stale-saved-password": 1.0}),
        Document(("inbox", "empty"), {"incoming-mail": 1.0}),
    ]
    weights = fit_kinds(texts, frozenset({"incoming-mail"}))
    assert set(weights.bias) == {OURS, TERSE, "incoming-mail"}
    assert weights.terms["refused"][1][TERSE] > 0 > weights.terms["refused"][1]["incoming-mail"]


@pytest.mark.parametrize(
    ("reading", "sending"),
    [
        ("The IMAP login fails with invalid credentials", "The IMAP login works, but SMTP fails with invalid credentials"),
        (
            "LDAP bind: invalid credentials for the mail user",
            "LDAP bind fine; sending says 535 invalid credentials for the mail user",
        ),
    ],
)
def test_another_subject_counts_only_where_nothing_is_sent(reading: str, sending: str, store: Store) -> None:
    assert not gather(reading, {}, store).sends
    assert gather(sending, {}, store).sends
    assert not answer(reading, {}, store).diagnosis.causes
    assert answer(sending, {}, store).diagnosis.causes


def test_a_subject_is_counted_once_and_not_beside_a_sign_of_its_kind() -> None:
    subject, sign = Sign("subject", "incoming-mail", "", 1.0, 0, 4), Sign("outside", "incoming-mail", "", 1.0, 0, 11)
    other = subject._replace(owner="ssh-login")
    assert counted([subject, subject._replace(start=9, end=13), other], sends=False) == [subject._replace(start=9, end=13), other]
    assert counted([subject, sign, other], sends=False) == [sign, other]
    assert counted([subject, sign, other], sends=True) == [sign]


def test_a_subject_within_a_sign_of_a_cause_is_not_counted() -> None:
    own = Sign("cause", "server-auth-misconfigured", "", 1.0, 0, 20)
    inside, beside = Sign("subject", "database-login", "", 1.0, 16, 20), Sign("subject", "database-login", "", 1.0, 30, 34)
    assert counted([own, inside], sends=False) == [own]
    assert counted([own, inside, beside], sends=False) == [own, beside]


@pytest.mark.parametrize("name", ["SMTPServerDisconnected", "EmailSendingError"])
def test_a_name_that_begins_with_a_word_of_mail_speaks_of_mail(name: str, store: Store) -> None:
    assert gather(name, {}, store).mail
    assert not gather(name[1:], {}, store).mail


@pytest.mark.parametrize("text", ["0x800CCC0F", "Outlook 0x800CCC0F"])
def test_a_catalogued_wording_alone_is_about_sending_with_and_without_its_program(text: str, store: Store) -> None:
    seen = gather(text, {}, store)
    assert seen.mail
    assert seen.sends
    assert answer(text, {}, store).diagnosis.causes
