"""PHP settings: Laravel's `config/mail.php` (with the defaults of `env()`), `define()` as in `wp-config.php`, PHPMailer's properties."""

from __future__ import annotations

import re

from kbassist.configs.values import Format, Item, Unreadable

SPEC = Format("PHP", ("*.php",), r"\A<\?php")

DEEPEST = 100

_TOKEN = re.compile(
    r"""(?P<blank>\s+|//[^\n]*|\#[^\n]*|/\*.*?\*/|<\?php|\?>)|(?P<text>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')"""
    r"""|(?P<word>\$?[A-Za-z_\\][\w\\]*(?:(?:->|::)[A-Za-z_]\w*)*|\d[\w.]*)|(?P<mark>=>|.)""",
    re.DOTALL,
)


def read(text: str) -> list[Item] | Unreadable:
    """Return the settings under the keys of their arrays; or the line where a bracket never closes."""
    found: list[Item] = []
    tokens: list[tuple[str, str, int]] = []
    line = 1
    for match in _TOKEN.finditer(text):
        if match.lastgroup != "blank":
            tokens.append((match.lastgroup or "", match[0], line))
        line += match[0].count("\n")
    opened: list[tuple[int, tuple[str, ...]]] = []
    path: tuple[str, ...] = ()
    for at, (kind, token, number) in enumerate(tokens):
        after = tokens[at + 1][1] if at + 1 < len(tokens) else ""
        if token in ("[", "(", "{"):
            key = _key_before(tokens, at)
            opened.append((number, path))
            if len(opened) > DEEPEST:
                return Unreadable(number, "is nested too deeply")
            path = (*path, key) if key else path
        elif token in ("]", ")", "}"):
            if not opened:
                return Unreadable(number, "closes a bracket that was never opened")
            path = opened.pop()[1]
        elif kind == "text" and after == "=>":
            found += _item((*path, token[1:-1]), tokens, at + 2, number)
        elif token.lower() == "define" and after == "(" and at + 3 < len(tokens) and tokens[at + 2][0] == "text":
            found += _item((tokens[at + 2][1][1:-1],), tokens, at + 4, number)
        elif after == "=" and "->" in token:
            found += _item((token.split("->")[0].strip("$"), token.rpartition("->")[2]), tokens, at + 2, number)
    if opened:
        return Unreadable(opened[-1][0], "opens a bracket that is never closed")
    return found


def _key_before(tokens: list[tuple[str, str, int]], at: int) -> str:
    """The key whose array opens at a token: `'smtp' => [` or `'smtp' => array(`."""
    back = at - 2 if at and tokens[at - 1][1].lower() == "array" else at - 1
    if back >= 1 and tokens[back][1] == "=>" and tokens[back - 1][0] == "text":
        return tokens[back - 1][1][1:-1]
    return ""


def _item(path: tuple[str, ...], tokens: list[tuple[str, str, int]], at: int, line: int) -> list[Item]:
    """The setting whose value begins at a token; none where an array begins there."""
    if at >= len(tokens) or tokens[at][1] in ("[", "array"):
        return []
    kind, token, line = tokens[at]
    if kind == "text":
        ends = at + 1 >= len(tokens) or tokens[at + 1][1] in (",", ")", "]", ";")
        plain = _plain(token) if ends and not (token[0] == '"' and "$" in token) else None
        return [Item(path, plain, line, token[0], token)]
    if token.lower() in ("env", "\\env") and at + 3 < len(tokens) and tokens[at + 1][1] == "(":
        if tokens[at + 3][1] == "," and tokens[at + 4][0] in ("text", "word") and tokens[at + 5][1] == ")":
            default = tokens[at + 4]
            value = _plain(default[1]) if default[0] == "text" else default[1]
            return [Item(path, value or None, default[2], default[1][0] if default[0] == "text" else "", default[1])]
        return [Item(path, None, line, "", "")]
    if kind == "word" and re.fullmatch(r"\d+|true|false|null|[\w\\]+::[A-Z_]+", token, re.IGNORECASE):
        return [Item(path, token.rpartition("::")[2], line, "", token)]
    return [Item(path, None, line, "", "")]


def _plain(token: str) -> str:
    return re.sub(r"\\([\\'\"$])", r"\1", token[1:-1])
