"""Write the knowledge folder's README anew."""

from __future__ import annotations

import argparse
from pathlib import Path

from kbassist.cli.console import Console
from kbassist.errors import InputError
from kbassist.kb.docs import readme
from kbassist.kb.sources import builtin_folder

HELP = "write knowledge/README.md anew from the schema and the lint rules"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of `kb docs`."""
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the file is not up to date")


def run(args: argparse.Namespace, console: Console) -> int:
    """Write or compare the file."""
    path = Path(builtin_folder()) / "README.md"
    text = readme()
    try:
        if args.check:
            current = path.exists() and path.read_text(encoding="utf-8") == text
            console.out("up to date" if current else "not up to date: run `kbassist kb docs`")
            return 0 if current else 1
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot write '{path}': {error.strerror}; run it in a checkout") from error
    console.out(str(path))
    return 0
