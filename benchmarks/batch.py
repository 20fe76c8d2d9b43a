"""Messages that `ask --batch` answers in a second on one core, and whether time and memory stay proportionate.

usage: batch.py [CASES.jsonl]    (default: tests/cases/dev.jsonl)
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent


def run(rows: list[str]) -> tuple[float, float]:
    """Return seconds and peak MiB of a batch of these rows."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.writelines(rows)
        file.flush()
        begin = time.perf_counter()
        code = (
            "import resource, sys\n"
            "from kbassist.cli.main import main\n"
            "main(['ask', '--batch', sys.argv[1]])\n"
            "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, file.name], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True
        )
        return time.perf_counter() - begin, int(done.stderr.split()[-1]) / 1024


def main() -> None:
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "tests/cases/dev.jsonl"
    texts = [json.loads(line)["text"] for line in path.read_text().splitlines() if line.strip()]
    start, _ = run([])
    print(f"start-up {start * 1000:.0f} ms")
    for times in (4, 8, 16):
        rows = [json.dumps({"id": f"{n}-{t}", "text": text}) + "\n" for t in range(times) for n, text in enumerate(texts)]
        spent, peak = run(rows)
        print(f"{len(rows):6d} messages: {len(rows) / (spent - start):7.0f} a second, peak {peak:.0f} MiB")


if __name__ == "__main__":
    main()
