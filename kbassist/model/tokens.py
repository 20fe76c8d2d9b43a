"""The one way in which texts and knowledge become tokens, so that both sides of every comparison agree.

Folding keeps the length of the text (one character in, one out), so a token's place in the folded text is its place in the
text that the person sees. Chinese and Japanese have no blanks between words, and Korean joins particles to them: there each
character is a token.
"""

import re
from typing import NamedTuple


class Token(NamedTuple):
    """A folded word with its place in the text."""

    word: str
    start: int
    end: int


class _Folding(dict[int, str | int]):
    """Lower case, no accents, compatibility forms undone; computed once for each character met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if "\uac00" <= char <= "\ud7a3":  # a syllable of Hangul would come apart, and only its first letter be left
            return char
        import unicodedata  # 0.2 ms that a text of ASCII saves; a character comes here once

        plain = unicodedata.normalize("NFKD", char)
        base = next((c for c in plain if not unicodedata.combining(c)), char)
        lowered = base.lower()
        folded = lowered if len(lowered) == 1 else lowered[0]
        if len(self) < 20_000:
            self[code] = folded
        return folded


_FOLDING = _Folding(str.maketrans("ßẞłŁıøØđĐæÆœŒ’‘`´", "sslliooddaaoo''''"))
"""What Unicode does not take apart, and the signs that stand for an apostrophe."""
_NUMBERS = (
    r"(?<![\d.])[45]\d\d(?=\.[45]\.\d{1,3}\.\d{1,3}(?![\d.]))"  # a reply code with a full stop before its enhanced code
    r"|v?\d+(?:\.\d+)+"  # versions, addresses, enhanced codes
)
_TOKEN = (
    _NUMBERS
    + r"|(?:[a-z0-9]+'(?:t|re|ve|ll|d|m)|(?:it|he|she|that|what|there|here|let|who|where)'s)(?![a-z0-9])"  # don't, but not Gmail's
    r"|[a-z0-9]+"
    r"|[^\W_a-z0-9]+"
)
"""Compiled where it is used: a short start saves its 0.3 ms."""
_PLAIN = re.compile(_NUMBERS + r"|[a-z0-9]+")
"""The same for a text of ASCII without apostrophes, searched in two thirds of the time."""
_token = tuple.__new__
"""Makes a token without its own constructor, which is a function of Python and is called for each word."""
_FIRST_IDEOGRAPH = "\u3040"
"""From here on: kana, CJK ideographs, syllables of Hangul."""
_LAST_IDEOGRAPH = "\uf9ff"


def fold(text: str) -> str:
    """Return the text in lower case without accents, of the same length."""
    return text.lower() if text.isascii() else text.translate(_FOLDING)


def tokens(text: str) -> list[Token]:
    """Return the tokens of a text in order. Apostrophes inside a word vanish: `don't` is `dont`; `außen` is `aussen`."""
    folded = fold(text)
    sharp = "ß" in text or "ẞ" in text
    plain = folded.isascii()
    if plain and not sharp and "'" not in folded:
        return [_token(Token, (m[0], *m.span())) for m in _PLAIN.finditer(folded)]
    found = []
    for m in re.finditer(_TOKEN, folded):
        word = m[0]
        start, end = m.span()
        if plain or word.isascii():
            if sharp and "ß" in text[start:end].lower():
                word = text[start:end].replace("ß", "ss").replace("ẞ", "ss").translate(_FOLDING)  # as the Swiss write it
            found.append(_token(Token, (word.replace("'", ""), start, end)))
        else:
            found += [Token(part, start + offset, start + offset + len(part)) for part, offset in _parts(word)]
    return found


def _parts(word: str) -> list[tuple[str, int]]:
    """Return a run of letters with each ideograph by itself."""
    parts: list[tuple[str, int]] = []
    begin = 0
    for at, char in enumerate(word):
        if is_ideograph(char):
            if begin < at:
                parts.append((word[begin:at], begin))
            parts.append((char, at))
            begin = at + 1
    if begin < len(word):
        parts.append((word[begin:], begin))
    return parts


VERSION = "#"
"""Stands in phrases for any version number of two or three parts, such as 5.2 or 2.35.4."""


def is_version(word: str) -> bool:
    """Tell whether the token is a version number of two or three parts, such as 2.46 or v3.14; four are an address, 09.04 is a day."""
    number = word.removeprefix("v")
    return 1 <= number.count(".") <= 2 and number[0] <= "9" and not (number[0] == "0" and number[1] != ".")


def words(text: str) -> list[str]:
    """Return the folded words alone."""
    return [token.word for token in tokens(text)]


def is_ideograph(word: str) -> bool:
    """Tell whether the token is one character of a script whose characters are tokens."""
    return len(word) == 1 and _FIRST_IDEOGRAPH <= word <= _LAST_IDEOGRAPH
