"""`/explain`: the knowledge browser."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kbassist.tui.parts import percent

if TYPE_CHECKING:
    from kbassist.tui.screens.chat import ChatScreen

HELP = "search and read the knowledge: causes, providers, programs, codes"
USAGE = "[TOPIC]"


def proposals(chat: ChatScreen, words: str) -> Sequence[tuple[str, str]]:
    """Propose what the case is about."""
    standing = chat.standing
    named = [(row.value, row.label) for row in standing.facts.rows if row.key in ("provider", "client")]
    causes = standing.diagnosis.causes if standing.diagnosis else ()
    named += [(cause.id, f"{cause.title}, {percent(cause.probability)}") for cause in causes]
    return [each for each in named if each[0].startswith(words)]


async def run(chat: ChatScreen, words: str) -> None:
    """Open the browser, at an article where one is named."""
    from kbassist.tui.app import KbassistApp
    from kbassist.tui.screens.knowledge import KnowledgeScreen

    app = chat.app
    assert isinstance(app, KbassistApp)  # the screen belongs to no other
    app.push_screen(KnowledgeScreen(chat, app.library, words))
