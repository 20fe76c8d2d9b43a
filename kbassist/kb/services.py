"""The services of the providers' articles, as the live checks ask for them: written when compiling, read when checking.

Nothing of this is touched when `ask` runs; the store imports it when it is first asked for a service.
"""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from kbassist.model.service import ApiProbe, CredentialForm, DnsProof, Endpoint, Security, Service

TABLES = """
CREATE TABLE service (id TEXT PRIMARY KEY, data TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE service_key (kind TEXT, key TEXT, service TEXT, PRIMARY KEY (kind, key, service)) WITHOUT ROWID;
"""


def write(connection: sqlite3.Connection, name: str, data: Any) -> None:
    """Write what a provider's entry (`kb.schema.Provider`) says of its endpoints, credentials, token check and DNS records."""
    places = [(s.host, int(s.port), s.security) for s in data.submission if "<" not in s.host]
    row = [
        data.title,
        places,
        list(data.mechanisms),
        [(c.kind, c.looks_like or "", c.where or "", c.pattern or "", c.note or "") for c in data.credentials],
        data.api_probe and (data.api_probe.method, data.api_probe.url, data.api_probe.auth, data.api_probe.alive),
        [(r.name, r.type, r.contains, r.what) for r in data.dns],
    ]
    connection.execute("INSERT INTO service VALUES (?, ?)", (name, json.dumps(row, ensure_ascii=False)))
    found = data.recognition
    hosts = [*found.hosts, *(host for host, _, _ in places)]
    keys = [("domain", key) for key in found.domains] + [("mx", key) for key in found.mx] + [("host", key) for key in hosts]
    connection.executemany(
        "INSERT OR IGNORE INTO service_key VALUES (?, ?, ?)",
        [(kind, key.lower(), name) for kind, key in keys if "<" not in key],
    )


def read(connection: sqlite3.Connection, name: str) -> Service | None:
    """Return the service of a provider id, or None."""
    row = connection.execute("SELECT data FROM service WHERE id = ?", (name,)).fetchone()
    if row is None:
        return None
    title, places, mechanisms, credentials, probe, dns = json.loads(row[0])
    return Service(
        id=name,
        title=title,
        endpoints=tuple(Endpoint(host, port, Security(security)) for host, port, security in places),
        mechanisms=tuple(mechanisms),
        credentials=tuple(CredentialForm(*item) for item in credentials),
        probe=ApiProbe(*probe) if probe else None,
        dns=tuple(DnsProof(*item) for item in dns),
    )


def find(connection: sqlite3.Connection, kind: str, name: str) -> str | None:
    """Return the provider id by a mail `domain` (the whole of it), or by the longest suffix of an `mx` or submission `host`."""
    labels = name.lower().rstrip(".").split(".")
    tried = [".".join(labels[at:]) for at in range(1 if kind == "domain" else max(1, len(labels) - 1))]
    for key in tried:
        rows = connection.execute(
            "SELECT service FROM service_key WHERE kind = ? AND key = ? ORDER BY service", (kind, key)
        ).fetchall()
        if rows:
            return str(rows[0][0])
    return None


def hosts(connection: sqlite3.Connection) -> list[str]:
    """Return the submission hosts of all articles, for near misses."""
    rows = connection.execute("SELECT DISTINCT key FROM service_key WHERE kind = 'host' ORDER BY key")
    return [row[0] for row in rows if row[0].count(".") >= 2]
