"""JavaScript and TypeScript: object literals such as the argument of Nodemailer's `createTransport`. Nothing is run.

A tokenizer reads strings, words and brackets; `name: value` inside braces is a setting, and what is no plain text, number
or `process.env.NAME` (with `|| 'default'`) is a value that only the program knows.
"""

from __future__ import annotations

import re

from kbassist.configs.values import Format, Item, Unreadable

SPEC = Format(
    "JavaScript",
    ("*.js", "*.mjs", "*.cjs", "*.ts", "*.mts", "*.cts"),
    r"createTransport\(|module\.exports|^export default",
    committed=True,
)

DEEPEST = 100
LONGEST = 200
"""Tokens of one value; a longer one is code, not a setting."""

_TOKEN = re.compile(
    r"""(?P<blank>\s+|//[^\n]*|/\*.*?\*/)|(?P<text>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)"""
    r"""|(?P<word>[A-Za-z_$][\w$]*(?:\??\.[A-Za-z_$][\w$]*)*|\d[\w.]*)|(?P<mark>.)""",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


def read(text: str) -> list[Item] | Unreadable:
    """Return the settings of every object in the text, nested under their names; or the line where a bracket never closes."""
    found: list[Item] = []
    names: list[str] = []
    opened: list[tuple[str, int, int]] = []
    tokens = _tokens(text)
    at = 0
    pending = ""
    while at < len(tokens):
        kind, token, line = tokens[at]
        following = tokens[at + 1][1] if at + 1 < len(tokens) else ""
        if token in ("{", "[", "("):
            opened.append((token, line, len(names)))
            if len(opened) > DEEPEST:
                return Unreadable(line, "is nested too deeply")
            names.append(pending)
            pending = ""
        elif token in ("}", "]", ")"):
            if not opened:
                return Unreadable(line, "closes a bracket that was never opened")
            names = names[: opened.pop()[2]]
            pending = ""
        elif following == ":" and opened and opened[-1][0] == "{" and kind in ("word", "text"):
            pending = _plain(token) if kind == "text" else token
            at += 2
            end = at if tokens[at : at + 1] and tokens[at][1] in ("{", "[") else _end(tokens, at)
            if end > at and not _opens(tokens[at:end]):
                found.append(_item((*filter(None, names), pending), tokens[at:end]))
                pending = ""
                at = end
            continue
        elif following == "=" and kind == "word":
            pending = token.rpartition(".")[2]
        elif token in (",", ";"):
            pending = ""
        at += 1
    if opened:
        return Unreadable(opened[-1][1], "opens a bracket that is never closed")
    return found


def _tokens(text: str) -> list[tuple[str, str, int]]:
    found = []
    line = 1
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if kind != "blank":
            found.append((kind, match[0], line))
        line += match[0].count("\n")
    return found


def _end(tokens: list[tuple[str, str, int]], at: int) -> int:
    """Where the value that begins at a token ends: before the comma or bracket of its own level; `at` itself where it is too long."""
    depth = 0
    for end in range(at, min(len(tokens), at + LONGEST)):
        part = tokens[end][1]
        if depth == 0 and part in (",", "}", "]", ")", ";"):
            return end
        depth += (part in "([{") - (part in ")]}") if len(part) == 1 else 0
    return at


def _opens(tokens: list[tuple[str, str, int]]) -> bool:
    return any(part == "{" for _, part, _ in tokens)


def _item(path: tuple[str, ...], tokens: list[tuple[str, str, int]]) -> Item:
    line = tokens[0][2]
    raw = " ".join(token for _, token, _ in tokens)
    if len(tokens) == 1:
        kind, token, _ = tokens[0]
        if kind == "text" and "${" not in token:
            return Item(path, _plain(token), line, token[0], raw)
        if kind == "word" and re.fullmatch(r"\d+|true|false|null|undefined", token):
            return Item(path, token, line, "", raw)
    default = tokens[-1] if len(tokens) > 2 and tokens[-2][1] in ("|", "?") else None
    if default and default[0] == "text":
        return Item(path, _plain(default[1]) or None, line, default[1][0], raw)
    if default and default[1].isdigit():
        return Item(path, default[1], line, "", raw)
    return Item(path, None, line, "", raw)


def _plain(token: str) -> str:
    return _ESCAPE.sub(lambda m: {"n": "\n", "t": "\t"}.get(m[1], m[1]), token[1:-1])
