"""Takes the telling lines out of a text too long to read whole, such as a log."""

from __future__ import annotations

import re

MAX_CHARS = 64_000
"""What is read of a text."""
MAX_LINE = 2_000

_TELLING = re.compile(
    r"\b[2-5][0-5]\d[ -]|auth|smtp|login|passw|tls|ssl|denied|refus|fail|error|relay|certif|timed? ?out|submission|token|unauthori"
    r"|forbidden",
    re.IGNORECASE,
)


def excerpt(text: str) -> tuple[str, bool]:
    """Return the telling lines of an overlong text up to MAX_CHARS, or its beginning where none tells, and True for cut."""
    kept: list[str] = []
    size = 0
    for line in text.splitlines():
        shown = line[:MAX_LINE]
        if _TELLING.search(shown):
            size += len(shown) + 1
            if size > MAX_CHARS:
                break
            kept.append(shown)
    return ("\n".join(kept) or text[:MAX_CHARS]), True
