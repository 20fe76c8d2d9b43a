"""Where the person writes: several lines, a history, a paste of any size as one message, slash commands that complete."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.timer import Timer
from textual.widgets import TextArea

from kbassist.tui.widgets.completions import Completions, Proposal

LARGE = 4_000
"""Characters from which a paste is kept aside and stands as one word in the text: wrapping 200 kB would stall the keys."""
MANY_LINES = 30
PAUSE = 0.6
"""Seconds that a digit stands alone before it counts as the answer of that number; time enough to go on typing `465`."""
MOST_KEPT = 200
"""Messages of the history."""
MOST_PASTED = 8
"""Pastes kept aside; the history may refer to them."""


def no_number(number: int) -> bool:
    """No digit is an answer."""
    return False


def no_proposals(text: str) -> Sequence[Proposal]:
    """Nothing completes."""
    return ()


class Composer(TextArea):
    """Enter sends; Shift+Enter, Alt+Enter and Ctrl+J break the line.

    Both are handled as keys, in their turn among the others: a priority binding would overtake letters typed just before it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pageup", "screen.page(-1)", "Page up in the conversation", show=False),
        Binding("pagedown", "screen.page(1)", "Page down in the conversation", show=False),
    ]

    class Sent(Message):
        """A message is complete."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Marked(Message):
        """A digit stands alone: the choice of that number would be taken. None takes the mark away."""

        def __init__(self, number: int | None) -> None:
            super().__init__()
            self.number = number

    class KeysWanted(Message):
        """A question mark in an empty composer."""

    def __init__(self, completions: Completions, *, id: str | None = None) -> None:
        super().__init__(
            id=id, soft_wrap=True, show_line_numbers=False, compact=True, highlight_cursor_line=False, tab_behavior="focus"
        )
        self.takes_number: Callable[[int], bool] = no_number
        """Whether a lone digit is an answer now."""
        self.proposes: Callable[[str], Sequence[Proposal]] = no_proposals
        """What the text could become."""
        self._completions = completions
        self._history: list[str] = []
        self._at = 0
        self._draft = ""
        self._pasted: dict[str, str] = {}
        self._pending: Timer | None = None

    def on_mount(self) -> None:
        """Keep the cursor still where nothing is to move by itself."""
        self.cursor_blink = self.app.animation_level == "full"

    @property
    def message(self) -> str:
        """The text with what was pasted into it."""
        text = self.text
        for word, pasted in self._pasted.items():
            text = text.replace(word, pasted)
        return text

    def put(self, text: str) -> None:
        """Replace the text and go to its end."""
        self.load_text(text)
        self.move_cursor(self.document.end)

    # -- sending -----------------------------------------------------------------------------------------------------

    def send(self) -> None:
        """Take the marked completion, or send the message; an empty one too, for Enter alone may mean something."""
        self._cancel()
        if self._completions.display:
            self._propose()  # the list may lag behind letters that came just before Enter
        marked = self._completions.marked if self._completions.display else None
        if marked is not None and marked.text.rstrip() != self.text.strip():
            self.put(marked.text)
            if not marked.complete:
                return
        message = self.message
        if message.strip() and (not self._history or self._history[-1] != self.text):
            self._history = [*self._history, self.text][-MOST_KEPT:]
        self._at, self._draft = len(self._history), ""
        self.load_text("")
        self._completions.propose(())
        self.post_message(self.Sent(message))
        while len(self._pasted) > MOST_PASTED:
            self._pasted.pop(next(iter(self._pasted)))

    async def _on_paste(self, event: events.Paste) -> None:
        """Take a small paste as typed; put a large one aside, a word of its own standing for it."""
        event.prevent_default()
        event.stop()
        self._cancel()
        text = event.text.replace("\r\n", "\n").replace("\r", "\n")
        lines = text.count("\n") + 1
        if len(text) < LARGE and lines < MANY_LINES:
            self.insert(text)
            return
        word = f"[pasted {lines:,} line{'s' * (lines != 1)}, {max(1, len(text) // 1000):,} kB]"
        while word in self._pasted and self._pasted[word] != text:
            word = word[:-1] + "*]"
        self._pasted[word] = text
        self.insert(word)

    # -- keys --------------------------------------------------------------------------------------------------------

    async def _on_key(self, event: events.Key) -> None:
        self._cancel()
        if self._completions.display and event.key in ("up", "down", "tab", "escape"):
            event.stop()
            event.prevent_default()
            self._complete(event.key)
        elif event.key == "enter":
            event.stop()
            event.prevent_default()
            self.send()
        elif event.key in ("ctrl+j", "shift+enter", "alt+enter"):
            event.stop()
            event.prevent_default()
            self.insert("\n")
        elif event.key == "up" and self.cursor_at_first_line:
            event.prevent_default()
            self._recall(-1)
        elif event.key == "down" and self.cursor_at_last_line and self._at < len(self._history):
            event.prevent_default()
            self._recall(1)
        elif not self.text and event.character == "?":
            event.stop()
            event.prevent_default()
            self.post_message(self.KeysWanted())
        else:
            if not self.text and event.key.isdigit() and self.takes_number(int(event.key)):
                self._hold(int(event.key))
            await super()._on_key(event)

    def _complete(self, key: str) -> None:
        self._propose()
        marked = self._completions.marked
        if key == "up":
            self._completions.action_cursor_up()
        elif key == "down":
            self._completions.action_cursor_down()
        elif key == "escape":
            self._completions.propose(())
        elif marked is not None:
            self.put(marked.text)

    def on_text_area_changed(self) -> None:
        """Propose what a slash command could be."""
        self._propose()

    def _propose(self) -> None:
        text = self.text
        wanted = self.proposes(text) if text.startswith("/") and "\n" not in text else ()
        self._completions.propose(wanted)

    # -- a digit alone -----------------------------------------------------------------------------------------------

    def _hold(self, number: int) -> None:
        self.post_message(self.Marked(number))
        self._pending = self.set_timer(PAUSE, lambda: self._settle(str(number)))

    def _settle(self, digit: str) -> None:
        """Send a digit that was left alone."""
        if self.text == digit:
            self.send()

    def _cancel(self) -> None:
        if self._pending is not None:
            self._pending.stop()
            self._pending = None
            self.post_message(self.Marked(None))

    # -- history -----------------------------------------------------------------------------------------------------

    def _recall(self, step: int) -> None:
        if self._at == len(self._history):
            self._draft = self.text
        self._at = max(0, min(len(self._history), self._at + step))
        self.put(self._draft if self._at == len(self._history) else self._history[self._at])
