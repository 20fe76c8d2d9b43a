"""Finds cases by words in anything that was said in them."""

from __future__ import annotations

import argparse
import json

from kbassist.assistant.clock import now
from kbassist.assistant.keeping import user_cases
from kbassist.cli.casework import as_object, line
from kbassist.cli.console import Console, visible
from kbassist.errors import UsageError
from kbassist.model.tokens import words

HELP = "find cases by words in anything said in them"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of `cases search`."""
    parser.add_argument(
        "words", nargs="+", metavar="WORD", help="words that must all stand in the case; the last may be cut short"
    )
    parser.add_argument("--limit", type=int, default=20, metavar="N", help="how many at most (default 20)")
    parser.add_argument("--json", action="store_true", help="JSON instead of text")


def run(args: argparse.Namespace, console: Console) -> int:
    """List the cases found; 1 where there is none."""
    wanted = " ".join(args.words)
    if not words(wanted):
        raise UsageError("nothing to search for: give a word or a code")
    with user_cases() as cases:
        hits = cases.search(wanted, max(1, args.limit))
    if args.json:
        rows = [{**as_object(hit.summary), "passage": hit.passage} for hit in hits]
        console.out(json.dumps({"schema": 1, "cases": rows}))
        return 0 if hits else 1
    current = now()
    for hit in hits:
        console.out(line(hit.summary, current, console.width))
        console.out(f"       {visible(hit.passage)}")
    if not hits:
        console.error("no case holds these words; try fewer, or `kbassist cases list`")
    return 0 if hits else 1
