"""Why a certificate is not trusted, in words: OpenSSL says that it is not, the certificates themselves say why.

Refuses to judge trust itself: a chain that OpenSSL accepted is trusted, one that it did not is not.
"""

from __future__ import annotations

import ipaddress
import os
import re
import ssl
import warnings
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtensionOID, NameOID

from kbassist.net.wire import Handshake

SOON = timedelta(days=14)
"""A certificate that ends so soon is worth a word: renewal runs at 30 days before the end."""
LEAST_RSA = 2048
LEAST_EC = 224
"""Bits; NIST SP 800-57 part 1 asks for 112 bits of security."""
MOST_NAMES = 6

_BY_CODE = {
    9: "not-yet-valid",
    10: "expired",
    18: "self-signed",
    19: "unknown-issuer",
    20: "unknown-issuer",
    21: "unknown-issuer",
    2: "unknown-issuer",
    62: "wrong-name",
    64: "wrong-name",
    66: "weak-key",
    67: "weak-key",
    68: "weak-signature",
    23: "revoked",
}
"""OpenSSL's `X509_V_ERR_...` numbers (x509_vfy.h)."""

_SAYS = {
    "expired": "the certificate has expired",
    "not-yet-valid": "the certificate is not valid yet",
    "wrong-name": "the certificate is made out for another name",
    "self-signed": "the certificate is self-signed",
    "unknown-issuer": "the certificate comes from an authority that this machine does not know",
    "missing-intermediate": "the server leaves out the intermediate certificate",
    "intercepted": "something between this machine and the server swaps the certificate",
    "weak-key": "the certificate's key is too short",
    "weak-signature": "the certificate is signed with an outdated hash",
    "revoked": "the certificate was revoked",
    "untrusted": "the certificate is not trusted",
}


class Certificate(NamedTuple):
    """What is known of a server's certificate. `reasons` are the words of `_SAYS`, the decisive one first; empty: all is well."""

    subject: str = ""
    issuer: str = ""
    names: tuple[str, ...] = ()
    begins: datetime | None = None
    ends: datetime | None = None
    reasons: tuple[str, ...] = ()
    interceptor: str = ""
    detail: str = ""

    @property
    def says(self) -> str:
        """The decisive reason as a sentence without a full stop."""
        return _SAYS[self.reasons[0]] if self.reasons else "the certificate is trusted"


def examine(
    verified: Handshake,
    chain: Sequence[bytes],
    host: str,
    today: datetime,
    interceptors: Sequence[str],
    trusted: Sequence[Any] = (),
) -> Certificate:
    """Return what is right or wrong with a chain (DER, the server's own first).

    `verified` is the handshake that asked for trust, `trusted` the authorities of this machine as `ssl` lists them, and
    `interceptors` words in the issuer's name by which antivirus programs and proxies are known.
    """
    parsed = [item for item in map(_parsed, chain) if item is not None]
    code = verified.verify_code
    said = _BY_CODE.get(code, "untrusted") if code else ""
    if not parsed:
        return Certificate(reasons=(said,) if said else (), detail=verified.words)
    own = parsed[0]
    found = _wrong_in(own, parsed, host, today, said)
    names = _names(own)
    swapped = next((word for word in interceptors if any(_holds(cert.issuer, word) for cert in parsed)), "")
    if swapped:
        found.insert(0, "intercepted")
    elif said == "unknown-issuer" and _incomplete(parsed, trusted):
        found = ["missing-intermediate", *(reason for reason in found if reason != "unknown-issuer")]
    return Certificate(
        subject=_name(own.subject),
        issuer=_name(own.issuer),
        names=names,
        begins=own.not_valid_before_utc,
        ends=own.not_valid_after_utc,
        reasons=tuple(dict.fromkeys(found)),
        interceptor=swapped,
        detail=_detail(own, names, host, today, found),
    )


def knows_nobody(trust: ssl.SSLContext) -> bool:
    """Tell whether a context has no authority at all, neither loaded nor in the folder that OpenSSL looks into when needed."""
    folder = ssl.get_default_verify_paths().capath
    return not trust.get_ca_certs() and not (folder and os.path.isdir(folder) and os.listdir(folder))


def _parsed(data: bytes) -> x509.Certificate | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", CryptographyDeprecationWarning)  # odd serial numbers are the server's matter
            return x509.load_der_x509_certificate(data)
    except ValueError:
        return None


def _wrong_in(own: x509.Certificate, chain: Sequence[x509.Certificate], host: str, today: datetime, said: str) -> list[str]:
    found = [said] if said else []
    if said == "unknown-issuer" and len(chain) == 1 and own.issuer == own.subject:
        found = ["self-signed"]
    if any(cert.not_valid_after_utc < today for cert in chain):
        found.append("expired")
    if own.not_valid_before_utc > today:
        found.append("not-yet-valid")
    if not matches(_names(own), host):
        found.append("wrong-name")
    if _weak_key(own):
        found.append("weak-key")
    if _hash(own) in ("md5", "sha1") and own.issuer != own.subject:
        found.append("weak-signature")
    return found


def _incomplete(chain: Sequence[x509.Certificate], trusted: Sequence[Any]) -> bool:
    """Tell whether the server left out an intermediate: it sent its own only, and names where the issuer's can be had, as
    certificates of public authorities do, or the issuer belongs to an organisation that this machine trusts."""
    last = chain[-1]
    if len(chain) > 1 or last.issuer == last.subject:
        return False
    organisation = _part(last.issuer, NameOID.ORGANIZATION_NAME)
    known = {value for root in trusted for part in root.get("subject", ()) for key, value in part if key == "organizationName"}
    return _has_issuer_link(last) or (bool(organisation) and organisation in known)


def _has_issuer_link(cert: x509.Certificate) -> bool:
    try:
        access = cert.extensions.get_extension_for_oid(ExtensionOID.AUTHORITY_INFORMATION_ACCESS).value
    except (x509.ExtensionNotFound, ValueError):
        return False
    assert isinstance(access, x509.AuthorityInformationAccess)
    return any(item.access_method == AuthorityInformationAccessOID.CA_ISSUERS for item in access)


def _names(cert: x509.Certificate) -> tuple[str, ...]:
    try:
        names = cert.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):
        return ()
    return (*names.get_values_for_type(x509.DNSName), *(str(ip) for ip in names.get_values_for_type(x509.IPAddress)))


def matches(names: Sequence[str], host: str) -> bool:
    """Tell whether one of a certificate's names is the host's (RFC 6125: a star stands for one whole label, never for an address)."""
    wanted = host.lower().rstrip(".")
    try:
        return str(ipaddress.ip_address(wanted)) in names
    except ValueError:
        pass
    for name in names:
        pattern = name.lower().rstrip(".")
        if pattern == wanted or (pattern.startswith("*.") and "." in wanted and wanted.split(".", 1)[1] == pattern[2:]):
            return True
    return False


def _weak_key(cert: x509.Certificate) -> bool:
    try:
        key = cert.public_key()
    except ValueError:
        return False
    if isinstance(key, rsa.RSAPublicKey | dsa.DSAPublicKey):
        return key.key_size < LEAST_RSA
    return isinstance(key, ec.EllipticCurvePublicKey) and key.key_size < LEAST_EC


def _hash(cert: x509.Certificate) -> str:
    algorithm = cert.signature_hash_algorithm
    return algorithm.name if algorithm else ""


def _holds(name: x509.Name, word: str) -> bool:
    wanted = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE)
    return any(wanted.search(str(part.value)) for part in name)


def _part(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    return next((str(part.value) for part in name.get_attributes_for_oid(oid)), "")


def _name(name: x509.Name) -> str:
    common, organisation = _part(name, NameOID.COMMON_NAME), _part(name, NameOID.ORGANIZATION_NAME)
    return f"{common} ({organisation})" if common and organisation else common or organisation or name.rfc4514_string()


def _detail(own: x509.Certificate, names: Sequence[str], host: str, today: datetime, found: Sequence[str]) -> str:
    parts = []
    if "expired" in found and own.not_valid_after_utc < today:
        parts.append(f"It ended on {own.not_valid_after_utc:%Y-%m-%d}, {(today - own.not_valid_after_utc).days} days ago.")
    elif "expired" in found:
        parts.append("A certificate of the authority in between has ended.")
    if "not-yet-valid" in found:
        parts.append(
            f"It begins on {own.not_valid_before_utc:%Y-%m-%d}; this machine's clock says {today:%Y-%m-%d}. Look at both."
        )
    if "wrong-name" in found:
        listed = ", ".join(names[:MOST_NAMES]) + (" and more" if len(names) > MOST_NAMES else "")
        parts.append(f"It is made out for {listed or 'no host name at all'}, not for {host}.")
    if "weak-key" in found:
        size = getattr(own.public_key(), "key_size", 0)
        parts.append(f"Its key has {size} bits; {LEAST_RSA} are wanted.")
    if "weak-signature" in found:
        parts.append(f"It is signed with {(_hash(own) or 'an old hash').upper()}.")
    parts.append(
        f"Issued by {_name(own.issuer)}, valid from {own.not_valid_before_utc:%Y-%m-%d} to {own.not_valid_after_utc:%Y-%m-%d}."
    )
    return " ".join(parts)
