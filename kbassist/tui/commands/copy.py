"""`/copy`: the conversation, the last answer, or given words, into the clipboard."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kbassist.errors import InputError
from kbassist.tui.clipboard import route, written

if TYPE_CHECKING:
    from kbassist.tui.screens.chat import ChatScreen

HELP = "copy the conversation as markdown; /copy last: the last answer; /copy file: into a file"
USAGE = "[last|steps|file]"
SAYS = {"last": "my last answer", "steps": "the steps as they stand in the conversation", "file": "the conversation, into a file"}


def proposals(chat: ChatScreen, words: str) -> Sequence[tuple[str, str]]:
    """Propose what can be copied."""
    return [(name, says) for name, says in SAYS.items() if name.startswith(words)]


async def run(chat: ChatScreen, words: str) -> None:
    """Copy it, and say truthfully whether it arrived. Raises InputError where a file cannot be written."""
    if words == "last":
        said = [entry.plain for entry in chat.talk.entries if entry.kind in ("kbassist", "asked")]
        text = said[-1] if said else ""
    elif words == "steps":
        said = [entry.plain for entry in chat.talk.entries if "What to do:" in entry.plain]
        text = said[-1] if said else ""
    elif words in ("", "file"):
        text = (await chat.session.exported("markdown"))[1] if not chat.standing.empty else ""
    else:
        text = words
    if not text:
        chat.say("There is nothing to copy yet")
        return
    copy(chat, text, file=words == "file")


def copy(chat: ChatScreen, text: str, *, file: bool = False) -> None:
    """Copy a text, into a file where the terminal takes none. Raises InputError where that cannot be written."""
    way = route(os.environ, len(text.encode()))
    if way.works and not file:
        chat.app.copy_to_clipboard(text)
        chat.app.notify(f"Copied {len(text):,} characters: {way.word}.", markup=False)
        return
    try:
        path = written(text, os.getcwd(), f"kbassist-{chat.standing.number or 'copy'}", "md")
    except OSError as error:
        raise InputError(f"cannot write a file in '{os.getcwd()}': {error.strerror}") from error
    chat.say(
        f"{way.word[:1].upper() + way.word[1:]}. Written to {path} instead" if not way.works else f"Written to {path}", good=True
    )
