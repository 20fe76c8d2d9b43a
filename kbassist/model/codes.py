"""Reply codes (RFC 5321 section 4.2) and enhanced status codes (RFC 3463 section 2)."""

from typing import NamedTuple


class EnhancedCode(NamedTuple):
    """Class, subject and detail of an enhanced status code."""

    status_class: int
    subject: int
    detail: int

    @classmethod
    def parse(cls, text: str) -> "EnhancedCode | None":
        """Return the code that `5.7.8` spells, or None where the text is none (RFC 3463 section 2)."""
        parts = text.split(".")
        if len(parts) != 3 or parts[0] not in ("2", "4", "5") or not all(part.isdecimal() and len(part) <= 3 for part in parts):
            return None
        return cls(*map(int, parts))

    def __str__(self) -> str:
        return f"{self.status_class}.{self.subject}.{self.detail}"


class CodeMention(NamedTuple):
    """A reply code, an enhanced code or both, as they stand at one place of a text."""

    reply_code: str | None
    status_code: str | None
    start: int
    end: int
    stage: str = ""
    """The command it answers, where the text tells: connect, ehlo, starttls, auth, mail, rcpt or data."""
