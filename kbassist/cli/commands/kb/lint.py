"""Hold the knowledge to its rules."""

from __future__ import annotations

import argparse
import datetime
import json
from pathlib import Path

from kbassist.cli.console import Console, visible
from kbassist.errors import KnowledgeError
from kbassist.kb.lint import lint, rules
from kbassist.kb.sources import builtin_folder

HELP = "check every entry: schema, ids, links, sources, style"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of `kb lint`."""
    parser.add_argument("--rules", action="store_true", help="list the rules instead: KB for entries, RP for drafts of replies")
    parser.add_argument("--json", action="store_true", help="JSON instead of text")


def run(args: argparse.Namespace, console: Console) -> int:
    """Print every problem as `path:line: rule what`; 1 if there is one."""
    if args.rules:
        from kbassist.drafting.lint import rules as draft_rules  # only here: the lint of entries needs no drafts

        for number, text in {**rules(), **draft_rules()}.items():
            console.out(f"{number}  {text}")
        return 0
    for folder in args.kb:
        if not Path(folder).is_dir():
            raise KnowledgeError(f"--kb '{folder}' is no folder; name a folder with causes/, providers/, ... in it")
    found = lint([Path(builtin_folder()), *map(Path, args.kb)], datetime.date.today())
    if args.json:
        rows = [{"path": p.path, "line": p.problem.line, "rule": p.problem.rule, "what": p.problem.what} for p in found]
        console.out(json.dumps(rows))
    else:
        for problem in found:
            console.out(visible(str(problem)))
        console.stderr.write(f"{len(found)} problem{'s' * (len(found) != 1)}\n")
    return 1 if found else 0
