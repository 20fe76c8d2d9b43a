"""Servers that go wrong before anything else: no banner, no end of it, another protocol, a closed door."""

from __future__ import annotations

import asyncio

from servers.scripted import Peer, behaviour


@behaviour("read-timeout")
async def silence(peer: Peer) -> None:
    """Takes the connection and never says a word."""
    await peer.stare()


@behaviour("unfinished-reply")
async def slow_drip(peer: Peer) -> None:
    """Sends its banner one byte at a time, for ever."""
    await peer.send(b"220 ")
    while True:
        await peer.send(b".")
        await asyncio.sleep(0.1)


@behaviour("too-many-lines")
async def endless_banner(peer: Peer) -> None:
    """Goes on with its banner line after line, as fast as it is read."""
    while True:
        await peer.send(b"220-Welcome, welcome, welcome\r\n" * 500)


@behaviour("line-too-long")
async def ten_megabyte_line(peer: Peer) -> None:
    """Sends one line of ten megabytes."""
    await peer.send(b"220 ")
    for _ in range(160):
        await peer.send(b"A" * 65536)
    await peer.send(b"\r\n")
    await peer.stare()


@behaviour("line-too-long")
async def endless_line(peer: Peer) -> None:
    """Sends a line that never ends, as fast as it is read."""
    await peer.send(b"220 ")
    while True:
        await peer.send(b"x" * 65536)


@behaviour("not-smtp")
async def binary_garbage(peer: Peer) -> None:
    """Speaks bytes that are no text, with a line end among them."""
    await peer.send(bytes(range(256)) * 4 + b"\n")
    await peer.stare()


@behaviour("not-smtp")
async def nul_bytes(peer: Peer) -> None:
    """Sends zeros and no line end."""
    await peer.send(b"\0" * 512)
    await peer.stare()


@behaviour("not-smtp")
async def http(peer: Peer) -> None:
    """Is a web server: waits for a request, and finds what comes a bad one."""
    await peer.hear()
    await peer.say("HTTP/1.1 400 Bad Request", "Content-Type: text/html", "Connection: close", "", "<html>400 Bad Request</html>")


@behaviour("not-smtp")
async def http_at_once(peer: Peer) -> None:
    """Is a web server's guard that refuses whoever connects."""
    await peer.say("HTTP/1.0 403 Forbidden", "", "")


@behaviour("not-smtp")
async def ssh(peer: Peer) -> None:
    """Is an SSH server."""
    await peer.say("SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3")
    await peer.stare()


@behaviour("not-smtp")
async def pop3(peer: Peer) -> None:
    """Is a POP3 server."""
    await peer.say("+OK Dovecot ready. <1f2e.3@mail.kbassist.test>")
    await peer.stare()


@behaviour("not-smtp")
async def imap(peer: Peer) -> None:
    """Is an IMAP server."""
    await peer.say("* OK [CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN] Dovecot ready.")
    await peer.stare()


@behaviour("not-smtp")
async def imap_over_tls(peer: Peer) -> None:
    """Is an IMAP server behind implicit TLS, as on port 993."""
    await peer.tls()
    await peer.say("* OK IMAP4rev1 Service Ready")
    await peer.stare()


@behaviour("not-smtp")
async def ftp(peer: Peer) -> None:
    """Is an FTP server: its banner looks like that of SMTP."""
    await peer.say("220 ProFTPD 1.3.8 Server (FTP) [127.0.0.1]")
    await peer.serve({"EHLO": "530 Please login with USER and PASS", "HELO": "530 Please login with USER and PASS"})


@behaviour("not-smtp")
async def mysql(peer: Peer) -> None:
    """Is a MySQL server: a packet with its version, no line end."""
    await peer.send(b"\x4a\x00\x00\x00\x0a8.0.36\x00\x0b\x00\x00\x00abcdefgh\x00")
    await peer.stare()


@behaviour("not-smtp")
async def telnet_prompt(peer: Peer) -> None:
    """Asks for a login with option negotiation before it."""
    await peer.send(b"\xff\xfd\x18\xff\xfd\x20\r\nrouter login: ")
    await peer.stare()


@behaviour("refused-at-door")
async def banner_421(peer: Peer) -> None:
    """Has too many connections already."""
    await peer.say("421 4.7.0 Too many connections, try again later")


@behaviour("refused-at-door")
async def banner_554(peer: Peer) -> None:
    """Has this address on its list."""
    await peer.say("554 5.7.1 Service unavailable; Client host [127.0.0.1] blocked using zen.spamhaus.org")
    await peer.stare()


@behaviour("refused-at-door")
async def banner_554_and_close(peer: Peer) -> None:
    """Says that it takes no mail, and closes at once."""
    await peer.say("554 No SMTP service here")


@behaviour("closed-early")
async def closes_at_once(peer: Peer) -> None:
    """Takes the connection and drops it."""


@behaviour("reset")
async def resets_at_once(peer: Peer) -> None:
    """Takes the connection and breaks it."""
    peer.reset()


@behaviour("unfinished-reply")
async def banner_without_end(peer: Peer) -> None:
    """Announces more lines of banner and sends none."""
    await peer.say("220-mail.kbassist.test ESMTP")
    await peer.stare()


@behaviour("closed-early")
async def half_a_banner(peer: Peer) -> None:
    """Closes in the middle of its first line."""
    await peer.send(b"220 mail.kb")


@behaviour("mixed-codes")
async def banner_of_two_codes(peer: Peer) -> None:
    """Cannot decide between welcome and farewell."""
    await peer.say("220-mail.kbassist.test ESMTP", "421 4.3.2 shutting down")
    await peer.stare()


@behaviour("not-smtp")
async def code_with_a_letter(peer: Peer) -> None:
    """Types the letter O for the digit 0."""
    await peer.say("22O mail.kbassist.test ESMTP")
    await peer.stare()


@behaviour("not-smtp")
async def code_of_two_digits(peer: Peer) -> None:
    """Has two digits only."""
    await peer.say("22 mail.kbassist.test ESMTP")
    await peer.stare()


@behaviour()
async def bare_newlines(peer: Peer) -> None:
    """Ends its lines with a bare newline; everything else is in order, and mail programs get along with it."""
    await peer.send(b"220 mail.kbassist.test ESMTP\n")
    await peer.hear()
    await peer.send(b"250-mail.kbassist.test\n250 AUTH PLAIN\n")
    await peer.stare()
