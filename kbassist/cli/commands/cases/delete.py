"""Deletes cases; within a week they can be brought back."""

from __future__ import annotations

import argparse

from kbassist.assistant.clock import now
from kbassist.assistant.keeping import UNDO_DAYS, user_cases
from kbassist.cases.store import Cases
from kbassist.cli.casework import LAST, numbered
from kbassist.cli.console import Console
from kbassist.errors import UsageError

HELP = "delete cases; --undo brings the last one back"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of `cases delete`."""
    parser.add_argument("case", nargs="*", metavar="CASE", help="numbers of cases, or 'last'")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--undo", action="store_true", help="bring back the case deleted last, or the ones named")
    how.add_argument("--now", action="store_true", help="remove for good at once, and all that were deleted before")


def run(args: argparse.Namespace, console: Console) -> int:
    """Delete, or bring back."""
    with user_cases() as cases:
        if args.undo:
            given: list[int | None] = [numbered(cases, text) for text in args.case if text != LAST]
            for number in given or [None]:
                console.out(f"Case {cases.restore(number)} is back.")
            return 0
        if not args.case and not args.now:
            raise UsageError("say which: `kbassist cases delete 7`; `kbassist cases list` shows the numbers")
        numbers = [numbered(cases, text) for text in args.case]
        _delete(cases, numbers, for_good=args.now)
    for number in numbers:
        more = "" if args.now else f" `kbassist cases delete --undo {number}` brings it back within {UNDO_DAYS} days."
        console.out(f"Case {number} is deleted.{more}")
    if args.now:
        console.out("What was deleted is removed for good.")
    return 0


def _delete(cases: Cases, numbers: list[int], *, for_good: bool) -> None:
    for number in numbers:
        cases.summary(number)  # all are looked up before the first is deleted
    for number in numbers:
        cases.delete(number, now())
    if for_good:
        cases.purge(deleted_before="9999")
