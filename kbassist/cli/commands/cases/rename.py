"""Gives a case a title."""

from __future__ import annotations

import argparse

from kbassist.assistant.clock import now
from kbassist.assistant.keeping import LONGEST_TITLE, user_cases
from kbassist.cli.casework import change, keep, numbered, take_number
from kbassist.cli.console import Console, visible
from kbassist.errors import UsageError
from kbassist.kb.sources import open_store

HELP = "give a case a title"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of `cases rename`."""
    take_number(parser)
    parser.add_argument("title", nargs="+", metavar="TITLE", help="the new title")


def run(args: argparse.Namespace, console: Console) -> int:
    """Rename the case."""
    title = " ".join(" ".join(args.title).split())
    if not title or len(title) > LONGEST_TITLE:
        raise UsageError(f"a title of 1 to {LONGEST_TITLE} characters is wanted")
    store = open_store(args.kb, console.stderr)
    with user_cases() as cases:
        number = numbered(cases, args.case)
        talk, keeper = change(cases, number, store)
        after = talk.rename(title, now())
        keep(keeper, after)
    console.out(f"Case {number} is now called {visible(after.state.title)}.")
    return 0
