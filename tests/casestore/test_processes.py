"""Several processes at once, and processes that die: nothing that was shown is lost, nothing is mixed up."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kbassist.cases.store import Cases
from kbassist.kb.store import Store
from kbassist.model import case

ROOT = Path(__file__).parent.parent.parent
WRITERS = 5
TURNS = 40

WRITER = """
import sys
from kbassist.cases.store import Cases, Headline
from kbassist.model import case
folder, name, turns = sys.argv[1], sys.argv[2], int(sys.argv[3])
sys.stdin.readline()
with Cases(folder) as cases:
    handle, events = None, ()
    for turn in range(turns):
        after = (*events, case.NoteWritten(f"{turn:04}", f"{name} says {turn}"))
        handle = cases.keep(handle, events, after, Headline(name), "2026-11-21T15:00:00Z")
        events = after
        cases.list()
        if turn % 10 == 9:
            cases.search(name)
    print(handle.id)
"""

SHARED = """
import sys
from kbassist.cases.store import Cases, Headline
from kbassist.model import case
folder, name, turns = sys.argv[1], sys.argv[2], int(sys.argv[3])
sys.stdin.readline()
with Cases(folder) as cases:
    kept = 0
    while kept < turns:
        handle, events = cases.load(1)
        try:
            cases.keep(handle, events, (*events, case.NoteWritten("t", f"{name} {kept}")), Headline(), "t")
            kept += 1
        except case.CaseError as error:
            assert "elsewhere" in str(error), error
"""


def together(script: str, folder: Path) -> list[str]:
    """Run the script in several processes that begin at the same moment; return what they printed."""
    running = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(folder), f"writer{number}", str(TURNS)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        for number in range(WRITERS)
    ]
    time.sleep(0.5)
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    done = [process.communicate(timeout=120) for process in running]
    assert [error for _, error in done if error] == []
    return [out for out, _ in done]


def test_many_processes_make_the_store_and_write_cases_of_their_own(tmp_path: Path) -> None:
    numbers = [int(out) for out in together(WRITER, tmp_path / "data")]
    assert len(set(numbers)) == WRITERS
    with Cases(str(tmp_path / "data")) as cases:
        assert cases._db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        for name, number in enumerate(numbers):
            events = cases.load(number)[1]
            assert [event.text for event in events if isinstance(event, case.NoteWritten)] == [
                f"writer{name} says {turn}" for turn in range(TURNS)
            ]


def test_processes_that_go_on_with_the_same_case_lose_no_word(tmp_path: Path) -> None:
    from kbassist.cases.store import Headline

    with Cases(str(tmp_path)) as cases:
        assert cases.keep(None, (), (case.TextSaid("t", "535"),), Headline(), "t").id == 1
    together(SHARED, tmp_path)
    with Cases(str(tmp_path)) as cases:
        said = [event.text for event in cases.load(1)[1] if isinstance(event, case.NoteWritten)]
    assert sorted(said) == sorted(f"writer{name} {turn}" for name in range(WRITERS) for turn in range(TURNS))


def test_a_writer_waits_for_another_one_and_says_so_if_it_takes_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kbassist.cases import file
    from kbassist.cases.store import Headline

    monkeypatch.setattr(file, "PATIENCE", 0.2)
    with Cases(str(tmp_path)) as cases:
        other = sqlite3.connect(cases.path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(case.CaseError, match="locked"):
            cases.keep(None, (), (case.TextSaid("t", "535"),), Headline(), "t")
        other.execute("ROLLBACK")
        other.close()
        assert cases.keep(None, (), (case.TextSaid("t", "535"),), Headline(), "t").revision == 1


@pytest.mark.slow
def test_two_hundred_killed_conversations_lose_nothing_that_was_shown(store: Store, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(Path(__file__).parent / "killed.py"), str(tmp_path), "200", "20261121"],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["killed"] == 200
    assert told["had_shown"] >= 60, "too few lived long enough to show anything"


@pytest.mark.slow
def test_the_program_itself_can_be_killed_at_any_moment(store: Store, tmp_path: Path) -> None:
    chance = random.Random(11)
    env = {**os.environ, "PYTHONPATH": str(ROOT), "KBASSIST_DATA": str(tmp_path), "NO_COLOR": "1", "PYTHONUNBUFFERED": "1"}
    for turn in range(8):
        terminal, inner = os.openpty()
        process = subprocess.Popen(
            [sys.executable, "-m", "kbassist", "diagnose", "535 5.7.8"],
            stdin=inner,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=env,
            cwd=tmp_path,
        )
        os.close(inner)
        assert process.stdout is not None
        os.write(terminal, b"no idea\n" * chance.randrange(4))
        shown = process.stdout.readline()
        time.sleep(chance.uniform(0.0, 0.3))
        process.send_signal(signal.SIGKILL)
        shown += process.communicate(timeout=30)[0]
        os.close(terminal)
        assert shown.startswith(b"535 5.7.8"), shown
        with Cases(str(tmp_path)) as cases:
            assert cases._db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            _, events = cases.load(turn + 1)
        noted = shown.count(b"Noted: ")
        assert len(events) >= 1 + noted
