"""Turns the texts of replies and what they say of providers into rows of the compiled file."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from typing import Any

from kbassist.kb.entries import Entry, Loaded
from kbassist.kb.entry_rows import compact
from kbassist.kb.phrases import parse
from kbassist.model.tones import STEPS

TABLES = """
CREATE TABLE wording (id TEXT PRIMARY KEY, data TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE sheet (kind TEXT, id TEXT, data TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID;
CREATE TABLE link (url TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE host (name TEXT, provider TEXT, PRIMARY KEY (name, provider)) WITHOUT ROWID;
"""
_ADDRESS = re.compile(r"https?://[^\s<>()`'\"\]}|]+")
_ASIDE = re.compile(r"\s*\([^)]*\)|,? e\.g\. .*| / .*")
"""What a title adds for those who look it up: “(consumer)”, “/ Exchange Online”."""


def write(connection: sqlite3.Connection, loaded: Loaded) -> None:
    """Write the texts of replies, the providers' and clients' sheets, all addresses and all hosts."""
    for entry in loaded.family("replies").values():
        connection.execute("INSERT INTO wording VALUES (?, ?)", (entry.id, compact(_wording(entry))))
    for family, sheet in (("providers", _provider), ("clients", _client)):
        for entry in loaded.family(family).values():
            connection.execute("INSERT INTO sheet VALUES (?, ?, ?)", (family[:-1], entry.id, compact(sheet(entry.data))))
    urls = {url.rstrip(".,;:") for entry in loaded.entries.values() for url in addresses(entry)}
    connection.executemany("INSERT INTO link VALUES (?)", [(url,) for url in sorted(urls)])
    connection.executemany("INSERT INTO host VALUES (?, ?)", sorted(_hosts(loaded)))


def addresses(entry: Entry) -> Iterator[str]:
    """Yield the web addresses in an entry, from its front matter and its text."""
    for path in entry.front.lines:
        value: Any = entry.front.values
        for part in path:
            value = value[part]
        if isinstance(value, str):
            yield from _ADDRESS.findall(value)
    yield from _ADDRESS.findall(entry.front.body)


def _wording(entry: Entry) -> dict[str, Any]:
    data = entry.data
    row: dict[str, Any] = {
        "title": data.title,
        "body": entry.front.body,
        "variables": [list(v) for v in ((x.name, x.description, x.example, x.fallback) for x in data.variables)],
        "sections": {name: text for name, text, _ in sections(entry)},
    }
    for key in ("subject", "fact", "answers"):
        if hasattr(data, key):
            row[key] = getattr(data, key)
    if hasattr(data, "blame"):
        row["phrases"] = {key: [parse(phrase) for phrase in getattr(data, key)] for key in ("secrets", "blame", "unfit")}
        row["denials"] = list(data.denials)
    return row


def sections(entry: Entry) -> Iterator[tuple[str, str, int]]:
    """Yield name, text and line of each section; `### For gmail` below the steps is named `Steps/gmail`, once for each provider."""
    for section in entry.body.sections:
        if section.level == 2:
            yield section.title, section.text, section.line
        elif section.level == 3 and section.title.startswith("For "):
            for owner in section.title[4:].replace(" and ", ",").split(","):
                yield f"{STEPS}/{owner.strip().lower()}", section.text, section.line


def _provider(data: Any) -> dict[str, Any]:
    endpoint = next((s for s in data.submission if "<" not in s.host), None)
    made: dict[str, tuple[str, str]] = {}
    for credential in data.credentials:
        menu = credential.where or ""
        if "not confirmed" in menu or menu.startswith("http"):
            menu = ""
        made.setdefault(credential.kind, (credential.url or "", menu))
    key = made.get("smtp-credential") or made.get("api-key") or ("", "")
    app = made.get("app-password", ("", ""))
    return {
        "service": _ASIDE.sub("", data.title),
        "service_kind": data.kind,
        "host": endpoint.host if endpoint else "",
        "port": endpoint.port if endpoint else "",
        "encryption": {"tls": "SSL/TLS", "starttls": "STARTTLS"}.get(endpoint.security, "") if endpoint else "",
        "username_form": data.username.form if data.username else "",
        "username_literal": (data.username.literal or "") if data.username else "",
        "secret_kind": next(iter(made), ""),
        "app_password_url": app[0],
        "app_password_menu": app[1],
        "key_url": key[0],
        "key_menu": key[1],
        "password_menu": made.get("account-password", ("", ""))[1],
        "help_url": data.help_url or "",
        "status_url": data.status_url or "",
    }


def _client(data: Any) -> dict[str, Any]:
    name = data.called or _ASIDE.sub("", data.title)
    return {"program": "" if name == "none" else name, "program_kind": data.language}


def _hosts(loaded: Loaded) -> set[tuple[str, str]]:
    found = set()
    for entry in loaded.family("providers").values():
        for name in (*(s.host for s in entry.data.submission), *entry.data.recognition.hosts):
            if re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", name):
                found |= {(name, owner) for owner in (entry.id, *entry.data.platform)}
    return found
