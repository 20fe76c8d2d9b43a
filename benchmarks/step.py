"""What one step of the engine costs: weighing all that was seen over every cause and choosing the next question and check.

usage: step.py [CASES.jsonl]    (default: tests/cases/dev.jsonl)

Each case is opened with its message and gets up to five of its facts as answers; every step is timed three times and the fastest
taken. Prints the median, the slowest and the budget of 5 ms, and beside them a step with a value stated for every fact there is.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path

from kbassist.assistant.answer import gather
from kbassist.diagnosis.diagnose import diagnose
from kbassist.diagnosis.weigh import Seen
from kbassist.kb.sources import open_store
from kbassist.kb.store import Store
from kbassist.model.facts import Fact, Origin

ROOT = Path(__file__).parent.parent
ANSWERS = 5


def milliseconds(seen: Seen, store: Store) -> float:
    """Return the time of one step, the fastest of three."""
    spent = []
    for _ in range(3):
        begin = time.perf_counter()
        diagnose(seen, store)
        spent.append(time.perf_counter() - begin)
    return min(spent) * 1000


def main() -> None:
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "tests/cases/dev.jsonl"
    store = open_store([], sys.stderr)
    specs = {key: spec for key, spec in store.fact_specs().items() if spec.values}
    steps, full = [], []
    for case in map(json.loads, path.read_text().splitlines()):
        seen = gather(case["text"], {}, store)
        steps.append(milliseconds(seen, store))
        for key, value in list(case.get("facts", {}).items())[:ANSWERS]:
            if key in specs and value in specs[key].values:
                seen = seen._replace(facts=(*seen.facts, Fact(key, value, Origin.STATED)))
                steps.append(milliseconds(seen, store))
        every = tuple(Fact(key, spec.values[0], Origin.STATED) for key, spec in specs.items())
        full.append(milliseconds(seen._replace(facts=every), store))
    for name, spent in (("a step", steps), (f"a step with all {len(specs)} facts", full)):
        print(f"{name}: median {statistics.median(spent):.2f} ms, slowest of {len(spent)} {max(spent):.2f} ms (budget 5)")


if __name__ == "__main__":
    main()
