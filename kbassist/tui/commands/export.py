"""`/export`: the case as a file."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kbassist.cases.export import formats, suffix
from kbassist.errors import InputError, UsageError
from kbassist.tui.clipboard import written

if TYPE_CHECKING:
    from kbassist.tui.screens.chat import ChatScreen

HELP = "write this case to a file: markdown, text, html or json; secrets stay masked"
USAGE = "[FORMAT|FILE]"


def proposals(chat: ChatScreen, words: str) -> Sequence[tuple[str, str]]:
    """Propose the formats."""
    stem = f"kbassist-case-{chat.standing.number or 1}"
    return [(name, f"writes {stem}.{suffix(name)}") for name in formats() if name.startswith(words)]


async def run(chat: ChatScreen, words: str) -> None:
    """Write it; a file that exists is never overwritten. Raises UsageError or InputError where that is not possible."""
    if chat.standing.empty:
        raise UsageError("there is nothing to export yet: paste the error first")
    by_name = next((name for name in formats() if words.lower().endswith(f".{suffix(name)}")), "")
    form = words if words in formats() else by_name or "markdown"
    if words and not by_name and words not in formats():
        raise UsageError(f"'{words[:60]}' is neither a format ({', '.join(formats())}) nor a file with the suffix of one")
    number, text = await chat.session.exported(form)
    try:
        if by_name:
            path = os.path.abspath(os.path.expanduser(words))
            with open(path, "x", encoding="utf-8", newline="\n") as file:
                file.write(text)
        else:
            path = written(text, os.getcwd(), f"kbassist-case-{number}", suffix(form))
    except FileExistsError:
        raise UsageError(f"'{words}' exists already; name a new file") from None
    except OSError as error:
        raise InputError(f"cannot write the file: {error.strerror}; name another, such as /export ~/case.md") from error
    chat.say(f"Written to {path}", good=True)
