"""Undoes the wrapping in which an error reaches us: line ends, look-alike dashes, quoting marks, control characters, escapes.

Normalising is idempotent and linear; it never guesses at meaning. Control characters and direction marks never survive it,
so nothing downstream can be made to move a cursor.
"""

from __future__ import annotations

_HIDDEN = (
    *range(0x00, 0x09),
    0x0B,
    0x0C,
    *range(0x0E, 0x1B),
    *range(0x1C, 0x20),
    *range(0x7F, 0xA0),
    *range(0x200B, 0x2010),
    0xFEFF,
)
_DIRECTIONS = (*range(0x202A, 0x202F), *range(0x2060, 0x206A))
_PLAIN: dict[int, str | None] = {
    **dict.fromkeys((*_HIDDEN, *_DIRECTIONS, *range(0xD800, 0xE000)), None),
    **dict.fromkeys(map(ord, "–—‐‑−"), "-"),
    **dict.fromkeys(map(ord, "\u00a0\t"), " "),
    **dict.fromkeys(map(ord, "\r\u2028\u2029"), "\n"),
}
_ESCAPING = dict.fromkeys(map(ord, "\\&\x1b"), " ") | {ord("?"): "? "}


MOST_LAYERS = 4
"""How many programs may have printed the text inside another's text; real logs show up to three."""


def normalize(text: str) -> str:
    """Return the text unwrapped, with plain line breaks and no control characters."""
    text = _plain(text)
    for _ in range(MOST_LAYERS):
        if not ("\\" in text or "\x1b" in text or "&" in text or "=?" in text):
            break
        from kbassist.reading.escapes import unescaped

        before, text = text, _plain(unescaped(text))
        if text == before:
            break
    else:
        text = text.translate(_ESCAPING)  # wrapped deeper than any log: what is left is no error any more
    if ">" in text:
        text = "\n".join(_unquoted(line) for line in text.split("\n"))
    text = text.replace("\x1b", "").strip()
    if text.isascii():
        return text
    from kbassist.reading.composed import composed

    return composed(text)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").translate(_PLAIN)


def _unquoted(line: str) -> str:
    bare = line.lstrip()
    return bare.lstrip("> ") if bare.startswith(">") else line
