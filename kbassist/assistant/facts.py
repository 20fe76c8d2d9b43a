"""The facts of a case as rows for people: the question, the answer in words, where it comes from."""

from kbassist.assistant.reply import FactRow
from kbassist.kb.store import Store
from kbassist.model.case import State
from kbassist.model.facts import UNKNOWN, Origin
from kbassist.model.report import Report


def fact_rows(report: Report, state: State, knowledge: Store) -> tuple[FactRow, ...]:
    """Return every fact of the case by key; provider and client count as facts, and so does an answer "I don't know"."""
    rows = {}
    for key, named in (("provider", report.provider), ("client", report.client)):
        if named:
            rows[key] = _row(key, named, Origin.READ, "", knowledge)
    for fact in report.facts:
        words = fact.words
        if fact.origin is Origin.STATED and fact.key in state.stated:
            words = state.stated[fact.key].words
        rows[fact.key] = _row(fact.key, fact.value, fact.origin, words, knowledge)
    return tuple(rows[key] for key in sorted(rows))


def _row(key: str, value: str, origin: Origin, words: str, knowledge: Store) -> FactRow:
    question = knowledge.questions()[key]
    return FactRow(key, question.text, value, label(key, value, knowledge), origin, words)


def label(key: str, value: str, knowledge: Store) -> str:
    """Return a fact's value in words."""
    if value == UNKNOWN:
        return "not known"
    if key in ("provider", "client"):
        owner = knowledge.owner(key, value)
        return owner.title if owner else value
    return next((each.label for each in knowledge.questions()[key].answers if each.value == value), value)
