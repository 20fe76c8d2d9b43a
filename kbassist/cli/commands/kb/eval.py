"""Measure the answers on labelled cases."""

from __future__ import annotations

import argparse
import json
import os
from collections import Counter

from kbassist.assistant.evaluate import Case, figures, replay
from kbassist.cli.console import Console
from kbassist.errors import InputError, UsageError
from kbassist.kb import learned
from kbassist.kb.sources import open_store
from kbassist.paths import priors_file

HELP = "measure the answers on labelled cases (the batch form with 'cause' and 'also')"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of `kb eval`."""
    parser.add_argument("files", nargs="*", metavar="CASES.jsonl", help="labelled cases; the cause 'unrelated' marks a negative")
    parser.add_argument("--ask", action="store_true", help="answer up to five questions from each case's facts")
    parser.add_argument(
        "--bar", type=float, default=0.0, metavar="SHARE", help="exit 1 if the true cause is first in less than this"
    )
    parser.add_argument(
        "--fit",
        action="store_true",
        help="show how often each cause is met in the files, or in your resolved cases if none are named",
    )
    parser.add_argument("--use", action="store_true", help="with --fit: let answers count with that from now on")
    parser.add_argument("--forget", action="store_true", help="count with the knowledge's own prevalence again")
    parser.add_argument("--misses", action="store_true", help="list the cases whose true cause is not first")
    parser.add_argument("--json", action="store_true", help="JSON instead of text")


def run(args: argparse.Namespace, console: Console) -> int:
    """Print the figures; 1 below the bar."""
    if args.forget:
        return _forgotten(console)
    if args.fit:
        return _fitted(args, console)
    if args.use:
        raise UsageError("--use goes with --fit")
    if not args.files:
        raise UsageError("name a file of labelled cases; each line needs id, text and cause")
    cases = [case for name in args.files for case in _cases(name)]
    if not cases:
        raise InputError("no labelled case in the files; each line needs id, text and cause")
    outcomes = replay(cases, open_store(args.kb, console.stderr), rounds=5 if args.ask else 0)
    found = figures(outcomes)
    if args.json:
        console.out(json.dumps(found._asdict()))
    else:
        console.out(
            f"{found.cases} cases: true cause first {found.first:.1%}, first or accepted {found.accepted:.1%}, "
            f"among three {found.among_three:.1%}, silent {found.silent:.1%}"
        )
        console.out(
            f"where the text decides: first or accepted {found.decided_accepted:.1%}; provider found {found.provider_found:.1%}"
        )
        console.out(
            f"{found.negatives} negatives: {found.refused:.1%} refused; calibration error {found.calibration_error:.3f}; "
            f"questions {found.questions:.2f} a case"
        )
        for true, said, number in found.confusions:
            console.out(f"  {number:3d}  {true} taken for {said}")
    if args.misses:
        for outcome in outcomes:
            expected = [] if outcome.case.cause == "unrelated" else [outcome.case.cause]
            if outcome.ranking[:1] != expected:
                console.out(
                    json.dumps(
                        {
                            "id": outcome.case.id,
                            "cause": outcome.case.cause,
                            "also": sorted(outcome.case.also),
                            "said": [(c.id, round(c.probability, 2)) for c in outcome.answer.diagnosis.causes[:3]],
                            "matches": [(m.id, m.score) for m in outcome.answer.diagnosis.matches[:3]],
                            "text": outcome.case.text[:300],
                        },
                        ensure_ascii=False,
                    )
                )
    return 1 if found.first < args.bar else 0


def _fitted(args: argparse.Namespace, console: Console) -> int:
    """Show what the cases teach as a difference, and put it in its place where asked to."""
    causes = [case.cause for name in args.files for case in _cases(name)] if args.files else _resolved()
    counts = Counter(causes)
    store = open_store(args.kb, console.stderr)
    store.learn({})
    known = store.causes()
    total = sum(cause.weight for cause in known.values())
    shares = {name: cause.weight / total for name, cause in known.items()}
    cases = sum(counts[name] for name in shares)
    if not cases:
        raise InputError("no resolved case to learn from; close some with `kbassist cases resolve`, or name a labelled file")
    factors = learned.fitted(counts, shares)
    console.out(f"{cases} cases; how often a cause is expected, before and after:")
    for name in sorted(factors, key=lambda name: (-abs(factors[name] - 1), name)):
        console.out(f"  {shares[name]:6.1%} {shares[name] * factors[name]:6.1%}  {name} ({counts[name]} cases)")
    if args.use:
        learned.write(priors_file(), factors, cases)
        console.out("Answers count with this from now on; `kbassist kb eval --forget` undoes it.")
    else:
        console.out("Nothing was changed; add --use to let answers count with this.")
    return 0


def _forgotten(console: Console) -> int:
    path = priors_file()
    if os.path.exists(path):
        os.remove(path)
    console.out("Answers count with the knowledge's own prevalence.")
    return 0


def _resolved() -> list[str]:
    from kbassist.assistant.keeping import user_cases
    from kbassist.model.case import Outcome

    with user_cases() as cases:
        return [summary.cause for summary in cases.list(outcome=Outcome.RESOLVED) if summary.cause]


def _cases(name: str) -> list[Case]:
    try:
        with open(name, encoding="utf-8") as file:
            return [Case.of(json.loads(line)) for line in file if line.strip()]
    except OSError as error:
        raise InputError(f"cannot read '{name}': {error.strerror}; name a file of labelled cases") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"'{name}' is no file of labelled cases ({error}); each line needs id, text and cause") from error
