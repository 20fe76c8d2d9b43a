"""Tokens and keys: XOAUTH2 and OAUTHBEARER on the wire, the harmless request to a provider's API, the secret's form offline."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest
from servers.certificates import Authority
from servers.dovecot import PASSWORD, USER
from servers.scripted import Behaviour, Peer, Stage, behaviour

from checks.run import Ran, asked_to_log_in, assert_not_told, check, texts
from kbassist.kb.store import Store
from kbassist.model.finding import Finding, Outcome
from kbassist.model.secret import Secret
from kbassist.model.service import ApiProbe, CredentialForm, Service
from kbassist.net.context import Asked, Directory

Open = Callable[[Behaviour], Stage]
TOKEN = "ya29.a0Afr-T0ken_with-every.kind~of/sign+0="


def taking(mechanism: str, expected: bytes) -> Behaviour:
    """A server that accepts exactly this initial response, whether it comes with AUTH or after an empty challenge."""

    async def play(peer: Peer) -> None:
        """Compares byte by byte."""
        await peer.starttls(f"AUTH {mechanism}")
        parts = (await peer.wait_for("AUTH")).split(" ")
        if len(parts) < 3:
            await peer.say("334 ")
            parts.append(await peer.hear())
        await peer.say("235 2.7.0 Accepted" if base64.b64decode(parts[2]) == expected else "535 5.7.8 differs")
        await peer.serve()

    return behaviour(login=mechanism)(play)


@pytest.mark.parametrize("mechanism", ["XOAUTH2", "OAUTHBEARER"])
def test_a_token_is_sent_as_the_mechanism_has_it(store: Store, stage: Open, authority: Authority, mechanism: str) -> None:
    """XOAUTH2 as Google documents it; OAUTHBEARER with the GS2 header, host and port of RFC 7628 section 3.1."""
    bearer = f"auth=Bearer {TOKEN}\x01\x01"
    forms = {"XOAUTH2": f"user={USER}\x01{bearer}", "OAUTHBEARER": f"n,a={USER},\x01host=127.0.0.1\x01port={{port}}\x01{bearer}"}
    server = stage(taking(mechanism, b""))
    server.play = taking(mechanism, forms[mechanism].replace("{port}", str(server.port)).encode()).play
    ran = check(store, f"127.0.0.1:{server.port}", asked_to_log_in(TOKEN, mechanism), ca_file=authority.ca_file)
    (found,) = ran.of("login")
    assert found.outcome is Outcome.PASS, found
    assert server.logins == 1
    assert_not_told("\n".join(texts(ran.run.findings)), TOKEN)


def test_a_token_is_not_offered_unasked(store: Store, stage: Open, authority: Authority) -> None:
    server = stage(taking("XOAUTH2 OAUTHBEARER", b""))
    ran = check(store, f"127.0.0.1:{server.port}", asked_to_log_in(), ca_file=authority.ca_file)
    (found,) = ran.of("login")
    assert found.reason == "no-mechanism" and server.logins == 0


class OneService:
    """A directory that knows one service, whatever is asked for."""

    def __init__(self, service: Service) -> None:
        self.known = service

    def service(self, name: str) -> Service | None:
        """The service."""
        return self.known

    def service_of(self, kind: str, name: str) -> Service | None:
        """The service."""
        return self.known

    def service_hosts(self) -> list[str]:
        """None: no near misses."""
        return []

    def interceptors(self) -> tuple[str, ...]:
        """None."""
        return ()


def service(port: int = 1, header: str = "Authorization: Bearer <token>", *credentials: CredentialForm) -> OneService:
    """A service whose harmless request goes to a port of this machine."""
    probe = ApiProbe("GET", f"https://localhost:{port}/v1/account", header, "the account's name")
    return OneService(Service("sendwell", "Sendwell", (), (), credentials, probe, ()))


def answering(status: str, *lines: str) -> Behaviour:
    """A web server within TLS that hears one request and answers so."""

    async def play(peer: Peer) -> None:
        """One answer, then the end."""
        await peer.tls()
        while await peer.hear():
            pass
        await peer.say(f"HTTP/1.1 {status}", *lines)

    return behaviour()(play)


def try_token(directory: Directory, authority: Authority, token: str = TOKEN) -> Finding:
    """What the token check finds."""
    ran: Ran = check(
        directory, "localhost", Asked(token=Secret(token.encode())), ca_file=authority.ca_file, only=["api-token"], timeout=3
    )
    (found,) = ran.of("api-token")
    assert_not_told("\n".join(texts(found)), token)
    return found


@pytest.mark.parametrize(
    ("status", "outcome", "reasons"),
    [
        ("200 OK", Outcome.PASS, {""}),
        ("401 Unauthorized", Outcome.FAIL, {"refused", "token-refused"}),
        ("403 Forbidden", Outcome.FAIL, {"refused", "token-refused"}),
        ("429 Too Many Requests", Outcome.WARN, {"later"}),
        ("503 Service Unavailable", Outcome.WARN, {"later"}),
    ],
)
def test_the_answer_of_the_api_is_read(
    stage: Open, authority: Authority, status: str, outcome: Outcome, reasons: set[str]
) -> None:
    server = stage(answering(status, "Content-Type: application/json", "", f'{{"error": "no", "you sent": "{TOKEN}"}}'))
    found = try_token(service(server.port), authority)
    assert found.outcome is outcome and found.reason in reasons
    assert server.heard[0].startswith(b"GET /v1/account HTTP/1.1")
    assert f"Authorization: Bearer {TOKEN}".encode() in b"\n".join(server.heard)


def test_a_key_goes_into_the_header_that_the_article_names(stage: Open, authority: Authority) -> None:
    server = stage(answering("200 OK", "", "{}"))
    try_token(service(server.port, "Authorization: Basic base64(api:<token>)"), authority)
    assert base64.b64encode(f"api:{TOKEN}".encode()) in b"\n".join(server.heard)


@pytest.mark.parametrize("token", ["line\r\nX-Evil: yes", "tail\n", "\x00", ""])
def test_a_token_that_would_break_the_header_is_not_sent(stage: Open, authority: Authority, token: str) -> None:
    server = stage(answering("200 OK", "", "{}"))
    found = try_token(service(server.port), authority, token)
    assert found.outcome is Outcome.FAIL and server.connections == 0


def test_a_token_is_not_sent_to_a_stranger(stage: Open, authority: Authority) -> None:
    heard = []
    for kind in ("unknown_issuer", "expired", "wrong_name"):

        async def play(peer: Peer, kind: str = kind) -> None:
            """Shows a certificate that nobody should trust."""
            await peer.tls(kind)
            await peer.hear()

        server = stage(behaviour()(play))
        found = try_token(service(server.port), authority)
        assert found.reason == "untrusted" and found.outcome is Outcome.FAIL
        heard += server.heard
    assert heard == []


def test_an_endless_answer_of_the_api_is_cut_off(stage: Open, authority: Authority) -> None:
    async def play(peer: Peer) -> None:
        """Answers without end."""
        await peer.tls()
        await peer.hear()
        await peer.say("HTTP/1.1 401 Unauthorized", "")
        while True:
            await peer.send(b"x" * 65536)

    found = try_token(service(stage(behaviour()(play)).port), authority)
    assert found.outcome is Outcome.FAIL
    assert sum(map(len, texts(found))) < 5000


@pytest.mark.parametrize(
    ("secret", "reasons"),
    [
        (PASSWORD, {""}),
        (f"{PASSWORD} ", {"stray-blank"}),
        (f"\t{PASSWORD}", {"stray-blank"}),
        (f"{PASSWORD}\r\n", {"stray-blank"}),
        (f'"{PASSWORD}"', {"quotes"}),
        (f"{PASSWORD[:8]}\u200b{PASSWORD[8:]}", {"hidden"}),
        (f"{PASSWORD[:8]}\u2013{PASSWORD[8:]}", {"smart-quotes"}),
        ("", {"empty"}),
        ("${MAIL_PASSWORD}", {"placeholder"}),
        ("your_api_key", {"placeholder"}),
    ],
)
def test_what_is_odd_about_a_secret_is_said_and_not_shown(store: Store, secret: str, reasons: set[str]) -> None:
    ran = check(store, "gmail.example", Asked(credential=Secret(secret.encode())), only=["credential"])
    assert ran.reasons == reasons
    assert_not_told("\n".join(texts(ran.run.findings)))


def test_a_secret_in_latin_1_is_found_out(store: Store) -> None:
    ran = check(store, "mail.example", Asked(credential=Secret("Pässwörd".encode("latin-1"))), only=["credential"])
    assert ran.reasons == {"encoding"} and ran.run.failed


def test_the_form_that_the_article_knows_is_asked_for() -> None:
    form = CredentialForm("api-key", "SW- and 20 letters", "Settings", "SW-[A-Za-z]{20}")
    for secret, outcome in (("SW-" + "abcdefghij" * 2, Outcome.PASS), (PASSWORD, Outcome.FAIL)):
        ran = check(service(1, "", form), "localhost", Asked(credential=Secret(secret.encode())), only=["credential"])
        assert [finding.outcome for finding in ran.run.findings] == [outcome]
        assert "Sendwell" in ran.run.findings[0].title
        assert_not_told("\n".join(texts(ran.run.findings)), secret)
