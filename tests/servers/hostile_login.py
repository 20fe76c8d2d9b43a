"""Servers that go wrong while somebody logs in, and after. All of them behind good TLS: nothing else may come in between."""

from __future__ import annotations

import base64

from servers.scripted import Peer, behaviour


async def up_to_auth(peer: Peer, *mechanisms: str) -> str:
    """Everything in order up to the AUTH command, whose line is returned."""
    await peer.starttls(f"AUTH {' '.join(mechanisms)}")
    return await peer.wait_for("AUTH")


async def scram_first(peer: Peer, line: str, **changed: str) -> None:
    """Send the first message of SCRAM (RFC 5802 section 5) for the client's, with parts changed."""
    parts = line.split(" ")
    if len(parts) < 3:
        await peer.say("334 ")
        parts.append(await peer.hear())
    nonce = base64.b64decode(parts[2]).decode().rpartition("r=")[2]
    answer = {"r": nonce + "srv", "s": base64.b64encode(b"salt").decode(), "i": "4096", **changed}
    await peer.say("334 " + base64.b64encode(",".join(f"{key}={value}" for key, value in answer.items()).encode()).decode())


@behaviour("no-mechanism", login="auto")
async def no_mechanism_in_common(peer: Peer) -> None:
    """Knows Windows logins only."""
    await peer.starttls("AUTH GSSAPI NTLM")
    await peer.serve()


@behaviour("no-auth", login="auto")
async def login_where_none_is_offered(peer: Peer) -> None:
    """Offers no AUTH at all."""
    await peer.starttls("SIZE 1000")
    await peer.serve()


@behaviour("refused-login", login="PLAIN")
async def login_535(peer: Peer) -> None:
    """Refuses the password."""
    await up_to_auth(peer, "PLAIN")
    await peer.say("535 5.7.8 Error: authentication failed")
    await peer.serve()


@behaviour("refused-login", login="LOGIN")
async def login_535_after_the_user_name(peer: Peer) -> None:
    """Refuses as soon as it has heard the user name."""
    line = await up_to_auth(peer, "LOGIN")
    if len(line.split(" ")) < 3:
        await peer.say("334 VXNlcm5hbWU6")
        await peer.hear()
    await peer.say("535 5.7.8 no such user")
    await peer.serve()


@behaviour("temporary", login="PLAIN")
async def login_454(peer: Peer) -> None:
    """Has lost its password backend."""
    await up_to_auth(peer, "PLAIN")
    await peer.say("454 4.7.0 Temporary authentication failure: Connection lost to authentication server")
    await peer.serve()


@behaviour("refused-login", login="PLAIN")
async def login_534(peer: Peer) -> None:
    """Wants an application password (Google's words)."""
    await up_to_auth(peer, "PLAIN")
    await peer.say("534-5.7.9 Application-specific password required. For more information, go to")
    await peer.say("534 5.7.9  https://support.google.com/mail/?p=InvalidSecondFactor - gsmtp")
    await peer.serve()


@behaviour("unproved", login="LOGIN")
async def challenges_without_end(peer: Peer) -> None:
    """Asks for the user name again and again."""
    await up_to_auth(peer, "LOGIN")
    while True:
        await peer.say("334 VXNlcm5hbWU6")
        await peer.hear()


@behaviour("unproved", login="PLAIN")
async def empty_challenges_without_end(peer: Peer) -> None:
    """Answers a complete PLAIN login with one more empty challenge, for ever."""
    await up_to_auth(peer, "PLAIN")
    while True:
        await peer.say("334 ")
        await peer.hear()


@behaviour("unproved", login="SCRAM-SHA-256")
async def scram_success_without_signature(peer: Peer) -> None:
    """Says 235 to SCRAM without showing that it knows the password (RFC 5802 section 3)."""
    await up_to_auth(peer, "SCRAM-SHA-256")
    await peer.say("235 2.7.0 Authentication successful")
    await peer.serve()


@behaviour("unproved", login="SCRAM-SHA-256")
async def scram_with_wrong_signature(peer: Peer) -> None:
    """Goes through SCRAM to the end with a signature made of nothing."""
    await scram_first(peer, await up_to_auth(peer, "SCRAM-SHA-256"))
    await peer.hear()
    await peer.say("334 " + base64.b64encode(b"v=" + base64.b64encode(b"\0" * 32)).decode())
    await peer.hear()
    await peer.say("235 2.7.0 Authentication successful")
    await peer.serve()


@behaviour("unproved", login="SCRAM-SHA-256")
async def scram_with_two_thousand_million_rounds(peer: Peer) -> None:
    """Wants the password hashed 2,000,000,000 times: a client that obeys is busy for half an hour."""
    await scram_first(peer, await up_to_auth(peer, "SCRAM-SHA-256"), i="2000000000")
    await peer.stare()


@behaviour("unproved", login="SCRAM-SHA-256")
async def scram_with_another_nonce(peer: Peer) -> None:
    """Answers with a nonce that is not the client's: a replay."""
    await scram_first(peer, await up_to_auth(peer, "SCRAM-SHA-256"), r="somebody-elses-nonce")
    await peer.stare()


@behaviour("unproved", login="CRAM-MD5")
async def challenge_that_is_no_base64(peer: Peer) -> None:
    """Writes its challenge in plain words."""
    await up_to_auth(peer, "CRAM-MD5")
    await peer.say("334 please say who you are!")
    await peer.stare()


@behaviour("line-too-long", "unproved", login="CRAM-MD5")
async def challenge_of_a_megabyte(peer: Peer) -> None:
    """Sends a challenge of a megabyte."""
    await up_to_auth(peer, "CRAM-MD5")
    await peer.say("334 " + base64.b64encode(b"z" * 750_000).decode())
    await peer.stare()


@behaviour("closed-early", login="PLAIN")
async def closes_after_auth(peer: Peer) -> None:
    """Hears the login and closes."""
    await up_to_auth(peer, "PLAIN")


@behaviour("reset", login="PLAIN")
async def resets_after_auth(peer: Peer) -> None:
    """Hears the login and breaks the connection."""
    await up_to_auth(peer, "PLAIN")
    peer.reset()


@behaviour("read-timeout", login="PLAIN")
async def silence_after_auth(peer: Peer) -> None:
    """Hears the login and falls silent."""
    await up_to_auth(peer, "PLAIN")
    await peer.stare()


@behaviour("unproved", login="LOGIN")
async def success_before_any_password(peer: Peer) -> None:
    """Says 235 to the bare command, before it has heard a password."""
    await up_to_auth(peer, "LOGIN")
    await peer.say("235 2.7.0 ok")
    await peer.serve()


@behaviour("refused-login", login="PLAIN")
async def echoes_the_secret(peer: Peer) -> None:
    """Repeats what it was sent in its reply, encoded and decoded: it must not be shown."""
    line = await up_to_auth(peer, "PLAIN")
    sent = line.split(" ")[-1]
    decoded = base64.b64decode(sent).decode().split("\0")
    await peer.say(
        f"535-5.7.8 you sent {sent}",
        f"535-5.7.8 that is {decoded[-1]}",
        f"535 5.7.8 or {base64.b64encode(decoded[-1].encode()).decode()}",
    )
    await peer.serve()


@behaviour("refused-login", login="PLAIN")
async def escapes_in_the_refusal(peer: Peer) -> None:
    """Refuses with a screenful of control characters."""
    await up_to_auth(peer, "PLAIN")
    await peer.say("535 5.7.8 \x1b[1A\x1b[2KLogin accepted\x1b]8;;http://evil.example\x07 \u202edetpecca")
    await peer.serve()


@behaviour("refused-login", login="PLAIN")
async def auth_503(peer: Peer) -> None:
    """Offers AUTH and does not want it now."""
    await up_to_auth(peer, "PLAIN")
    await peer.say("503 5.5.1 Error: authentication not enabled")
    await peer.serve()


@behaviour("refused-login", login="XOAUTH2")
async def xoauth2_error_in_a_challenge(peer: Peer) -> None:
    """Explains in a challenge why the token is refused, and refuses after the empty answer, as Google does."""
    await up_to_auth(peer, "XOAUTH2")
    await peer.say("334 " + base64.b64encode(b'{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}').decode())
    await peer.hear()
    await peer.say("535 5.7.8 Username and Password not accepted")
    await peer.serve()


@behaviour("refused", login="PLAIN", sender="sales@kbassist.test")
async def sender_not_owned(peer: Peer) -> None:
    """Accepts the login and refuses the sender."""
    await up_to_auth(peer, "PLAIN")
    await peer.say("235 2.7.0 ok")
    await peer.serve({"MAIL": "553 5.7.1 Sender address rejected: not owned by user"})


@behaviour("refused", login="PLAIN", sender="alice@kbassist.test")
async def recipient_554(peer: Peer) -> None:
    """Accepts the login and the sender and refuses the recipient."""
    await up_to_auth(peer, "PLAIN")
    await peer.say("235 2.7.0 ok")
    await peer.serve({"RCPT": "554 5.7.1 Relay access denied"})


@behaviour("closed-early", login="PLAIN", sender="alice@kbassist.test")
async def closes_after_mail_from(peer: Peer) -> None:
    """Accepts the login and closes at the sender."""
    await up_to_auth(peer, "PLAIN")
    await peer.say("235 2.7.0 ok")
    await peer.wait_for("MAIL")


@behaviour("read-timeout", login="PLAIN", sender="alice@kbassist.test")
async def silence_after_rcpt_to(peer: Peer) -> None:
    """Accepts everything up to the recipient and falls silent."""
    await up_to_auth(peer, "PLAIN")
    await peer.say("235 2.7.0 ok")
    await peer.wait_for("RCPT")
    await peer.stare()
