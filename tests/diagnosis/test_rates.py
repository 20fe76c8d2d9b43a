"""How often facts hold at a place."""

from __future__ import annotations

import math

import pytest

from kbassist.assistant.answer import answer
from kbassist.diagnosis.rates import Place
from kbassist.kb.store import Store


def places(store: Store) -> list[Place]:
    owners = [store.owner("provider", name) for name in ("gmail", "sendgrid", "postfix", "gmx", "amazon-ses")]
    return [Place(), *(Place.of(owner, smtp=smtp) for owner in owners for smtp in (True, False))]


def test_rates_sum_to_one_wherever_they_are_asked_for(store: Store) -> None:
    for place in places(store):
        for spec in store.fact_specs().values():
            rows = [place.given(spec, cause) for cause in store.causes().values()]
            for row in [place.silent(spec), *rows] if spec.values else ():
                assert row is None or (set(row) == set(spec.values) and math.isclose(sum(row.values()), 1.0, abs_tol=0.03))


def test_what_is_next_to_unknown_at_a_provider_is_so_for_each_cause(store: Store) -> None:
    spec, place = store.fact_specs()["self_hosted"], Place.of(store.owner("provider", "gmx"), smtp=True)
    for cause in store.causes().values():
        here, anywhere = place.given(spec, cause), Place().given(spec, cause)
        assert here is None or anywhere is None or here["yes"] <= anywhere["yes"]


@pytest.mark.parametrize(
    ("provider", "kind", "cause"),
    [
        ("mailgun", "account-password", "wrong-credential-type"),
        ("brevo", "api-key", "wrong-credential-type"),
        ("gmail", "api-key", "wrong-credential-type"),
        ("gmail", "account-password", "app-password-required"),
    ],
)
def test_a_kind_of_credential_that_the_provider_does_not_take_is_the_likeliest_cause(
    provider: str, kind: str, cause: str, store: Store
) -> None:
    found = answer("535", {"provider": provider, "credential_kind": kind}, store).diagnosis
    assert found.causes[0].id == cause


def test_a_server_program_says_nothing_of_which_kinds_of_credentials_its_owner_takes(store: Store) -> None:
    spec, owner = store.fact_specs()["credential_kind"], store.owner("provider", "postfix")
    assert owner is not None
    assert Place.of(owner, smtp=True).silent(spec) == owner.base.get(spec.key, spec.base)
    stated = {"provider": "postfix", "credential_kind": "app-password"}
    found = answer("535 5.7.8 Error: authentication failed", stated, store).diagnosis
    assert found.causes[0].id not in ("app-password-required", "wrong-credential-type")


def test_a_key_of_the_http_interface_is_right_where_http_is_spoken(store: Store) -> None:
    owner, spec = store.owner("provider", "brevo"), store.fact_specs()["credential_kind"]
    over_smtp, over_http = (Place.of(owner, smtp=smtp).silent(spec)["api-key"] for smtp in (True, False))
    assert over_smtp < over_http
