"""A case as plain text of 80 columns, for mail and for reading aloud."""

from __future__ import annotations

import textwrap

from kbassist.cases.dossier import Dossier

SUFFIX = "txt"
WIDTH = 80


def render(case: Dossier) -> str:
    """Return the case as plain text."""
    lines = [*_wrapped(f"Case {case.number}: {case.title}"), ""]
    outcome = f"{case.outcome} ({case.cause})" if case.cause else case.outcome
    lines += [f"Begun:       {case.created}", f"Last change: {case.changed}", f"Outcome:     {outcome}", ""]
    if case.causes:
        lines.append("Likely causes")
        for place, cause in enumerate(case.causes):
            lines += _wrapped(f"{cause.title} ({cause.probability:.0%})", "- ")
            lines += [line for reason in cause.because if place == 0 for line in _wrapped(reason, "    ")]
        lines.append("")
    if case.steps:
        lines += _wrapped(f"What to do: {case.advised}")
        for number, step in enumerate(case.steps, 1):
            first, *block = step.plain.split("\n")
            lines += _wrapped(first, f"{number}. ")
            lines += [f"   {line}" for line in block if not line.lstrip().startswith("```")]
        lines.append("")
    if case.open_question:
        lines += ["Open question", *_wrapped(case.open_question, "- "), ""]
    if case.facts:
        lines.append("What is known")
        for fact in case.facts:
            words = f": “{fact.words}”" if fact.words else ""
            lines += _wrapped(f"{fact.key}: {fact.label} ({fact.origin}{words})", "- ")
        lines.append("")
    lines.append("What was said")
    for entry in case.entries:
        lines += _wrapped(f"{entry.at} {entry.who}: {entry.text}", "- ")
        lines += [f"    {line}" for line in entry.quoted.split("\n")] if entry.quoted else []
    if case.sources:
        lines += ["", "Sources"]
        lines += [f"- {link.title}" + (f": {link.url}" if link.url else "") for link in case.sources]
    return "\n".join(line.rstrip() for line in lines).rstrip() + "\n"


def _wrapped(text: str, first: str = "") -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=" " * len(first), break_long_words=False, break_on_hyphens=False
    ) or [first]
