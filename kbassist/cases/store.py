"""The case store: one SQLite file in the user's data folder.

What `keep` returns from is on disk (WAL with `synchronous=FULL`), so that a front end that shows an event only then can be
killed at any moment and has shown nothing that is lost. Several processes may read and write at once; two that go on with the
same case are told so. Texts are masked before they come here, and once more at this door.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from kbassist.cases.file import open_file
from kbassist.cases.words import folded, passage, spoken_in
from kbassist.cases.words import query as queries
from kbassist.model.case import CaseError, Event, Outcome, as_object, fold, from_object
from kbassist.model.tokens import words
from kbassist.reading.redact import redact

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


class Hit(NamedTuple):
    """A case that was found, with the passage that shows it."""

    summary: Summary
    passage: str


class Cases:
    """The kept cases. Every method is one transaction."""

    def __init__(self, folder: str) -> None:
        """Open the store in a folder, making both where there are none. Raises CaseError where that cannot be done."""
        self._db, self.path = open_file(folder)

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
        rows = [(place, _body(event), folded(redact(spoken_in(event)))) for place, event in enumerate(after[same:], same)]
        state = fold(after)
        title = state.title or headline.title
        with self._writing() as db:
            if handle is None:
                row = db.execute("INSERT INTO cases (created, changed) VALUES (?, ?)", (at, at))
                handle = Handle(int(row.lastrowid or 0), 0)
            now = db.execute(
                "UPDATE cases SET revision = revision + 1, changed = ?, title = ?, outcome = ?, cause = ?, provider = ? "
                "WHERE id = ? AND revision = ? AND deleted = '' RETURNING revision",
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
            for place, body, spoken in rows:
                row = db.execute("INSERT INTO events (case_id, place, body) VALUES (?, ?, ?)", (handle.id, place, body))
                db.execute("INSERT INTO search (rowid, words) VALUES (?, ?)", (row.lastrowid, spoken))
        return Handle(handle.id, now[0][0])

    def delete(self, number: int, at: str) -> None:
        """Put a case aside; `restore` brings it back, `purge` removes it. Raises CaseError where there is none of that number."""
        with self._writing() as db:
            row = db.execute("UPDATE cases SET deleted = ?, revision = revision + 1 WHERE id = ? AND deleted = ''", (at, number))
            if row.rowcount == 0:
                raise _missing(number)

    def restore(self, number: int | None = None) -> int:
        """Bring back a deleted case, the one deleted last where no number is given; return its number.

        Raises CaseError where there is nothing to bring back.
        """
        with self._writing() as db:
            row = db.execute(
                "UPDATE cases SET deleted = '', revision = revision + 1 WHERE id = (SELECT id FROM cases WHERE deleted <> '' "
                "AND (?1 IS NULL OR id = ?1) ORDER BY deleted DESC, id DESC LIMIT 1) RETURNING id",
                (number,),
            ).fetchall()
            if not row:
                which = "no case" if number is None else f"case {number}"
                raise CaseError(f"{which} can be brought back: it was never deleted, or was removed for good")
        return int(row[0][0])

    def purge(self, *, deleted_before: str, changed_before: str = "") -> int:
        """Remove for good what was deleted before a time and what nobody changed since another; return how many cases.

        Their bytes are overwritten in the file, the search index and the log. Times are ISO 8601 in UTC; an empty one
        removes nothing.
        """
        with self._writing() as db:
            gone = db.execute(
                "DELETE FROM cases WHERE (deleted <> '' AND deleted < ?) OR changed < ?", (deleted_before, changed_before)
            ).rowcount
            if gone:
                db.execute("INSERT INTO search (search) VALUES ('optimize')")
        if gone:
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return gone

    # -- reading -----------------------------------------------------------------------------------------------------

    def load(self, number: int) -> tuple[Handle, tuple[Event, ...]]:
        """Return a case with its events. Raises CaseError where there is none of that number or it is damaged."""
        with self._reading() as db:
            row = db.execute("SELECT id, revision, deleted FROM cases WHERE id = ?", (number,)).fetchone()
            if row is None:
                raise _missing(number)
            if row[2]:
                raise CaseError(f"case {number} is deleted; `kbassist cases delete --undo {number}` brings it back")
            bodies = db.execute("SELECT body FROM events WHERE case_id = ? ORDER BY place", (number,)).fetchall()
        return Handle(row[0], row[1]), tuple(_event(body[0]) for body in bodies)

    def list(self, *, outcome: Outcome | None = None, deleted: bool = False, limit: int = -1) -> Sequence[Summary]:
        """Return the cases, the one changed last first: of one outcome, or those deleted; at most `limit` (all where negative)."""
        with self._reading() as db:
            rows = db.execute(
                f"{_SUMMARY} WHERE (?1 IS NULL OR outcome = ?1) AND (deleted <> '') = ?2 ORDER BY changed DESC, id DESC LIMIT ?3",
                (outcome and outcome.value, deleted, limit),
            ).fetchall()
        return [_summary(row) for row in rows]

    def search(self, wanted: str, limit: int = 20) -> Sequence[Hit]:
        """Return the cases in which all the words stand, the one changed last first, with a passage of each."""
        with self._reading() as db:
            found: set[int] | None = None
            for query in queries(wanted):
                rows = db.execute(
                    "SELECT DISTINCT case_id FROM search JOIN events ON events.id = search.rowid WHERE search MATCH ?", (query,)
                )
                these = {row[0] for row in rows}
                found = these if found is None else found & these
            hits = []
            for number in found or ():
                row = db.execute(f"{_SUMMARY} WHERE id = ? AND deleted = ''", (number,)).fetchone()
                if row is not None:
                    hits.append(Hit(_summary(row), _passage(db, number, wanted)))
        return sorted(hits, key=lambda hit: (hit.summary.changed, hit.summary.id), reverse=True)[:limit]

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


def _passage(db: sqlite3.Connection, number: int, wanted: str) -> str:
    """Return the passage of a case that shows most of the words looked for."""
    bodies = db.execute("SELECT body FROM events WHERE case_id = ? ORDER BY place", (number,)).fetchall()
    texts = []
    for (body,) in bodies:
        with contextlib.suppress(CaseError):  # a damaged event is no reason not to find the case
            texts.append(spoken_in(_event(body)))
    looked_for = words(wanted)
    return passage(max(texts, key=lambda text: sum(word in folded(text) for word in looked_for), default=""), wanted)


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
