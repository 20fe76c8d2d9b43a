"""Text from outside made harmless to look at: control characters and direction marks are spelt out."""

_CONTROL = (
    *range(0x00, 0x09),
    *range(0x0B, 0x20),
    *range(0x7F, 0xA0),
    0x061C,
    0x200B,
    0x200E,
    0x200F,
    0x2028,
    0x2029,
    *range(0x202A, 0x202F),
    *range(0x2066, 0x206A),
    0xFEFF,
)
_SPELT = {code: f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" for code in _CONTROL}


def visible(text: str) -> str:
    """Return the text with control characters and direction marks spelt out as `\\x1b`; line breaks and tabs stay."""
    return text.translate(_SPELT)
