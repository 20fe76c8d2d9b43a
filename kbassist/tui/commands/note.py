"""`/note`: a remark that is no evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kbassist.tui.screens.chat import ChatScreen

HELP = "write a remark into the case; it is kept, but is no evidence"
USAGE = "TEXT"


async def run(chat: ChatScreen, words: str) -> None:
    """Keep the remark."""
    await chat.take(lambda talk, at: talk.note(words, at))
