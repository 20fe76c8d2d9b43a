"""`/fix`: the steps, though a question is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kbassist.tui.screens.chat import ChatScreen

HELP = "the steps against the likeliest cause, without answering more questions"
USAGE = ""


async def run(chat: ChatScreen, words: str) -> None:
    """Show them."""
    await chat.take(lambda talk, at: talk.fix(at))
