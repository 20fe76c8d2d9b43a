"""What a line in the composer means: an answer or a text for the conversation, or a slash command."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kbassist.tui import catalogue
from kbassist.tui.widgets.choices import Chip
from kbassist.tui.widgets.completions import Proposal

if TYPE_CHECKING:
    from kbassist.tui.screens.chat import ChatScreen

MOST = 7
"""Proposals shown."""
SPOKEN = {
    "why": "why",
    "why do you ask": "why",
    "what would change your mind": "otherwise",
    "help": "help",
    "quit": "quit",
    "exit": "quit",
}
"""Commands that are also understood without a slash, where nothing else stands in the message."""


def takes_number(chips: Sequence[Chip], number: int) -> bool:
    """Tell whether a lone digit is an answer: not where answers are numbers themselves, such as ports."""
    return any(chip.number == number for chip in chips) and not any(chip.label[:1].isdigit() for chip in chips)


def sent(chat: ChatScreen, text: str) -> None:
    """Do what a message says."""
    bare = text.strip()
    if not bare:
        if chat.unfinished is not None:
            chat.go_on(chat.unfinished.id)
        return
    name, words = split(bare)
    spoken = SPOKEN.get(re.sub(r"[\s?!.]+\Z", "", bare.lower()))
    chip = next((chip for chip in _chips(chat) if bare == str(chip.number)), None)
    if name:
        start(chat, name, words)
    elif spoken:
        start(chat, spoken, "")
    elif chip is not None and chip.value.startswith("/"):
        pressed(chat, chip)
    else:
        chat.step(lambda talk, at: talk.understand(text, at))


def split(text: str) -> tuple[str, str]:
    """Return the name and the words of a slash command; no name where the text is none, such as a path."""
    found = re.fullmatch(r"/([a-z]+)(?:[ \t]+(.*))?", text, re.DOTALL)
    return (found[1], (found[2] or "").strip()) if found else ("", "")


def pressed(chat: ChatScreen, chip: Chip) -> None:
    """Take a chip for what it stands for."""
    standing = chat.standing
    if chip.value == "/resume" and chat.unfinished is not None:
        chat.go_on(chat.unfinished.id)
    elif chip.value.startswith("/"):
        start(chat, chip.value[1:], "")
    elif standing.question is not None:
        key = standing.question.key
        chat.step(lambda talk, at: talk.answer(key, chip.value, at))
    else:
        chat.step(lambda talk, at: talk.understand(str(chip.number), at))


def start(chat: ChatScreen, name: str, words: str) -> None:
    """Run a slash command; where it needs words that are missing, wait for them in the composer."""
    if name not in catalogue.names():
        near = _nearest(name)
        chat.say(f"There is no /{name}{f'; did you mean /{near}?' if near else ''} /help lists the commands.")
        return
    if not words and catalogue.needs_words(name):
        chat.composer.put(f"/{name} ")
        chat.composer.focus()
        return
    chat.command(name, words)


def _nearest(name: str) -> str:
    from rapidfuzz import process  # loaded with the knowledge anyway

    found = process.extractOne(name, catalogue.names(), score_cutoff=60)
    return str(found[0]) if found else ""


def _chips(chat: ChatScreen) -> Sequence[Chip]:
    from kbassist.tui.widgets.choices import Choices

    return chat.query_one(Choices).chips


def proposals(chat: ChatScreen, text: str) -> Sequence[Proposal]:
    """Return what a text that begins with a slash could become."""
    name, blank, words = text[1:].partition(" ")
    if not blank:
        found = [each for each in catalogue.names() if each.startswith(name)]
        return [_named(each) for each in found[:30]]
    if name not in catalogue.names():
        return ()
    follow = catalogue.proposals(name, chat, words.lstrip())
    fitting = [(value, says) for value, says in follow if value.startswith(words.lstrip())]
    return [Proposal(f"/{name} {value}", value, says) for value, says in fitting[:MOST]]


def _named(name: str) -> Proposal:
    command = catalogue.command(name)
    needs = catalogue.needs_words(name)
    return Proposal(f"/{name} " if needs else f"/{name}", f"/{name} {command.USAGE}".rstrip(), command.HELP, not needs)


def follow(chat: ChatScreen, target: str) -> None:
    """Open a link: an article in the browser of knowledge; an address outside is shown and copied, never opened by itself."""
    if target.startswith(("http://", "https://", "mailto:")):
        chat.start_command("copy", target.removeprefix("mailto:"))
    else:
        chat.start_command("explain", target)
