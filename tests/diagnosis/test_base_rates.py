"""Which base rate a fact is held against."""

from __future__ import annotations

import math

from kbassist.assistant.answer import gather
from kbassist.diagnosis.evidence import BEHIND, from_facts
from kbassist.diagnosis.rates import Place
from kbassist.diagnosis.weigh import weigh
from kbassist.kb.entry_rows import completed
from kbassist.kb.store import Store
from kbassist.model.facts import Fact, Origin


def test_a_provider_s_base_rates_are_complete(store: Store):
    owner = store.owner("provider", "postfix")
    assert owner is not None
    for key, row in owner.base.items():
        assert set(row) == set(store.fact_specs()[key].values)
        assert abs(sum(row.values()) - 1) < 0.02
    assert owner.base["self_hosted"]["no"] < store.fact_specs()["self_hosted"].base["no"]


def test_what_a_row_leaves_out_shares_what_remains():
    assert completed({"yes": "usually"}, ["yes", "no"]) == {"yes": 0.8, "no": 1 - 0.8}


def test_a_wording_that_the_server_s_own_lines_contradict_counts_less(store: Store):
    claim = "SMTP AUTH extension not supported by server."
    shown = f"{claim}\nS: 250-mail.example.com\nS: 250-AUTH PLAIN LOGIN\nS: 250 8BITMIME"
    alone, against = (weigh(gather(text, {}, store), store) for text in (claim, shown))
    assert against.belief.causes["auth-not-offered"] < alone.belief.causes["auth-not-offered"] / 2
    assert not any(piece.key == "sign auth-not-offered" for piece in against.evidence)


def test_who_runs_a_server_besides_a_big_provider_is_not_one_in_thirty(store: Store):
    owner = store.owner("provider", "gmail")
    assert owner is not None
    assert owner.base["self_hosted"]["yes"] < 0.1
    fact = Fact("self_hosted", "yes", Origin.READ)
    piece = from_facts([fact], store.causes(), store, Place.of(owner, smtp=True))[0]
    assert max(piece.ratios.values()) < math.log(10)


def test_what_somebody_found_out_outweighs_a_wording_that_any_refusal_has(store: Store):
    refused = "535 5.7.8 Error: authentication failed"
    alone, told = (weigh(gather(text, {}, store), store) for text in (refused, f"{refused}. Put 5.2.0 back and it sends."))
    assert alone.belief.causes["client-defect"] < 0.1
    assert max(told.belief.causes, key=told.belief.causes.__getitem__) == "client-defect"


def test_a_sign_with_a_negator_before_it_says_nothing(store: Store):
    said = "Our app cannot send: No subject alternative names matching IP address"
    seen = gather(said, {}, store)
    assert any(sign.owner == "tls-certificate-untrusted" and sign.denied for sign in seen.report.signs)
    assert "sign tls-certificate-untrusted" not in {piece.key for piece in weigh(seen, store).evidence}


def test_a_wording_hardly_speaks_against_a_cause_that_can_stand_behind_any(store: Store):
    assert store.causes()["client-defect"].any_wording
    state = weigh(gather("535 5.7.8 Username and Password not accepted", {}, store), store)
    said = [piece.ratios["client-defect"] for piece in state.evidence if piece.key.startswith("reply ")]
    assert said and min(said) >= math.log(BEHIND)


def test_a_bare_401_speaks_for_ours_only_where_mail_is_spoken_of(store: Store) -> None:
    web = weigh(gather("HTTP 401 from the tracker, curl gets through", {}, store), store)
    mail = weigh(gather("HTTP 401 from the mail service, curl gets through", {}, store), store)
    assert "access" not in {piece.key for piece in web.evidence}
    assert "access" in {piece.key for piece in mail.evidence}
