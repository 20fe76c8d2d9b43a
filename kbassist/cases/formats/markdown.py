"""A case as CommonMark, for tickets and wikis."""

from __future__ import annotations

import re

from kbassist.cases.dossier import Dossier, Entry

SUFFIX = "md"

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~&])")
_LONGEST_FENCE = re.compile(r"`+")


def render(case: Dossier) -> str:
    """Return the case as markdown; what people said stands in fences and cannot act as markup."""
    lines = [f"# Case {case.number}: {_escaped(case.title)}", ""]
    lines += [f"- Begun: {case.created}", f"- Last change: {case.changed}", f"- Outcome: {_outcome(case)}", ""]
    if case.causes:
        lines += ["## Likely causes", ""]
        for place, cause in enumerate(case.causes):
            lines.append(f"- **{_escaped(cause.title)}** ({cause.probability:.0%})")
            lines += [f"  - {_escaped(reason)}" for reason in cause.because if place == 0]
        lines.append("")
    if case.steps:
        lines += [f"## What to do: {_escaped(case.advised)}", ""]
        for number, step in enumerate(case.steps, 1):
            first, *rest = step.markdown.split("\n")
            lines += [f"{number}. {first}", *(f"   {line}" for line in rest)]
        lines.append("")
    if case.open_question:
        lines += ["## Open question", "", _escaped(case.open_question), ""]
    if case.facts:
        lines += ["## What is known", "", "| Fact | Value | From |", "|---|---|---|"]
        for fact in case.facts:
            origin = f"{fact.origin}: “{fact.words}”" if fact.words else fact.origin
            lines.append(f"| {_escaped(fact.key)} | {_escaped(fact.label)} | {_escaped(origin)} |")
        lines.append("")
    lines += ["## What was said", ""]
    for entry in case.entries:
        lines += _entry(entry)
    if case.sources:
        lines += ["## Sources", ""]
        lines += [f"- {_escaped(link.title)}" + (f": <{link.url}>" if link.url else "") for link in case.sources]
    return "\n".join(lines).rstrip() + "\n"


def _entry(entry: Entry) -> list[str]:
    lines = [f"**{entry.who}**, {entry.at}: {_escaped(entry.text)}", ""]
    if entry.quoted:
        fence = "`" * max(3, 1 + max((len(run) for run in _LONGEST_FENCE.findall(entry.quoted)), default=0))
        lines += [f"{fence}text", *entry.quoted.split("\n"), fence, ""]
    return lines


def _outcome(case: Dossier) -> str:
    return f"{case.outcome} ({_escaped(case.cause)})" if case.cause else case.outcome


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
