"""Undoes the wrapping in which an error reaches us: line ends, look-alike dashes, quoting marks, control characters, escapes.

Normalising is idempotent and linear; it never guesses at meaning. Control characters and direction marks never survive it,
so nothing downstream can be made to move a cursor.
"""

from __future__ import annotations

_HIDDEN = (*range(0x00, 0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0), *range(0x200B, 0x2010), 0xFEFF)
_DIRECTIONS = (*range(0x202A, 0x202F), *range(0x2060, 0x206A))
_PLAIN: dict[int, str | None] = {
    **dict.fromkeys((*_HIDDEN, *_DIRECTIONS, *range(0xD800, 0xE000)), None),
    **dict.fromkeys(map(ord, "–—‐‑−"), "-"),
    **dict.fromkeys(map(ord, "\u00a0\t"), " "),
    **dict.fromkeys(map(ord, "\r\u2028\u2029"), "\n"),
}


def normalize(text: str) -> str:
    """Return the text unwrapped, with plain line breaks and no control characters."""
    if "\\" in text or "\x1b" in text or "&" in text or "=?" in text:
        from kbassist.reading.escapes import unescaped

        text = unescaped(text)
    text = text.replace("\r\n", "\n").translate(_PLAIN)
    if ">" in text:
        text = "\n".join(_unquoted(line) for line in text.split("\n"))
    return text.strip()


def _unquoted(line: str) -> str:
    bare = line.lstrip()
    return bare.lstrip("> ") if bare.startswith(">") else line
