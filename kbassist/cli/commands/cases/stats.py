"""Figures over the kept cases."""

from __future__ import annotations

import argparse
import json

from kbassist.assistant.keeping import user_cases
from kbassist.cases.statistics import Statistics, statistics
from kbassist.cli.console import Console, visible
from kbassist.kb.sources import open_store
from kbassist.kb.store import Store

HELP = "figures over the kept cases: what it was, what helped"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of `cases stats`."""
    parser.add_argument("--json", action="store_true", help="JSON instead of text")


def run(args: argparse.Namespace, console: Console) -> int:
    """Print the figures; a damaged case ends the command with its number's error."""
    with user_cases() as cases:
        figures = statistics((summary, cases.load(summary.id)[1]) for summary in cases.list())
    if args.json:
        console.out(json.dumps(_object(figures)))
    else:
        console.out(visible(_text(figures, open_store(args.kb, console.stderr))))
    return 0


def _object(figures: Statistics) -> dict[str, object]:
    return {
        "schema": 1,
        "cases": figures.cases,
        "open": figures.open,
        "resolved": figures.resolved,
        "causes": [cause._asdict() for cause in figures.causes],
        "providers": dict(figures.providers),
        "answers_per_resolved": figures.answers_per_resolved,
        "not_known_share": figures.not_known_share,
    }


def _text(figures: Statistics, store: Store) -> str:
    lines = [f"{figures.cases} cases kept: {figures.resolved} resolved, {figures.open} open"]
    if figures.answers_per_resolved is not None:
        lines.append(f"Answers in a resolved case, on average: {figures.answers_per_resolved:.1f}")
    if figures.not_known_share is not None:
        lines.append(f"Answers that were “I don't know”: {figures.not_known_share:.0%}")
    if figures.causes:
        titles = store.causes()
        lines += ["", "resolved  in vain  cause"]
        for row in figures.causes:
            title = titles[row.cause].title if row.cause in titles else row.cause
            lines.append(f"{row.resolved:>8}  {row.in_vain:>7}  {title}")
    if figures.providers:
        lines += ["", "   cases  provider"]
        lines += [f"{number:>8}  {name}" for name, number in figures.providers]
    return "\n".join(lines)
