"""Rules of how a value must be written in its format, so that it arrives as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbassist.configs.rules.login import lc401
from kbassist.configs.rules.shared import fault
from kbassist.configs.values import Fault, Item, Mailer, Providers

_OTHERWISE = r"0[0-7]+|0[xo][0-9a-f]+|\d[\d_]*\.\d*|\d+e\d+|\d+:\d+(?::\d+)*|yes|no|on|off|true|false|null|~"
"""What YAML 1.1 reads as a number, a time in base 60 or a switch (its types int, float, bool, null)."""

NAMES = {"secret": "secret", "username": "user name"}


def _written(mailer: Mailer, title: str) -> Iterator[tuple[str, Item, str]]:
    """The user name and secret of a file of one format: what it is, the setting, the value as it stands after the `=`."""
    if mailer.format.title == title:
        for role, name in NAMES.items():
            item = mailer.items.get(role)
            if item is not None and "url" not in mailer.items:
                yield name, item, item.raw


def lc501(mailer: Mailer, providers: Providers) -> list[Fault]:
    """In `.env` a value with `#` or a blank in it is quoted: what follows is a comment to many readers."""
    found = []
    for name, item, _ in _written(mailer, "environment file"):
        value = item.value or ""
        if item.quote or value[:1] in ("'", '"'):
            continue
        if "#" in value:
            found += fault(
                item.line,
                f"the {name} holds an unquoted #: readers of .env cut it off there",
                "put single quotes around the value",
            )
        elif re.search(r"\S\s+\S", value) and not any(f.line == item.line for f in lc401(mailer, providers)):
            found += fault(
                item.line,
                f"the {name} holds an unquoted blank: the shell and some readers stop there",
                "put single quotes around the value",
            )
    return found


def lc502(mailer: Mailer, providers: Providers) -> list[Fault]:
    """In `.env` a value with `$` in it is in single quotes: elsewhere `$name` is replaced."""
    found = []
    for name, item, raw in _written(mailer, "environment file"):
        value = raw.lstrip()[1:].lstrip()
        if (
            item.quote != "'"
            and re.search(r"(?<!\\)\$(?!\{[A-Za-z_]\w*(?::?[-?+][^}]*)?\})[A-Za-z_{(]", value)
            and not re.fullmatch(r"[\"']?\$\w+[\"']?", value)
        ):
            found += fault(
                item.line, f"the {name} holds a $ that readers of .env take for a variable", "put single quotes around the value"
            )
    return found


def lc503(mailer: Mailer, providers: Providers) -> list[Fault]:
    """In `.env` there is no blank around the `=`, and every quotation mark is closed."""
    found = []
    for name, item, raw in _written(mailer, "environment file"):
        before, _, value = raw.partition("=")
        if before:
            found += fault(
                item.line,
                "a blank stands before the =: the shell and docker do not read such a line",
                "write NAME=value without blanks",
            )
        elif value.startswith((" ", "\t")) and value.strip():
            found += fault(
                item.line,
                "a blank stands behind the =: the shell takes the value for a command",
                "write NAME=value without blanks",
            )
        value = value.strip()
        if value[:1] in ("'", '"') and not item.quote:
            found += fault(item.line, f"the quotation mark before the {name} is never closed", "close it with the same mark")
    return found


def lc504(mailer: Mailer, providers: Providers) -> list[Fault]:
    """In docker compose a `$` of a value is written `$$`."""
    found = []
    for name, item, raw in _written(mailer, "docker compose file"):
        left = re.sub(r"\$\$|\$\{[^}]*\}", "", raw)
        if "$" in left and not re.fullmatch(r"\$[A-Za-z_]\w*", raw):
            found += fault(
                item.line,
                f"the {name} holds a single $, which compose takes for a variable",
                "write $$ for each $, or put the value into an env_file",
            )
    return found


def lc505(mailer: Mailer, providers: Providers) -> list[Fault]:
    """Where the format keeps quotation marks (`.properties`, `main.cf`, lists of docker compose), there are none."""
    found = []
    stays = mailer.format.quotes_stay
    for role in ("host", "port", "username", "secret"):
        item = mailer.items.get(role)
        if item is None or "url" in mailer.items:
            continue
        raw = item.raw.strip()
        in_list = mailer.format.container and not item.quote
        if (stays or in_list) and len(raw) > 1 and raw[0] == raw[-1] and raw[0] in "'\"":
            found += fault(
                item.line,
                f"the quotation marks around the {NAMES.get(role, role)} become part of it in this format",
                "remove them",
            )
    return found


def lc506(mailer: Mailer, providers: Providers) -> list[Fault]:
    """In a URL or DSN the characters `@ : / ? # %` of user name and secret are percent-encoded."""
    item = mailer.items.get("url")
    if item is None or not item.value:
        return []
    match = re.match(r"\w[\w+.-]*://(.*)$", item.value.strip())
    if match is None:
        return fault(item.line, "the URL has no scheme such as smtp:// or smtps://", "write smtp://USER:SECRET@host:587")
    user, at, _ = match[1].rpartition("@")
    if at and (re.search(r"[@/?#\s]|%(?![0-9A-Fa-f]{2})", user) or user.count(":") > 1):
        return fault(
            item.line,
            "user name or secret holds a character that ends it in a URL",
            "percent-encode both: @ is %40, : is %3A, / is %2F, # is %23",
        )
    if not at and re.search(r"[#?/].*:", match[1]):
        return fault(item.line, "user name or secret holds a character that ends it in a URL", "percent-encode both")
    return []


def lc507(mailer: Mailer, providers: Providers) -> list[Fault]:
    """In YAML a secret that is not quoted is not read as a number or a switch."""
    if mailer.format.title not in ("YAML", "docker compose file"):
        return []
    item = mailer.items.get("secret")
    in_list = mailer.format.container and item is not None and "=" in item.raw
    if item is None or item.quote or not item.value or "url" in mailer.items or in_list:
        return []
    if re.fullmatch(_OTHERWISE, item.value, re.IGNORECASE):
        return fault(
            item.line, "the secret is not quoted, and YAML reads it as a number or a switch", "put single quotes around it"
        )
    return []


def lc508(mailer: Mailer, providers: Providers) -> list[Fault]:
    """A user name or secret is not cut off by a blank and a # (`.env`, YAML, INI); a # with a blank behind it is a comment."""
    found = []
    for role, name in NAMES.items():
        item = mailer.items.get(role)
        if item is not None and not item.quote and "url" not in mailer.items and re.match(r"[#;][^\s#;]", item.tail):
            found += fault(
                item.line, f"the {name} ends before the #: the rest is taken for a comment", "put single quotes around the value"
            )
    return found


def lc509(mailer: Mailer, providers: Providers) -> list[Fault]:
    """In PHP a value with `$` in it is in single quotes: in double ones `$name` is replaced."""
    found = []
    for name, item, raw in _written(mailer, "PHP"):
        if item.quote == '"' and re.search(r"(?<!\\)\$[A-Za-z_{]", raw) and not re.fullmatch(r'"\{?\$\w+\}?"', raw):
            found += fault(
                item.line, f"the {name} stands in double quotes, and PHP takes the $ in it for a variable", "use single quotes"
            )
    return found
