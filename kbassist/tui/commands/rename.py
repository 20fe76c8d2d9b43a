"""`/rename`: give the case a title."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kbassist.assistant.conversation import Turn

if TYPE_CHECKING:
    from kbassist.tui.screens.chat import ChatScreen

HELP = "give this case a title"
USAGE = "TITLE"


async def run(chat: ChatScreen, words: str) -> None:
    """Keep the title."""
    title = " ".join(words.split())
    await chat.take(lambda talk, at: Turn(talk.rename(title, at), ()))
