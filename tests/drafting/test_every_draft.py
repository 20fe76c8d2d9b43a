"""Every cause, audience, tone and language renders and lints clean; a chosen 40 are held by golden files."""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from kbassist.drafting import formats
from kbassist.drafting.case import CaseData, Wish
from kbassist.drafting.draft import draft
from kbassist.drafting.templates import audiences, languages
from kbassist.kb.entries import load
from kbassist.kb.sources import builtin_folder
from kbassist.kb.store import Store
from kbassist.model.tones import TONES

CaseOf = Callable[..., CaseData]
GOLDEN = Path(__file__).parent.parent / "golden" / "replies"
FORMS = {"text": formats.as_text, "markdown": formats.as_markdown, "html": formats.as_html}
CAUSES = sorted(load([Path(builtin_folder())]).family("causes"))
QUESTIONS = sorted(load([Path(builtin_folder())]).family("questions"))


def chosen(causes: str, audience: str, tones: str, languages: str, provider: str | None) -> list[tuple[str, ...]]:
    """Return every combination of the words given."""
    return [
        (cause, audience, tone, language, provider or "any")
        for cause, tone, language in itertools.product(causes.split(), tones.split(), languages.split())
    ]


CHOSEN = [
    *chosen("app-password-required rate-limited", "customer", " ".join(TONES), "en", "gmail"),
    *chosen("smtp-auth-disabled port-tls-mismatch", "customer", " ".join(TONES), "de", "gmx"),
    *chosen(
        "wrong-environment token-permissions domain-not-verified wrong-credential-type", "customer", "neutral", "en", "mailtrap"
    ),
    *chosen("wrong-password stale-saved-password account-locked tls-certificate-untrusted", "customer", "friendly", "de", None),
    *chosen("oauth-required sign-in-blocked sender-not-allowed smtp-auth-disabled", "customer", "formal", "en", "microsoft-365"),
    *chosen("wrong-username", "internal", "neutral brief", "en de", "amazon-ses"),
    *chosen("server-unavailable", "provider", " ".join(TONES), "en de", "ionos"),
]


def test_forty_are_chosen() -> None:
    assert len(set(CHOSEN)) == 40


@pytest.mark.parametrize("cause", CAUSES)
def test_a_cause_renders_and_lints_clean_for_everybody(cause: str, case_of: CaseOf, store: Store) -> None:
    for language, tone, sure in itertools.product(languages(store), TONES, (True, False)):
        for audience in audiences(store, language):
            for provider in (None, "gmail"):
                made = draft(case_of(cause, provider=provider, sure=sure), Wish(audience, tone, language), store)
                where = (audience, tone, language, provider)
                assert not made.missing and not made.remarks, (where, made.missing, made.remarks)
                assert made.subject and len(formats.as_text(made)) > 150, where


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_customer_is_told_steps_for_every_cause_at_every_provider(language: str, case_of: CaseOf, store: Store) -> None:
    for provider, cause in itertools.product([name.split("/")[1] for name, *_ in store.listing("providers")], CAUSES[::5]):
        made = draft(case_of(cause, provider=provider), Wish("customer", "neutral", language), store)
        assert not made.remarks, (provider, cause, made.remarks)
        assert sum(len(block.items) for block in made.blocks if block.kind == "steps") >= 3


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_question_can_be_asked(language: str, case_of: CaseOf, store: Store) -> None:
    for key, tone in itertools.product(QUESTIONS, TONES):
        made = draft(case_of("wrong-password", sure=False, asks=(key, "two_factor")), Wish("customer", tone, language), store)
        assert made.asks == (key, "two_factor") and made.cause is None
        assert not made.remarks and not made.missing, (key, tone, made.remarks)
        asked = [formats.as_text(made._replace(blocks=(block,))) for block in made.blocks if block.kind == "steps"]
        assert len(asked) == 1 and asked[0].count("?") >= 2


def test_the_languages_say_the_same_steps(case_of: CaseOf, store: Store) -> None:
    for cause in CAUSES:
        counts = {
            language: [len(b.items) for b in draft(case_of(cause), Wish("customer", "neutral", language), store).blocks]
            for language in ("en", "de")
        }
        assert counts["en"] == counts["de"], cause


def test_german_drafts_are_german(case_of: CaseOf, store: Store) -> None:
    for cause in CAUSES:
        text = formats.as_text(draft(case_of(cause), Wish("customer", "neutral", "de"), store))
        assert " Sie " in text and not re.search(r"\b(?:the|please|your|password)\b", text), cause


@pytest.mark.parametrize("words", CHOSEN, ids="-".join)
def test_a_chosen_draft_reads_as_it_was_approved(words: tuple[str, ...], case_of: CaseOf, store: Store) -> None:
    """The golden file is what an agent would paste. KBASSIST_GOLDEN=write writes it anew: read it before you commit it."""
    cause, audience, tone, language, provider = words
    variables = {
        "agent_name": "Dana Weber",
        "company": "Example Hosting",
        "customer_name": "Kim Miller",
        "tried": "login in webmail",
    }
    made = draft(
        case_of(cause, provider=None if provider == "any" else provider, client="thunderbird", variables=variables),
        Wish(audience, tone, language),
        store,
    )
    form = {"internal": "markdown", "provider": "html" if tone == "formal" else "text"}.get(audience, "text")
    text = f"{made.subject}\n\n{FORMS[form](made)}\n"
    ending = {"text": "txt", "markdown": "md", "html": "html"}[form]
    path = GOLDEN / f"{cause}-{audience}-{tone}-{language}-{provider}.{ending}"
    if os.environ.get("KBASSIST_GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_no_golden_file_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == {"-".join(words) for words in CHOSEN}
