"""`/otherwise`: what would change the verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kbassist.tui.screens.chat import ChatScreen

HELP = "what would change my mind: the answers that would put another cause first"
USAGE = ""


async def run(chat: ChatScreen, words: str) -> None:
    """Say which answers would."""
    await chat.ask(lambda talk: talk.would_change())
