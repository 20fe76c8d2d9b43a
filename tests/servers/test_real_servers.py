"""The real servers are what the checks' tests take them for: looked at with the standard library's client, not with ours."""

from __future__ import annotations

import smtplib
import ssl
import subprocess

import dns.exception
import dns.resolver
import pytest

from servers.certificates import ISSUE, Authority
from servers.dovecot import PASSWORD, USER
from servers.exim import Exim
from servers.opensmtpd import OpenSmtpd
from servers.postfix import Postfix
from servers.programs import program


def client(port: int, authority: Authority, *, tls: bool) -> smtplib.SMTP:
    """A session that stands within verified TLS."""
    context = ssl.create_default_context(cafile=str(authority.ca_file))
    if tls:
        return smtplib.SMTP_SSL("localhost", port, context=context, timeout=10)
    session = smtplib.SMTP("localhost", port, timeout=10)
    session.ehlo()
    assert not session.has_extn("auth"), "AUTH is offered before TLS"
    session.starttls(context=context)
    session.ehlo()
    return session


@pytest.mark.parametrize("mechanism", ["plain", "login", "cram_md5"])
@pytest.mark.parametrize("tls", [False, True], ids=["starttls", "tls"])
def test_postfix_takes_the_password_and_no_other(real_postfix: Postfix, authority: Authority, mechanism: str, tls: bool) -> None:
    port = real_postfix.submissions if tls else real_postfix.submission
    for password, expected in ((PASSWORD, 235), ("wrong", 535)):
        with client(port, authority, tls=tls) as session:
            session.user, session.password = USER, password
            try:
                code, _ = session.auth(mechanism.upper().replace("_", "-"), getattr(session, f"auth_{mechanism}"))
            except smtplib.SMTPAuthenticationError as error:
                code = error.smtp_code
            assert code == expected


def test_postfix_offers_scram_owns_senders_and_relays_for_nobody_else(real_postfix: Postfix, authority: Authority) -> None:
    with client(real_postfix.submission, authority, tls=False) as session:
        assert "SCRAM-SHA-256" in session.esmtp_features["auth"]
        session.login(USER, PASSWORD)
        session.mail("sales@kbassist.test")
        assert session.rcpt("x@example.com")[0] == 553
    with smtplib.SMTP("127.0.0.1", real_postfix.smtp, timeout=10) as session:
        session.ehlo()
        assert not session.has_extn("auth")
        session.mail(USER)
        code, words = session.rcpt("x@example.com")
        assert code == 554 and b"Relay access denied" in words


def test_swaks_gets_in_where_no_tls_is_wanted(real_postfix: Postfix) -> None:
    options = f"--server 127.0.0.1 --port {real_postfix.plain} --auth CRAM-MD5 --auth-user {USER} --auth-password {PASSWORD}"
    mail = f"--from {USER} --to x@example.com --quit-after RCPT"
    done = subprocess.run([program("swaks"), *options.split(), *mail.split()], capture_output=True, text=True, timeout=20)
    assert "235 2.7.0 Authentication successful" in done.stdout and done.returncode == 0


def test_exim_takes_the_password_and_no_other(real_exim: Exim, authority: Authority) -> None:
    with client(real_exim.submission, authority, tls=False) as session:
        assert session.login(USER, PASSWORD)[0] == 235
    with client(real_exim.submissions, authority, tls=True) as session, pytest.raises(smtplib.SMTPAuthenticationError):
        session.login(USER, "wrong")


def test_opensmtpd_takes_no_relay_and_its_tls_is_broken(real_opensmtpd: OpenSmtpd, authority: Authority) -> None:
    with smtplib.SMTP("127.0.0.1", real_opensmtpd.relay, timeout=10) as session:
        session.ehlo()
        session.mail(USER)
        assert session.rcpt("x@example.com") == (550, b"Invalid recipient: <x@example.com>")
    with pytest.raises(ssl.SSLError, match="ALERT_INTERNAL_ERROR"):
        client(real_opensmtpd.submission, authority, tls=False)


@pytest.mark.parametrize(
    ("name", "kind", "outcome"),
    [
        ("kbassist.test", "MX", "10 mail.kbassist.test."),
        ("smtp.kbassist.test", "A", "127.0.0.1"),
        ("gone.kbassist.test", "A", dns.resolver.NXDOMAIN),
        ("nodata.kbassist.test", "A", dns.resolver.NoAnswer),
        ("host.lame.kbassist.test", "A", dns.resolver.NoAnswer),
        ("www.broken.test", "A", dns.resolver.NoNameservers),
        ("elsewhere.example", "A", dns.resolver.NoNameservers),
    ],
)
def test_knot_answers_for_its_zones(
    real_knot: int, name: str, kind: str, outcome: str | type[dns.exception.DNSException]
) -> None:
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port, resolver.lifetime = ["127.0.0.1"], real_knot, 5
    if isinstance(outcome, str):
        assert outcome in [record.to_text() for record in resolver.resolve(name, kind)]
    else:
        with pytest.raises(outcome):
            resolver.resolve(name, kind)


REFUSALS = {
    "expired": "certificate has expired",
    "not_yet_valid": "not yet valid",
    "wrong_name": "mismatch",
    "self_signed": "self-signed certificate",
    "unknown_issuer": "self-signed certificate in certificate chain|unable to get local issuer",
    "intercepted": "unable to get local issuer",
    "missing_intermediate": "unable to get local issuer",
    "weak_key": "key too weak|KEY_TOO_SMALL",
    "sha1": "md too weak|signature",
}


@pytest.mark.parametrize("kind", ISSUE)
def test_each_bad_certificate_is_bad_in_its_own_way(authority: Authority, kind: str) -> None:
    issued = authority.issue(kind)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.set_ciphers("ALL:@SECLEVEL=0")
    server.load_cert_chain(issued.chain, issued.key)
    trusting = ssl.create_default_context(cafile=str(authority.ca_file))
    if kind == "good":
        _shake_hands(server, trusting)
    else:
        with pytest.raises(ssl.SSLError, match=REFUSALS[kind]):
            _shake_hands(server, trusting)


def _shake_hands(server: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ours = trusting.wrap_bio(to_client, to_server, server_hostname="localhost")
    theirs = server.wrap_bio(to_server, to_client, server_side=True)
    for _ in range(4):
        for side in (ours, theirs):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    assert ours.version() == "TLSv1.3"
