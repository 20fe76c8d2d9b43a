"""A reply draft for a case: to the customer, for colleagues, or to the provider."""

from __future__ import annotations

import argparse

from kbassist.assistant.answer import checked_facts
from kbassist.assistant.drafts import Given, chosen, draft_for, given_by_case, given_by_text
from kbassist.assistant.settings import load
from kbassist.cli import outbox
from kbassist.cli.commands.ask import parse_facts
from kbassist.cli.console import Console
from kbassist.drafting.case import Wish
from kbassist.drafting.draft import retold
from kbassist.errors import UsageError
from kbassist.kb.sources import open_store
from kbassist.kb.store import Store
from kbassist.model.case import DraftKept
from kbassist.model.draft import Draft
from kbassist.paths import settings_file

HELP = "draft the reply: to the customer, for colleagues, or to the provider"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of `reply`."""
    add = parser.add_argument
    add("words", nargs="*", metavar="TEXT", help="the customer's text or error; '-' or a pipe reads standard input")
    add("--text", metavar="TEXT", help="the same as an option")
    add("--fact", action="append", default=[], metavar="KEY=VALUE", help="something already known (repeatable)")
    add("--case", metavar="ID", help="draft for a kept case (its number, or 'last'); the draft is kept in it")
    add("--audience", default="customer", metavar="WHO", help="customer (default), internal, provider, or a template of your own")
    add("--tone", metavar="TONE", help="neutral (default), friendly, brief, formal")
    add("--language", metavar="CODE", help="en (default), de, or another folder of replies/")
    add("--format", default="text", choices=sorted(outbox.FORMATS), help="form of the output (default text)")
    add("--var", action="append", default=[], metavar="NAME=VALUE", help="a variable of the template (repeatable)")
    add("--edit", action="store_true", help="open the draft in $EDITOR first (text and markdown)")
    add("--save", metavar="FILE", help="write the draft to a file")
    add("--eml", metavar="FILE", help="write a mail file that mail programs open as a draft")
    add("--force", action="store_true", help="let --save and --eml overwrite a file")
    add("--mailto", action="store_true", help="print a mailto: address instead")
    add("--copy", action="store_true", help="copy to the clipboard through the terminal (OSC 52)")


def run(args: argparse.Namespace, console: Console) -> int:
    """Print the draft; 1 where nothing in the knowledge base matches or a variable is missing."""
    if args.edit and args.format not in ("text", "markdown"):
        raise UsageError("--edit goes with --format text or markdown")
    facts = parse_facts(args.fact)
    defaults = load().reply
    wish = Wish(args.audience, args.tone or defaults.tone, args.language or defaults.language)
    variables = chosen(args.var, defaults.variables)
    store = open_store(args.kb, console.stderr)
    checked_facts(facts, store)
    if args.case is not None:
        return _for_case(args, wish, variables, store, console)
    given = given_by_text(_text(args, facts, console), facts, store)
    draft = _drafted(given, args, wish, variables, store, console)
    return 1 if draft is None else 0


def _for_case(args: argparse.Namespace, wish: Wish, variables: dict[str, str], store: Store, console: Console) -> int:
    """Draft for a kept case, and keep the draft in it."""
    from kbassist.assistant.clock import now
    from kbassist.assistant.keeping import user_cases
    from kbassist.cli.casework import change, keep, numbered

    if args.words or args.text is not None or args.fact:
        raise UsageError("--case brings its own text and facts; leave TEXT, --text and --fact away")
    with user_cases() as cases:
        number = numbered(cases, args.case)
        talk, keeper = change(cases, number, store)
        draft = _drafted(given_by_case(talk, number), args, wish, variables, store, console)
        if draft is not None:
            text = outbox.FORMATS["text"](draft)
            keep(keeper, talk.remark(DraftKept(now(), f"{draft.language}/{draft.audience}/{draft.tone}", draft.audience, text)))
    return 1 if draft is None else 0


def _drafted(
    given: Given, args: argparse.Namespace, wish: Wish, variables: dict[str, str], store: Store, console: Console
) -> Draft | None:
    """Deliver the draft and return it; None where there is none or a variable is missing, which is then said."""
    draft = draft_for(given, wish, variables, store)
    if draft is not None and draft.missing and outbox.can_ask(console):
        variables |= outbox.asked(draft.missing, console)
        draft = draft_for(given, wish, variables, store)
    if draft is None:
        console.error(
            "nothing in the knowledge base matches, so there is nothing to reply; see what `kbassist ask` says of the text"
        )
        return None
    if draft.missing:
        _lacking(draft, args.format, console)
        return None
    if args.edit:
        draft = retold(draft, outbox.edited(outbox.FORMATS[args.format](draft), args.format), store)
        args.format = "text"  # what the person wrote is passed on as written
    outbox.deliver(draft, args, console)
    _hints(draft, store, console)
    return draft


def _text(args: argparse.Namespace, facts: dict[str, str], console: Console) -> str:
    if args.text is not None and args.words:
        raise UsageError("give the text once: as TEXT or with --text")
    text = " ".join(args.words) if args.words else args.text
    if text in (None, "-"):
        text = "" if facts and console.stdin.isatty() else console.read_input()
    if not text.strip() and not facts:
        raise UsageError("the text is empty: paste what the customer wrote, or say what is known with --fact KEY=VALUE")
    return text


def _lacking(draft: Draft, form: str, console: Console) -> None:
    """List what is missing; a draft with holes is never printed."""
    if form == "json":
        console.out(outbox.FORMATS["json"](draft))
    for missing in draft.missing:
        example = f", for example --var {missing.name}='{missing.example}'" if missing.example else ""
        console.error(f"missing: {missing.name}: {missing.description}{example}")


def _hints(draft: Draft, store: Store, console: Console) -> None:
    """Say on standard error what the lint found, and what could still be added."""
    for remark in draft.remarks:
        console.error(f"{remark.rule} {remark.what}")
    if draft.left_out and console.stderr.isatty():
        names = ", ".join(missing.name for missing in draft.left_out)
        console.stderr.write(f"\nleft out, because nobody said it: {names} (--var NAME=VALUE, or [reply] in {settings_file()})\n")
