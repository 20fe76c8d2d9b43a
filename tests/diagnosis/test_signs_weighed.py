"""A phrase that is only part of what proves another cause tells nothing by itself."""

from __future__ import annotations

from kbassist.diagnosis.evidence import from_signs
from kbassist.model.report import Sign

TEXT = "getaddrinfo ENOTFOUND undefined"
FOUND = Sign("cause", "host-unresolved", "", 1.0, 0, 21)
PROOF = Sign("cause", "credential-mangled", "", 2.0, 0, 31)


def moved(*signs: Sign) -> set[str]:
    return {name for piece in from_signs(signs, TEXT, ()) for name in piece.ratios}


def test_a_phrase_within_a_proof_of_another_cause_is_not_counted() -> None:
    assert moved(FOUND) == {"host-unresolved"}
    assert moved(FOUND, PROOF) == {"credential-mangled"}


def test_a_phrase_that_is_as_strong_or_goes_on_or_is_denied_counts() -> None:
    assert moved(FOUND, PROOF._replace(strength=1.0)) == {"host-unresolved", "credential-mangled"}
    assert moved(FOUND, PROOF._replace(start=12)) == {"host-unresolved", "credential-mangled"}
    assert moved(FOUND, PROOF._replace(denied=True)) == {"host-unresolved"}


def test_kinds_of_trouble_outside_are_not_silenced() -> None:
    assert moved(FOUND._replace(kind="outside", owner="database-login"), PROOF) >= {"database-login", "credential-mangled"}
