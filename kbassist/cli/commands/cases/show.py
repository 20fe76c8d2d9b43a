"""One case: what was said, what is known, what is likely, what to do."""

from __future__ import annotations

import argparse

from kbassist.assistant.dossier import dossier
from kbassist.assistant.keeping import user_cases
from kbassist.cases.export import render
from kbassist.cli.casework import change, numbered, take_number
from kbassist.cli.console import Console, visible
from kbassist.kb.sources import open_store

HELP = "one case: what was said, what is likely, what to do"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of `cases show`."""
    take_number(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of text")


def run(args: argparse.Namespace, console: Console) -> int:
    """Show the case with what the knowledge of today says of it."""
    store = open_store(args.kb, console.stderr)
    with user_cases() as cases:
        number = numbered(cases, args.case)
        talk, _ = change(cases, number, store)
        shown = dossier(cases.summary(number), talk)
    console.out(visible(render(shown, "json" if args.json else "text").rstrip("\n")))
    return 0
