"""Opens the one file of the case store: private, in WAL mode, durable, its tables up to date."""

from __future__ import annotations

import os
import sqlite3
import time

from kbassist.cases.schema import bring_up_to_date
from kbassist.model.case import CaseError

FILE = "cases.sqlite"
PATIENCE = 15.0
"""Seconds that a process waits for another one's transaction."""


def open_file(folder: str) -> tuple[sqlite3.Connection, str]:
    """Return a connection to the store in a folder, and its path; both are made where they are missing.

    Raises CaseError where that cannot be done, where the file is foreign, and where a newer kbassist wrote it.
    """
    path = os.path.join(folder, FILE)
    try:
        _make_private(folder, path)
        db = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise CaseError(
            f"cannot keep cases in '{folder}' ({_reason(error)}); set KBASSIST_DATA to a folder that can be written"
        ) from error
    try:
        _prepare(db)
        bring_up_to_date(db, path)
    except sqlite3.Error as error:
        db.close()
        raise CaseError(f"the case store '{path}' cannot be used ({error}); move it away to begin with an empty one") from error
    except CaseError:
        db.close()
        raise
    return db, path


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
