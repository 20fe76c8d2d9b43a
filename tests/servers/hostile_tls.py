"""Servers whose encryption goes wrong: STARTTLS refused, faked or stalled, certificates that nobody should trust."""

from __future__ import annotations

import asyncio
import ssl

from servers.scripted import Peer, behaviour


async def up_to_starttls(peer: Peer) -> None:
    """Greet, offer STARTTLS beside AUTH, and wait until it is asked for."""
    await peer.greet()
    await peer.ehlo("STARTTLS", "AUTH PLAIN")
    await peer.wait_for("STARTTLS")


@behaviour("starttls-refused")
async def starttls_refused(peer: Peer) -> None:
    """Offers STARTTLS and has no certificate loaded."""
    await peer.greet()
    await peer.serve({"STARTTLS": "454 4.7.0 TLS not available due to local problem"}, "STARTTLS", "AUTH PLAIN")


@behaviour("starttls-refused")
async def starttls_unknown(peer: Peer) -> None:
    """Offers STARTTLS and does not know the command."""
    await peer.greet()
    await peer.serve({"STARTTLS": "500 5.5.1 Command unrecognized"}, "STARTTLS", "AUTH PLAIN")


@behaviour("plain-text-instead-of-tls")
async def starttls_then_plain_text(peer: Peer) -> None:
    """Agrees to TLS and goes on in plain text."""
    await up_to_starttls(peer)
    await peer.say("220 2.0.0 Ready to start TLS")
    await peer.hear()
    await peer.say("500 5.5.1 unknown command", "500 5.5.1 unknown command")
    await peer.stare()


@behaviour("starttls-injection")
async def plaintext_injected(peer: Peer) -> None:
    """Has an extension smuggled in behind its reply, in the same packet (CVE-2011-0411 seen from the other side)."""
    await up_to_starttls(peer)
    await peer.say("220 2.0.0 Ready to start TLS", "250-mail.kbassist.test", "250 AUTH PLAIN")
    await peer.tls()
    await peer.serve()


@behaviour("handshake-timeout")
async def handshake_stalls(peer: Peer) -> None:
    """Agrees to TLS and says nothing more."""
    await up_to_starttls(peer)
    await peer.say("220 2.0.0 Ready to start TLS")
    await peer.stare()


@behaviour("handshake-timeout")
async def handshake_drips(peer: Peer) -> None:
    """Sends the header of a handshake record and then its bytes one by one."""
    await up_to_starttls(peer)
    await peer.say("220 2.0.0 Ready to start TLS")
    await peer.hello()
    await peer.send(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc")
    while True:
        await peer.send(b"\x00")
        await asyncio.sleep(0.1)


@behaviour("handshake-closed")
async def closes_instead_of_handshake(peer: Peer) -> None:
    """Agrees to TLS and closes."""
    await up_to_starttls(peer)
    await peer.say("220 2.0.0 Ready to start TLS")
    await peer.hear()


@behaviour("reset")
async def resets_instead_of_handshake(peer: Peer) -> None:
    """Agrees to TLS and breaks the connection."""
    await up_to_starttls(peer)
    await peer.say("220 2.0.0 Ready to start TLS")
    await peer.hello()
    peer.reset()


@behaviour("tls-alert")
async def fatal_alert(peer: Peer) -> None:
    """Answers the handshake with the alert handshake_failure (RFC 8446 section 6)."""
    await up_to_starttls(peer)
    await peer.say("220 2.0.0 Ready to start TLS")
    await peer.hello()
    await peer.send(b"\x15\x03\x03\x00\x02\x02\x28")
    await peer.stare()


@behaviour("tls-failed", "tls-version", "plain-text-instead-of-tls")
async def garbage_instead_of_handshake(peer: Peer) -> None:
    """Sends a record that looks like a handshake and holds none."""
    await up_to_starttls(peer)
    await peer.say("220 2.0.0 Ready to start TLS")
    await peer.hello()
    await peer.send(b"\x16\x03\x03\x00\x20" + b"\xa5" * 32)
    await peer.stare()


@behaviour("tls-version")
async def tls_1_0_only(peer: Peer) -> None:
    """Is fifteen years old and speaks TLS 1.0 at most."""
    await peer.starttls("AUTH PLAIN", context=peer.stage.old_context())
    await peer.serve(None, "AUTH PLAIN")


@behaviour("tls-version")
async def tls_1_0_only_from_the_first_byte(peer: Peer) -> None:
    """The same, with implicit TLS."""
    await peer.tls(context=peer.stage.old_context())
    await peer.greet()
    await peer.serve(None, "AUTH PLAIN")


@behaviour("tls-alert")
async def no_cipher_in_common(peer: Peer) -> None:
    """Has a key of elliptic curves and ciphers for RSA alone."""
    context = peer.stage.context("good")
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("ECDHE-RSA-AES256-GCM-SHA384")
    await peer.starttls("AUTH PLAIN", context=context)


@behaviour("expired")
async def certificate_expired(peer: Peer) -> None:
    """Forgot to renew."""
    await peer.starttls("AUTH PLAIN", kind="expired")
    await peer.serve(None, "AUTH PLAIN")


@behaviour("not-yet-valid")
async def certificate_not_yet_valid(peer: Peer) -> None:
    """Renewed too early, or the client's clock is wrong."""
    await peer.starttls("AUTH PLAIN", kind="not_yet_valid")
    await peer.serve(None, "AUTH PLAIN")


@behaviour("wrong-name")
async def certificate_of_another_host(peer: Peer) -> None:
    """Shows the certificate of another host."""
    await peer.starttls("AUTH PLAIN", kind="wrong_name")
    await peer.serve(None, "AUTH PLAIN")


@behaviour("self-signed")
async def certificate_self_signed(peer: Peer) -> None:
    """Shows what the installer made."""
    await peer.starttls("AUTH PLAIN", kind="self_signed")
    await peer.serve(None, "AUTH PLAIN")


@behaviour("unknown-issuer")
async def certificate_of_unknown_issuer(peer: Peer) -> None:
    """Shows a chain up to a root that is nobody's."""
    await peer.starttls("AUTH PLAIN", kind="unknown_issuer")
    await peer.serve(None, "AUTH PLAIN")


@behaviour("intercepted")
async def certificate_of_a_virus_scanner(peer: Peer) -> None:
    """Shows a certificate that a virus scanner made on the way."""
    await peer.starttls("AUTH PLAIN", kind="intercepted")
    await peer.serve(None, "AUTH PLAIN")


@behaviour("missing-intermediate")
async def certificate_without_intermediate(peer: Peer) -> None:
    """Sends the leaf and not what ties it to the root."""
    await peer.starttls("AUTH PLAIN", kind="missing_intermediate")
    await peer.serve(None, "AUTH PLAIN")


@behaviour("weak-key")
async def certificate_of_1024_bits(peer: Peer) -> None:
    """Has a key that was strong in 1999."""
    await peer.starttls("AUTH PLAIN", kind="weak_key")
    await peer.serve(None, "AUTH PLAIN")


@behaviour("weak-signature")
async def certificate_signed_with_sha1(peer: Peer) -> None:
    """Is signed with SHA-1."""
    await peer.starttls("AUTH PLAIN", kind="sha1")
    await peer.serve(None, "AUTH PLAIN")


@behaviour("expired")
async def certificate_expired_from_the_first_byte(peer: Peer) -> None:
    """Forgot to renew, with implicit TLS."""
    await peer.tls("expired")
    await peer.greet()
    await peer.serve(None, "AUTH PLAIN")


@behaviour("self-signed")
async def certificate_self_signed_from_the_first_byte(peer: Peer) -> None:
    """Shows what the installer made, with implicit TLS."""
    await peer.tls("self_signed")
    await peer.greet()
    await peer.serve(None, "AUTH PLAIN")


@behaviour("read-timeout")
async def silence_within_tls(peer: Peer) -> None:
    """Shakes hands from the first byte and never greets."""
    await peer.tls()
    await peer.stare()


@behaviour("not-smtp", "read-timeout")
async def web_server_within_tls(peer: Peer) -> None:
    """Is a web server behind TLS, which answers EHLO with a page."""
    await peer.tls()
    await peer.hear()
    await peer.say("HTTP/1.1 400 Bad Request", "Connection: close", "", "<html></html>")


@behaviour("closed-early")
async def closes_after_handshake(peer: Peer) -> None:
    """Shakes hands after STARTTLS and closes."""
    await up_to_starttls(peer)
    await peer.say("220 2.0.0 Ready to start TLS")
    await peer.tls()


@behaviour("ehlo-refused")
async def ehlo_refused_within_tls(peer: Peer) -> None:
    """Shakes hands and then refuses EHLO."""
    await up_to_starttls(peer)
    await peer.say("220 2.0.0 Ready to start TLS")
    await peer.tls()
    await peer.serve({"EHLO": "550 5.7.1 no", "HELO": "550 5.7.1 no"})


@behaviour("auth-absent")
async def auth_before_tls_only(peer: Peer) -> None:
    """Offers AUTH in plain text and takes it back within TLS."""
    await up_to_starttls(peer)
    await peer.say("220 2.0.0 Ready to start TLS")
    await peer.tls()
    await peer.serve(None, "SIZE 1000")
