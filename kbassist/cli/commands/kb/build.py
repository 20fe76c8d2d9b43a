"""Compile the knowledge now, whether or not a source changed."""

from __future__ import annotations

import argparse
import json

from kbassist.cli.console import Console
from kbassist.kb.sources import open_store

HELP = "compile the knowledge into the cache, and say what is in it"


def configure(parser: argparse.ArgumentParser) -> None:
    """`kb build` has no options of its own."""


def run(args: argparse.Namespace, console: Console) -> int:
    """Compile; 3 where the knowledge is broken."""
    store = open_store(args.kb, console.stderr, rebuild=True)
    counts = json.loads(store.meta["counts"])
    console.out("compiled: " + ", ".join(f"{number} {name}" for name, number in counts.items()))
    return 0
