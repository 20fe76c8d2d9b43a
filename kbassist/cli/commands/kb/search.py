"""Full-text search over all articles."""

from __future__ import annotations

import argparse
import json

from kbassist.cli.console import Console
from kbassist.errors import UsageError
from kbassist.kb.sources import open_store
from kbassist.model.tokens import words

MOST_WORDS = 24
"""Words looked for; more of them find nothing more."""
HELP = "search all articles for words"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of `kb search`."""
    parser.add_argument("words", nargs="+", metavar="WORD", help="what to look for")
    parser.add_argument("--limit", type=int, default=10, metavar="N", help="how many articles at most (default 10)")
    parser.add_argument("--json", action="store_true", help="JSON instead of text")


def run(args: argparse.Namespace, console: Console) -> int:
    """List the articles found; 1 where there is none."""
    wanted = list(dict.fromkeys(words(" ".join(args.words))))[:MOST_WORDS]
    if not wanted:
        raise UsageError("nothing to search for: give a word or a code")
    found = open_store(args.kb, console.stderr).search(wanted, max(1, min(args.limit, 200)))
    if args.json:
        console.out(json.dumps([{"id": i, "title": t, "passage": p} for i, t, p in found]))
    else:
        for name, title, passage in found:
            console.out(f"{name:<40} {title}")
            if passage:
                console.out(f"    {passage}")
    if not found and not args.json:
        console.error("nothing found; try fewer or other words, or `kbassist explain --list`")
    return 0 if found else 1
