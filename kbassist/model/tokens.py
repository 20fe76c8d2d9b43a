"""The one way in which texts and knowledge become tokens, so that both sides of every comparison agree.

Folding keeps the length of the text (one character in, one out), so a token's place in the folded text is its place in the
text that the person sees. CJK has no blanks between words: there each character is a token.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple


class Token(NamedTuple):
    """A folded word with its place in the text."""

    word: str
    start: int
    end: int


class _Folding(dict[int, str]):
    """Lower case, no accents, compatibility forms undone; computed once for each character met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        plain = unicodedata.normalize("NFKD", char)
        base = next((c for c in plain if not unicodedata.combining(c)), char)
        lowered = base.lower()
        folded = lowered if len(lowered) == 1 else lowered[0]
        if len(self) < 20_000:
            self[code] = folded
        return folded


_FOLDING = _Folding({ord("ß"): "s", ord("’"): "'", ord("‘"): "'", ord("`"): "'", ord("´"): "'"})
_TOKEN = re.compile(
    r"\d+(?:\.\d+)+"  # versions, addresses, enhanced codes
    r"|(?:[a-z0-9]+'(?:t|re|ve|ll|d|m)|(?:it|he|she|that|what|there|here|let|who|where)'s)(?![a-z0-9])"  # don't, but not Gmail's
    r"|[a-z0-9]+"
    r"|[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
    r"|[^\W_a-z0-9]+"
)


def fold(text: str) -> str:
    """Return the text in lower case without accents, of the same length."""
    return text.lower() if text.isascii() else text.translate(_FOLDING)


def tokens(text: str) -> list[Token]:
    """Return the tokens of a text in order. Apostrophes inside a word vanish: `don't` is `dont`."""
    return [Token(m[0].replace("'", ""), m.start(), m.end()) for m in _TOKEN.finditer(fold(text))]


def words(text: str) -> list[str]:
    """Return the folded words alone."""
    found: list[str] = _TOKEN.findall(fold(text))
    return [word.replace("'", "") for word in found] if "'" in text or not text.isascii() else found


def is_ideograph(word: str) -> bool:
    """Tell whether the token is one CJK character."""
    return len(word) == 1 and word > "\u303f" and not word.isascii()
