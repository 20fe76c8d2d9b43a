"""`/facts`: what is known, and changing it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kbassist.tui.parts import name_of

if TYPE_CHECKING:
    from kbassist.tui.screens.chat import ChatScreen

HELP = "all that is known and where it comes from; /facts port 465 changes one, /facts port - takes it back"
USAGE = "[FACT [VALUE]]"


def proposals(chat: ChatScreen, words: str) -> Sequence[tuple[str, str]]:
    """Propose the facts of the case."""
    rows = chat.standing.facts.rows
    return [(row.key, f"{name_of(row.key)}: {row.label}") for row in rows if row.key.startswith(words.split(" ")[0])]


async def run(chat: ChatScreen, words: str) -> None:
    """List them, open one for editing, or change one."""
    key, _, value = words.partition(" ")
    key, value = key.replace("-", "_").rstrip(":="), value.strip().lstrip("=: ")
    row = next((row for row in chat.standing.facts.rows if row.key == key), None)
    if not words:
        await chat.ask(lambda talk: (talk.facts(),))
    elif value == "-":
        await chat.take(lambda talk, at: talk.forget(key, at))
    elif value:
        await chat.take(lambda talk, at: talk.change(key, value, at))
    elif row is not None:
        chat.edit(row)
    else:
        chat.say(f"Nothing is known of '{key}' yet; /facts {key} VALUE states it")
