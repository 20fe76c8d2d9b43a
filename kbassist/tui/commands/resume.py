"""`/resume`: go on with a kept case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kbassist.errors import UsageError
from kbassist.tui.catalogue import command

if TYPE_CHECKING:
    from kbassist.tui.screens.chat import ChatScreen

HELP = "go on with a kept case by its number; without one, choose from the list"
USAGE = "[NUMBER]"


async def run(chat: ChatScreen, words: str) -> None:
    """Go on with it. Raises UsageError for what is no number."""
    if not words:
        await command("cases").run(chat, "")
    elif words.isdigit():
        await chat.resume(int(words))
    else:
        raise UsageError(f"'{words[:40]}' is no number of a case; /cases lists them")
