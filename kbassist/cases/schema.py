"""The tables of the case store, as the steps that lead to them. Each step is one transaction and is never changed once released.

`PRAGMA user_version` says how many steps a file has taken.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable

from kbassist.cases.words import folded, spoken_in
from kbassist.model.case import CaseError, from_object

APPLICATION = 0x6B626361
"""`PRAGMA application_id` of our files ("kbca"), so that a foreign database is never written to."""


def _first(db: sqlite3.Connection) -> None:
    """Cases and their events."""
    db.execute(
        """
        CREATE TABLE cases (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            created TEXT NOT NULL,
            changed TEXT NOT NULL,
            revision INTEGER NOT NULL DEFAULT 0,
            title TEXT NOT NULL DEFAULT '',
            outcome TEXT NOT NULL DEFAULT 'open',
            cause TEXT NOT NULL DEFAULT '',
            provider TEXT NOT NULL DEFAULT ''
        )
        """
    )
    db.execute(
        """
        CREATE TABLE events (
            id INTEGER PRIMARY KEY,
            case_id INTEGER NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
            place INTEGER NOT NULL,
            body TEXT NOT NULL,
            UNIQUE (case_id, place)
        )
        """
    )


def _second(db: sqlite3.Connection) -> None:
    """Deleting that can be undone, and search in all that was said."""
    db.execute("ALTER TABLE cases ADD COLUMN deleted TEXT NOT NULL DEFAULT ''")
    db.execute("CREATE INDEX cases_by_change ON cases (changed)")
    db.execute("CREATE VIRTUAL TABLE search USING fts5 (words, tokenize = 'unicode61')")
    db.execute("CREATE TRIGGER events_gone AFTER DELETE ON events BEGIN DELETE FROM search WHERE rowid = old.id; END")
    kept = db.execute("SELECT id, body FROM events").fetchall()
    db.executemany("INSERT INTO search (rowid, words) VALUES (?, ?)", [(number, _words(body)) for number, body in kept])


def _words(body: str) -> str:
    """Return what can be searched in an event; a damaged one must not keep the others from being brought up to date."""
    try:
        return folded(spoken_in(from_object(json.loads(body))))
    except (CaseError, ValueError):
        return ""


STEPS: tuple[Callable[[sqlite3.Connection], None], ...] = (_first, _second)


def bring_up_to_date(db: sqlite3.Connection, path: str) -> None:
    """Take the steps that the file lacks, all in one transaction. Raises CaseError for a foreign or a later file."""
    if _version(db) == len(STEPS):
        return
    db.execute("BEGIN IMMEDIATE")
    try:
        taken = _version(db)  # another process may have been faster
        foreign = db.execute("PRAGMA application_id").fetchone()[0] not in (APPLICATION, 0)
        filled = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if foreign or (taken == 0 and filled):
            raise CaseError(f"'{path}' is no case store of kbassist; move it away or set KBASSIST_DATA to another folder")
        if taken > len(STEPS):
            raise CaseError(f"'{path}' was written by a newer kbassist; update kbassist to use it")
        for step in STEPS[taken:]:
            step(db)
        db.execute(f"PRAGMA application_id = {APPLICATION}")
        db.execute(f"PRAGMA user_version = {len(STEPS)}")
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def _version(db: sqlite3.Connection) -> int:
    version: int = db.execute("PRAGMA user_version").fetchone()[0]
    return version
