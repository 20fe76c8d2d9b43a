"""The live checks of the chat: begins and cancels them, tells who watches, and takes what they found into the case."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from kbassist.tui.live import Order, Runner, Watch
from kbassist.tui.widgets.case_panel import CasePanel

if TYPE_CHECKING:
    from kbassist.net.context import Asked
    from kbassist.tui.app import KbassistApp
    from kbassist.tui.screens.chat import ChatScreen


class Lookout:
    """One run at a time."""

    def __init__(self, chat: ChatScreen) -> None:
        self._chat = chat
        self._runner: Runner | None = None
        self.watch: Watch | None = None
        """The run under way, or the last one."""
        self.watchers: list[Callable[[], None]] = []
        """Called when something is new."""

    @property
    def running(self) -> bool:
        """Whether checks are under way."""
        return self.watch is not None and not self.watch.over

    def check(self, target: str, asked: Asked | None = None, only: tuple[str, ...] = ()) -> None:
        """Begin live checks; those under way are cancelled."""
        from kbassist.net.context import Asked as Plain  # with the first check

        self.cancel()
        case = self._chat.session.serial
        watch = Watch(target, lambda: self._heard(watch, case))
        self.watch = watch
        app = cast("KbassistApp", self._chat.app)
        self._runner = Runner(app.open_knowledge, Order(target, asked or Plain(), only), watch, app.later)
        self._heard(watch, case)

    def cancel(self) -> None:
        """Cancel the checks under way."""
        if self._runner is not None and self.running:
            self._runner.cancel()

    def _heard(self, watch: Watch, case: int) -> None:
        """Show what is new; when a run is over, its findings go into the case in which it began, if that is still open here."""
        if watch is not self.watch:
            return
        chat = self._chat
        chat.query_one(CasePanel).progress(watch)
        for told in self.watchers:
            told()
        if watch.trouble:
            chat.say(watch.trouble)
        elif watch.run is not None and case == chat.session.serial:
            findings = watch.run.findings
            chat.step(lambda talk, at: talk.found(findings, at))
        elif watch.run is not None:
            chat.say(f"The checks of {watch.target} are done; they were begun in another case and are not part of this one")
