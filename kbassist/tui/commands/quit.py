"""`/quit`: leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kbassist.tui.screens.chat import ChatScreen

HELP = "leave; everything is kept, and the next start offers to go on"
USAGE = ""


async def run(chat: ChatScreen, words: str) -> None:
    """Leave."""
    chat.app.exit()
