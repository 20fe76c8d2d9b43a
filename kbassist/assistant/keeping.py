"""Keeps a conversation on disk as it happens, for every front end in the same way.

A front end calls `keep` with the conversation after each turn and shows the reply only then: what is on screen is on
disk. A case comes into being with its first event, so that looking in leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Callable

from kbassist.assistant.clock import days_ago
from kbassist.assistant.conversation import Conversation, resume
from kbassist.assistant.settings import CaseSettings, load
from kbassist.cases.store import Cases, Handle, Headline
from kbassist.errors import KbassistError
from kbassist.kb.store import Store
from kbassist.model.case import CaseError, Event
from kbassist.model.report import Report
from kbassist.paths import data_folder

LONGEST_TITLE = 72
UNDO_DAYS = 7
"""Days that a deleted case can still be brought back."""


class Keeper:
    """One case in the store, in step with one conversation; or, without a store, nothing."""

    def __init__(
        self, cases: Cases | None, clock: Callable[[], str], handle: Handle | None = None, events: tuple[Event, ...] = ()
    ) -> None:
        self._cases = cases
        self._clock = clock
        self._handle = handle
        self._events = events
        self.trouble = ""
        """Why the last turn could not be kept; empty where it was."""

    @property
    def number(self) -> int | None:
        """The number of the case, or None as long as nothing was kept."""
        return self._handle.id if self._handle else None

    def keep(self, talk: Conversation) -> bool:
        """Write what changed since the last time; on return it is on disk.

        Returns False where it could not be kept: `trouble` says why, and the next call tries again.
        """
        if self._cases is None or self._events == talk.events:
            return True
        try:
            self._handle = self._cases.keep(self._handle, self._events, talk.events, headline(talk), self._clock())
        except KbassistError as error:
            self.trouble = str(error)
            return False
        self._events, self.trouble = talk.events, ""
        return True


def open_cases(warn: Callable[[str], None]) -> Cases | None:
    """Return the user's case store, or None where it is switched off or cannot be used; `warn` is told why in one line.

    Raises SettingsError for broken settings: whoever set them means them.
    """
    if not load().cases.keep:
        return None
    try:
        return user_cases()
    except CaseError as error:
        warn(f"{error}. This conversation is not kept")
        return None


def user_cases() -> Cases:
    """Return the user's case store, tidied. Raises CaseError where it cannot be used, SettingsError for broken settings."""
    settings = load().cases
    cases = Cases(data_folder())
    try:
        tidy(cases, settings)
    except CaseError:
        cases.close()
        raise
    return cases


def tidy(cases: Cases, settings: CaseSettings) -> None:
    """Remove for good what the settings keep no longer, and what was deleted long enough ago."""
    oldest = days_ago(settings.retention_days) if settings.retention_days else ""
    cases.purge(deleted_before=days_ago(UNDO_DAYS), changed_before=oldest)


def reopen(cases: Cases, number: int, knowledge: Store, clock: Callable[[], str]) -> tuple[Conversation, Keeper]:
    """Return a kept conversation and its keeper. Raises CaseError where there is no such case."""
    handle, events = cases.load(number)
    return resume(events, knowledge), Keeper(cases, clock, handle, events)


def headline(talk: Conversation) -> Headline:
    """Return what a list shows of a conversation: its most telling line, the likeliest cause, the provider."""
    if talk.seen is None:
        return Headline()
    report = talk.seen.report
    causes = talk.diagnosis.causes if talk.diagnosis else ()
    stated = ", ".join(f"{key}: {said.value}" for key, said in talk.state.stated.items())
    return Headline(_telling_line(report) or _short(stated), causes[0].id if causes else "", report.provider or "")


def _telling_line(report: Report) -> str:
    """Return the line of the text in which the first code stands, or else its first line."""
    lines = [line for line in report.text.split("\n") if line.strip()]
    codes = (*report.reply_codes, *report.status_codes)
    return _short(next((line for line in lines if any(code in line for code in codes)), lines[0] if lines else ""))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_TITLE else line[: LONGEST_TITLE - 1].rstrip() + "…"
