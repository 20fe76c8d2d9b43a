"""A line to write in, whose cursor does not blink where motion is reduced."""

from __future__ import annotations

from textual.widgets import Input


class Field(Input):
    """Textual's input."""

    def on_focus(self) -> None:
        """Keep the cursor still where nothing is to move by itself."""
        self.cursor_blink = self.app.animation_level == "full"
