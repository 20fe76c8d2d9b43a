"""What is painted first: the first words, in one widget, while the rest of the chat is loaded behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

if TYPE_CHECKING:
    from kbassist.tui.app import KbassistApp

WORDS = (
    "**The mail server does not let you in?** Paste the error as it stands: a traceback, a log, a bounce, a dialog's text. "
    "Or say in a few words what happens.",
    "I name the likeliest cause, say why, and ask the one question that tells most. Answer with a number or in your own words.",
    "`/` lists the commands, `?` the keys. Nothing that you paste leaves this machine, and passwords in it are masked.",
)
"""The first words, in the markdown of the knowledge; the chat shows them in the same place."""
PANEL = 40
"""Columns that the chat leaves to the case beside it, from WIDE columns on."""
WIDE = 100


class OpeningScreen(Screen[object]):
    """Shows the first words until the chat is there."""

    def compose(self) -> ComposeResult:
        """The title and the first words, where the chat has them."""
        title = Content.assemble((" kbassist", "bold"), "\n\n")
        plain = "\n\n".join(words.replace("**", "").replace("`", "") for words in WORDS)
        told = Static(Content.assemble(title, plain), markup=False)
        told.styles.padding = (0, 2)
        told.styles.width = "1fr" if self.app.size.width < WIDE else self.app.size.width - PANEL
        yield told

    def on_mount(self) -> None:
        """Go on when this is painted."""
        self.call_after_refresh(cast("KbassistApp", self.app).begin)
