"""Write the template of a new entry."""

from __future__ import annotations

import argparse
import datetime
import re
from pathlib import Path

from kbassist.cli.console import Console, visible
from kbassist.errors import InputError, UsageError
from kbassist.kb.entries import NESTED
from kbassist.kb.problems import Problem
from kbassist.kb.reply_schema import reply_model
from kbassist.kb.schema import FAMILIES, nearest
from kbassist.kb.sources import builtin_folder
from kbassist.kb.template import template

HELP = "write the template of a new entry: kb new causes my-cause"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of `kb new`."""
    parser.add_argument("family", metavar="FAMILY", help=", ".join(FAMILIES))
    parser.add_argument(
        "id", metavar="ID", help="file name without .md: small letters, digits, hyphens; for replies de/causes/my-cause"
    )


def run(args: argparse.Namespace, console: Console) -> int:
    """Write the file into the last --kb folder, or into the checkout's; never over an existing one."""
    if args.family not in FAMILIES:
        near = nearest(args.family, list(FAMILIES))
        raise UsageError(f"unknown family '{visible(args.family)[:40]}'{near}; there are: {', '.join(FAMILIES)}")
    depth = 3 if args.family in NESTED else 1
    pieces = args.id.split("/")
    if len(pieces) > depth or ".." in args.id or not all(re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,59}", piece) for piece in pieces):
        raise UsageError(f"'{visible(args.id)[:40]}' is no id: use small letters, digits and hyphens, such as 'wrong-password'")
    if args.family in NESTED and isinstance(problem := reply_model(args.id), Problem):
        raise UsageError(f"'{visible(args.id)[:60]}': {problem.what}")
    path = Path(args.kb[-1] if args.kb else builtin_folder()) / args.family / f"{args.id}.md"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(template(args.family, datetime.date.today(), args.id))
    except FileExistsError as error:
        raise InputError(f"'{path}' exists; choose another id, or edit it") from error
    except OSError as error:
        raise InputError(f"cannot write '{path}': {error.strerror}; name a folder of your own with --kb DIR") from error
    console.out(f"{path}\nfill in each TODO, then run: kbassist kb lint" + (f" --kb {args.kb[-1]}" if args.kb else ""))
    return 0
