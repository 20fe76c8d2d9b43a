"""The decision tree that the engine would follow, for curators to read."""

from __future__ import annotations

import argparse

from kbassist.assistant.answer import gather
from kbassist.cli.console import Console, visible
from kbassist.cli.draw import FORMATS
from kbassist.diagnosis.tree import unroll
from kbassist.errors import UsageError
from kbassist.kb.sources import open_store

HELP = "draw the decision tree that the engine would follow"
DEEPEST = 8
"""Questions deep at most; each level has about three times the nodes of the one above."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of `kb tree`."""
    parser.add_argument(
        "text", nargs="*", metavar="TEXT", help="what the person says first; nothing: only that a login is refused"
    )
    parser.add_argument("--provider", metavar="P", help="begin with this provider known")
    parser.add_argument("--depth", type=int, default=3, metavar="N", help="how many questions deep (default 3)")
    parser.add_argument("--format", choices=tuple(FORMATS), default="text", help="text (default), mermaid or dot")


def run(args: argparse.Namespace, console: Console) -> int:
    """Print the tree."""
    if not 1 <= args.depth <= DEEPEST:
        raise UsageError(f"--depth is a number from 1 to {DEEPEST}")
    store = open_store(args.kb, console.stderr)
    if args.provider and store.owner("provider", args.provider) is None:
        raise UsageError(f"no provider '{visible(args.provider)[:40]}'; `kbassist explain providers --list` shows them")
    facts = {"provider": args.provider} if args.provider else {}
    console.out(FORMATS[args.format](unroll(gather(" ".join(args.text), facts, store), store, args.depth)))
    return 0
