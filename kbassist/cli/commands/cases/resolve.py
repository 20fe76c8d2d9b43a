"""Declares a case resolved."""

from __future__ import annotations

import argparse

from kbassist.assistant.clock import now
from kbassist.assistant.keeping import user_cases
from kbassist.cli.casework import change, keep, numbered, take_number
from kbassist.cli.console import Console
from kbassist.kb.sources import open_store

HELP = "declare a case resolved"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of `cases resolve`."""
    take_number(parser)
    parser.add_argument("--cause", default="", metavar="ID", help="which cause it was, if known (see `explain --list causes`)")


def run(args: argparse.Namespace, console: Console) -> int:
    """Resolve the case; taking back the last step in `cases resume` opens it again."""
    store = open_store(args.kb, console.stderr)
    with user_cases() as cases:
        number = numbered(cases, args.case)
        talk, keeper = change(cases, number, store)
        after = talk.resolve(args.cause, now()).conversation
        keep(keeper, after)
    which = f": {after.title_of(after.state.cause)}" if after.state.cause else ""
    console.out(f"Case {number} is resolved{which}.")
    return 0
