"""Takes an article of the knowledge into the case: what that means depends on its family."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kbassist.assistant import reply as out
from kbassist.assistant.conversation import Conversation
from kbassist.model.facts import Origin

if TYPE_CHECKING:
    from kbassist.tui.screens.chat import ChatScreen

FACTS = {"providers": "provider", "clients": "client"}
"""Families whose articles are values of a fact."""


async def use(chat: ChatScreen, article: str) -> None:
    """Use an article: state it as a fact, say its code, ask its question, show its steps, or note that it was read."""
    family, _, stem = article.partition("/")
    if family in FACTS:
        await chat.take(lambda talk, at: talk.answer(FACTS[family], stem, at))
    elif family == "codes":
        await chat.take(lambda talk, at: talk.say(stem.replace("-", " "), at))
    elif family == "causes":
        await chat.ask(lambda talk: _steps(talk, stem))
    elif family == "questions":
        row = await chat.session.look(lambda talk: _row(talk, stem))
        chat.edit(row)
    else:
        await chat.take(lambda talk, at: talk.note(f"Read: {article}", at))


def _steps(talk: Conversation, cause: str) -> out.Reply:
    """The steps against a cause for the provider and the program of the case."""
    known = {row.key: row.value for row in talk.facts().rows}
    steps, _ = talk.knowledge.steps(cause, known.get("provider"), known.get("client"))
    return (out.Steps(cause, talk.title_of(cause), steps),)


def _row(talk: Conversation, key: str) -> out.FactRow:
    """The fact as it is known, or as one that is not."""
    known = next((row for row in talk.facts().rows if row.key == key), None)
    question = talk.knowledge.questions()[key]
    return known or out.FactRow(key, question.text, "", "nothing yet", Origin.STATED)
