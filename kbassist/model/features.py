"""What of a text counts when texts are compared: content words and pairs of neighbours, without numbers that only identify."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kbassist.model.codes import EnhancedCode
from kbassist.model.tokens import is_ideograph

_CODES = frozenset(str(n) for n in (*range(400, 460), *range(500, 560), 220, 235, 250, 334, 354, 571))


LONGEST = 32
"""Letters of a word; what is longer is a key or a blob."""
OURS = "ours"
"""The kind of a text about a refused mail login, beside the kinds of trouble outside."""
TERSE = "ours, in few words"
"""The kind, while weights are fitted and added up, of a refused login told in few words and without a cause; then it is `OURS`."""


def is_code(word: str) -> bool:
    """Tell whether the word is a reply code or an enhanced status code."""
    return word in _CODES or ("." in word and EnhancedCode.parse(word) is not None)


def is_noise(word: str) -> bool:
    """Tell whether the word only identifies: a time, an address, a queue id, a long number."""
    if word.isalpha():
        return len(word) > LONGEST
    if word.isdigit():
        return len(word) > 5
    if "." in word:
        return not word.startswith("1.") and word != "127.0.0.1"  # TLS versions and this very host stay
    digits = sum(char.isdigit() for char in word)
    return len(word) >= 7 and digits >= 2 and not word.startswith("0x") and not word.startswith("aadsts")


def content(words: Iterable[str]) -> list[str]:
    """Return the words that carry meaning: neither codes nor identifiers."""
    return [word for word in words if (word.isalpha() and len(word) <= LONGEST) or not (is_code(word) or is_noise(word))]


def terms(content_words: Sequence[str]) -> list[str]:
    """Return each word once and each pair of neighbours once. A single CJK character alone says too little.

    An empty word parts neighbours: the end of a line, so that lines may stand in any order.
    """
    found: dict[str, None] = {}
    before = ""
    for word in content_words:
        if not word:
            before = ""
            continue
        if len(word) > 1 or not is_ideograph(word):
            found[word] = None
        if before:
            found[f"{before} {word}"] = None
        before = word
    return list(found)
