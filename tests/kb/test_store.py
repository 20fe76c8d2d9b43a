"""What the store keeps: bounded, forgotten when the priors change, and the same on the second asking."""

from __future__ import annotations

import pytest

from kbassist.kb import rows as room
from kbassist.kb.store import Store


def test_rows_asked_for_again_are_the_same(store: Store) -> None:
    terms = ["password", "no such term", "username", "password"]
    first = store.terms(terms)
    assert list(first) == ["password", "username"]
    assert store.terms(terms) == first
    assert store.terms(["no such term"]) == {}


def test_a_flood_of_words_is_forgotten_and_the_known_ones_are_read_anew(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST_KEPT", 50)
    before = store.terms(["password"])
    for start in range(0, 1_000, 40):
        store.terms([f"zzq{number}" for number in range(start, start + 40)])
        assert len(store._tables["term"]) <= 50
    assert store.terms(["password"]) == before


def test_more_keys_at_once_than_are_kept_are_all_answered(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST_KEPT", 10)
    words = [*(f"zzq{number}" for number in range(100)), "password", "username"]
    assert set(store.terms(words)) == {"password", "username"}


def test_what_was_worked_out_is_forgotten_when_the_priors_change(store: Store) -> None:
    made = []

    def make() -> int:
        made.append(1)
        return len(made)

    assert [store.derived(("test",), make), store.derived(("test",), make)] == [1, 1]
    name = next(iter(store.causes()))
    weight = store.causes()[name].weight
    store.learn({name: 2.0})
    try:
        assert store.causes()[name].weight == 2 * weight
        assert store.derived(("test",), make) == 2
    finally:
        store.learn({})
    assert store.causes()[name].weight == weight


def test_keys_of_one_head_are_all_found(store: Store) -> None:
    heads = store.phrases(["gmail", "no such word"])
    assert list(heads) == ["gmail"]
    filed = heads["gmail"]
    found = [*filed.anywhere, *(p for group in (*filed.after.values(), *filed.before.values()) for p in group)]
    assert found and all(phrase.head == "gmail" for phrase in found)
