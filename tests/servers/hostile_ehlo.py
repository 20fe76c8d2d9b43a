"""Servers that go wrong at EHLO: refused, mixed up, far too long, or with lines that are not what they seem."""

from __future__ import annotations

import asyncio

from servers.scripted import Peer, behaviour


@behaviour("closed-early")
async def closes_after_ehlo(peer: Peer) -> None:
    """Hears EHLO and closes."""
    await peer.greet()
    await peer.hear()


@behaviour("reset")
async def resets_after_ehlo(peer: Peer) -> None:
    """Hears EHLO and breaks the connection."""
    await peer.greet()
    await peer.hear()
    peer.reset()


@behaviour("read-timeout")
async def silence_after_ehlo(peer: Peer) -> None:
    """Greets, hears EHLO, and falls silent."""
    await peer.greet()
    await peer.stare()


@behaviour("unfinished-reply")
async def ehlo_drips(peer: Peer) -> None:
    """Answers EHLO one line every fifth of a second, without end."""
    await peer.greet()
    await peer.hear()
    while True:
        await peer.say("250-X-AND-ANOTHER")
        await asyncio.sleep(0.2)


@behaviour("helo-only")
async def only_helo(peer: Peer) -> None:
    """Knows HELO and not EHLO: no extensions, so no AUTH and no STARTTLS."""
    await peer.greet()
    await peer.serve({"EHLO": "502 5.5.2 Command not recognized", "HELO": "250 mail.kbassist.test"})


@behaviour("ehlo-refused")
async def neither_ehlo_nor_helo(peer: Peer) -> None:
    """Finds fault with whatever name the client gives."""
    await peer.greet()
    await peer.serve({"EHLO": "501 5.5.4 Invalid domain name", "HELO": "501 5.5.4 Invalid domain name"})


@behaviour("ehlo-refused")
async def ehlo_421(peer: Peer) -> None:
    """Shuts down when spoken to."""
    await peer.greet()
    await peer.hear()
    await peer.say("421 4.3.2 Service shutting down")


@behaviour("ehlo-refused")
async def ehlo_550(peer: Peer) -> None:
    """Refuses the client by its address."""
    await peer.greet()
    await peer.serve({"EHLO": "550 5.7.1 Access denied", "HELO": "550 5.7.1 Access denied"})


@behaviour("too-many-lines")
async def five_hundred_ehlo_lines(peer: Peer) -> None:
    """Offers 500 extensions."""
    await peer.greet()
    await peer.ehlo(*(f"X-EXTENSION-{number} yes" for number in range(499)))
    await peer.stare()


@behaviour("too-many-lines")
async def endless_ehlo(peer: Peer) -> None:
    """Offers extensions without end, as fast as they are read."""
    await peer.greet()
    await peer.hear()
    while True:
        await peer.send(b"250-AUTH PLAIN LOGIN\r\n" * 500)


@behaviour("line-too-long")
async def ehlo_line_of_a_megabyte(peer: Peer) -> None:
    """Has a mechanism list of a megabyte."""
    await peer.greet()
    await peer.ehlo("AUTH " + "PLAIN " * 170_000)
    await peer.stare()


@behaviour("mixed-codes")
async def ehlo_of_mixed_codes(peer: Peer) -> None:
    """Changes its mind between the lines of one reply."""
    await peer.greet()
    await peer.hear()
    await peer.say("250-mail.kbassist.test", "250-AUTH PLAIN", "550 5.7.1 no")
    await peer.stare()


@behaviour("unfinished-reply")
async def ehlo_without_end(peer: Peer) -> None:
    """Announces more lines and sends none."""
    await peer.greet()
    await peer.hear()
    await peer.say("250-mail.kbassist.test", "250-AUTH PLAIN")
    await peer.stare()


@behaviour("not-smtp")
async def ehlo_answered_in_html(peer: Peer) -> None:
    """Has a banner of SMTP, and a web page behind it."""
    await peer.greet()
    await peer.hear()
    await peer.say("<html><body>What?</body></html>")
    await peer.stare()


@behaviour("no-tls", login="PLAIN")
async def auth_with_equals_sign(peer: Peer) -> None:
    """Offers AUTH= with an equals sign alone, as before RFC 2554."""
    await peer.greet()
    await peer.serve(None, "AUTH=PLAIN LOGIN")


@behaviour("no-tls", login="PLAIN")
async def auth_oddly_spaced(peer: Peer) -> None:
    """Writes its extensions in small letters, with blanks and tabs anywhere."""
    await peer.greet()
    await peer.serve(None, "auth   plain\t login ", "size")


@behaviour("auth-absent")
async def no_auth_anywhere(peer: Peer) -> None:
    """Is an inbound server: takes mail, offers no login."""
    await peer.greet()
    await peer.serve(None, "SIZE 1000000", "PIPELINING")


@behaviour("rewritten")
async def starttls_overwritten_with_x(peer: Peer) -> None:
    """Sits behind a firewall that paints over what it does not want, as Cisco's does."""
    await peer.greet()
    await peer.serve({"XXXXXXXA": "500 5.5.1 what?"}, "XXXXXXXA", "AUTH PLAIN", "SIZE")


@behaviour()
async def terminal_escapes(peer: Peer) -> None:
    """Clears the screen, renames the window, and turns the direction of writing."""
    await peer.say("220 \x1b[2J\x1b]0;owned\x07mail \u202egpj.exe\u202c \u2066x\u2069 \x9b31m")
    await peer.serve(None, "AUTH PLAIN\x1b[31m", "X-\u202eEVIL \x07\x08\x08\x08\x08", "\x1b]52;c;ZXZpbA==\x07")


@behaviour()
async def markup(peer: Peer) -> None:
    """Writes what rich and markdown would take for markup."""
    await peer.say("220 [bold red]mail[/] **x** `y` <script>alert(1)</script> {facts} %s")
    await peer.serve(None, "AUTH PLAIN", "[link=http://evil.example]X[/link]")


@behaviour()
async def latin1(peer: Peer) -> None:
    """Greets in Latin-1, which is no UTF-8."""
    await peer.say(b"220 Gr\xfc\xdfe vom Postamt \xff\xfe")
    await peer.serve(None, "AUTH PLAIN")


@behaviour()
async def nul_within_lines(peer: Peer) -> None:
    """Has zeros in the middle of its lines."""
    await peer.say(b"220 mail\0.kbassist\0.test")
    await peer.serve(None, "AUTH PLAIN")


@behaviour()
async def codes_without_words(peer: Peer) -> None:
    """Is as terse as can be."""
    await peer.say("220")
    await peer.hear()
    await peer.say("250")
    await peer.stare()


@behaviour()
async def more_than_was_asked(peer: Peer) -> None:
    """Answers twice to every command."""
    await peer.greet()
    while await peer.hear():
        await peer.say("250-mail.kbassist.test", "250 AUTH PLAIN", "250 2.0.0 and once more", "535 5.7.8 and no")
