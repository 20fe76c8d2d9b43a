"""The scripted servers do what they say: looked at with the standard library's clients."""

from __future__ import annotations

import smtplib
import socket
import ssl
import warnings
from collections.abc import Callable

import dns.exception
import dns.message
import dns.query
import pytest

from servers import hostile_banner, hostile_ehlo, hostile_login, hostile_tls, name_servers
from servers.certificates import Authority
from servers.name_servers import Answer
from servers.scripted import Behaviour, Stage

Open = Callable[[Behaviour], Stage]


def test_a_login_behind_starttls_is_heard_and_counted(stage: Open, authority: Authority) -> None:
    server = stage(hostile_login.login_535)
    with smtplib.SMTP("localhost", server.port, timeout=5) as session:
        session.starttls(context=ssl.create_default_context(cafile=str(authority.ca_file)))
        with pytest.raises(smtplib.SMTPAuthenticationError):
            session.login("alice", "secret")
    assert server.logins == 1 and server.connections == 1
    assert server.heard[-1].startswith(b"QUIT")


def test_a_reset_is_a_reset_and_a_close_a_close(stage: Open) -> None:
    address = ("127.0.0.1", stage(hostile_banner.resets_at_once).port)
    with socket.create_connection(address) as broken, pytest.raises(ConnectionResetError):
        broken.recv(1)
    with socket.create_connection(("127.0.0.1", stage(hostile_banner.closes_at_once).port)) as closed:
        assert closed.recv(1) == b""


def test_what_is_smuggled_in_comes_in_the_same_packet(stage: Open) -> None:
    with socket.create_connection(("127.0.0.1", stage(hostile_tls.plaintext_injected).port)) as raw:
        for command in (b"EHLO x\r\n", b"STARTTLS\r\n"):
            raw.recv(4096)
            raw.sendall(command)
        assert b"250 AUTH" in raw.recv(4096) or b"250 AUTH" in raw.recv(4096)


def test_the_old_server_speaks_tls_1_0_and_the_weak_ones_shake_hands(stage: Open) -> None:
    for behaviour, version in (
        (hostile_tls.tls_1_0_only, "TLSv1"),
        (hostile_tls.certificate_of_1024_bits, "TLSv1.3"),
        (hostile_tls.certificate_signed_with_sha1, "TLSv1.3"),
    ):
        context = ssl._create_unverified_context()
        context.set_ciphers("ALL:@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = ssl.TLSVersion.TLSv1
        with smtplib.SMTP("localhost", stage(behaviour).port, timeout=5) as session:
            session.starttls(context=context)
            assert isinstance(session.sock, ssl.SSLSocket) and session.sock.version() == version


def test_five_hundred_lines_are_five_hundred(stage: Open) -> None:
    session = smtplib.SMTP("localhost", stage(hostile_ehlo.five_hundred_ehlo_lines).port, timeout=5)
    assert session.ehlo()[1].count(b"\n") == 499
    session.close()


def test_a_failed_handshake_says_why(stage: Open) -> None:
    for behaviour, alert in (
        (hostile_tls.tls_1_0_only, "PROTOCOL_VERSION"),
        (hostile_tls.no_cipher_in_common, "HANDSHAKE_FAILURE"),
    ):
        with smtplib.SMTP("localhost", stage(behaviour).port, timeout=5) as session, pytest.raises(ssl.SSLError, match=alert):
            session.starttls(context=ssl._create_unverified_context())


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (name_servers.silent, dns.exception.Timeout),
        (name_servers.another_id, dns.exception.Timeout),
        (name_servers.server_failure, "SERVFAIL"),
        (name_servers.refused, "REFUSED"),
        (name_servers.no_such_name, "NXDOMAIN"),
        (name_servers.thousand_addresses, "NOERROR"),
        (name_servers.escapes_in_names, "NOERROR"),
        (name_servers.always_truncated, "NOERROR"),
    ],
)
def test_each_name_server_has_its_way(resolver: Callable[[Answer], str], answer: Answer, outcome: str | type[Exception]) -> None:
    port = int(resolver(answer).rpartition(":")[2])
    question = dns.message.make_query("mail.example.com", "A")
    if isinstance(outcome, str):
        reply, _ = dns.query.udp_with_fallback(question, "127.0.0.1", timeout=2, port=port)
        assert outcome in reply.to_text()
    else:
        with pytest.raises(outcome):
            dns.query.udp(question, "127.0.0.1", timeout=0.3, port=port, ignore_unexpected=True, ignore_errors=True)
