"""The terms of a report, with misspelt words of the text put right where the knowledge knows the word meant."""

from __future__ import annotations

from kbassist.model.features import content, terms
from kbassist.model.report import Report

MOST_TERMS = 1_500
"""Terms looked at; a longer text adds little that is new."""


def report_words(report: Report) -> list[str]:
    """Return the content words of the report in order."""
    return content(token.word for token in report.tokens)


def report_terms(words: list[str]) -> list[str]:
    """Return the words and pairs by which the text is looked up, each once."""
    return terms(words[:MOST_TERMS])[:MOST_TERMS]
