"""Goes on with a kept case, line by line."""

from __future__ import annotations

import argparse

from kbassist.assistant.clock import now
from kbassist.assistant.keeping import user_cases
from kbassist.cli.casework import change, numbered, take_number
from kbassist.cli.console import Console
from kbassist.cli.dialogue import Dialogue
from kbassist.cli.lines import Lines
from kbassist.kb.sources import open_store

HELP = "go on with a case"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of `cases resume`."""
    take_number(parser)


def run(args: argparse.Namespace, console: Console) -> int:
    """Say how the case stands, then converse; 1 where nothing in the knowledge base matched in the end."""
    store = open_store(args.kb, console.stderr)
    with user_cases() as cases:
        talk, keeper = change(cases, numbered(cases, args.case), store)
        return Dialogue(talk, keeper, console, now, Lines(console.stdin)).run(talk.opening())
