"""Turns entries into rows of the compiled file: the article of each, and what its family knows.

Texts of replies have their own rows (`reply_rows`), and so has what is looked up by a term (`compile`).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from kbassist.kb import index, services, settings
from kbassist.kb.entries import Entry, Loaded, libraries
from kbassist.kb.markdown import Section
from kbassist.kb.sample import SAMPLE, with_example
from kbassist.model.facts import UNKNOWN
from kbassist.model.likelihood import ASKING_EFFORT, LIKELIHOOD, PREVALENCE, REPAIR_EFFORT
from kbassist.model.tokens import words

CREDENTIAL = "credential_kind"
"""The fact whose values are the kinds of a provider's `credentials`."""

LEAST = 0.01
"""No answer rules a cause out by itself: people err."""


def write(connection: sqlite3.Connection, loaded: Loaded) -> None:
    """Write the rows of every entry."""
    for entry in loaded.entries.values():
        if entry.family == "replies":
            continue  # texts for drafts, not articles: they would come up in every search for their subject
        _write_article(connection, entry)
        writer = _WRITERS.get(entry.family)
        if writer is not None:
            writer(connection, entry, loaded)
    _write_codes(connection, loaded)


def _write_article(connection: sqlite3.Connection, entry: Entry) -> None:
    data = entry.data
    parts = [entry.body.lead] if entry.body.lead else []
    parts += [f"{'#' * s.level} {s.title}\n\n{_shown(entry, s)}" for s in entry.body.sections]
    markdown = "\n\n".join(parts)
    summary = (
        getattr(data, "summary", "") or getattr(data, "says", "") or getattr(data, "why", "") or entry.body.lead.split("\n\n")[0]
    )
    sources = compact([(s.title, s.url or "") for s in data.sources])
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
        connection.execute("INSERT INTO settings VALUES (?, ?, ?)", (kind, entry.id, compact(value)))


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
            compact(
                [
                    data.title,
                    data.summary,
                    data.fault,
                    effort,
                    evidence,
                    list(data.checks),
                    list(data.untaken),
                    data.any_wording == "yes",
                ]
            ),
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
    row = (cause, owner, compact(section.steps), article)
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
    kind, platform = getattr(data, "kind", ""), getattr(data, "platform", [])
    products = platform if kind == "server" else []
    others = loaded.family("providers")
    sisters = [name for name in platform if kind != "server" and name in others and others[name].data.kind == kind]
    parts = libraries(entry, loaded) if entry.family == "clients" else []
    connection.execute(
        "INSERT INTO owner VALUES (?, ?, ?)",
        (
            entry.family.removesuffix("s"),
            entry.id,
            compact([data.title, weights, base, endpoint, products, _untaken(data, loaded), parts, sisters]),
        ),
    )
    _write_settings(connection, entry)
    for section in entry.body.sections:
        if section.title.startswith("Fix:") and section.steps:
            for cause in section.title[4:].split(","):
                _write_fix(connection, cause.strip(), entry.id, section, entry.article)


def _untaken(data: Any, loaded: Loaded) -> dict[str, list[str]]:
    """Return the kinds of credentials that a provider's SMTP servers do not take, where its entry says which they take.

    A server program is none that takes or does not: whoever runs it decides, and it is often guessed from a wording that many print.
    """
    taken = {credential.kind for credential in getattr(data, "credentials", ()) if credential.smtp == "yes"}
    kinds = loaded.family("questions").get(CREDENTIAL)
    if not taken or kinds is None or getattr(data, "kind", "") == "server":
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
    connection.execute("INSERT INTO fact VALUES (?, ?)", (entry.id, compact(row)))


def _write_outside(connection: sqlite3.Connection, entry: Entry, loaded: Loaded) -> None:
    connection.execute(
        "INSERT INTO outside VALUES (?, ?)", (entry.id, compact([entry.data.title, entry.data.says, entry.data.mail]))
    )


def _write_check(connection: sqlite3.Connection, entry: Entry, loaded: Loaded) -> None:
    data = entry.data
    connection.execute(
        "INSERT INTO probe VALUES (?, ?)", (entry.id, compact([data.title, data.command, ASKING_EFFORT[data.effort]]))
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
        row = compact([entry.article, data.title, data.summary, data.access, index.spread(dict(data.causes)), dict(data.facts)])
        pair = " ".join(part for part in (data.reply_code or data.http_status, data.status_code) if part)
        key = f"http {data.http_status}" if data.http_status else pair
        connection.execute("INSERT OR REPLACE INTO code VALUES (?, ?)", (key, row))
        connection.executemany(
            "INSERT OR IGNORE INTO name VALUES (?, ?, ?)",
            [(name, 0, entry.article) for name in {pair, pair.replace(" ", "-"), " ".join(words(pair))}],
        )


def compact(value: Any) -> str:
    """Return a value as it stands in a row."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
