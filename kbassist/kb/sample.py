"""The placeholders of a client's sample: a small part of mustache, filled in by plain substitution.

`{{host}}` is a value; `{{#tls}} ... {{/tls}}` stays only where the session is like that. Nothing is ever evaluated, and what
is put in is never read again. A value is either written out, as the client quotes a text, or read from the environment;
the secret is always read from the environment, so that no sample can hold one.
"""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kbassist.errors import KnowledgeError
from kbassist.model.settings import ClientSample, SampleBlock

VARIABLES = {
    "host": "SMTP_HOST",
    "username": "SMTP_USER",
    "secret": "SMTP_PASSWORD",
    "sender": "MAIL_FROM",
    "recipient": "MAIL_TO",
}
"""Placeholders that are an expression, with the environment variable read where the value is not known."""
BARE = "secret_variable"
"""The placeholder that is the name itself of the secret's variable, for clients that take a command or a name."""
PLACEHOLDERS = (*VARIABLES, "port", BARE)
SECURITIES = ("starttls", "tls", "none")
LOGINS = ("plain", "login", "oauth")
"""SASL PLAIN (RFC 4616), LOGIN for servers that offer no PLAIN, XOAUTH2 with an access token as secret."""
SECTIONS = (*SECURITIES, *LOGINS, "password")

SAMPLE = "Sample"
"""The section of a client's entry whose fenced blocks are its sample."""

_TAG = re.compile(r"\{\{([#/]?)([^{}\n]*)\}\}")
_ALONE = re.compile(r"^[ \t]*(\{\{[#/][^{}\n]*\}\})[ \t]*\n", re.MULTILINE)
_SAFE = re.compile(r"[A-Za-z0-9._+@-]+")


class Filling(NamedTuple):
    """What a sample is filled with: values known beforehand (never the secret), the port, the kind of session and of login."""

    values: Mapping[str, str]
    own_sender: bool
    """Whether the account sends as the address that is its user name."""
    port: str
    security: str
    login: str
    """One of LOGINS; `password` stands for the first two."""


def safe(value: str) -> bool:
    """Tell whether a value can be written into a sample of any language as it stands: letters, digits and `. _ + @ -`."""
    return _SAFE.fullmatch(value) is not None


def render(sample: ClientSample, filling: Filling) -> tuple[SampleBlock, ...]:
    """Return the blocks of the sample filled in. Raises KnowledgeError where a tag is unknown or not closed."""
    return tuple(block._replace(code=_rendered(block.code, sample, filling)) for block in sample.blocks)


def example(sample: ClientSample) -> tuple[SampleBlock, ...]:
    """Return the sample as an article shows it: an example server at 587 with STARTTLS, or at 465 where the client cannot."""
    security = "starttls" if "starttls" in sample.security else sample.security[0]
    port = {"starttls": "587", "tls": "465"}.get(security, "25")
    return render(sample, Filling({"host": "smtp.example.com"}, own_sender=True, port=port, security=security, login="plain"))


def with_example(text: str, sample: ClientSample) -> str:
    """Return the text of a section with the templates in its fenced blocks filled in as an example."""
    for raw, filled in zip(sample.blocks, example(sample), strict=True):
        text = text.replace(raw.code, filled.code + "\n")
    return text


def used(blocks: Iterable[SampleBlock]) -> set[str]:
    """Return the names of all placeholders and sections that the blocks use."""
    return {match[2] for block in blocks for match in _TAG.finditer(block.code)}


def faults(code: str) -> list[tuple[int, str]]:
    """Return what is wrong with the tags of a template: line (from 0) and what, with what is allowed."""
    found: list[tuple[int, str]] = []
    opened: list[tuple[str, int]] = []
    for match in _TAG.finditer(code):
        line, (mark, name) = code.count("\n", 0, match.start()), match.groups()
        allowed = SECTIONS if mark else PLACEHOLDERS
        if name not in allowed:
            found.append((line, f"'{match[0]}' is not known here; allowed: {', '.join(f'{{{{{mark}{n}}}}}' for n in allowed)}"))
        elif mark == "#":
            opened.append((name, line))
        elif mark == "/" and (not opened or opened.pop()[0] != name):
            found.append((line, f"'{match[0]}' closes what was not opened last"))
    found += [(line, f"'{{{{#{name}}}}}' is never closed") for name, line in opened]
    return found


def _rendered(code: str, sample: ClientSample, filling: Filling) -> str:
    wrong = faults(code)
    if wrong:
        raise KnowledgeError(f"the sample of '{sample.id}' is broken: {wrong[0][1]}; run `kbassist kb lint`")
    holds = {filling.security, filling.login, *(["password"] if filling.login != "oauth" else [])}
    parts: list[str] = []
    hidden: list[str] = []
    at = 0
    text = _ALONE.sub(r"\1", code)
    for match in _TAG.finditer(text):
        if not hidden:
            parts.append(text[at : match.start()])
        mark, name = match.groups()
        if mark == "#" and (hidden or name not in holds):
            hidden.append(name)
        elif mark == "/" and hidden:
            hidden.pop()
        elif not mark and not hidden:
            parts.append(_value(name, sample, filling))
        at = match.end()
    parts.append(text[at:])
    return "".join(parts).rstrip("\n")


def _value(name: str, sample: ClientSample, filling: Filling) -> str:
    if name == "port":
        return filling.port
    if name == BARE:
        return VARIABLES["secret"]
    known = filling.values.get(name, "") if name != "secret" else ""
    if known and safe(known):
        return sample.quote.replace("VALUE", known)
    if name == "sender" and filling.own_sender:
        return _value("username", sample, filling)
    return sample.environment.replace("NAME", VARIABLES[name])
