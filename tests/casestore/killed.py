"""Kills conversations at random moments and looks whether all that they had shown is on disk.

A program of its own because it forks: `python killed.py FOLDER TIMES SEED`. The parent loads the knowledge once; each child
opens the store as a front end does, goes on with a case or begins one, and says on a pipe what it "shows" after `keep` has
returned. The parent kills it with SIGKILL and compares. Ends with one line of JSON: how often, how many events.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time

from kbassist.assistant.clock import now
from kbassist.assistant.conversation import start
from kbassist.assistant.keeping import Keeper, reopen
from kbassist.cases.store import Cases
from kbassist.kb.sources import open_store
from kbassist.kb.store import Store
from kbassist.model import case

ERRORS = ("535 5.7.8 Username and Password not accepted", "454 4.7.0 Temporary authentication failure", "550 relay denied")


def converse(folder: str, number: int | None, knowledge: Store, chance: random.Random, shown: int) -> None:
    """Talk without end; write `NUMBER PLACE` for each event as soon as it may be shown."""
    with Cases(folder) as cases:
        if number is None:
            talk, keeper = start(knowledge), Keeper(cases, now)
        else:
            talk, keeper = reopen(cases, number, knowledge, now)
        while True:
            words = chance.choice([*ERRORS, "1", "2", "no idea", "yes", "no", "port 465", "back"])
            turn = talk.back() if words == "back" and len(talk.events) > 3 else talk.understand(words, now())
            if not keeper.keep(turn.conversation):
                os.write(shown, f"TROUBLE {keeper.trouble}\n".encode())
            talk = turn.conversation
            body = json.dumps([keeper.number, [case.as_object(event) for event in talk.events]])
            os.write(shown, body.encode() + b"\n")


def once(folder: str, number: int | None, knowledge: Store, chance: random.Random) -> tuple[int, int] | None:
    """Start a conversation, kill it, compare; return the case and how many events it had shown, or None where it showed none."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        try:
            converse(folder, number, knowledge, random.Random(chance.random()), write)
        finally:
            os._exit(1)
    os.close(write)
    time.sleep(chance.uniform(0.0, 0.12))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with open(read, "rb") as pipe:
        lines = [line for line in pipe.read().split(b"\n")[:-1] if line]
    assert not [line for line in lines if line.startswith(b"TROUBLE")], lines[-1]
    with Cases(folder) as cases:
        assert cases._db.execute("PRAGMA quick_check").fetchone()[0] == "ok"
        if not lines:
            return None
        shown_number, shown = json.loads(lines[-1])
        stored = cases.load(shown_number)[1]
    events = tuple(map(case.from_object, shown))
    # One more turn may have reached the disk before it was shown: it added an event, or took the last one back.
    assert stored in (events, case.without_last(events)[0]) or stored[:-1] == events, (stored, events)
    return shown_number, len(shown)


def main(folder: str, times: int, seed: int) -> None:
    """Kill so many conversations."""
    knowledge = open_store()
    start(knowledge).say(ERRORS[0], now())  # what a first turn reads is read before the first fork
    chance = random.Random(seed)
    number, showed, events = None, 0, 0
    for _ in range(times):
        found = once(folder, number, knowledge, chance)
        if found is not None:
            showed += 1
            events += found[1]
            number = found[0] if found[1] < 25 and chance.random() < 0.7 else None
    with Cases(folder) as cases:
        assert cases._db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        kept = len(cases.list())
    print(json.dumps({"killed": times, "had_shown": showed, "events": events, "cases": kept}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
