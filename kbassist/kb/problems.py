"""What can be wrong with an entry, as a value."""

from __future__ import annotations

from typing import NamedTuple


class Problem(NamedTuple):
    """One fault: the line (from 1) and what is wrong and what is allowed; `rule` is a lint rule's number."""

    line: int
    what: str
    rule: str = "KB001"


class Located(NamedTuple):
    """A problem with its file; `str()` is the line a curator sees."""

    path: str
    problem: Problem

    def __str__(self) -> str:
        return f"{self.path}:{self.problem.line}: {self.problem.rule} {self.problem.what}"
