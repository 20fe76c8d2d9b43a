"""The rows of the compiled knowledge, read as they are asked for and kept: a text needs few of them, the next one often the same."""

import json
import sqlite3
from collections.abc import Callable, Collection
from operator import itemgetter
from typing import Any, TypeVar

from kbassist.errors import KnowledgeError

FORMAT = 21
"""Raised with every change of the tables; a cache of another format is built anew."""

MOST_KEPT = 15_000
"""Keys of one table that are kept in memory, with their rows; beyond it the table is forgotten and read anew."""
MOST_DERIVED = 1_000
"""Values kept that were worked out from the knowledge, some thousand bytes each."""
_KEYS = "(SELECT value FROM json_each(?))"
"""Any number of keys as one parameter: each statement is prepared once, not once for each number of keys."""

_Row = TypeVar("_Row")


class Rows:
    """The compiled file, and all that was read of it or worked out from it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._tables: dict[str, dict[Any, Any]] = {}
        self._single: dict[str, Any] = {}
        self._worked_out: dict[tuple[Any, ...], Any] = {}
        try:
            self.meta: dict[str, str] = dict(connection.execute("SELECT key, value FROM meta"))
        except sqlite3.DatabaseError as error:
            raise KnowledgeError(f"the compiled knowledge cannot be read ({error}); run `kbassist kb build`") from error
        if self.meta.get("format") != str(FORMAT):
            raise KnowledgeError("the compiled knowledge has another format; run `kbassist kb build`")

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def derived(self, key: tuple[Any, ...], make: Callable[[], _Row]) -> _Row:
        """What `make` works out from the knowledge alone, kept for the next time that the same `key` asks for it."""
        if key not in self._worked_out:
            if len(self._worked_out) >= MOST_DERIVED:
                self._worked_out.clear()
            self._worked_out[key] = make()
        value: _Row = self._worked_out[key]
        return value

    def _once(self, key: str, read: Callable[[], _Row]) -> _Row:
        kept = self._single
        if key not in kept:
            if len(kept) > MOST_KEPT:
                kept.clear()
            kept[key] = read()
        value: _Row = kept[key]
        return value

    def _many(
        self,
        table: str,
        keys: Collection[Any],
        statement: str,
        make: Callable[[Any], Any],
        gather: Callable[[list[Any]], Any] = itemgetter(0),
    ) -> dict[Any, Any]:
        """Return the rows of a table by key, in the order of the keys; a key without a row is left out.

        `make` makes a value of a row, `gather` one of all values of a key; without it a key has only one row.
        """
        kept = self._tables.setdefault(table, {})
        try:
            return {key: row for key in keys if (row := kept[key]) is not None}
        except KeyError:
            self._read(kept, keys, statement, make, gather)
        return {key: row for key in keys if (row := kept[key]) is not None}

    def _read(
        self,
        kept: dict[Any, Any],
        keys: Collection[Any],
        statement: str,
        make: Callable[[Any], Any],
        gather: Callable[[list[Any]], Any],
    ) -> None:
        """Read the rows that were not asked for before; None is kept for a key without a row."""
        if len(kept) + len(keys) > MOST_KEPT:
            kept.clear()
        missing = [key for key in dict.fromkeys(keys) if key not in kept]
        kept.update(dict.fromkeys(missing))
        found: dict[Any, list[Any]] = {}
        for row in self._db.execute(f"{statement} {_KEYS}", (json.dumps(missing),)):
            found.setdefault(row[0], []).append(make(row))
        kept.update({key: gather(values) for key, values in found.items()})
