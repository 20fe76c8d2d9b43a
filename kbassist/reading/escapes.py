"""Undoes what programs do to text when they print it inside other text: escapes, entities, encoded words, colours.

Imported only where a text shows a trace of one: its regular expressions cost about 2 ms to compile.
"""

from __future__ import annotations

import re

_ANSI = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])|\\(?:x1b|033|u001b|e)\[[0-9;]*m",
    re.IGNORECASE,
)
_BYTES = re.compile(r"(?:\\x[0-9a-fA-F]{2}|\\[2-3][0-7]{2})+")
_UNICODE = re.compile(r"\\u([0-9a-fA-F]{4})")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});")
_ENCODED_WORD = re.compile(r"=\?([\w-]{2,20})\?([bBqQ])\?([^?\s]{1,400})\?=")
_WITH_BACKSLASH = re.compile(r"\S*\\\S*")
_WINDOWS_PATH = re.compile(r"\b[A-Za-z]:\\|^\\\\\w")
_LINE_BREAK = re.compile(r"\\{1,3}r?\\{0,3}n|\\{1,3}r(?=[\s\"'\\]|$)")
_TAB = re.compile(r"\\{1,3}t(?=[A-Z0-9\s]|$)")
_QUOTE = re.compile(r"\\{1,7}([\"'/])")


def unescaped(text: str) -> str:
    """Return the text with ANSI colours removed and escapes, entities and encoded words turned into what they stand for."""
    if "\x1b" in text or "\\" in text:
        text = _ANSI.sub("", text).replace("\x1b", "")
    if "\\" in text:
        text = _BYTES.sub(_bytes, text)
        text = _UNICODE.sub(lambda m: _character(int(m[1], 16)), text)
        text = _WITH_BACKSLASH.sub(_word_unescaped, text)
    if "&" in text:
        text = _ENTITY.sub(_entity, text)
    if "=?" in text:
        text = _ENCODED_WORD.sub(_encoded_word, text)
    return text


def _word_unescaped(m: re.Match[str]) -> str:
    word = m[0]
    if _WINDOWS_PATH.search(word):
        return word
    word = _LINE_BREAK.sub("\n", word)
    word = _TAB.sub(" ", word)
    return _QUOTE.sub(r"\1", word)


def _bytes(m: re.Match[str]) -> str:
    raw = bytes(int(pair[2:], 16) if pair[1] in "xX" else int(pair[1:], 8) & 255 for pair in re.findall(r"\\x..|\\[2-3]..", m[0]))
    for encoding in ("utf-8", "gbk"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def _character(code: int) -> str:
    return chr(code) if not 0xD800 <= code <= 0xDFFF else ""


def _entity(m: re.Match[str]) -> str:
    import html  # its table of entities costs about 2 ms; few texts have any

    return html.unescape(m[0])


def _encoded_word(m: re.Match[str]) -> str:
    import base64
    import binascii
    import quopri

    try:
        raw = base64.b64decode(m[3]) if m[2] in "bB" else quopri.decodestring(m[3].replace("_", " "))
        return raw.decode(m[1], "replace")
    except (LookupError, binascii.Error, ValueError):
        return m[0]
