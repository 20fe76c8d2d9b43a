"""Letters and their marks as one character: what is copied from a Mac often comes apart, `é` as `e` and an accent."""

from __future__ import annotations

import re
from unicodedata import normalize

MOST_MARKS = 8
"""Marks that one letter keeps; no language has more, and putting a long run in order takes the square of its length."""
_APART = re.compile(
    r"([^\W\d_])([\u0300-\u036f\u3099\u309a]+)"  # accents, the voiced marks of kana
    r"|[\u1100-\u115f][\u1160-\u11a7][\u11a8-\u11ff]?"  # the letters of a syllable of Hangul
)


def composed(text: str) -> str:
    """Return the text with each letter and its marks composed, as far as Unicode has the whole (UAX 15, form C)."""
    return _APART.sub(lambda m: normalize("NFC", m[1] + m[2][:MOST_MARKS] if m[1] else m[0]), text)
