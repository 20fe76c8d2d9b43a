"""Certificates for test servers: one good chain, and one for every way in which a chain goes wrong.

An authority of its own, an intermediate, leaves. Each kind is a small function below; `ISSUE` finds them by name.
Nothing here is trusted by the machine: a client is given `Authority.ca_file`.
"""

from __future__ import annotations

import datetime
import ipaddress
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

NAMES = ("mail.kbassist.test", "localhost")
"""The host names of a good certificate; 127.0.0.1 and ::1 are added to them."""

_ISSUER_IS_AT = x509.AuthorityInformationAccess(
    [
        x509.AccessDescription(
            AuthorityInformationAccessOID.CA_ISSUERS, x509.UniformResourceIdentifier("http://ca.kbassist.test/issuer.der")
        )
    ]
)
"""As public authorities write it into every leaf; nothing is ever there."""

DAY = datetime.timedelta(days=1)


class Issued(NamedTuple):
    """What a server loads: the chain as it is sent (leaf first), and the leaf's key, both PEM."""

    chain: Path
    key: Path


class Signer(NamedTuple):
    """Who signs: a certificate and its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


class Authority:
    """A root with an intermediate, and the leaves they sign; files are made once, when first asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root = _authority("kbassist test root", None)
        self.intermediate = _authority("kbassist test intermediate", self.root)
        self.ca_file = folder / "ca.pem"
        """What a client trusts."""

    def issue(self, kind: str = "good") -> Issued:
        """The chain and key of a kind in `ISSUE`."""
        issued = Issued(self.folder / f"{kind}.pem", self.folder / f"{kind}.key")
        if not issued.key.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            self.ca_file.write_bytes(_pem(self.root.certificate))
            ISSUE[kind](self, issued)
        return issued


def good(authority: Authority, to: Issued) -> None:
    """Valid for the names, with its intermediate."""
    _leaf(authority, to)


def expired(authority: Authority, to: Issued) -> None:
    """Ran out yesterday."""
    _leaf(authority, to, begins=-90, ends=-1)


def not_yet_valid(authority: Authority, to: Issued) -> None:
    """Begins in a month."""
    _leaf(authority, to, begins=30, ends=90)


def wrong_name(authority: Authority, to: Issued) -> None:
    """Everything in order, for another host."""
    _leaf(authority, to, names=("other.example",), addresses=())


def self_signed(authority: Authority, to: Issued) -> None:
    """Signed by its own key, by nobody else."""
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        _builder(_name(NAMES[0]), _name(NAMES[0]), key.public_key())
        .add_extension(_san(), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write(to, key, certificate)


def unknown_issuer(authority: Authority, to: Issued) -> None:
    """A complete chain that ends in a root which nobody was told of."""
    stranger = _authority("Somebody else's root", None)
    between = _authority("Somebody else's intermediate", stranger)
    key = ec.generate_private_key(ec.SECP256R1())
    _write(to, key, _sign(_name(NAMES[0]), key, between), between.certificate, stranger.certificate)


def intercepted(authority: Authority, to: Issued) -> None:
    """Made on the fly by a virus scanner that reads along: its own root, no intermediate."""
    scanner = _authority("Avast Web/Mail Shield Root", None)
    key = ec.generate_private_key(ec.SECP256R1())
    _write(to, key, _sign(_name(NAMES[0]), key, scanner))


def missing_intermediate(authority: Authority, to: Issued) -> None:
    """The leaf alone, as a server sends it whose administrator forgot the chain file."""
    key = ec.generate_private_key(ec.SECP256R1())
    _write(to, key, _sign(_name(NAMES[0]), key, authority.intermediate))


def weak_key(authority: Authority, to: Issued) -> None:
    """RSA of 1024 bits, below what OpenSSL accepts at its default level."""
    key = rsa.generate_private_key(65537, 1024)
    _write(to, key, _sign(_name(NAMES[0]), key, authority.intermediate), authority.intermediate.certificate)


def sha1(authority: Authority, to: Issued) -> None:
    """Signed with SHA-1. The cryptography package refuses to sign so; the openssl command does it."""
    key = ec.generate_private_key(ec.SECP256R1())
    request = x509.CertificateSigningRequestBuilder().subject_name(_name(NAMES[0])).sign(key, hashes.SHA256())
    files = {name: to.key.with_name(f"sha1-{name}") for name in ("request", "ca", "ca-key", "names")}
    files["request"].write_bytes(request.public_bytes(serialization.Encoding.PEM))
    files["ca"].write_bytes(_pem(authority.intermediate.certificate))
    files["ca-key"].write_bytes(_key_pem(authority.intermediate.key))
    files["names"].write_text("subjectAltName=" + ",".join([f"DNS:{name}" for name in NAMES] + ["IP:127.0.0.1", "IP:::1"]))
    options = "-req -sha1 -days 30 -set_serial 4711".split()
    inputs = ["-in", files["request"], "-CA", files["ca"], "-CAkey", files["ca-key"], "-extfile", files["names"]]
    signed = subprocess.run(["openssl", "x509", *options, *inputs], capture_output=True, check=True).stdout
    to.chain.write_bytes(signed + _pem(authority.intermediate.certificate))
    to.key.write_bytes(_key_pem(key))


ISSUE: dict[str, Callable[[Authority, Issued], None]] = {
    made.__name__: made
    for made in (
        good,
        expired,
        not_yet_valid,
        wrong_name,
        self_signed,
        unknown_issuer,
        intercepted,
        missing_intermediate,
        weak_key,
        sha1,
    )
}
"""Every kind of certificate, by name."""


def _leaf(
    authority: Authority,
    to: Issued,
    *,
    names: tuple[str, ...] = NAMES,
    addresses: tuple[str, ...] = ("127.0.0.1", "::1"),
    begins: int = -1,
    ends: int = 60,
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    leaf = _sign(_name(names[0]), key, authority.intermediate, names=names, addresses=addresses, begins=begins, ends=ends)
    _write(to, key, leaf, authority.intermediate.certificate)


def _sign(
    subject: x509.Name,
    key: Key,
    by: Signer,
    *,
    names: tuple[str, ...] = NAMES,
    addresses: tuple[str, ...] = ("127.0.0.1", "::1"),
    begins: int = -1,
    ends: int = 60,
) -> x509.Certificate:
    builder = _builder(subject, by.certificate.subject, key.public_key(), begins=begins, ends=ends)
    return (
        builder.add_extension(_san(names, addresses), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.key.public_key()), critical=False)
        .add_extension(_ISSUER_IS_AT, critical=False)
        .sign(by.key, hashes.SHA256())
    )


def _authority(name: str, by: Signer | None) -> Signer:
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = by.certificate.subject if by else _name(name)
    signing = by.key if by else key
    certificate = (
        _builder(_name(name), issuer, key.public_key(), begins=-400, ends=4000)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False)
        .add_extension(x509.KeyUsage(True, False, False, False, False, True, True, False, False), critical=True)
        .sign(signing, hashes.SHA256())
    )
    return Signer(certificate, key)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey, *, begins: int = -1, ends: int = 60
) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
    return (
        builder.serial_number(x509.random_serial_number()).not_valid_before(now + begins * DAY).not_valid_after(now + ends * DAY)
    )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _san(names: tuple[str, ...] = NAMES, addresses: tuple[str, ...] = ("127.0.0.1", "::1")) -> x509.SubjectAlternativeName:
    return x509.SubjectAlternativeName(
        [*(x509.DNSName(name) for name in names), *(x509.IPAddress(ipaddress.ip_address(address)) for address in addresses)]
    )


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _key_pem(key: Key) -> bytes:
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def _write(to: Issued, key: Key, *chain: x509.Certificate) -> None:
    to.chain.write_bytes(b"".join(map(_pem, chain)))
    to.key.write_bytes(_key_pem(key))
