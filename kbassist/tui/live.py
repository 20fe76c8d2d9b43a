"""Live checks beside the chat: they run in a thread with an event loop of their own, so that no key ever waits for a server.

What is seen of a run is `Watch`, kept by the thread that handles keys. The findings go into the case in which the run began.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Sequence
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from kbassist.errors import KbassistError
from kbassist.model.finding import CheckSpec, Event, Finding, Finished, Outcome, Progress, Run, Started

if TYPE_CHECKING:
    from kbassist.kb.store import Store
    from kbassist.net.context import Asked

WORST = (Outcome.FAIL, Outcome.ERROR, Outcome.WARN, Outcome.PASS, Outcome.SKIP)
"""Which of several outcomes of one check stands for it."""


class Row(NamedTuple):
    """One check of a run. `since` is a monotonic time; zero while it waits."""

    spec: CheckSpec
    since: float = 0.0
    words: str = ""
    findings: tuple[Finding, ...] = ()
    done: bool = False
    seconds: float = 0.0

    @property
    def finding(self) -> Finding | None:
        """The finding that stands for the check."""
        return min(self.findings, key=lambda each: WORST.index(each.outcome), default=None)


class Order(NamedTuple):
    """What is to be checked and with what. The secret in `asked` lives as long as the run."""

    target: str
    asked: Asked
    only: tuple[str, ...] = ()


class Watch:
    """A run as it is seen. `changed` is called whenever something is new, in the thread that handles keys."""

    def __init__(self, target: str, changed: Callable[[], None]) -> None:
        self.target = target
        self.rows: dict[str, Row] = {}
        self.run: Run | None = None
        self.trouble = ""
        self.cancelled = False
        self._changed = changed

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self.run is not None or bool(self.trouble) or self.cancelled

    @property
    def progress(self) -> tuple[int, int]:
        """How many checks are done, of how many."""
        return sum(row.done for row in self.rows.values()), len(self.rows)

    def expect(self, specs: Sequence[CheckSpec]) -> None:
        """Take the checks that will run."""
        self.rows = {spec.id: Row(spec) for spec in specs}
        self._changed()

    def take(self, event: Event) -> None:
        """Take an event of the run."""
        row = self.rows.get(event.spec.id, Row(event.spec))
        match event:
            case Started():
                row = row._replace(since=monotonic())
            case Progress(_, words):
                row = row._replace(words=words)
            case Finished(_, findings):
                row = row._replace(findings=findings, done=True, seconds=max((each.seconds for each in findings), default=0.0))
        self.rows[event.spec.id] = row
        self._changed()

    def end(self, run: Run | None, trouble: str = "") -> None:
        """Take the end of the run: its findings, why it could not be made, or neither where it was cancelled."""
        self.run, self.trouble = run, trouble
        self.cancelled = run is None and not trouble
        self._changed()


class Runner:
    """One run in a thread of its own. `post` hands a call to the thread that handles keys."""

    def __init__(
        self, open_knowledge: Callable[[], Store], order: Order, watch: Watch, post: Callable[[Callable[[], None]], None]
    ) -> None:
        self._open_knowledge = open_knowledge
        self._order = order
        self._watch = watch
        self._post = post
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[Run] | None = None
        self._unwanted = threading.Event()
        self._thread = threading.Thread(target=self._work, name="kbassist-checks", daemon=True)
        self._thread.start()

    def cancel(self) -> None:
        """End the run; nothing is left over. It may be so young that there is no task yet."""
        self._unwanted.set()
        if self._loop is not None and self._task is not None:
            with contextlib.suppress(RuntimeError):  # the run has just ended by itself, and its loop is closed
                self._loop.call_soon_threadsafe(self._task.cancel)

    def wait(self, seconds: float) -> None:
        """Wait until the thread has ended, at most so long."""
        self._thread.join(seconds)

    def _work(self) -> None:
        run: Run | None = None
        trouble = ""
        try:
            run = asyncio.run(self._main())
        except asyncio.CancelledError:
            pass
        except KbassistError as error:
            trouble = str(error)
        self._post(lambda: self._watch.end(run, trouble))

    async def _main(self) -> Run:
        # asyncio's streams, ssl, cryptography and dnspython: about 200 ms that only a check pays
        from kbassist.checking.aim import aim
        from kbassist.checking.runner import chosen, run_checks
        from kbassist.net.system import SystemNetwork

        order = self._order
        knowledge = self._open_knowledge()
        try:
            target = aim(order.target, knowledge)
            specs = [member.SPEC for member in chosen(target, order.asked, order.only)]
            self._post(lambda: self._watch.expect(specs))
            self._loop = asyncio.get_running_loop()
            self._task = asyncio.create_task(
                run_checks(target, order.asked, SystemNetwork(), knowledge, order.only, on_event=self._heard)
            )
            if self._unwanted.is_set():
                self._task.cancel()
            return await self._task
        finally:
            knowledge.close()

    def _heard(self, event: Event) -> None:
        self._post(lambda: self._watch.take(event))
