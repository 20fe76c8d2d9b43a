"""Codes and fingerprints beside the words: whose wording a text can be."""

from __future__ import annotations

from kbassist.matching.score import _Codes, agreement
from kbassist.model.knowledge import CatalogueReply
from kbassist.model.report import Report

DIVERTED = CatalogueReply(
    "gmail/web-host-answers", "", "", "incorrect authentication data", (), (), "auth", "gmail", "", {}, {}, {}, 9.0, foreign=True
)
OWN = DIVERTED._replace(id="exim/incorrect-data", provider="exim", foreign=False)


def agreed(reply: CatalogueReply, provider: str | None) -> float:
    report = Report("535 Incorrect authentication data", provider=provider)
    return agreement(report, _Codes.of(report), reply, ())


def test_what_another_server_says_in_a_providers_place_counts_where_the_provider_is_named() -> None:
    assert agreed(DIVERTED, "gmail") == agreed(OWN, "exim") > 1
    assert agreed(DIVERTED, None) < 0.5 < agreed(OWN, None)
    assert agreed(DIVERTED, "zoho") < agreed(OWN, "zoho")
