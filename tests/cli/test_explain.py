"""`explain`, `kb search`, `--version`: any id, code, alias or near miss."""

from __future__ import annotations

import json
from typing import Any

import pytest


@pytest.mark.parametrize(
    ("topic", "article"),
    [
        ("535", "codes/535"), ("5.7.8", "codes/5.7.8"), ("535 5.7.8", "codes/535-5.7.8"), ("535-5.7.8", "codes/535-5.7.8"),
        ("5,7,8", "codes/5.7.8"), ("5.7.8.", "codes/5.7.8"), ("app-password-required", "causes/app-password-required"),
        ("gmail", "providers/gmail"), ("Gmail", "providers/gmail"),
        ("python-smtplib", "clients/python-smtplib"), ("two_factor", "questions/two_factor"), ("microsoft 365", "providers/microsoft-365"),
    ],
)  # fmt: skip
def test_a_topic_is_found_however_it_is_written(kbassist: Any, topic: str, article: str) -> None:
    done = kbassist("explain", "--json", topic)
    assert done.returncode == 0, done.stdout
    assert json.loads(done.stdout)["id"] == article


def test_a_near_miss_is_named(kbassist: Any) -> None:
    done = kbassist("explain", "app-pasword-requird")
    assert done.returncode == 1 and b"did you mean app-password-required" in done.stderr


def test_an_unknown_code_is_no_neighbour(kbassist: Any) -> None:
    assert kbassist("explain", "299").returncode == 1


def test_the_list_can_be_piped(kbassist: Any) -> None:
    done = kbassist("explain", "--list", "causes")
    assert done.returncode == 0 and len(done.stdout.splitlines()) == 31


def test_search_finds_guides(kbassist: Any) -> None:
    found = json.loads(kbassist("kb", "search", "--json", "microsoft", "basic", "authentication").stdout)
    assert any(row["id"] == "guides/smtp-auth-in-microsoft-365" for row in found)
    assert kbassist("kb", "search", "xyzzyplugh").returncode == 1


def test_version_tells_counts_and_date(kbassist: Any) -> None:
    text = kbassist("--version").stdout.decode()
    assert "knowledge of 2026-" in text and "31 causes" in text


def test_help_everywhere(kbassist: Any) -> None:
    assert kbassist("--help").returncode == 0
    for command in (
        ["ask"],
        ["explain"],
        ["kb", "lint"],
        ["kb", "build"],
        ["kb", "search"],
        ["kb", "new"],
        ["kb", "eval"],
        ["kb", "docs"],
    ):
        done = kbassist(*command, "--help")
        assert done.returncode == 0 and done.stdout.startswith(b"usage: kbassist " + " ".join(command).encode())
    assert kbassist().returncode == 2
