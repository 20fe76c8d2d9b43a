"""The one thread that owns the knowledge and the case store, and what it is asked to do.

SQLite connections belong to the thread that opened them, and reading a pasted log takes a fifth of a second: neither may
happen where keys are handled. Work is done in the order in which it is asked for. What comes back are values.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, TypeVar

from kbassist.assistant.keeping import open_cases
from kbassist.cases.store import Cases
from kbassist.kb.store import Store

_Result = TypeVar("_Result")


class Room(NamedTuple):
    """What lies on the desk. `trouble` says why there is no case store, where there is none."""

    knowledge: Store
    cases: Cases | None
    trouble: str


class Desk:
    """Does work in its own thread. Opened by the first piece of work, so that the screen can be painted meanwhile."""

    def __init__(self, open_knowledge: Callable[[], Store], *, keeps: bool = True) -> None:
        self._open_knowledge = open_knowledge
        self._keeps = keeps
        self._room: Room | None = None
        self._pool = ThreadPoolExecutor(1, "kbassist-desk")

    async def do(self, work: Callable[[Room], _Result]) -> _Result:
        """Return what the work returns. Raises what it raises, and KnowledgeError where the knowledge cannot be opened."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, lambda: work(self._opened()))

    def _opened(self) -> Room:
        if self._room is None:
            said: list[str] = []
            knowledge = self._open_knowledge()
            self._room = Room(knowledge, open_cases(said.append) if self._keeps else None, " ".join(said))
        return self._room

    def close(self) -> None:
        """Close the files and end the thread; work still waiting is dropped."""
        self._pool.submit(self._leave)
        self._pool.shutdown(wait=True)

    def _leave(self) -> None:
        if self._room is not None:
            self._room.knowledge.close()
            if self._room.cases is not None:
                self._room.cases.close()
