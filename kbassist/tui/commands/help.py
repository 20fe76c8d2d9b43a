"""`/help`: the keys and the commands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kbassist.tui import catalogue

if TYPE_CHECKING:
    from kbassist.tui.screens.chat import ChatScreen

HELP = "the keys of where you are, and all commands"
USAGE = "[COMMAND]"


def proposals(chat: ChatScreen, words: str) -> Sequence[tuple[str, str]]:
    """Propose the commands."""
    return [(name, catalogue.command(name).HELP) for name in catalogue.names() if name.startswith(words.lstrip("/"))]


async def run(chat: ChatScreen, words: str) -> None:
    """Show them, or say what one command does."""
    from kbassist.tui.screens.keys import KeysDialog, rows_of

    name = words.lstrip("/")
    if name in catalogue.names():
        command = catalogue.command(name)
        chat.say(f"/{name} {command.USAGE}".rstrip() + f": {command.HELP}", good=True)
        return
    chat.app.push_screen(KeysDialog("in the chat", rows_of(chat), commands=True))
