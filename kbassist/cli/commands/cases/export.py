"""Writes a case for somebody else: markdown, text, HTML or JSON; masked."""

from __future__ import annotations

import argparse

from kbassist.assistant.dossier import dossier
from kbassist.assistant.keeping import user_cases
from kbassist.cases.export import formats, render, suffix
from kbassist.cli.casework import change, numbered, take_number
from kbassist.cli.console import Console, visible
from kbassist.errors import InputError, UsageError
from kbassist.kb.sources import open_store

HELP = "write a case as markdown, text, HTML or JSON"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of `cases export`."""
    take_number(parser)
    parser.add_argument("--format", choices=formats(), help="the form (default: by the file's name, else markdown)")
    parser.add_argument("--output", metavar="FILE", help="a new file instead of standard output")


def run(args: argparse.Namespace, console: Console) -> int:
    """Export the case; an existing file is never overwritten."""
    form = args.format or _by_name(args.output) or "markdown"
    store = open_store(args.kb, console.stderr)
    with user_cases() as cases:
        number = numbered(cases, args.case)
        talk, _ = change(cases, number, store)
        text = visible(render(dossier(cases.summary(number), talk), form))
    if args.output is None:
        console.out(text.rstrip("\n"))
        return 0
    try:
        with open(args.output, "x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError(f"'{args.output}' exists already; name a new file") from None
    except OSError as error:
        raise InputError(f"cannot write '{args.output}': {error.strerror}") from error
    console.out(f"Case {number} written to {visible(args.output)}")
    return 0


def _by_name(path: str | None) -> str | None:
    """Return the format whose suffix the file's name has, or None."""
    return next((name for name in formats() if path and path.lower().endswith(f".{suffix(name)}")), None)
