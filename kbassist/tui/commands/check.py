"""`/check`: live checks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kbassist.tui.screens.chat import ChatScreen

HELP = "look at a server live: name, ports, TLS, certificate, login methods"
USAGE = "[TARGET]"


def proposals(chat: ChatScreen, words: str) -> Sequence[tuple[str, str]]:
    """Propose what the case speaks of."""
    target = chat.standing.target
    return [(target, "from this case")] if target and target.startswith(words) else []


async def run(chat: ChatScreen, words: str) -> None:
    """Show the screen of checks; begin at once where a target is named."""
    from kbassist.tui.screens.checks import ChecksScreen

    watch = chat.lookout.watch
    target = words or (watch.target if watch is not None and chat.lookout.running else chat.standing.target)
    chat.app.push_screen(ChecksScreen(chat, target, start=bool(words)))
