"""What the reply screen may choose from, and how it gets its drafts: made on the desk, where the knowledge is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from kbassist.assistant.conversation import Conversation
from kbassist.assistant.drafts import draft_for, given_by_case
from kbassist.assistant.settings import ReplySettings
from kbassist.drafting import templates
from kbassist.drafting.case import Wish
from kbassist.model.draft import Draft
from kbassist.model.tones import TONES
from kbassist.tui.session import Session


class Offer(NamedTuple):
    """Everything the screen needs."""

    session: Session
    audiences: tuple[str, ...]
    tones: tuple[str, ...]
    languages: tuple[str, ...]
    wish: Wish
    variables: Mapping[str, str]

    async def draft(self, wish: Wish, variables: Mapping[str, str]) -> Draft | None:
        """Return the draft, or None where nothing matches the case. Raises UsageError or KnowledgeError of the templates."""
        number = self.session.standing.number or 0

        def made(talk: Conversation) -> Draft | None:
            return draft_for(given_by_case(talk, number), wish, variables, talk.knowledge)

        return await self.session.look(made)


async def offer(session: Session, settings: ReplySettings) -> Offer:
    """Return what there is to choose from, with what the settings say chosen."""
    languages = tuple(await session.look(lambda talk: templates.languages(talk.knowledge)))
    language = settings.language if settings.language in languages else languages[0] if languages else "en"
    audiences = tuple(await session.look(lambda talk: templates.audiences(talk.knowledge, language)))
    first = "customer" if "customer" in audiences else next(iter(audiences), "customer")
    return Offer(session, audiences, TONES, languages, Wish(first, settings.tone, language), settings.variables)
