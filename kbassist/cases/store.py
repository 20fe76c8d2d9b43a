"""The case store: one SQLite file in the user's data folder.

What `keep` returns from is on disk (WAL with `synchronous=FULL`), so that a front end that shows an event only then can be
killed at any moment and has shown nothing that is lost. Several processes may read and write at once; two that go on with the
same case are told so. Texts are masked before they come here, and once more at this door.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from kbassist.cases.schema import bring_up_to_date
from kbassist.model.case import CaseError, Event, Outcome, as_object, fold, from_object
from kbassist.reading.redact import redact

FILE = "cases.sqlite"
PATIENCE = 15.0
"""Seconds that a process waits for another one's transaction."""
UNTITLED = "no text yet"


class Headline(NamedTuple):
    """What a list shows of a case beside its times: kept with it, so that listing folds nothing."""

    title: str = ""
    cause: str = ""
    """The cause it was or, while open, the likeliest."""
    provider: str = ""


class Handle(NamedTuple):
    """A case as one process last saw it."""

    id: int
    revision: int


class Summary(NamedTuple):
    """A case as a list shows it. Times are ISO 8601 in UTC."""

    id: int
    created: str
    changed: str
    title: str
    outcome: Outcome
    cause: str
    provider: str
    revision: int
    events: int


class Cases:
    """The kept cases. Every method is one transaction."""

    def __init__(self, folder: str) -> None:
        """Open the store in a folder, making both where there are none. Raises CaseError where that cannot be done."""
        self.path = os.path.join(folder, FILE)
        try:
            _make_private(folder, self.path)
            self._db = sqlite3.connect(self.path, timeout=PATIENCE, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise CaseError(
                f"cannot keep cases in '{folder}' ({_reason(error)}); set KBASSIST_DATA to a folder that can be written"
            ) from error
        try:
            _prepare(self._db)
            bring_up_to_date(self._db, self.path)
        except sqlite3.Error as error:
            self._db.close()
            raise CaseError(
                f"the case store '{self.path}' cannot be used ({error}); move it away to begin with an empty one"
            ) from error
        except CaseError:
            self._db.close()
            raise

    def __enter__(self) -> Cases:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    # -- writing -----------------------------------------------------------------------------------------------------

    def keep(self, handle: Handle | None, before: Sequence[Event], after: Sequence[Event], headline: Headline, at: str) -> Handle:
        """Write what made `after` of `before` and return the case as it is now; on return it is on disk.

        A new case is begun where `handle` is None. `at` is the time of the change, ISO 8601 in UTC.
        Raises CaseError where the case was gone on with elsewhere, was deleted, or cannot be written.
        """
        same = 0
        while same < min(len(before), len(after)) and before[same] == after[same]:
            same += 1
        bodies = [(place, _body(event)) for place, event in enumerate(after[same:], same)]
        state = fold(after)
        title = state.title or headline.title
        with self._writing() as db:
            if handle is None:
                row = db.execute("INSERT INTO cases (created, changed) VALUES (?, ?)", (at, at))
                handle = Handle(int(row.lastrowid or 0), 0)
            now = db.execute(
                "UPDATE cases SET revision = revision + 1, changed = ?, title = ?, outcome = ?, cause = ?, provider = ? "
                "WHERE id = ? AND revision = ? RETURNING revision",
                (
                    at,
                    redact(title),
                    state.outcome.value,
                    state.cause or headline.cause,
                    headline.provider,
                    *handle,
                ),
            ).fetchall()
            if not now:
                raise CaseError(
                    f"case {handle.id} was changed or deleted elsewhere; `kbassist cases resume {handle.id}` reads it anew"
                )
            db.execute("DELETE FROM events WHERE case_id = ? AND place >= ?", (handle.id, same))
            rows = [(handle.id, place, body) for place, body in bodies]
            db.executemany("INSERT INTO events (case_id, place, body) VALUES (?, ?, ?)", rows)
        return Handle(handle.id, now[0][0])

    def delete(self, number: int) -> None:
        """Delete a case. Raises CaseError where there is none of that number."""
        with self._writing() as db:
            if db.execute("DELETE FROM cases WHERE id = ?", (number,)).rowcount == 0:
                raise _missing(number)

    # -- reading -----------------------------------------------------------------------------------------------------

    def load(self, number: int) -> tuple[Handle, tuple[Event, ...]]:
        """Return a case with its events. Raises CaseError where there is none of that number or it is damaged."""
        with self._reading() as db:
            row = db.execute("SELECT id, revision FROM cases WHERE id = ?", (number,)).fetchone()
            if row is None:
                raise _missing(number)
            bodies = db.execute("SELECT body FROM events WHERE case_id = ? ORDER BY place", (number,)).fetchall()
        return Handle(row[0], row[1]), tuple(_event(body[0]) for body in bodies)

    def list(self, *, outcome: Outcome | None = None, limit: int = -1) -> list[Summary]:
        """Return the cases, the one changed last first; of one outcome, at most `limit` (all where negative)."""
        with self._reading() as db:
            rows = db.execute(
                f"{_SUMMARY} WHERE ?1 IS NULL OR outcome = ?1 ORDER BY changed DESC, id DESC LIMIT ?2",
                (outcome and outcome.value, limit),
            ).fetchall()
        return [_summary(row) for row in rows]

    def summary(self, number: int) -> Summary:
        """Return one case as a list shows it. Raises CaseError where there is none of that number."""
        with self._reading() as db:
            row = db.execute(f"{_SUMMARY} WHERE id = ?", (number,)).fetchone()
        if row is None:
            raise _missing(number)
        return _summary(row)

    # -- transactions ------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction that has the write lock from its beginning, so that it never fails half-way for want of it."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            raise CaseError(
                f"the case cannot be kept in '{self.path}': {error}; see that the disk has room and can be written"
            ) from error

    @contextlib.contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        try:
            self._db.execute("BEGIN")
            try:
                yield self._db
            finally:
                self._db.execute("COMMIT")
        except sqlite3.Error as error:
            raise CaseError(
                f"the case store '{self.path}' cannot be read: {error}; move it away to begin with an empty one"
            ) from error


_SUMMARY = (
    "SELECT id, created, changed, title, outcome, cause, provider, revision, "
    "(SELECT count(*) FROM events WHERE case_id = cases.id) FROM cases"
)


def _summary(row: Any) -> Summary:
    number, created, changed, title, outcome, cause, provider, revision, events = row
    return Summary(number, created, changed, title or UNTITLED, Outcome(outcome), cause, provider, revision, events)


def _missing(number: int) -> CaseError:
    return CaseError(f"there is no case {number}; see `kbassist cases list`")


def _body(event: Event) -> str:
    return json.dumps(_masked(as_object(event)), ensure_ascii=False, separators=(",", ":"))


def _event(body: str) -> Event:
    try:
        return from_object(json.loads(body))
    except ValueError as error:
        raise CaseError("a kept event is damaged; `kbassist cases delete` removes the case") from error


def _masked(plain: Any) -> Any:
    """Return a plain value with every text in it masked."""
    if isinstance(plain, str):
        return redact(plain)
    if isinstance(plain, Mapping):
        return {key: _masked(value) for key, value in plain.items()}
    return [_masked(value) for value in plain] if isinstance(plain, list) else plain


def _make_private(folder: str, path: str) -> None:
    """Make the folder (0700) and the file (0600) where they are missing; SQLite gives its -wal and -shm the file's mode."""
    os.makedirs(folder, mode=0o700, exist_ok=True)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        if os.name == "posix" and os.stat(path).st_mode & 0o077:
            os.chmod(path, 0o600)


def _prepare(db: sqlite3.Connection) -> None:
    """Set what a connection must have. Switching to WAL does not wait for other processes by itself."""
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA secure_delete = ON")  # what was deleted is overwritten, not only unlinked
    until = time.monotonic() + PATIENCE
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
            break
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
    db.execute("PRAGMA synchronous = FULL")


def _reason(error: Exception) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
