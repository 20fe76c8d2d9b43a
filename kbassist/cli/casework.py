"""What the `cases` commands share: which case is meant, and a case as one line and as JSON."""

from __future__ import annotations

import argparse
from typing import Any

from kbassist.assistant.clock import age, now
from kbassist.assistant.conversation import Conversation
from kbassist.assistant.keeping import Keeper, reopen
from kbassist.cases.store import Cases, Summary
from kbassist.cli.console import visible
from kbassist.errors import UsageError
from kbassist.kb.store import Store
from kbassist.model.case import CaseError

LAST = "last"


def take_number(parser: argparse.ArgumentParser) -> None:
    """Add the argument that names a case."""
    parser.add_argument("case", metavar="CASE", help="the number of a case, or 'last' for the one changed last")


def numbered(cases: Cases, given: str) -> int:
    """Return the number of the case that is meant. Raises UsageError for what is none, CaseError where there is no case."""
    if given == LAST:
        found = cases.list(limit=1)
        if not found:
            raise CaseError("no case is kept yet; `kbassist diagnose` begins one")
        return found[0].id
    digits = given.removeprefix("#")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 16):
        raise UsageError(f"'{given}' is no number of a case; `kbassist cases list` shows them, 'last' is the one changed last")
    return int(digits)


def change(cases: Cases, number: int, knowledge: Store) -> tuple[Conversation, Keeper]:
    """Return a case's conversation and its keeper. Raises CaseError where there is no such case."""
    return reopen(cases, number, knowledge, now)


def keep(keeper: Keeper, talk: Conversation) -> None:
    """Write a changed conversation. Raises CaseError where that cannot be done."""
    if not keeper.keep(talk):
        raise CaseError(keeper.trouble)


def line(summary: Summary, current: str, width: int) -> str:
    """Return a case as one line: number, outcome, age, title."""
    head = f"{summary.id:>5}  {summary.outcome.value:<8}  {age(summary.changed, current):<14}  "
    title = visible(" ".join(summary.title.split()))
    room = max(20, width - len(head))
    return head + (title if len(title) <= room else title[: room - 1].rstrip() + "…")


def as_object(summary: Summary) -> dict[str, Any]:
    """Return a case as `--json` lists it."""
    return {
        "id": summary.id,
        "title": summary.title,
        "outcome": summary.outcome.value,
        "cause": summary.cause or None,
        "provider": summary.provider or None,
        "created": summary.created,
        "changed": summary.changed,
        "events": summary.events,
    }
