"""`/done`: the case is resolved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kbassist.tui.parts import percent

if TYPE_CHECKING:
    from kbassist.tui.screens.chat import ChatScreen

HELP = "the case is resolved; name the cause if you know it"
USAGE = "[CAUSE]"


def proposals(chat: ChatScreen, words: str) -> Sequence[tuple[str, str]]:
    """Propose the causes of the diagnosis."""
    causes = chat.standing.diagnosis.causes if chat.standing.diagnosis else ()
    return [(cause.id, f"{cause.title}, {percent(cause.probability)}") for cause in causes if cause.id.startswith(words)]


async def run(chat: ChatScreen, words: str) -> None:
    """Close it. An unknown cause is named as such."""
    await chat.take(lambda talk, at: talk.resolve(words, at))
