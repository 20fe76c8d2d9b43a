"""One shot: names the cause, the fix, and the next question."""

from __future__ import annotations

import argparse

from kbassist.assistant.answer import answer, checked_facts
from kbassist.cli.console import Console, visible
from kbassist.errors import UsageError
from kbassist.kb.sources import open_store
from kbassist.model.diagnosis import Verdict

HELP = "explain a pasted error: the likeliest cause, why, the fix, the next question"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of `ask`."""
    parser.add_argument("text", nargs="*", metavar="TEXT", help="the error or a description; '-' or a pipe reads standard input")
    parser.add_argument("--fact", action="append", default=[], metavar="KEY=VALUE", help="something already known (repeatable)")
    parser.add_argument("--top", type=_count, metavar="N", help="how many causes to show (default 3; 5 with --json)")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of text")
    parser.add_argument(
        "--batch", metavar="FILE.jsonl", help="answer each line of a file ('-': standard input), one JSON object a line"
    )


def run(args: argparse.Namespace, console: Console) -> int:
    """Answer one text, or every line of a batch; 1 where nothing in the knowledge base matches."""
    if args.batch is not None:
        from kbassist.cli.batch import run_batch

        if args.text or args.fact:
            raise UsageError("--batch takes texts and facts from its file; leave TEXT and --fact away")
        return run_batch(args.batch, open_store(args.kb, console.stderr), console, args.top or 5)
    facts = parse_facts(args.fact)
    store = open_store(args.kb, console.stderr)
    checked_facts(facts, store)
    text = " ".join(args.text) if args.text and args.text != ["-"] else console.read_input()
    if not text.strip():
        raise UsageError("the text is empty: paste the error, or describe what happens in a few words")
    found = answer(text, facts, store, args.top or (5 if args.json else 3))
    if args.json:
        from kbassist.cli.form import as_json

        console.out(as_json(found))
    else:
        from kbassist.cli.page import page

        console.out(page(found, console.color, console.width))
    return 1 if found.diagnosis.verdict is Verdict.NO_MATCH else 0


def _count(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 50:
        raise argparse.ArgumentTypeError(f"'{visible(text)[:40]}' is no number from 1 to 50")
    return int(text)


def parse_facts(given: list[str]) -> dict[str, str]:
    """Return `KEY=VALUE` texts as a mapping. Raises UsageError for one without an equals sign, or a key given two values."""
    facts: dict[str, str] = {}
    for text in given:
        key, sign, value = text.partition("=")
        if not sign or not key.strip() or not value.strip():
            raise UsageError(f"--fact '{text}' is not KEY=VALUE; for example --fact two_factor=on")
        if facts.setdefault(key.strip(), value.strip()) != value.strip():
            raise UsageError(f"--fact {key.strip()} is given twice with different values; give it once")
    return facts
