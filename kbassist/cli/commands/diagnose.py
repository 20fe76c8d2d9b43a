"""The conversation of the chat, line by line on a plain terminal."""

from __future__ import annotations

import argparse

from kbassist.assistant.clock import now
from kbassist.assistant.conversation import Turn, start
from kbassist.assistant.keeping import Keeper, open_cases
from kbassist.assistant.reply import Notice
from kbassist.cli.commands.ask import parse_facts
from kbassist.cli.console import Console
from kbassist.cli.dialogue import Dialogue
from kbassist.cli.lines import Lines
from kbassist.errors import UsageError
from kbassist.kb.sources import open_store

WELCOME = "Paste the error, or describe what happens. `help` lists what else can be said, `quit` leaves."
HELP = "find the cause by questions, one at a time; kept as a case"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of `diagnose`."""
    parser.add_argument("text", nargs="*", metavar="TEXT", help="the error or a description; without it, you are asked for it")
    parser.add_argument("--fact", action="append", default=[], metavar="KEY=VALUE", help="something already known (repeatable)")
    parser.add_argument("--no-keep", action="store_true", help="do not keep the conversation as a case")


def run(args: argparse.Namespace, console: Console) -> int:
    """Converse; 1 where nothing in the knowledge base matched in the end."""
    store = open_store(args.kb, console.stderr)
    talk = start(store, parse_facts(args.fact), now())
    text = " ".join(word for word in args.text if word != "-")
    lines = Lines(console.stdin)
    if not (text.strip() or lines.terminal or lines.waiting):
        raise UsageError("nothing to read: give the error as text, `kbassist diagnose 535 5.7.8`, pipe it in, or use a terminal")
    cases = None if args.no_keep else open_cases(console.error)
    try:
        dialogue = Dialogue(talk, Keeper(cases, now), console, now, lines)
        if text.strip():
            return dialogue.run(talk.say(text, now()))
        return dialogue.run(talk.opening() if talk.events else Turn(talk, (Notice(WELCOME),)))
    finally:
        if cases is not None:
            cases.close()
