"""`/cases`: the earlier conversations."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kbassist.tui.screens.chat import ChatScreen

HELP = "earlier conversations: search, resume, rename, export, delete"
USAGE = "[WORDS]"


async def run(chat: ChatScreen, words: str) -> None:
    """Show the list, searched where words are given."""
    from kbassist.tui.screens.cases import CasesScreen

    chat.app.push_screen(CasesScreen(chat, words))
