"""Compiles a tree of entries into one SQLite file. Not on the fast path: everything heavy is imported here and nowhere else.

The file is written aside and renamed, so that two processes at once, or one that is killed, never leave half a file.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import sqlite3
import tempfile
from array import array
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from kbassist.errors import KnowledgeError
from kbassist.kb import index, reply_rows, services, settings
from kbassist.kb.check import check
from kbassist.kb.entries import Entry, Loaded, libraries, load
from kbassist.kb.markdown import Section
from kbassist.kb.problems import Located
from kbassist.kb.sample import SAMPLE, with_example
from kbassist.kb.store import CAUSES, FORMAT, KINDS
from kbassist.kb.train import Weights
from kbassist.model.facts import UNKNOWN
from kbassist.model.features import terms
from kbassist.model.knowledge import Phrase
from kbassist.model.likelihood import ASKING_EFFORT, LIKELIHOOD, PREVALENCE, REPAIR_EFFORT
from kbassist.model.tokens import words

CREDENTIAL = "credential_kind"
"""The fact whose values are the kinds of a provider's `credentials`."""

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
LEAST = 0.01
"""No answer rules a cause out by itself: people err."""


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
    for entry in loaded.entries.values():
        if entry.family == "replies":
            continue  # texts for drafts, not articles: they would come up in every search for their subject
        _write_article(connection, entry)
        writer = _WRITERS.get(entry.family)
        if writer is not None:
            writer(connection, entry, loaded)
    _write_codes(connection, loaded)
    connection.executemany(
        "INSERT INTO phrase VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(*row[:5], _json(row.before), _json(row.after)) for row in phrases],
    )
    replies, postings = index.postings(index.reply_rows(loaded))
    connection.executemany("INSERT INTO reply VALUES (?, ?)", [(n, _json(row)) for n, row in enumerate(replies)])
    texts = list(index.documents(loaded, replies))
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


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


# -- one writer a family ---------------------------------------------------------------------------------------------


def _write_article(connection: sqlite3.Connection, entry: Entry) -> None:
    data = entry.data
    parts = [entry.body.lead] if entry.body.lead else []
    parts += [f"{'#' * s.level} {s.title}\n\n{_shown(entry, s)}" for s in entry.body.sections]
    markdown = "\n\n".join(parts)
    summary = (
        getattr(data, "summary", "") or getattr(data, "says", "") or getattr(data, "why", "") or entry.body.lead.split("\n\n")[0]
    )
    sources = _json([(s.title, s.url or "") for s in data.sources])
    connection.execute(
        "INSERT INTO article VALUES (?, ?, ?, ?, ?, ?, ?)",
        (entry.article, entry.family, data.title, " ".join(summary.split()), markdown, sources, data.as_of or ""),
    )
    names = [entry.id.replace("-", " "), *data.aliases, *(getattr(getattr(data, "recognition", None), "hosts", ()))]
    extra = [reply.text for reply in getattr(data, "replies", ())]
    body = "\n".join([summary, markdown, *extra])
    connection.execute("INSERT INTO search VALUES (?, ?, ?, ?)", (entry.article, data.title, "\n".join(names), body))
    keys = {entry.id: 0, entry.article: 0, " ".join(words(entry.id)): 1, " ".join(words(data.title)): 1}
    for alias in data.aliases:
        keys.setdefault(" ".join(words(alias)), 2)
    order = {"codes": 0, "causes": 1, "providers": 2, "clients": 3, "questions": 4}.get(entry.family, 5)
    connection.executemany(
        "INSERT OR IGNORE INTO name VALUES (?, ?, ?)",
        [(key, rank * 10 + order, entry.article) for key, rank in keys.items() if key],
    )


def _shown(entry: Entry, section: Section) -> str:
    """The text of a section; a sample as it reads for a server at 587, so that nobody copies a placeholder."""
    if section.title != SAMPLE or getattr(entry.data, "sample", None) is None:
        return section.text
    sample = settings.sample_of(entry.id, entry.data, section.fences)
    return with_example(section.text, sample)


def _write_settings(connection: sqlite3.Connection, entry: Entry) -> None:
    found: dict[str, Any] = {}
    if entry.family == "providers":
        found["provider"] = settings.provider_of(entry.id, entry.data)
    else:
        if entry.data.sample is not None:
            fences = [fence for section in entry.body.sections if section.title == SAMPLE for fence in section.fences]
            found["sample"] = settings.sample_of(entry.id, entry.data, fences)
        if entry.data.configuration is not None:
            found["keys"] = settings.keys_of(entry.id, entry.data)
    for kind, value in found.items():
        connection.execute("INSERT INTO settings VALUES (?, ?, ?)", (kind, entry.id, _json(value)))


def _write_cause(connection: sqlite3.Connection, entry: Entry, loaded: Loaded) -> None:
    data = entry.data
    questions = loaded.family("questions")
    evidence = {key: completed(row, [a.value for a in questions[key].data.answers]) for key, row in data.evidence.items()}
    effort = REPAIR_EFFORT[data.repair] * (1.0 if data.reversible == "yes" else 3.0)
    connection.execute(
        "INSERT INTO cause VALUES (?, ?, ?)",
        (
            entry.id,
            PREVALENCE[data.prevalence],
            _json([data.title, data.summary, data.fault, effort, evidence, list(data.checks), list(data.untaken)]),
        ),
    )
    general = False
    for section in entry.body.sections:
        if section.title == "How to fix" and section.steps:
            _write_fix(connection, entry.id, "", section, entry.article)
            general = True
        elif general and section.level == 3 and section.title.startswith("For ") and section.steps:
            for owner in section.title[4:].replace(" and ", ",").split(","):
                _write_fix(connection, entry.id, owner.strip().lower(), section, entry.article)


def completed(row: Mapping[str, str], values: Sequence[str]) -> dict[str, float]:
    """Return how likely every value of a fact is, given a cause or among a provider's users.

    Numbers for the words as written; the values left out share what remains equally. Where none is left out they sum to one.
    """
    numbers = {value: LIKELIHOOD[word] for value, word in row.items()}
    total = sum(numbers.values())
    silent = [value for value in values if value not in numbers and value != UNKNOWN]
    whole = max(total, 1.0) if silent else total
    shares = {value: number / whole for value, number in numbers.items()}
    shares.update({value: max(0.0, 1.0 - total) / len(silent) for value in silent})
    return {value: max(LEAST, share) for value, share in shares.items()}


def _write_fix(connection: sqlite3.Connection, cause: str, owner: str, section: Section, article: str) -> None:
    row = (cause, owner, _json(section.steps), article)
    if article.startswith("causes/"):
        connection.execute("INSERT OR IGNORE INTO fix VALUES (?, ?, ?, ?)", row)
    else:
        connection.execute("INSERT OR REPLACE INTO fix VALUES (?, ?, ?, ?)", row)


def _write_owner(connection: sqlite3.Connection, entry: Entry, loaded: Loaded) -> None:
    data = entry.data
    weights = {cause: PREVALENCE.get(word, 0.02) for cause, word in data.causes.items()}
    questions = loaded.family("questions")
    rows = getattr(data, "base", {}).items()
    base = {key: completed(row, [a.value for a in questions[key].data.answers]) for key, row in rows}
    hosts = [s for s in getattr(data, "submission", ()) if "<" not in s.host]
    endpoint = f"{hosts[0].host}:{hosts[0].port}" if hosts else ""
    products = data.platform if getattr(data, "kind", "") == "server" else []
    parts = libraries(entry, loaded) if entry.family == "clients" else []
    connection.execute(
        "INSERT INTO owner VALUES (?, ?, ?)",
        (
            entry.family.removesuffix("s"),
            entry.id,
            _json([data.title, weights, base, endpoint, products, _untaken(data, loaded), parts]),
        ),
    )
    _write_settings(connection, entry)
    for section in entry.body.sections:
        if section.title.startswith("Fix:") and section.steps:
            for cause in section.title[4:].split(","):
                _write_fix(connection, cause.strip(), entry.id, section, entry.article)


def _untaken(data: Any, loaded: Loaded) -> dict[str, list[str]]:
    """Return the kinds of credentials that a provider's SMTP servers do not take, where its entry says which they take."""
    taken = {credential.kind for credential in getattr(data, "credentials", ()) if credential.smtp == "yes"}
    kinds = loaded.family("questions").get(CREDENTIAL)
    if not taken or kinds is None:
        return {}
    return {CREDENTIAL: [a.value for a in kinds.data.answers if a.value not in taken and a.value != UNKNOWN]}


def _write_provider(connection: sqlite3.Connection, entry: Entry, loaded: Loaded) -> None:
    _write_owner(connection, entry, loaded)
    services.write(connection, entry.id, entry.data)


def _write_question(connection: sqlite3.Connection, entry: Entry, loaded: Loaded) -> None:
    data = entry.data
    values = [answer.value for answer in data.answers if answer.value != UNKNOWN]
    base = {value: LIKELIHOOD[data.base[value]] for value in values if value in data.base}
    rest = [value for value in values if value not in base]
    left = max(0.05, 1.0 - sum(base.values()))
    base.update({value: left / len(rest) for value in rest})
    total = sum(base.values()) or 1.0
    row = [
        values,
        {value: share / total for value, share in base.items()},
        data.title,
        data.why,
        ASKING_EFFORT[data.effort],
        [(answer.value, answer.label) for answer in data.answers if answer.value != UNKNOWN],
        {key: list(v) for key, v in data.skip_if.items()},
        {key: list(v) for key, v in data.only_if.items()},
    ]
    connection.execute("INSERT INTO fact VALUES (?, ?)", (entry.id, _json(row)))


def _write_outside(connection: sqlite3.Connection, entry: Entry, loaded: Loaded) -> None:
    connection.execute(
        "INSERT INTO outside VALUES (?, ?)", (entry.id, _json([entry.data.title, entry.data.says, entry.data.mail]))
    )


def _write_check(connection: sqlite3.Connection, entry: Entry, loaded: Loaded) -> None:
    data = entry.data
    connection.execute(
        "INSERT INTO probe VALUES (?, ?)", (entry.id, _json([data.title, data.command, ASKING_EFFORT[data.effort]]))
    )


_WRITERS = {
    "checks": _write_check,
    "causes": _write_cause,
    "providers": _write_provider,
    "clients": _write_owner,
    "questions": _write_question,
    "outside": _write_outside,
}


def _write_codes(connection: sqlite3.Connection, loaded: Loaded) -> None:
    for entry in loaded.family("codes").values():
        data = entry.data
        row = _json([entry.article, data.title, data.summary, data.access, index.spread(dict(data.causes))])
        pair = " ".join(part for part in (data.reply_code or data.http_status, data.status_code) if part)
        key = f"http {data.http_status}" if data.http_status else pair
        connection.execute("INSERT OR REPLACE INTO code VALUES (?, ?)", (key, row))
        connection.executemany(
            "INSERT OR IGNORE INTO name VALUES (?, ?, ?)",
            [(name, 0, entry.article) for name in {pair, pair.replace(" ", "-"), " ".join(words(pair))}],
        )


def _write_meta(connection: sqlite3.Connection, loaded: Loaded, stamp: str) -> None:
    lexicons = loaded.family("lexicon").values()
    counts = {
        family: len(loaded.family(family))
        for family in ("causes", "providers", "clients", "codes", "questions", "guides", "outside")
    }
    counts["wordings"] = sum(len(e.data.replies) for e in loaded.entries.values() if e.family in ("providers", "clients"))
    meta = {
        "format": str(FORMAT),
        "stamp": stamp,
        "date": max((e.data.as_of or "" for e in loaded.entries.values()), default=""),
        "counts": _json(counts),
        "negators": _json(sorted({w for e in lexicons for phrase in e.data.negators for w in words(phrase)})),
        "filler": _json(sorted({w for e in lexicons for phrase in e.data.filler for w in words(phrase)})),
        "subject": _json(sorted({tuple(terms(words(phrase))) for e in lexicons for phrase in e.data.subject} - {()})),
        "answers": _json(_spoken(entry.data.spoken for entry in lexicons)),
        "interceptors": _json(sorted({name for e in loaded.family("causes").values() for name in e.data.interceptors})),
        "breaks": _json(sorted({w for e in lexicons for phrase in e.data.breaks for w in words(phrase)})),
    }
    connection.executemany("INSERT INTO meta VALUES (?, ?)", list(meta.items()))


def _spoken(lexicons: Iterable[Mapping[str, Sequence[str]]]) -> dict[str, list[str]]:
    """Return the words of short answers of all languages, folded, the longest first."""
    found: dict[str, set[str]] = {kind: set() for kind in ("yes", "no", "unknown", "helped", "failed")}
    for replies in lexicons:
        for kind, phrases in replies.items():
            found[kind] |= {" ".join(words(phrase)) for phrase in phrases}
    return {kind: sorted(phrases - {""}, key=lambda phrase: (-len(phrase), phrase)) for kind, phrases in found.items()}
