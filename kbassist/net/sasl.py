"""SASL mechanisms, one attempt each, as generators: they yield what the client says and are sent what the server says.

The first value yielded is the initial response, or None where the server speaks first. A generator that ends returns an empty
text, or why the client does not go on.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import unicodedata
from collections.abc import Callable, Generator
from typing import NamedTuple

Exchange = Generator[bytes | None, bytes, str]

MOST_ITERATIONS = 300_000
"""SCRAM rounds a server may ask for: below 0.2 seconds of work; RFC 7677 asks for 4096 at least."""


class Login(NamedTuple):
    """What an exchange needs. `nonce` is fresh for each attempt; host and port go into OAUTHBEARER."""

    user: str
    secret: bytes
    nonce: str
    host: str = ""
    port: int = 0


def plain(login: Login) -> Exchange:
    """PLAIN (RFC 4616)."""
    yield b"\0" + login.user.encode() + b"\0" + login.secret
    return ""


def log_in(login: Login) -> Exchange:
    """LOGIN (draft-murchison-sasl-login): user name and password, whatever the two prompts say."""
    yield None
    yield login.user.encode()
    yield login.secret
    return ""


def cram_md5(login: Login) -> Exchange:
    """CRAM-MD5 (RFC 2195)."""
    challenge = yield None
    digest = hmac.new(login.secret, challenge, "md5").hexdigest()
    yield login.user.encode() + b" " + digest.encode()
    return ""


def scram(login: Login, algorithm: str) -> Exchange:
    """SCRAM (RFC 5802, RFC 7677) without channel binding; the server must prove that it knows the password too."""
    name = _prepared(login.user).replace("=", "=3D").replace(",", "=2C")
    bare = f"n={name},r={login.nonce}"
    first = yield f"n,,{bare}".encode()
    fields = _fields(first)
    nonce, salt, rounds = fields.get("r", ""), fields.get("s", ""), fields.get("i", "")
    if not nonce.startswith(login.nonce) or nonce == login.nonce or not rounds.isdigit():
        return "the server's SCRAM challenge is malformed"
    if not 1 <= int(rounds) <= MOST_ITERATIONS:
        return f"the server asks for {rounds[:20]} SCRAM rounds"
    try:
        decoded = base64.b64decode(salt, validate=True)
    except ValueError:
        return "the server's SCRAM salt is malformed"
    password = _prepared(login.secret.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
    salted = hashlib.pbkdf2_hmac(algorithm, password, decoded, int(rounds))
    key = hmac.digest(salted, b"Client Key", algorithm)
    final = f"c=biws,r={nonce}"
    said = b",".join((bare.encode(), first, final.encode()))
    signature = hmac.digest(hashlib.new(algorithm, key).digest(), said, algorithm)
    proof = bytes(a ^ b for a, b in zip(key, signature, strict=True))
    last = yield f"{final},p={base64.b64encode(proof).decode()}".encode()
    expected = hmac.digest(hmac.digest(salted, b"Server Key", algorithm), said, algorithm)
    if "e" in _fields(last):
        yield b""
        return ""
    if not hmac.compare_digest(_fields(last).get("v", "").encode(), base64.b64encode(expected)):
        return "the server did not prove that it knows the password"
    yield b""
    return ""


def xoauth2(login: Login) -> Exchange:
    """XOAUTH2 (Google, Microsoft): the access token; an error comes as a challenge that is answered by an empty line."""
    yield b"user=" + login.user.encode() + b"\x01auth=Bearer " + login.secret + b"\x01\x01"
    yield b""
    return ""


def oauthbearer(login: Login) -> Exchange:
    """OAUTHBEARER (RFC 7628); an error comes as a challenge that is answered by a single %x01."""
    name = login.user.replace("=", "=3D").replace(",", "=2C")
    head = f"n,a={name},\x01host={login.host}\x01port={login.port}\x01auth=Bearer "
    yield head.encode() + login.secret + b"\x01\x01"
    yield b"\x01"
    return ""


MECHANISMS: dict[str, Callable[[Login], Exchange]] = {
    "PLAIN": plain,
    "LOGIN": log_in,
    "SCRAM-SHA-256": lambda login: scram(login, "sha256"),
    "SCRAM-SHA-1": lambda login: scram(login, "sha1"),
    "CRAM-MD5": cram_md5,
    "XOAUTH2": xoauth2,
    "OAUTHBEARER": oauthbearer,
}
"""In the order of preference within TLS: PLAIN works wherever the password is right, the others need it stored in their form."""

CHALLENGES = {"LOGIN": 2, "CRAM-MD5": 1, "SCRAM-SHA-256": 2, "SCRAM-SHA-1": 2}
"""How often the server must ask before it can know the password; of the others the first line holds everything."""

TOKENS = ("XOAUTH2", "OAUTHBEARER")
"""Mechanisms that take an access token instead of a password; never chosen unasked."""


def choose(offered: tuple[str, ...], wanted: str, encrypted: bool) -> str:
    """Return the mechanism to use, or an empty text where there is none in common. Without TLS none that sends the password bare."""
    if wanted:
        return wanted if wanted in MECHANISMS else ""
    order = [name for name in MECHANISMS if name not in TOKENS]
    if not encrypted:
        order.sort(key=lambda name: name in ("PLAIN", "LOGIN"))
    return next((name for name in order if name in offered), "")


def _prepared(text: str) -> str:
    """SASLprep (RFC 4013) as far as it maps: other blanks become blanks, compatibility forms are undone."""
    spaced = "".join(" " if unicodedata.category(char) == "Zs" else char for char in text if char != "\u00ad")
    return unicodedata.normalize("NFKC", spaced)


def _fields(message: bytes) -> dict[str, str]:
    parts = (part.partition("=") for part in message.decode("utf-8", "replace").split(","))
    return {key: value for key, _, value in parts}
