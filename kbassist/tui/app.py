"""The application: settings, themes, the desk and the screens. Everything that is seen is in `screens` and `widgets`."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.command import Provider
from textual.screen import Screen
from textual.widgets import Input

from kbassist.assistant.settings import Settings, load
from kbassist.tui import themes
from kbassist.tui.screens.opening import OpeningScreen

if TYPE_CHECKING:
    from kbassist.kb.store import Store
    from kbassist.tui.desk import Desk
    from kbassist.tui.screens.chat import ChatScreen
    from kbassist.tui.session import Session, Standing


QUIT = "ctrl+q"


def _palette() -> type[Provider]:
    from kbassist.tui.palette import CommandSearch  # only when the palette is opened

    return CommandSearch


def _quits(event: events.Event) -> bool:
    return isinstance(event, events.Key) and event.key == QUIT


class KbassistApp(App[None]):
    """The chat."""

    TITLE = "kbassist"
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {_palette}
    BINDINGS: ClassVar[list[BindingType]] = [Binding(QUIT, "quit", "Quit", show=False, priority=True)]
    ENABLE_COMMAND_PALETTE = True

    def __init__(
        self,
        open_knowledge: Callable[[], Store],
        *,
        case: int | None = None,
        reduced_motion: bool = False,
        debug: bool = False,
        settings: Settings | None = None,
    ) -> None:
        super().__init__()
        self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide"), (160, "-broad")]
        self.VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-tall")]
        self.settings = load() if settings is None else settings
        self.open_knowledge = open_knowledge
        self._case = case
        self._shows_traceback = debug
        self.broken = False
        """Whether a defect ended the chat."""
        self._early: list[events.Key | events.Paste] | None = []
        """What was typed and pasted before the composer was there, in its order; None from then on."""
        self._session: Session | None = None
        self._desk: Desk | None = None
        self._library: Desk | None = None
        if reduced_motion or self.settings.chat.reduced_motion:
            self.animation_level = "none"
        for theme in (themes.DARK, themes.LIGHT, themes.CONTRAST, themes.terminal_theme(dark=themes.dark_background(os.environ))):
            self.register_theme(theme)
        self.theme = themes.chosen(self.settings.chat.theme, os.environ)

    def get_default_screen(self) -> Screen[object]:
        """What is painted first, before the rest is loaded."""
        return OpeningScreen()

    async def begin(self) -> None:
        """Load the chat and show it."""
        from kbassist.tui.desk import Desk  # the assistant and the chat's widgets: about 100 ms, after the first paint
        from kbassist.tui.screens.chat import ChatScreen
        from kbassist.tui.session import Session

        self._desk = Desk(self.open_knowledge, keeps=self.settings.cases.keep)
        self._session = Session(self._desk)
        chat = ChatScreen(self._session, self._case)
        await self.push_screen(chat)
        chat.set_focus(chat.composer)  # Textual leaves it where the terminal is in the background
        self.call_later(self._hand_over)

    async def on_event(self, event: events.Event) -> None:
        """Hold what is typed before the composer is there.

        Every key passes here first and in its order; a screen would get some of them after the composer got later ones.
        """
        if self._early is None or event.is_forwarded or not isinstance(event, events.Key | events.Paste) or _quits(event):
            await super().on_event(event)
        else:
            self._early.append(event)

    async def _hand_over(self) -> None:
        early, self._early = self._early, None
        for event in early or ():
            await super().on_event(event)

    def get_key_display(self, binding: Binding) -> str:
        """Function keys as they stand on the keyboard."""
        shown = super().get_key_display(binding)
        return shown.upper() if shown[:1] == "f" and shown[1:].isdigit() else shown

    @property
    def library(self) -> Desk:
        """A second desk, for reading: looking something up never waits for a long text to be read."""
        if self._library is None:
            from kbassist.tui.desk import Desk  # loaded with the chat

            self._library = Desk(self.open_knowledge, keeps=False)
        return self._library

    def later(self, call: Callable[[], None]) -> None:
        """Make a call in the thread that handles keys; from any thread, and dropped when the chat has ended."""
        loop = self._loop
        if self.is_running and loop is not None and not loop.is_closed():
            with contextlib.suppress(RuntimeError):  # the loop may close between the question and the call
                loop.call_soon_threadsafe(self.call_later, call)

    @property
    def chat(self) -> ChatScreen:
        """The conversation's screen, whatever lies on top of it."""
        from kbassist.tui.screens.chat import ChatScreen  # loaded after the first paint

        return next(screen for screen in self.screen_stack if isinstance(screen, ChatScreen))

    @property
    def last(self) -> Standing | None:
        """How the case stands, or stood when the chat ended; None where it never began."""
        return self._session.standing if self._session is not None else None

    @property
    def ready(self) -> bool:
        """Whether the conversation is there."""
        return self._desk is not None and any(type(screen).__name__ == "ChatScreen" for screen in self.screen_stack)

    def on_command_palette_opened(self) -> None:
        """Keep the cursor of the palette still where nothing is to move by itself."""
        for field in self.screen.query(Input):
            field.cursor_blink = self.animation_level == "full"

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """None of Textual's own: every action is a command of the chat."""
        return ()

    def _fatal_error(self) -> None:
        """Show one line for a defect, as the command line does; the traceback only where it was asked for."""
        if self._shows_traceback:
            super()._fatal_error()
            return
        error = sys.exc_info()[1]
        self.broken = True
        self._exit_renderables.append(
            f"kbassist: internal error ({type(error).__name__}); please report it with what `kbassist --debug` shows. "
            "Everything that was on screen is kept."
        )
        self._close_messages_no_wait()

    async def on_unmount(self) -> None:
        """Close the files."""
        for desk in (self._desk, self._library):
            if desk is not None:
                desk.close()
