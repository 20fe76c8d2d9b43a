"""Finds the mail settings among all settings of a file: which client's names they are, and what they say together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from kbassist.configs.formats import Member
from kbassist.configs.values import Item, Mailer
from kbassist.model.settings import ClientKeys

GENERIC = "smtp-variables"
"""The client whose names anybody could have chosen; any other that fits as well is meant instead."""

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SPLIT = re.compile(r"[._\-\s]+")
_MAIL = re.compile(r"mail|smtp|relayhost")
_TRUE = {"true", "yes", "on", "1", "enabled"}
_FALSE = {"false", "no", "off", "0", "disabled", "null", "none", "nil", "~", ""}

Words = tuple[str, ...]


class _Group(NamedTuple):
    keys: ClientKeys
    prefix: Words
    items: dict[str, Item]
    exact: int
    """Words of the names that fitted: the longer, the surer."""


def words(name: str) -> Words:
    """Return the words of a name in lower case: `spring.mail.host`, `SMTP_HOST` and `smtpHost` are several each."""
    return tuple(part.lower() for part in _SPLIT.split(_CAMEL.sub("_", name)) if part)


def mailers(items: Sequence[Item], member: Member, clients: Mapping[str, ClientKeys]) -> list[Mailer]:
    """Return every set of mail settings of a file, in the order of their lines."""
    named = [(words(".".join(item.path)), item) for item in items]
    groups = [group for keys in clients.values() for group in _groups(named, keys, member)]
    groups.sort(key=lambda g: (-len(g.items), member.id not in g.keys.files, -g.exact, g.keys.id == GENERIC, g.keys.id, g.prefix))
    taken: set[int] = set()
    found = []
    for group in groups:
        lines = {item.line for item in group.items.values()}
        if not lines & taken:
            taken |= lines
            found.append(_mailer(group, named, member))
    return sorted(found, key=lambda mailer: mailer.line("host", "url"))


def _groups(named: Sequence[tuple[Words, Item]], keys: ClientKeys, member: Member) -> list[_Group]:
    if keys.files and member.id not in keys.files:
        return []
    patterns = [(words(name), role) for role, names in keys.roles.items() for name in names]
    patterns.sort(key=lambda pair: -len(pair[0]))
    found: dict[Words, dict[str, Item]] = {}
    mail: dict[Words, bool] = {}
    exact: dict[Words, int] = {}
    for name, item in named:
        for pattern, role in patterns:
            if name[-len(pattern) :] == pattern:
                prefix = name[: -len(pattern)]
                found.setdefault(prefix, {})[role] = item
                exact[prefix] = exact.get(prefix, 0) + len(pattern)
                mail[prefix] = mail.get(prefix, False) or bool(_MAIL.search(" ".join(name)))
                break
    groups = []
    for prefix, roles in found.items():
        shown = any(_lookup(named, prefix, key) is not None for key in keys.shown_by)
        wanted = shown if keys.shown_by else mail[prefix] or member.id in keys.files
        if wanted and (len(roles) > 1 or "url" in roles) and {"host", "endpoint", "url", "secret"} & set(roles):
            groups.append(_Group(keys, prefix, roles, exact[prefix]))
    return groups


def _lookup(named: Iterable[tuple[Words, Item]], prefix: Words, key: str) -> Item | None:
    wanted = (*prefix, *words(key))
    found = None
    for name, item in named:
        if name == wanted:
            found = item  # the last one counts, as in most programs
    return found


def _mailer(group: _Group, named: Sequence[tuple[Words, Item]], member: Member) -> Mailer:
    keys, items = group.keys, dict(group.items)
    security, item = _security(group, named)
    if "endpoint" in items:
        _split(items, items.pop("endpoint"))
    if "url" in items and items["url"].value:
        security, item = _opened(items, items["url"], security, item)
    unverified = next((i for when in keys.unverified if (i := _holds(when, group.prefix, named))), None)
    return Mailer(keys.id, keys.title, member.spec, items, security, item, unverified, tuple(i for _, i in named))


def _security(group: _Group, named: Sequence[tuple[Words, Item]]) -> tuple[str, Item | None]:
    for meaning in group.keys.security:
        unknown = [i for key in meaning.when if (i := _lookup(named, group.prefix, key)) is not None and i.value is None]
        if unknown:
            return "auto", unknown[0]
        item = _holds(meaning.when, group.prefix, named)
        if item is not None:
            return meaning.means, item
    return group.keys.otherwise, None


def _holds(when: Mapping[str, Iterable[str]], prefix: Words, named: Sequence[tuple[Words, Item]]) -> Item | None:
    """The last setting of the condition where all of it holds, else None."""
    item = None
    for key, values in when.items():
        item = _lookup(named, prefix, key)
        if item is None or item.value is None or _same(item.value) not in {_same(value) for value in values}:
            return None
    return item


def _same(value: str) -> str:
    plain = value.strip().lower()
    return "true" if plain in _TRUE else "false" if plain in _FALSE else plain


def _split(items: dict[str, Item], item: Item) -> None:
    """Put host and port of `host:port` or `[host]:port` into their roles."""
    match = re.fullmatch(r"\[?([^\[\]:/]+)\]?(?::(\d+|[a-z]+))?", (item.value or "").strip())
    if item.value is None or match is None:
        items["host"] = item
        return
    items["host"] = item._replace(value=match[1])
    if match[2]:
        items["port"] = item._replace(
            value={"smtp": "25", "submission": "587", "submissions": "465", "smtps": "465"}.get(match[2], match[2])
        )


def _opened(items: dict[str, Item], item: Item, security: str, known: Item | None) -> tuple[str, Item | None]:
    """Put the parts of an `smtp://user:secret@host:port` into their roles and return the kind of session that it means."""
    try:
        parts = urlsplit((item.value or "").strip())
        port = parts.port
    except ValueError:
        return security, known
    if parts.hostname:
        items["host"] = item._replace(value=parts.hostname)
    if port:
        items["port"] = item._replace(value=str(port))
    if parts.username:
        items["username"] = item._replace(value=unquote(parts.username))
    if parts.password:
        items["secret"] = item._replace(value=unquote(parts.password))
    scheme = parts.scheme.lower()
    if scheme in ("smtps", "smtp+ssl", "ssl"):
        return "tls", item
    if scheme in ("smtp+tls", "submission", "smtp+starttls"):
        return "starttls", item
    return security, known
