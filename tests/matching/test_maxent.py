"""What tells the causes apart: it goes by words, pairs and the letters of words, and by nothing else."""

from __future__ import annotations

from kbassist.kb import maxent, train
from kbassist.kb.train import Document


def told(*texts: tuple[str, str]) -> dict[str, dict[str, float]]:
    """What is learnt from texts, each with its only cause."""
    documents = [Document(tuple(text.split()), {cause: 1.0}) for text, cause in texts]
    weights = train.fit(documents)
    return maxent.fit(documents, {term: rarity for term, (rarity, _) in weights.terms.items()})


TEXTS = [
    *[(f"authentication refused mailbox{n}", "wrong-password") for n in range(8)],
    *[(f"certificate refused mailbox{n}", "tls-certificate-untrusted") for n in range(8)],
]


def test_a_word_speaks_for_the_cause_it_stands_with_and_one_of_both_for_neither() -> None:
    found = told(*TEXTS)
    assert found["certificate"]["tls-certificate-untrusted"] > 1 > -1 > found["certificate"]["wrong-password"]
    assert abs(found["refused"]["wrong-password"]) < 0.25 * found["authentication"]["wrong-password"]


def test_a_word_met_once_learns_from_those_that_share_its_letters() -> None:
    found = told(*TEXTS, ("authentifizierung refused", "wrong-password"), ("zertifikat refused", "wrong-password"))
    assert found["authentifizierung"]["wrong-password"] > found["zertifikat"]["wrong-password"]


def test_a_word_without_anything_in_common_says_nothing() -> None:
    assert "xyzzy" not in told(*TEXTS, ("refused xyzzy", "wrong-password"))


def test_the_weights_do_not_change_from_one_compilation_to_the_next() -> None:
    assert told(*TEXTS) == told(*TEXTS)


def test_texts_of_several_causes_pull_both_ways() -> None:
    documents = [Document(("refused", "login"), {"a": 0.5, "b": 0.5}) for _ in range(6)]
    found = maxent.fit(documents, {"refused": 1.0, "login": 1.0})
    assert all(abs(value) < 1e-9 for row in found.values() for value in row.values())


def test_nothing_is_learnt_from_nothing() -> None:
    assert maxent.fit([], {}) == {}
