"""Each rule for drafts fires on the fault it is for."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path

import pytest

from kbassist.drafting import lint
from kbassist.drafting.case import CaseData, Wish
from kbassist.drafting.draft import draft, retold
from kbassist.drafting.excerpts import INTERNAL, first_domain, first_time, internal, outward
from kbassist.kb.store import Store
from kbassist.model.draft import Block, Draft, Missing, Span

CaseOf = Callable[..., CaseData]


def with_paragraph(made: Draft, *spans: Span) -> Draft:
    return made._replace(blocks=(*made.blocks, Block("paragraph", (spans,))))


def rules_of(made: Draft, store: Store) -> set[str]:
    return {remark.rule for remark in lint.remarks(made, store)}


@pytest.mark.parametrize(
    ("rule", "language", "text"),
    [
        ("RP101", "en", "Please send us your password."),
        ("RP101", "en", "What is your mail password?"),
        ("RP101", "en", "We need your API key."),
        ("RP101", "de", "Bitte schicken Sie uns Ihr Passwort."),
        ("RP101", "de", "Können Sie uns das Kennwort mitteilen?"),
        ("RP102", "en", "Use SG.abcdefghijklmnop.qrstuvwxyz0123456789 there."),
        ("RP103", "en", "Connect to mail.corp.local instead."),
        ("RP103", "en", "Our server 10.1.2.3 answers."),
        ("RP104", "en", "You entered the wrong port."),
        ("RP104", "de", "Sie haben das falsche Passwort eingegeben."),
        ("RP104", "de", "Das war Ihr Fehler."),
        ("RP105", "en", "Dear {{ customer_name }},"),
        ("RP105", "en", "Dear [CUSTOMER NAME],"),
        ("RP105", "en", "It costs ${PRICE}."),
        ("RP107", "en", "This " + "very " * 40 + "long sentence ends here."),
        ("RP108", "en", "See https://nobody.example/page for more."),
        ("RP109", "en", "Use smtp.mail.yahoo.com instead."),
        ("RP110", "de", "Kannst du das prüfen?"),
        ("RP110", "en", "Please do it asap."),
    ],
)
def test_each_rule_fires(rule: str, language: str, text: str, case_of: CaseOf, store: Store) -> None:
    made = draft(case_of("wrong-password", provider="gmail"), Wish("customer", "neutral", language), store)
    assert not made.remarks
    assert rule in rules_of(with_paragraph(made, Span("text", text)), store)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Please never send us your password."),
        ("en", "Enter your password in the program. Do not tell us the password."),
        ("de", "Bitte schicken Sie uns nie Ihr Passwort."),
        ("de", "Geben Sie Ihr Passwort im Programm ein."),
        ("en", "The server of the documentation is 192.0.2.1, see https://myaccount.google.com/apppasswords."),
    ],
)
def test_what_is_harmless_stays_silent(language: str, text: str, case_of: CaseOf, store: Store) -> None:
    made = draft(case_of("wrong-password", provider="gmail"), Wish("customer", "neutral", language), store)
    assert rules_of(with_paragraph(made, Span("text", text)), store) == set()


def test_a_step_from_nowhere_is_found(case_of: CaseOf, store: Store) -> None:
    made = draft(case_of("wrong-password"), Wish(), store)
    invented = Block("steps", ((Span("text", "Reinstall the computer."),),))
    assert rules_of(made._replace(blocks=(*made.blocks, invented)), store) == {"RP106"}
    assert all(store.article(step.article) for step in made.steps) and made.steps


def test_a_link_of_the_agents_own_is_the_agents_business(case_of: CaseOf, store: Store) -> None:
    variables = {"signature": "https://support.acme.example", "agent_name": "Dana"}
    made = draft(case_of("wrong-password", variables=variables), Wish(), store)
    assert not made.remarks
    linked = with_paragraph(made, Span("link", "here", "https://nobody.example/"))
    assert rules_of(linked, store) == {"RP108"}


def test_a_password_of_the_agents_is_masked_before_the_lint_sees_it(case_of: CaseOf, store: Store) -> None:
    made = draft(case_of("wrong-password", variables={"tried": "password=hunter2 on 10.0.0.7"}), Wish("provider"), store)
    assert not made.remarks
    assert "hunter2" not in str(made) and "10.0.0.7" not in str(made)
    said = with_paragraph(made, Span("literal", "password=hunter2", "agent"))
    assert rules_of(said, store) == {"RP102"}


def test_an_unfilled_variable_is_a_remark(case_of: CaseOf, store: Store) -> None:
    made = draft(case_of("wrong-password"), Wish(), store)
    assert rules_of(made._replace(missing=(Missing("contract", "number", "K-17"),)), store) == {"RP105"}


def test_an_edited_draft_is_linted_again(case_of: CaseOf, store: Store) -> None:
    made = draft(case_of("wrong-password"), Wish(), store)
    edited = retold(made, "Hello,\n\n1. Send us your password.\n2. Wait.", store)
    assert {remark.rule for remark in edited.remarks} == {"RP101"} and edited.steps == ()


def test_every_rule_is_tried_above() -> None:
    source = Path(__file__).read_text()
    assert not [rule for rule in lint.rules() if f'"{rule}"' not in source]
    assert all(text.endswith(".") for text in lint.rules().values()) and len(lint.rules()) == 10
    assert inspect.getdoc(lint.rp101) == lint.rules()["RP101"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("relay=mail.corp.local[10.1.2.3]:587", ["mail.corp.local", "10.1.2.3"]),
        (
            "from 192.168.0.1, 172.16.9.9, 127.0.0.1, fe80::1 and fd00::7",
            ["192.168.0.1", "172.16.9.9", "127.0.0.1", "fe80::1", "fd00::7"],
        ),
        ("nas.lan db01.internal printer.home.arpa localhost", ["nas.lan", "db01.internal", "printer.home.arpa", "localhost"]),
        ("smtp.gmail.com 203.0.113.7 2001:db8::1 8.8.8.8 5.7.8 535 1.2.3 09:14:02 v1.2.3.4.5", []),
        ("local mail.localize.example internal.example.com", []),
    ],
)
def test_inner_hosts_and_addresses_are_told_from_public_ones(text: str, found: list[str]) -> None:
    assert set(internal(text)) == set(found)
    assert not internal(outward(text)) and (INTERNAL in outward(text)) == bool(found)


def test_the_domain_and_the_time_are_read_from_the_text() -> None:
    assert first_domain("from: Bob <Bob@Acme.Example> to x@y.example") == "acme.example"
    assert first_domain("root@host.local and nothing else") == ""
    assert first_time("x 2026-11-20T09:14:02.123Z y") == "2026-11-20T09:14:02.123Z"
    assert first_time("Nov  3 07:14:22 relay postfix") == "Nov  3 07:14:22"
    assert first_time("Date: Fri, 20 Nov 2026 09:14:02 +0100") == "Fri, 20 Nov 2026 09:14:02 +0100"
    assert first_time("535 5.7.8 at ten") == ""
