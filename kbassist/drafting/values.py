"""The values that a draft supplies to its templates: what the knowledge, the report and the agent have to say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from kbassist.drafting import templates
from kbassist.drafting.case import CaseData, Wish
from kbassist.drafting.excerpts import first_domain, first_time, outward, telling
from kbassist.drafting.render import Part, Said, Trusted, Unknown
from kbassist.drafting.templates import ARTICLE_LANGUAGE, Library
from kbassist.kb.sandbox import MOST_ITEMS
from kbassist.kb.supplied import SUPPLIED
from kbassist.model.diagnosis import Candidate, Verdict
from kbassist.model.draft import Missing, Wording
from kbassist.model.facts import UNKNOWN
from kbassist.model.tones import NEEDS, STEPS, WHAT

UNLIKELY = 0.05
"""Below this a cause counts as ruled out in a note."""
MOST_CAUSES = 4

NOT_A_SERVICE = ("server", "testing")
"""Software that somebody runs: a customer is not told its name, its menus are not his."""

SECTIONS = {"cause_text": WHAT, "cause_steps": STEPS, "cause_needs": NEEDS}


class ShownCause(NamedTuple):
    """A cause as templates see it."""

    title: Said
    summary: Said
    percent: Said
    because: tuple[Said, ...]
    against: tuple[Said, ...]
    article: Said


class ShownFact(NamedTuple):
    """A fact as templates see it."""

    fact: Said
    answer: Said
    origin: str


class ShownQuestion(NamedTuple):
    """A question as templates see it."""

    text: Part
    how: Part


class Page(NamedTuple):
    """A source as templates see it."""

    title: Said
    url: Said


def known(text: str) -> Said:
    """Return a text of the knowledge."""
    return Said(text, "knowledge")


def read(text: str) -> Said:
    """Return a text of the customer's, fit to leave the house."""
    return Said(outward(text), "report")


def supplied(case: CaseData, wish: Wish, library: Library) -> dict[str, Any]:
    """Return a value for every name in `SUPPLIED`; `Unknown` where the case has none."""
    report, diagnosis = case.report, case.diagnosis
    asking = bool(case.asks) and diagnosis.verdict is Verdict.AMBIGUOUS
    values: dict[str, Any] = {name: known(text) for name, text in library.sheet("provider", report.provider).items()}
    values |= {name: known(text) for name, text in library.sheet("client", report.client).items()}
    if values.get("service_kind") in NOT_A_SERVICE and wish.audience == "customer":
        values = {name: value for name, value in values.items() if name in ("program", "program_kind")}
    for name in ("service", "program"):
        values[f"{name}_note"] = known(f" ({values[name]})" if values.get(name) else "")
    causes = case.causes
    first = causes[0] if causes else None
    shown = [_cause(cause, wish, library) for cause in causes]
    likely = [c for c, s in zip(shown, causes, strict=True) if s.probability >= UNLIKELY] or shown[:1]
    unlikely = [c for c, s in zip(shown, causes, strict=True) if s.probability < UNLIKELY]
    values |= {
        "audience": wish.audience,
        "tone": wish.tone,
        "sure": diagnosis.verdict is Verdict.MATCH,
        "asks": asking,
        "code": known(" ".join((*report.reply_codes[:1], *report.status_codes[:1]) or report.http_status[:1])),
        "error": Said(telling(report), "report"),
        "error_short": read(_short(case)),
        "domain": Said(first_domain(report.text), "report"),
        "time": Said(first_time(report.text), "report"),
        "cause": shown[0] if shown else None,
        "causes": likely[:MOST_CAUSES],
        "unlikely": unlikely[:MOST_CAUSES],
        "facts": _facts(case, wish, library),
        "findings": [read(line) for line in case.findings[:MOST_ITEMS]],
        "questions": [question(key, wish.language, library) for key in case.asks],
        "sources": [Page(known(s.title), known(s.url)) for s in diagnosis.sources if s.url][:MOST_ITEMS],
        "case_id": known(case.case_id),
        "articles": [],
        "article_steps": [],
    }
    values |= dict.fromkeys(SECTIONS, Part("", ""))
    if first is not None:
        steps, articles = library.steps(first.id, report.provider, report.client)
        values["article_steps"] = [Trusted(step) for step in steps][:MOST_ITEMS]
        values["articles"] = [known(name) for name in dict.fromkeys((f"causes/{first.id}", *articles))]
        values |= cause_parts(first.id, wish.language, case, library)
    return _completed(values, case.variables)


def _completed(values: dict[str, Any], given: Mapping[str, str]) -> dict[str, Any]:
    """Let what the agent gave take its place, and make what nobody knows an `Unknown`."""
    for name, description in SUPPLIED.items():
        if given.get(name, "").strip():
            values[name] = Said(outward(given[name]), "agent")
        elif name not in values or (isinstance(values[name], Said) and not values[name] and not name.endswith("_note")):
            values[name] = Unknown(Missing(name, description, ""))
    return values


def cause_parts(cause: str, language: str, case: CaseData, library: Library) -> dict[str, Any]:
    """Return text, steps and needs of a cause for a customer.

    A cause without customer wording speaks through its article in the article's language; elsewhere its text is asked for.
    """
    name = f"{language}/causes/{cause}"
    text = templates.wording(library, name)
    if text is None:
        if language != ARTICLE_LANGUAGE:
            lacking = Missing("cause_text", f"the customer wording of '{cause}' in '{language}': replies/{name}.md", "")
            return {"cause_text": Unknown(lacking), "cause_steps": Unknown(lacking), "cause_needs": Part("", name)}
        steps, _ = library.steps(cause, case.report.provider, case.report.client)
        summary = next((c.summary for c in case.causes if c.id == cause), "")
        told = Part("{% for step in article_steps %}\n1. {{ step }}\n{% endfor %}\n", name) if steps else Part("", name)
        return {"cause_text": known(summary), "cause_steps": told, "cause_needs": Part("", name)}
    parts = {key: Part(text.sections.get(title, ""), name) for key, title in SECTIONS.items()}
    own = text.sections.get(f"{STEPS}/{case.report.provider}")
    if own:
        parts["cause_steps"] = Part(own, name)
    return parts


def question(key: str, language: str, library: Library) -> ShownQuestion:
    """Return a question in the customer's words; where there are none, in the article's."""
    text = templates.wording(library, f"{language}/questions/{key}")
    if text is None:
        article = library.article(f"questions/{key}")
        return ShownQuestion(Part(article.title if article else key, key), Part("", key))
    return ShownQuestion(Part(text.title, text.id), Part(text.body.strip(), text.id))


def variables(texts: Iterable[Wording], given: Mapping[str, str]) -> tuple[dict[str, Any], tuple[Missing, ...]]:
    """Return the values of declared variables, and those that have none of their own: the agent's, else the fallback."""
    values: dict[str, Any] = {}
    left_out: dict[str, Missing] = {}
    for text in texts:
        for name, description, example, fallback in text.variables:
            missing = Missing(name, description, example)
            if given.get(name, "").strip():
                values[name] = Said(outward(given[name]), "agent")
            elif fallback is not None:
                values[name] = Said(fallback, "agent")
                left_out[name] = missing
            else:
                values.setdefault(name, Unknown(missing))
    return values, tuple(left_out.values())


def _cause(cause: Candidate, wish: Wish, library: Library) -> ShownCause:
    text = templates.wording(library, f"{wish.language}/causes/{cause.id}")
    return ShownCause(
        known(text.title if text else cause.title),
        known(cause.summary),
        known(f"{cause.probability:.0%}" if cause.probability >= 0.01 else "<1%"),
        tuple(read(reason) for reason in cause.because),
        tuple(read(reason) for reason in cause.against),
        known(f"causes/{cause.id}"),
    )


def _facts(case: CaseData, wish: Wish, library: Library) -> list[ShownFact]:
    found = []
    for fact in case.report.facts:
        text = templates.wording(library, f"{wish.language}/questions/{fact.key}")
        if fact.value == UNKNOWN or text is None or fact.key == "error_code":
            continue
        answer = (text.answers or {}).get(fact.value)
        found.append(ShownFact(known(text.fact), known(answer) if answer else read(fact.value), fact.origin.name))
    return found[:MOST_ITEMS]


def _short(case: CaseData) -> str:
    """Return the server's words in one line: the passage that was recognised, else the first line with a code."""
    text = case.report.text
    if case.diagnosis.matches:
        match = case.diagnosis.matches[0]
        passage = text[match.start : match.end]
    else:
        passage = next((line for line in text.splitlines() if any(code in line for code in case.report.reply_codes)), text)
    words = " ".join(passage.split())
    return words if len(words) <= 160 else words[:159].rstrip() + "…"
