"""A team's template prints, chooses and repeats; it reaches nothing else and never runs long."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest

from kbassist.assistant.drafts import draft_for, given_by_text
from kbassist.drafting import formats
from kbassist.drafting.case import Wish
from kbassist.drafting.render import Renderer, Said
from kbassist.errors import KnowledgeError
from kbassist.kb import sandbox
from kbassist.kb.lint import lint
from kbassist.kb.sources import builtin_folder, open_store

REFUSED = [
    "{{ ''.__class__ }}", "{{ cause.__class__.__mro__ }}", "{{ cause._fields }}", "{{ tone|attr('__class__') }}", "{{ tone.upper() }}",
    "{{ range(10) }}", "{{ 9 ** 9 ** 9 }}", "{{ 'a' * 10**9 }}", "{{ tone[0] }}", "{% for x in range(10**9) %}x{% endfor %}",
    "{% for x in 'abc' %}x{% endfor %}", "{% set x = 1 %}", "{% import 'os' as os %}", "{% include 'x' %}", "{% extends 'x' %}",
    "{% macro m() %}{% endmacro %}", "{% call x() %}{% endcall %}", "{% filter upper %}x{% endfilter %}", "{{ tone|center(1000000000) }}",
    "{{ '%1000000000d'|format(1) }}", "{{ self }}{{ self.__init__ }}", "{% raw %}{% endraw", "{{", "{% if %}", "{{ tone ~ 'x' }}",
    "{% for a in causes %}{% for b in causes %}{% for c in causes %}x{% endfor %}{% endfor %}{% endfor %}", "{{ lipsum() }}",
]  # fmt: skip


@pytest.mark.parametrize("source", REFUSED)
def test_what_is_not_printing_choosing_or_repeating_is_refused(source: str) -> None:
    assert sandbox.faults(source)
    with pytest.raises(KnowledgeError, match="here: "):
        sandbox.render(source, {"tone": "neutral", "causes": []}, sandbox.environment(str), "here")


@pytest.mark.parametrize("source", ["{{ ''.__class__ }}", "{{ cause.__init__.__globals__ }}", "{{ nobody }}", "{{ range(3) }}"])
def test_the_sandbox_itself_holds_as_well(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even with the list of allowed constructs taken away."""
    monkeypatch.setattr(sandbox, "faults", lambda source: ())
    with pytest.raises(KnowledgeError, match="here: "):
        sandbox.render(source, {"tone": "neutral", "cause": object()}, sandbox.environment(str), "here")


def test_a_method_is_no_value() -> None:
    renderer = Renderer({"tone": Said("neutral", "knowledge")})
    with pytest.raises(KnowledgeError, match="here: "):
        renderer.fill("{{ tone.upper }}", "here")


@pytest.mark.parametrize("depth", [50, 5000])
def test_deep_nesting_is_a_fault_not_a_crash(depth: int) -> None:
    source = "{% if tone %}" * depth + "x" + "{% endif %}" * depth
    found = sandbox.faults(source)
    assert (not found and depth == 50) or found


def test_loops_are_bounded_by_the_lists_of_a_draft() -> None:
    source = "{% for a in causes %}{% for b in causes %}x{% endfor %}{% endfor %}"
    began = time.monotonic()
    text = sandbox.render(source, {"causes": ["c"] * sandbox.MOST_ITEMS}, sandbox.environment(str), "here")
    assert len(text) == sandbox.MOST_ITEMS**2 and time.monotonic() - began < 2


def team(tmp_path: Path, name: str, text: str) -> Path:
    path = tmp_path / "team" / "replies" / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return tmp_path / "team"


def test_each_bad_template_is_a_problem_with_its_line(tmp_path: Path) -> None:
    for number, source in enumerate(REFUSED):
        team(tmp_path, f"en/templates/bad{number}", f"---\ntitle: T\nsubject: S\n---\n\nline one\n\n{source}\n")
    found = {
        str(problem).split(": KB001")[0]
        for problem in lint([Path(builtin_folder()), tmp_path / "team"], date(2026, 11, 21), last=True)
    }
    assert {f"team/replies/en/templates/bad{number}.md:8" for number in range(len(REFUSED))} <= found


def test_a_build_refuses_a_bad_template(tmp_path: Path) -> None:
    folder = team(tmp_path, "en/templates/customer", "---\ntitle: T\nsubject: S\n---\n\n{{ greting }}\n")
    with pytest.raises(KnowledgeError, match=r"customer\.md:6: KB001 'greting' is declared nowhere \(nearest: 'greeting'\)"):
        open_store([str(folder)])


def test_a_block_that_contains_itself_ends(tmp_path: Path) -> None:
    folder = team(tmp_path, "en/blocks/closing", "---\ntitle: T\n---\n\n## neutral\n\n{{ closing }}\n")
    with pytest.raises(KnowledgeError, match="contain itself"):
        store = open_store([str(folder)])
        draft_for(given_by_text("534 5.7.9 Application-specific password required", {}, store), Wish(), {}, store)


def test_a_team_adds_an_audience_a_block_and_a_variable_by_files(tmp_path: Path) -> None:
    team(tmp_path, "en/blocks/shop", "---\ntitle: Our shop\n---\n\n## neutral\n\nOur shop is open.\n")
    folder = team(
        tmp_path,
        "en/templates/sales",
        "---\ntitle: For sales\nsubject: 'Contract {{ contract }}'\nvariables:\n"
        "  - {name: contract, description: number of the contract, example: K-17}\n---\n\n{{ greeting }}\n\n{{ shop }}\n\n{{ closing }}\n",
    )
    assert not [
        p
        for p in lint([Path(builtin_folder()), folder], date(2026, 11, 21), last=True)
        if "team/" in p.path and "KB120" not in str(p)
    ]
    store = open_store([str(folder)])
    given = given_by_text("534 5.7.9 Application-specific password required", {}, store)
    lacking = draft_for(given, Wish("sales"), {}, store)
    made = draft_for(given, Wish("sales"), {"contract": "K-42"}, store)
    assert lacking is not None and [m.name for m in lacking.missing] == ["contract"]
    assert made is not None and made.subject == "Contract K-42" and "Our shop is open." in formats.as_text(made)
