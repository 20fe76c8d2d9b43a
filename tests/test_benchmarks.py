"""The benchmarks run, on next to nothing. What they measure is for people to read; that they still fit the engine is tested."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

pytestmark = pytest.mark.usefixtures("store")  # compiled once for all of them


def printed(name: str, *arguments: str) -> list[str]:
    """Return the lines that a benchmark prints; one that fails fails the test with its last words."""
    command = [sys.executable, f"benchmarks/{name}", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()


def test_simulated_people_are_asked() -> None:
    lines = printed("simulate.py", "--runs", "1", "--causes", "wrong-password", "relay-denied")
    rows = [json.loads(line) for line in lines if line.startswith('{"asked"')]
    assert len(rows) == 3
    assert all(row["people"] > 0 and 0 <= row["true cause first"] <= 1 for row in rows)


def test_knowledge_grows_and_is_asked() -> None:
    lines = printed("scale.py", "--times", "2", "--runs", "1")
    assert sum("with 2 times the knowledge" in line for line in lines) == 2


def test_batches_are_answered(tmp_path: Path) -> None:
    cases = tmp_path / "cases.jsonl"
    cases.write_text("".join(json.dumps({"text": text}) + "\n" for text in ("535 5.7.8 refused", "554 relay access denied")))
    lines = printed("batch.py", str(cases))
    assert [int(line.split()[0]) for line in lines if "messages" in line] == [8, 16, 32]
