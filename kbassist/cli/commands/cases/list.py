"""The kept cases, the one changed last first."""

from __future__ import annotations

import argparse
import json

from kbassist.assistant.clock import now
from kbassist.assistant.keeping import user_cases
from kbassist.cli.casework import as_object, line
from kbassist.cli.console import Console
from kbassist.model.case import Outcome

HELP = "the kept cases, the one changed last first"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of `cases list`."""
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--open", action="store_true", help="only those that are not resolved")
    which.add_argument("--resolved", action="store_true", help="only those that are")
    which.add_argument("--deleted", action="store_true", help="those that were deleted and can be brought back")
    parser.add_argument("--limit", type=int, default=50, metavar="N", help="how many at most (default 50; 0 for all)")
    parser.add_argument("--json", action="store_true", help="JSON instead of text")


def run(args: argparse.Namespace, console: Console) -> int:
    """List the cases; an empty list is no error."""
    outcome = Outcome.OPEN if args.open else Outcome.RESOLVED if args.resolved else None
    with user_cases() as cases:
        found = cases.list(outcome=outcome, deleted=args.deleted, limit=args.limit if args.limit > 0 else -1)
    if args.json:
        console.out(json.dumps({"schema": 1, "cases": [as_object(summary) for summary in found]}))
        return 0
    current = now()
    for summary in found:
        console.out(line(summary, current, console.width))
    if not found:
        console.out("No such case is kept. `kbassist diagnose` begins one.")
    return 0
