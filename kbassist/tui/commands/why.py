"""`/why`: why the open question is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kbassist.tui.screens.chat import ChatScreen

HELP = "why this question is asked, what each answer would lead to, how to find it out"
USAGE = ""


async def run(chat: ChatScreen, words: str) -> None:
    """Say why."""
    await chat.ask(lambda talk: talk.why())
