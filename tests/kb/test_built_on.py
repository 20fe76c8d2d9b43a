"""A program's file names the libraries that it is built on: what stands there must exist, and must not go round in a circle."""

from pathlib import Path

import pytest

from kbassist.kb.check import check
from kbassist.kb.entries import Loaded, libraries, load


def team(folder: Path, **built_on: str) -> Loaded:
    """Return the clients of a folder of one's own, each with what its file says of `built_on`."""
    clients = folder / "clients"
    clients.mkdir()
    for name, value in built_on.items():
        names = f"recognition: {{names: [{name}]}}\n"
        (clients / f"{name}.md").write_text(
            f"---\ntitle: {name}\nas_of: 2026-11-21\nlanguage: any\n{names}built_on: {value}\n---\nText.\n"
        )
    return load([folder])


@pytest.mark.parametrize(
    ("built_on", "faults"),
    [
        ({"mailapp": "[maillib]", "maillib": "[]"}, []),
        ({"mailapp": "[mailib]", "maillib": "[]"}, ["unknown client 'mailib' (nearest: 'maillib')"]),
        ({"mailapp": "[mailapp]"}, ["'mailapp' is built on 'mailapp' in turn: one of the two is the library"]),
        (
            {"mailapp": "[maillib]", "maillib": "[mailapp]"},
            [
                "'maillib' is built on 'mailapp' in turn: one of the two is the library",
                "'mailapp' is built on 'maillib' in turn: one of the two is the library",
            ],
        ),
    ],
)
def test_what_a_program_is_built_on_is_a_client_and_no_circle(
    tmp_path: Path, built_on: dict[str, str], faults: list[str]
) -> None:
    found = [located.problem for located in check(team(tmp_path, **built_on))]
    assert [(problem.line, problem.what) for problem in found] == [(6, fault) for fault in faults]


def test_libraries_of_libraries_count_too(tmp_path: Path) -> None:
    loaded = team(tmp_path, shop="[framework]", framework="[maillib, weblib]", maillib="[]", weblib="[maillib]")
    assert libraries(loaded.family("clients")["shop"], loaded) == ["framework", "maillib", "weblib"]
    assert libraries(loaded.family("clients")["maillib"], loaded) == []
