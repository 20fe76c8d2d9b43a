"""What resolved cases teach is shown, used only where asked for, and forgotten again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbassist.errors import KnowledgeError
from kbassist.kb.learned import fitted, read, write

SHARES = {"a": 0.6, "b": 0.3, "c": 0.1}


@given(st.dictionaries(st.sampled_from("abc"), st.integers(0, 500)))
def test_the_shares_after_still_sum_to_one(counts: dict[str, int]) -> None:
    factors = fitted(counts, SHARES)
    assert abs(sum(SHARES[name] * factor for name, factor in factors.items()) - 1) < 1e-9


def test_no_cases_change_nothing_and_many_count_more() -> None:
    assert all(abs(factor - 1) < 1e-9 for factor in fitted({}, SHARES).values())
    assert 1 < fitted({"c": 10}, SHARES)["c"] < fitted({"c": 100}, SHARES)["c"]


def test_a_file_is_read_back_and_is_private(tmp_path: Path) -> None:
    path = tmp_path / "config" / "priors.json"
    write(str(path), {"a": 1.5}, 3)
    assert read(str(path)) == {"a": 1.5}
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("text", ["", "[]", '{"causes": 3}', '{"causes": {"a": "x"}}'])
def test_a_broken_file_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "priors.json"
    path.write_text(text)
    with pytest.raises(KnowledgeError, match="--forget"):
        read(str(path))


def test_it_is_off_until_asked_for(kbassist: Callable[..., Any], tmp_path: Path) -> None:
    cases = tmp_path / "cases.jsonl"
    rows = [{"id": str(n), "text": "535 5.7.8", "cause": "account-suspended"} for n in range(300)]
    cases.write_text("".join(json.dumps(row) + "\n" for row in rows))

    def first() -> str:
        return str(json.loads(kbassist("ask", "--json", "535 5.7.8").stdout)["causes"][0]["id"])

    before = first()
    shown = kbassist("kb", "eval", "--fit", str(cases))
    assert shown.returncode == 0 and b"account-suspended (300 cases)" in shown.stdout
    assert first() == before
    assert kbassist("kb", "eval", "--fit", "--use", str(cases)).returncode == 0
    assert first() == "account-suspended" != before
    assert kbassist("kb", "eval", "--forget").returncode == 0
    assert first() == before


def test_without_a_resolved_case_it_says_how_to_get_one(kbassist: Callable[..., Any]) -> None:
    done = kbassist("kb", "eval", "--fit")
    assert done.returncode == 3 and b"cases resolve" in done.stderr
