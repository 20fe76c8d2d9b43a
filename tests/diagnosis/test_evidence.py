"""What pieces of evidence are worth beside each other, and which base rate a fact is held against."""

from __future__ import annotations

from kbassist.diagnosis.evidence import Wording, weighted
from kbassist.kb.compile import completed
from kbassist.kb.store import Store
from kbassist.model.knowledge import CatalogueReply


def wording(name: str, provider: str) -> Wording:
    reply = CatalogueReply(name, "", "", "", (), (), "auth", provider, "", {}, {}, {}, 20.0)
    return Wording(reply, {"wrong-password": 0.8}, 1.0, 1.0, 1.0, name)


def test_a_provider_s_wording_goes_before_the_program_s_that_wraps_it():
    wrapper, own = wording("swiftmailer/expected-250", ""), wording("sendgrid/max-credits", "sendgrid")
    assert [(w.reply.id, weight) for w, weight in weighted([wrapper, own])] == [
        ("sendgrid/max-credits", 1.0),
        ("swiftmailer/expected-250", 0.5),
    ]


def test_a_provider_s_base_rates_are_complete(store: Store):
    owner = store.owner("provider", "postfix")
    assert owner is not None
    for key, row in owner.base.items():
        assert set(row) == set(store.fact_specs()[key].values)
        assert abs(sum(row.values()) - 1) < 0.02
    assert owner.base["self_hosted"]["no"] < store.fact_specs()["self_hosted"].base["no"]


def test_what_a_row_leaves_out_shares_what_remains():
    assert completed({"yes": "usually"}, ["yes", "no"]) == {"yes": 0.8, "no": 1 - 0.8}
