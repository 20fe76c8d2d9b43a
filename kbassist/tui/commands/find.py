"""`/find`: words in this conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kbassist.tui.screens.chat import ChatScreen

HELP = "find words in this conversation; again without words, the place before; Escape ends it"
USAGE = "[WORDS]"


async def run(chat: ChatScreen, words: str) -> None:
    """Go to the last place where the words stand, or the one before the last found."""
    if not words and not chat.talk.needle:
        chat.composer.put("/find ")
        return
    if not chat.talk.find(words or chat.talk.needle, anew=bool(words)):
        chat.talk.look_for("")
        chat.app.notify(f"Nothing with “{(words or chat.talk.needle)[:60]}” in this conversation", markup=False)
