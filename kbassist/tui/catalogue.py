"""The slash commands: the files of `kbassist.tui.commands`, one each. Nothing lists them."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Sequence
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from kbassist.tui.screens.chat import ChatScreen

_PACKAGE = "kbassist.tui.commands"


class Command(Protocol):
    """What the file of a command holds. `proposals` may be missing where there is nothing to propose."""

    HELP: str
    """One line: what it does."""
    USAGE: str
    """What follows the name, such as `[TARGET]`; empty where nothing does."""

    def run(self, chat: ChatScreen, words: str) -> Awaitable[None]:
        """Do it. `words` is what follows the name. Raises KbassistError with a sentence for the person."""


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """Return the names of all commands, sorted, without importing any."""
    folder = os.path.join(os.path.dirname(__file__), "commands")
    stems = (entry.name.removesuffix(".py") for entry in os.scandir(folder) if entry.name.endswith(".py"))
    return tuple(sorted(stem for stem in stems if not stem.startswith("_")))


def command(name: str) -> Command:
    """Return the command of a name that `names` lists."""
    return cast(Command, import_module(f"{_PACKAGE}.{name}"))


def proposals(name: str, chat: ChatScreen, words: str) -> Sequence[tuple[str, str]]:
    """Return what could follow a command's name, each with a word on it."""
    propose = getattr(command(name), "proposals", None)
    return propose(chat, words) if propose else ()


def needs_words(name: str) -> bool:
    """Tell whether a command cannot run by its name alone."""
    return bool(command(name).USAGE) and not command(name).USAGE.startswith("[")
