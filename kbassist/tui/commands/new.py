"""`/new`: another case."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kbassist.tui.screens.chat import ChatScreen

HELP = "begin another case; this one stays under /cases"
USAGE = ""


async def run(chat: ChatScreen, words: str) -> None:
    """Begin it."""
    await chat.renew()
    chat.composer.focus()
