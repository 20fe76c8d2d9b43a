"""Makes the dossier of a case: its events in words, and what the knowledge of today says of them."""

from __future__ import annotations

from kbassist.assistant.conversation import Conversation
from kbassist.assistant.facts import label
from kbassist.assistant.plaintext import plain
from kbassist.cases.dossier import CauseLine, Dossier, Entry, FactLine, Link, Step
from kbassist.cases.store import Summary
from kbassist.model import case
from kbassist.model.facts import Origin

LEAST_SHOWN = 0.03
"""A cause less likely than this is not worth a line."""
ORIGINS = {Origin.STATED: "said", Origin.READ: "read from the text", Origin.CHECKED: "checked live"}


def dossier(summary: Summary, talk: Conversation) -> Dossier:
    """Return all about a case as it stands."""
    found, resolved = talk.diagnosis, talk.state.outcome is case.Outcome.RESOLVED
    steps = talk.steps_for(talk.state.cause) if resolved and talk.state.cause else talk.steps
    return Dossier(
        number=summary.id,
        title=summary.title,
        created=summary.created,
        changed=summary.changed,
        outcome=summary.outcome.value,
        cause=talk.title_of(talk.state.cause) if resolved and talk.state.cause else "",
        entries=tuple(_entry(event, talk) for event in talk.events),
        facts=tuple(FactLine(row.key, row.value, row.label, ORIGINS[row.origin], row.words) for row in talk.facts().rows),
        causes=tuple(
            CauseLine(one.id, one.title, one.probability, one.because)
            for one in (found.causes if found else ())
            if one.probability >= LEAST_SHOWN
        ),
        advised=steps.title if steps else "",
        steps=tuple(Step(step, plain(step)) for step in (steps.steps if steps else ())),
        sources=tuple(Link(source.title, source.url) for source in (steps.sources if steps else ())),
        open_question=talk.question.text if talk.question else "",
        events=tuple(case.as_object(event) for event in talk.events),
    )


def _entry(event: case.Event, talk: Conversation) -> Entry:
    match event:
        case case.TextSaid(at, text):
            return Entry(at, "you", "described the trouble", text)
        case case.FactAnswered(at, key, value, words):
            question = talk.knowledge.questions().get(key)
            told = f"{question.text if question else key} {label(key, value, talk.knowledge) if question else value}"
            return Entry(at, "you", told, words)
        case case.AnswerWithdrawn(at, key):
            return Entry(at, "you", f"took back: {key}")
        case case.FindingsMade(at, findings):
            lines = [f"{found.status:5} {found.target}: {found.title}" for found in findings]
            return Entry(at, "kbassist", "checked live", "\n".join(lines))
        case case.FixShown(at, cause):
            return Entry(at, "you", f"asked for the steps: {talk.title_of(cause)}")
        case case.FixTried(at, cause, helped):
            return Entry(at, "you", f"tried the steps, they {'helped' if helped else 'did not help'}: {talk.title_of(cause)}")
        case case.Resolved(at, cause):
            return Entry(at, "you", f"resolved{f': {talk.title_of(cause)}' if cause else ''}")
        case case.DraftKept(at, template, audience, text):
            return Entry(at, "kbassist", f"drafted a reply ({template}, for {audience})", text)
        case case.NoteWritten(at, text):
            return Entry(at, "you", "noted", text)
        case case.Renamed(at, title):
            return Entry(at, "you", f"named the case: {title}")
