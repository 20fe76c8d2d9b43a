"""Whatever a server sends, in whatever pieces: every reply is a value, of bounded size, and none of it is taken for more than data."""

from __future__ import annotations

import asyncio
import ssl

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from checks.run import assert_harmless
from kbassist.errors import UsageError
from kbassist.model.finding import Line
from kbassist.model.target import parse_target
from kbassist.net.network import Trouble
from kbassist.net.session import Scrub
from kbassist.net.smtp import LONGEST_LINE, MOST_LINES, Dialogue, Ehlo, Reply, parse_ehlo
from kbassist.net.wire import Handshake, Wire

QUICK = settings(deadline=None, max_examples=60)
"""A busy machine may take a while over an example that it does in a millisecond otherwise."""


class Recording:
    """A connection that gives what was recorded, in these pieces, and then the end or a break."""

    def __init__(self, pieces: list[bytes], *, breaks: bool = False) -> None:
        self.pieces = list(pieces)
        self.breaks = breaks
        self.sent = b""

    async def read(self, limit: int) -> bytes:
        """The next piece, or its beginning."""
        if not self.pieces:
            if self.breaks:
                raise ConnectionResetError
            return b""
        piece = self.pieces.pop(0)
        if len(piece) > limit:
            self.pieces.insert(0, piece[limit:])
        return piece[:limit]

    async def write(self, data: bytes) -> None:
        """Keep what was said."""
        self.sent += data

    def close(self) -> None:
        """Nothing to close."""


def heard(pieces: list[bytes], *, breaks: bool = False) -> tuple[Ehlo, list[Line], Recording]:
    """What a dialogue makes of the pieces after it has said EHLO."""
    pipe = Recording([piece for piece in pieces if piece], breaks=breaks)
    transcript: list[Line] = []

    async def talk() -> Ehlo:
        return await Dialogue(Wire(pipe), lambda: 1.0, transcript).ehlo("[127.0.0.1]")

    return asyncio.run(talk()), transcript, pipe


LINES = st.lists(
    st.sampled_from([b"250-", b"250 ", b"550 ", b"AUTH PLAIN", b"AUTH=", b"\r\n", b"\n", b"\0", b"\xff", b"SIZE 9" * 99, b"2"])
)


@QUICK
@given(st.one_of(st.lists(st.binary(max_size=200)), LINES), st.booleans())
@example([b"250-a\r\n" * (MOST_LINES + 5)], False)
@example([b"250 " + b"a" * (LONGEST_LINE * 3)], False)
@example([b"250-a\r\n250-AUTH \x1b[31mPLAIN \xe2\x80\xae\r\n250 x\r\n"], True)
def test_any_bytes_become_a_reply_within_bounds(pieces: list[bytes], breaks: bool) -> None:
    ehlo, transcript, pipe = heard(pieces, breaks=breaks)
    reply = ehlo.reply
    assert reply.code == 0 or 200 <= reply.code < 600
    assert reply.code or reply.trouble is not None
    assert len(reply.lines) <= MOST_LINES + 1 and all(len(line) <= 4 * LONGEST_LINE for line in reply.lines)
    assert all(len(line.text) < 500 for line in transcript)
    for line in transcript:
        assert_harmless(str(line))
    assert pipe.sent in (b"EHLO [127.0.0.1]\r\n", b"EHLO [127.0.0.1]\r\nHELO [127.0.0.1]\r\n")


@QUICK
@given(st.binary(min_size=1, max_size=40), st.integers(1, 30))
def test_how_the_bytes_are_cut_makes_no_difference(tail: bytes, size: int) -> None:
    whole = b"250-mail.example\r\n250-AUTH PLAIN LOGIN\r\n250 SIZE 1000\r\n" + tail
    cut = [whole[at : at + size] for at in range(0, len(whole), size)]
    assert heard([whole])[0] == heard(cut)[0]


def test_an_ehlo_is_read_as_old_and_new_servers_write_it() -> None:
    lines = ("mail.example", "AUTH=PLAIN LOGIN", "auth  cram-md5\tScram-SHA-256 ", "STARTTLS", "SIZE 35882577", "AUTH PLAIN,X!,é")
    ehlo = parse_ehlo(Reply(250, lines))
    assert ehlo.mechanisms[:4] == ("PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-256")
    assert ehlo.offers("STARTTLS") and ehlo.size == "35882577"
    assert set(ehlo.mechanisms) == {"PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-256"}


@QUICK
@given(st.lists(st.binary(max_size=300), max_size=8))
@example([b"\x16\x03\x03\xff\xff" + b"\0" * 70_000] * 5)
@example([b"HTTP/1.0 400 Bad Request\r\n\r\n"])
def test_any_bytes_instead_of_a_handshake_are_a_failed_handshake(pieces: list[bytes]) -> None:
    async def shake() -> Handshake:
        return await Wire(Recording([piece for piece in pieces if piece])).start_tls(CLIENT, "localhost", 1.0)

    shaken = asyncio.run(shake())
    assert shaken.trouble in {
        Trouble.PLAIN_ANSWER,
        Trouble.HANDSHAKE_CLOSED,
        Trouble.TLS_ALERT,
        Trouble.TLS_VERSION,
        Trouble.TLS_OTHER,
    }


CLIENT = ssl.create_default_context()


@QUICK
@given(st.text(min_size=3, max_size=40), st.text(max_size=40))
def test_a_secret_is_masked_wherever_it_stands(secret: str, around: str) -> None:
    shown = Scrub({secret})(f"{around}{secret}{around}")
    assert secret not in shown or secret in "[masked]" * 3


@QUICK
@given(st.text())
@example("smtp.example.com:587")
@example("[::1]:465")
@example("a@[127.0.0.1]")
@example("http://[")
@example("x" * 300)
@example("xn--a" * 60 + ".example")
@example("\ud800")
def test_any_text_is_a_target_or_refused(text: str) -> None:
    try:
        target = parse_target(text)
    except UsageError as refused:
        assert str(refused)
    else:
        assert bool(target.host) + bool(target.domain) + bool(target.provider) == 1
        assert target.port is None or 1 <= target.port <= 65535
        assert (target.host or target.domain).isascii() and not set(target.host + target.domain) & set(" \r\n\t\0<>")


@pytest.mark.parametrize(
    ("text", "host", "port", "domain"),
    [
        ("smtp.example.com", "smtp.example.com", None, ""),
        ("SMTP.Example.COM.:587", "smtp.example.com", 587, ""),
        ("[2001:db8::25]:465", "2001:db8::25", 465, ""),
        ("2001:db8::25", "2001:db8::25", None, ""),
        ("192.0.2.25:25", "192.0.2.25", 25, ""),
        ("smtps://smtp.example.com:465/", "smtp.example.com", 465, ""),
        ("alice@example.com", "", None, "example.com"),
        ("bücher.example", "xn--bcher-kva.example", None, ""),
    ],
)
def test_each_form_of_a_target_is_understood(text: str, host: str, port: int | None, domain: str) -> None:
    target = parse_target(text)
    assert (target.host, target.port, target.domain) == (host, port, domain)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "a b",
        "host:0",
        "host:65536",
        "host:x",
        "[::1",
        "::1:x",
        "300.1.1.1",
        "-o",
        "a@b@c",
        "a@",
        "@b.example",
        "host:1:2:3",
        "a\nb",
    ],
)
def test_what_is_no_target_is_refused_with_the_forms_that_are(text: str) -> None:
    with pytest.raises(UsageError, match=r"host|address|port"):
        parse_target(text)
