"""`/rename`: give the case a title."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kbassist.model.case import Renamed

if TYPE_CHECKING:
    from kbassist.tui.screens.chat import ChatScreen

HELP = "give this case a title"
USAGE = "TITLE"
LONGEST = 120


async def run(chat: ChatScreen, words: str) -> None:
    """Keep the title."""
    chat.show_step(await chat.session.remark(lambda at: Renamed(at, " ".join(words.split())[:LONGEST])))
