"""From a conversation as it stands to a draft: what was checked and what was tried count as they do in the diagnosis."""

from __future__ import annotations

from collections.abc import Mapping

from kbassist.assistant.conversation import Conversation
from kbassist.assistant.drafts import Given, next_questions
from kbassist.drafting.case import CaseData, Wish
from kbassist.drafting.draft import draft
from kbassist.model.case import FindingsMade
from kbassist.model.diagnosis import Verdict
from kbassist.model.draft import Draft


def draft_of(talk: Conversation, wish: Wish, variables: Mapping[str, str], number: int | None) -> Draft | None:
    """Return the draft for a conversation, or None where nothing in the knowledge matches it.

    Raises UsageError for an unknown audience, tone or language, KnowledgeError for a broken template.
    """
    result = talk.result
    if result is None or result.diagnosis.verdict is Verdict.NO_MATCH:
        return None
    findings = tuple(
        f"{found.status}: {found.title}" for event in talk.events if isinstance(event, FindingsMade) for found in event.findings
    )
    stated = {key: said.value for key, said in talk.state.stated.items()} | dict(talk.state.checked)
    asks: tuple[str, ...] = ()
    if result.diagnosis.next_question is not None:
        asks = next_questions(Given(talk.state.text, stated), result, talk.knowledge)
    case_id = str(number) if number is not None else ""
    return draft(CaseData(result.report, result.diagnosis, variables, asks, findings, case_id), wish, talk.knowledge)
