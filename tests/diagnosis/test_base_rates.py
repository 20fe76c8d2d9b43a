"""Which base rate a fact is held against."""

from __future__ import annotations

from kbassist.kb.compile import completed
from kbassist.kb.store import Store


def test_a_provider_s_base_rates_are_complete(store: Store):
    owner = store.owner("provider", "postfix")
    assert owner is not None
    for key, row in owner.base.items():
        assert set(row) == set(store.fact_specs()[key].values)
        assert abs(sum(row.values()) - 1) < 0.02
    assert owner.base["self_hosted"]["no"] < store.fact_specs()["self_hosted"].base["no"]


def test_what_a_row_leaves_out_shares_what_remains():
    assert completed({"yes": "usually"}, ["yes", "no"]) == {"yes": 0.8, "no": 1 - 0.8}
