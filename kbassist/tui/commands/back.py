"""`/back`: one step back."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kbassist.tui.screens.chat import ChatScreen

HELP = "take back the last thing said, answered, found or tried"
USAGE = ""


async def run(chat: ChatScreen, words: str) -> None:
    """Take it back."""
    await chat.take(lambda talk, at: talk.back())
