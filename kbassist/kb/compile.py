"""Compiles a tree of entries into one SQLite file. Not on the fast path: everything heavy is imported here and nowhere else.

The file is written aside and renamed, so that two processes at once, or one that is killed, never leave half a file.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import sqlite3
import tempfile
from array import array
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from kbassist.errors import KnowledgeError
from kbassist.kb import entry_rows, index, reply_rows, services
from kbassist.kb.check import check
from kbassist.kb.entries import Loaded, load
from kbassist.kb.entry_rows import compact
from kbassist.kb.problems import Located
from kbassist.kb.rows import FORMAT
from kbassist.kb.store import CAUSES, KINDS
from kbassist.kb.train import Weights
from kbassist.model.features import terms
from kbassist.model.knowledge import Phrase
from kbassist.model.tokens import words

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE article (
    id TEXT PRIMARY KEY, family TEXT, title TEXT, summary TEXT, markdown TEXT, sources TEXT, as_of TEXT
) WITHOUT ROWID;
CREATE VIRTUAL TABLE search USING fts5 (id UNINDEXED, title, names, body, tokenize = 'unicode61 remove_diacritics 2');
CREATE TABLE name (key TEXT, rank INTEGER, article TEXT, PRIMARY KEY (key, rank, article)) WITHOUT ROWID;
CREATE TABLE fact (key TEXT PRIMARY KEY, data TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE cause (id TEXT PRIMARY KEY, weight REAL, data TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX cause_weight ON cause (weight);
CREATE TABLE probe (id TEXT PRIMARY KEY, data TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE outside (id TEXT PRIMARY KEY, data TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE owner (kind TEXT, id TEXT, data TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID;
CREATE TABLE settings (kind TEXT, id TEXT, data TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID;
CREATE TABLE code (key TEXT PRIMARY KEY, data TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE phrase (head TEXT, kind TEXT, owner TEXT, value TEXT, strength REAL, before TEXT, after TEXT);
CREATE INDEX phrase_head ON phrase (head);
CREATE TABLE reply (number INTEGER PRIMARY KEY, data TEXT NOT NULL);
CREATE TABLE term (
    term TEXT PRIMARY KEY, leads BLOB, cause_rarity REAL, causes BLOB, kind_rarity REAL, kinds BLOB
) WITHOUT ROWID;
CREATE TABLE spelling (form TEXT PRIMARY KEY, word TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE class (model TEXT, number INTEGER, id TEXT, bias REAL, PRIMARY KEY (model, number)) WITHOUT ROWID;
CREATE TABLE fix (cause TEXT, owner TEXT, steps TEXT NOT NULL, article TEXT, PRIMARY KEY (cause, owner)) WITHOUT ROWID;
"""

PAGE = 8192
"""Bytes: terms are found through one page less than with SQLite's usual 4096, a tenth sooner; 16,384 is no faster."""


def build(folders: Iterable[Path], target: Path | None, stamp: str) -> sqlite3.Connection | None:
    """Compile the folders into `target`, or, where it is None, into a connection in memory that is returned.

    Raises KnowledgeError with every problem found, one a line, and leaves the old file as it was.
    """
    loaded = load(folders)
    rows, problems = index.phrase_rows(loaded)
    found = [*loaded.problems, *problems, *check(loaded)]
    if found:
        raise KnowledgeError(_told(found))
    if target is None:
        connection = sqlite3.connect(":memory:")
        _write(connection, loaded, rows, stamp)
        return connection
    handle, aside = tempfile.mkstemp(prefix=".kb-", suffix=".sqlite", dir=target.parent)
    os.close(handle)
    try:
        with contextlib.closing(sqlite3.connect(aside)) as connection:
            _write(connection, loaded, rows, stamp)
        os.replace(aside, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(aside)
        raise
    return None


def _told(found: Sequence[Located]) -> str:
    more = f" (and {len(found) - 1} more: run `kbassist kb lint`)" if len(found) > 1 else ""
    return f"the knowledge base is broken: {found[0]}{more}"


def _write(connection: sqlite3.Connection, loaded: Loaded, phrases: list[Phrase], stamp: str) -> None:
    connection.executescript(
        f"PRAGMA page_size = {PAGE}; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
        + _TABLES
        + services.TABLES
        + reply_rows.TABLES
    )
    reply_rows.write(connection, loaded)
    entry_rows.write(connection, loaded)
    connection.executemany(
        "INSERT INTO phrase VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(*row[:5], compact(row.before), compact(row.after)) for row in phrases],
    )
    rows = index.reply_rows(loaded)
    replies, postings = index.postings(rows)
    connection.executemany("INSERT INTO reply VALUES (?, ?)", [(n, compact(twins)) for n, twins in enumerate(replies)])
    texts = list(index.documents(loaded, rows))
    _write_terms(connection, postings, *index.word_weights(texts, frozenset(loaded.family("outside"))))
    connection.executemany("INSERT INTO spelling VALUES (?, ?)", index.spellings(texts).items())
    _write_meta(connection, loaded, stamp)
    connection.commit()
    connection.execute("ANALYZE")
    connection.commit()


def _write_terms(
    connection: sqlite3.Connection, postings: Mapping[str, Sequence[tuple[int, int]]], causes: Weights, kinds: Weights
) -> None:
    """Write all that is looked up by a term as one row: a message asks for each of its terms once."""
    leads = {term: array("i", itertools.chain(*found)).tobytes() for term, found in postings.items()}
    own, kind = _write_classes(connection, CAUSES, causes), _write_classes(connection, KINDS, kinds)
    connection.executemany(
        "INSERT INTO term VALUES (?, ?, ?, ?, ?, ?)",
        [
            (term, leads.get(term), *own.get(term, (None, None)), *kind.get(term, (None, None)))
            for term in sorted({*leads, *own, *kind})
        ],
    )


def _write_classes(connection: sqlite3.Connection, model: str, weights: Weights) -> dict[str, tuple[float, bytes]]:
    """Write the classes of a model; return for each of its terms the rarity and the weights as pairs of numbers."""
    numbers = {name: number for number, name in enumerate(sorted(weights.bias))}
    connection.executemany(
        "INSERT INTO class VALUES (?, ?, ?, ?)", [(model, n, name, weights.bias[name]) for name, n in numbers.items()]
    )
    return {
        term: (rarity, _packed((numbers[name], value) for name, value in row.items()))
        for term, (rarity, row) in weights.terms.items()
        if row
    }


def _packed(pairs: Iterable[tuple[int, float]]) -> bytes:
    return array("i", [part for number, value in pairs for part in (number, round(value * index.SCALE))]).tobytes()


def _stems_apart(phrases: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the phrases that are whole, and folded and sorted those with `*` at their end: how words begin."""
    every = list(phrases)
    whole = [phrase for phrase in every if not phrase.endswith("*")]
    return whole, sorted({" ".join(words(phrase)) for phrase in every if phrase.endswith("*")})


def _write_meta(connection: sqlite3.Connection, loaded: Loaded, stamp: str) -> None:
    lexicons = loaded.family("lexicon").values()
    subjects, subject_stems = _stems_apart(phrase for entry in lexicons for phrase in entry.data.subject)
    sendings, sending_stems = _stems_apart(phrase for entry in lexicons for phrase in entry.data.sending)
    counts = {
        family: len(loaded.family(family))
        for family in ("causes", "providers", "clients", "codes", "questions", "guides", "outside")
    }
    counts["wordings"] = sum(len(e.data.replies) for e in loaded.entries.values() if e.family in ("providers", "clients"))
    meta = {
        "format": str(FORMAT),
        "stamp": stamp,
        "date": max((e.data.as_of or "" for e in loaded.entries.values()), default=""),
        "counts": compact(counts),
        "negators": compact(sorted({w for e in lexicons for phrase in e.data.negators for w in words(phrase)})),
        "filler": compact(sorted({w for e in lexicons for phrase in e.data.filler for w in words(phrase)})),
        "subject": compact(sorted({tuple(terms(words(phrase))) for phrase in subjects} - {()})),
        "subject stems": compact(subject_stems),
        "sending": compact(sorted({" ".join(words(phrase)) for phrase in sendings})),
        "sending stems": compact(sending_stems),
        "answers": compact(_spoken(entry.data.spoken for entry in lexicons)),
        "interceptors": compact(sorted({name for e in loaded.family("causes").values() for name in e.data.interceptors})),
        "breaks": compact(sorted({w for e in lexicons for phrase in e.data.breaks for w in words(phrase)})),
    }
    connection.executemany("INSERT INTO meta VALUES (?, ?)", list(meta.items()))


def _spoken(lexicons: Iterable[Mapping[str, Sequence[str]]]) -> dict[str, list[str]]:
    """Return the words of short answers of all languages, folded, the longest first."""
    found: dict[str, set[str]] = {kind: set() for kind in ("yes", "no", "unknown", "helped", "failed")}
    for replies in lexicons:
        for kind, phrases in replies.items():
            found[kind] |= {" ".join(words(phrase)) for phrase in phrases}
    return {kind: sorted(phrases - {""}, key=lambda phrase: (-len(phrase), phrase)) for kind, phrases in found.items()}
