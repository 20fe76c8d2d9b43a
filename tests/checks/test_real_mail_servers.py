"""Postfix with Dovecot, Exim and OpenSMTPD as they are: what is offered, logins good and bad, senders, relaying, a lost backend."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from servers.certificates import Authority
from servers.dovecot import MECHANISMS, PASSWORD, USER, Dovecot
from servers.exim import Exim
from servers.opensmtpd import OpenSmtpd
from servers.postfix import Postfix, postfix

from checks.run import Ran, asked_to_log_in, assert_not_told, check, texts
from kbassist.kb.store import Store
from kbassist.model.finding import Finding, Outcome
from kbassist.net.context import Asked

EVERY_MECHANISM = MECHANISMS.upper().split()
TIMEOUT = 10.0


def problems(ran: Ran) -> list[Finding]:
    """The findings about the port in use that are neither well nor left out."""
    return [found for found in ran.run.findings if found.primary and found.outcome not in (Outcome.PASS, Outcome.SKIP)]


def login_of(ran: Ran) -> Finding:
    """The one finding of the login check."""
    (found,) = ran.of("login")
    return found


def attempts_settle(dovecot: Dovecot) -> int:
    """The attempts in the log once it has stopped growing."""
    before = -1
    while (now := dovecot.attempts()) != before:
        before = now
        time.sleep(0.05)
    return now


@pytest.mark.parametrize(
    ("service", "encryption"), [("submission", "starttls"), ("submissions", "tls"), ("plain", "none"), ("smtp", "starttls")]
)
def test_what_each_port_of_postfix_speaks_and_offers(
    store: Store, real_postfix: Postfix, authority: Authority, service: str, encryption: str
) -> None:
    ran = check(store, f"127.0.0.1:{getattr(real_postfix, service)}", ca_file=authority.ca_file, timeout=TIMEOUT)
    facts = ran.run.facts
    assert facts["connection_opens"] == "yes" and facts["encryption"] == encryption and facts["port"] == "other"
    if service == "smtp":
        assert facts["server_offers_auth"] == "no" and "auth-absent" in ran.reasons
        assert "mechanism_offered" not in facts
    else:
        assert facts["server_offers_auth"] == "yes"
        assert set(facts["mechanism_offered"].replace(" ", "").split(",")) == set(EVERY_MECHANISM)
    if service in ("submission", "submissions"):
        assert not problems(ran), problems(ran)
        assert not ran.run.failed
        assert any("1.3" in found.title for found in ran.of("tls-versions"))


def test_an_untrusted_certificate_is_told_from_a_missing_starttls(store: Store, real_postfix: Postfix) -> None:
    ran = check(store, f"127.0.0.1:{real_postfix.submission}", timeout=TIMEOUT)
    (found,) = ran.of("certificate")
    assert found.outcome is Outcome.FAIL and found.reason == "unknown-issuer"
    assert ran.run.facts["encryption"] == "starttls"
    assert "no-tls" not in {finding.reason for finding in problems(ran)}


@pytest.mark.parametrize("mechanism", [*EVERY_MECHANISM, ""], ids=lambda name: name or "of-its-own-choice")
@pytest.mark.parametrize("right", [True, False], ids=["right", "wrong"])
def test_one_login_is_tried_and_its_answer_read(
    store: Store, real_postfix: Postfix, authority: Authority, mechanism: str, right: bool
) -> None:
    dovecot = real_postfix.dovecot
    before = attempts_settle(dovecot)
    password = PASSWORD if right else "not-the-p4ssword"
    asked = asked_to_log_in(password, mechanism)
    ran = check(store, f"127.0.0.1:{real_postfix.submission}", asked, ca_file=authority.ca_file, timeout=TIMEOUT)
    found = login_of(ran)
    assert attempts_settle(dovecot) == before + 1
    if right:
        assert found.outcome is Outcome.PASS, found
        assert not ran.run.failed
    else:
        assert (found.outcome, found.reason) == (Outcome.FAIL, "refused-login")
        assert "535 5.7.8" in ran.run.wording
    assert not mechanism or mechanism in found.title
    assert_not_told("\n".join(texts(ran.run.findings)) + repr(ran.run), password)


def test_no_secret_is_sent_without_tls_or_to_a_stranger(store: Store, real_postfix: Postfix, authority: Authority) -> None:
    before = attempts_settle(real_postfix.dovecot)
    without_tls = check(store, f"127.0.0.1:{real_postfix.plain}", asked_to_log_in(), ca_file=authority.ca_file, timeout=TIMEOUT)
    to_a_stranger = check(store, f"127.0.0.1:{real_postfix.submission}", asked_to_log_in(), timeout=TIMEOUT)
    assert attempts_settle(real_postfix.dovecot) == before
    assert login_of(without_tls).reason == "no-tls" and login_of(to_a_stranger).reason == "untrusted"
    assert without_tls.run.failed and to_a_stranger.run.failed


@pytest.mark.parametrize("service", ["plain", "submission", "submissions"])
def test_who_insists_logs_in_all_the_same(store: Store, real_postfix: Postfix, service: str) -> None:
    before = attempts_settle(real_postfix.dovecot)
    asked = asked_to_log_in(insecure=True)
    ran = check(store, f"127.0.0.1:{getattr(real_postfix, service)}", asked, timeout=TIMEOUT)
    assert login_of(ran).outcome is Outcome.PASS
    assert attempts_settle(real_postfix.dovecot) == before + 1


def test_a_mechanism_that_is_not_offered_is_not_tried(store: Store, real_exim: Exim, authority: Authority) -> None:
    asked = asked_to_log_in(mechanism="SCRAM-SHA-256")
    ran = check(store, f"127.0.0.1:{real_exim.submission}", asked, ca_file=authority.ca_file, timeout=TIMEOUT)
    assert login_of(ran).outcome is Outcome.FAIL and login_of(ran).reason in ("no-mechanism", "refused-login")


def test_a_sender_of_somebody_else_is_refused_and_one_s_own_is_not(
    store: Store, real_postfix: Postfix, authority: Authority
) -> None:
    log = real_postfix.log.read_text()
    target = f"127.0.0.1:{real_postfix.submissions}"
    for sender, outcome in ((USER, Outcome.PASS), ("sales@kbassist.test", Outcome.FAIL)):
        asked = asked_to_log_in(sender=sender, recipient="someone@example.com")
        ran = check(store, target, asked, ca_file=authority.ca_file, only=["login", "sender-permission"], timeout=TIMEOUT)
        found = ran.of("sender-permission")
        assert login_of(ran).outcome is Outcome.PASS
        assert found[-1].outcome is outcome, found
        if outcome is Outcome.FAIL:
            assert "not owned by user" in ran.run.wording
    time.sleep(0.2)
    new = real_postfix.log.read_text().removeprefix(log)
    assert "data=" not in new and "bdat=" not in new and "message-id" not in new
    assert "rset=" in new


def test_relaying_without_a_login_is_denied(store: Store, real_postfix: Postfix, authority: Authority) -> None:
    asked = Asked(sender=USER, recipient="someone@example.com")
    only = ["sender-permission"]
    ran = check(store, f"127.0.0.1:{real_postfix.smtp}", asked, ca_file=authority.ca_file, only=only, timeout=TIMEOUT)
    assert ran.run.failed and "Relay access denied" in ran.run.wording


def test_a_lost_backend_is_temporary(store: Store, authority: Authority) -> None:
    """First by the processes that the server still has from before, which answer 454; then by new ones, which cannot even greet."""
    with postfix(authority.issue()) as running:
        target = f"127.0.0.1:{running.submissions}"
        before = check(store, target, asked_to_log_in(), ca_file=authority.ca_file, timeout=TIMEOUT)
        running.dovecot.stop()
        lost = check(store, target, asked_to_log_in(), ca_file=authority.ca_file, only=["login"], timeout=TIMEOUT)
        fresh = check(store, f"127.0.0.1:{running.submission}", asked_to_log_in(), ca_file=authority.ca_file, timeout=4)
    assert login_of(before).outcome is Outcome.PASS
    assert (login_of(lost).outcome, login_of(lost).reason) == (Outcome.FAIL, "temporary")
    assert "454 4.7.0 Temporary authentication failure" in lost.run.wording
    assert fresh.run.failed and not any("speaks only" in finding.title for finding in fresh.of("tls-versions"))


@pytest.mark.parametrize("service", ["submission", "submissions"])
@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN", "CRAM-MD5"])
def test_exim_takes_the_right_password_and_no_other(
    store: Store, real_exim: Exim, authority: Authority, service: str, mechanism: str
) -> None:
    target = f"127.0.0.1:{getattr(real_exim, service)}"
    for password, outcome in ((PASSWORD, Outcome.PASS), ("wrong-password", Outcome.FAIL)):
        asked = asked_to_log_in(password, mechanism)
        ran = check(store, target, asked, ca_file=authority.ca_file, timeout=TIMEOUT)
        assert login_of(ran).outcome is outcome
        assert ran.run.facts["encryption"] == ("tls" if service == "submissions" else "starttls")
        assert set(ran.run.facts["mechanism_offered"].replace(" ", "").split(",")) == {"PLAIN", "LOGIN", "CRAM-MD5"}
    assert "535 Incorrect authentication data" in ran.run.wording
    logged = (real_exim.logs / "mainlog").read_text()
    assert "DATA" not in logged and "<=" not in logged


def test_opensmtpd_relays_for_nobody_and_offers_no_login(store: Store, real_opensmtpd: OpenSmtpd) -> None:
    asked = Asked(sender=USER, recipient="someone@example.com")
    ran = check(store, f"127.0.0.1:{real_opensmtpd.relay}", asked, timeout=TIMEOUT)
    assert ran.run.facts["server_offers_auth"] == "no"
    assert "550 Invalid recipient" in ran.run.wording


@pytest.mark.parametrize("service", ["submission", "submissions"])
def test_the_broken_tls_of_opensmtpd_is_an_alert_of_the_server(
    store: Store, real_opensmtpd: OpenSmtpd, authority: Authority, service: str
) -> None:
    asked = asked_to_log_in()
    ran = check(store, f"127.0.0.1:{getattr(real_opensmtpd, service)}", asked, ca_file=authority.ca_file, timeout=TIMEOUT)
    assert "tls-alert" in {finding.reason for finding in problems(ran)}, ran.run.findings
    assert "AUTH" not in Path(real_opensmtpd.log).read_text()
