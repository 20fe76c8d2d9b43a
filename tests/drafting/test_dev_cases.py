"""Drafts from the labelled cases: none has a hole, a secret, or a step for another provider."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from kbassist.assistant.drafts import draft_for, given_by_text
from kbassist.drafting import formats
from kbassist.drafting.case import Wish
from kbassist.kb.store import Store
from kbassist.model.draft import Draft

CASES = [json.loads(line) for line in (Path(__file__).parent.parent / "cases" / "dev.jsonl").read_text().splitlines()]
WISHES = [
    Wish("customer", "neutral", "en"),
    Wish("customer", "friendly", "de"),
    Wish("internal"),
    Wish("provider", "formal", "de"),
]
HOLE = re.compile(r"\{\{|\}\}|\{%|\[[A-Z][A-Z _]+\]|  +[,.]|\(\)|“”|„“|: ?[,.]")
HOST = re.compile(r"\b(?:[a-z0-9-]+\.)+[a-z]{2,}\b")


def written(made: Draft) -> str:
    """Return the text without what is quoted from the case."""
    blocks = tuple(block for block in made.blocks if block.kind != "code")
    return formats.as_text(made._replace(blocks=blocks))


@pytest.mark.parametrize("wish", WISHES, ids="-".join)
def test_no_draft_has_a_hole_or_a_remark(wish: Wish, store: Store) -> None:
    drafted = 0
    for case in CASES:
        made = draft_for(given_by_text(case["text"], {}, store), wish, {}, store)
        if made is None:
            continue
        drafted += 1
        assert not made.missing and not made.remarks, (case["id"], made.missing, made.remarks)
        assert wish.audience == "internal" or not HOLE.search(written(made)), (case["id"], HOLE.search(written(made)))
    assert drafted > 0.9 * len(CASES)


def test_no_draft_to_a_customer_names_another_providers_server(store: Store) -> None:
    for case in CASES:
        facts = {"provider": case["provider"]} if case.get("provider") else {}
        made = draft_for(given_by_text(case["text"], facts, store), WISHES[0], {}, store)
        for host in HOST.findall(written(made).lower()) if made is not None else ():
            owners = store.host_owners(host)
            assert made is not None and (not owners or made.provider in owners), (case["id"], made.provider, host)


def test_a_planted_secret_reaches_no_draft(store: Store) -> None:
    for number, case in enumerate(CASES):
        secret = f"Tr0ub4dor-{number}-xyzzy"
        text = f"{case['text']}\npassword: {secret}\nAUTH PLAIN AGFsaWNlQGV4YW1wbGUuY29tAHMzY3JldA==\n"
        for wish in WISHES[2:]:
            made = draft_for(given_by_text(text, {}, store), wish, {"tried": f"password={secret}"}, store)
            shown = formats.as_json(made) if made is not None else ""
            assert secret not in shown and "AGFsaWNl" not in shown, case["id"]
