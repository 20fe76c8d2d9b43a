"""`/theme`: how the chat looks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kbassist.errors import UsageError
from kbassist.tui.themes import NAMES

if TYPE_CHECKING:
    from kbassist.tui.screens.chat import ChatScreen

HELP = "dark, light, contrast, or the terminal's own colours; without a name, the next one"
USAGE = "[NAME]"
SAYS = {
    "dark": "light on dark",
    "light": "dark on light",
    "contrast": "black and white, strong colours",
    "terminal": "the terminal's own sixteen colours",
}


def proposals(chat: ChatScreen, words: str) -> Sequence[tuple[str, str]]:
    """Propose the themes."""
    return [(name, SAYS[name]) for name in NAMES if name.startswith(words)]


async def run(chat: ChatScreen, words: str) -> None:
    """Change the theme for this session. Raises UsageError for one that there is not."""
    now = chat.app.theme
    name = words or NAMES[(NAMES.index(now) + 1) % len(NAMES) if now in NAMES else 0]
    if name not in chat.app.available_themes:
        raise UsageError(f"there is no theme '{name[:40]}'; there are: {', '.join(NAMES)}")
    chat.app.theme = name
    chat.say(f'Theme: {name}. `theme = "{name}"` under [chat] in the settings keeps it.', good=True)
