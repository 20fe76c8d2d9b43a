"""The keys of where you are, and all commands."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, Static

from kbassist.tui import catalogue
from kbassist.tui.widgets.dialog import Dialog

WRITING = (
    ("Enter", "send"),
    ("Shift+Enter, Ctrl+J", "new line"),
    ("Up, Down", "messages you sent before"),
    ("1 … 9", "the answer of that number"),
    ("/", "a command; Tab completes it"),
    ("PageUp, PageDown", "scroll the conversation"),
    ("Alt+Up, Alt+Down", "jump between your messages"),
    ("Ctrl+P", "the palette: every command by its name"),
    ("Ctrl+Q", "leave; everything is kept"),
)


def rows_of(screen: Screen[Any]) -> list[tuple[str, str]]:
    """Return the keys of this program that are bound where the focus is, each with what it does; not those of editing text."""
    found: dict[str, str] = {}
    for key, active in screen.active_bindings.items():
        binding = active.binding
        if binding.description and key in _own(type(active.node)):
            found.setdefault(binding.description, screen.app.get_key_display(binding))
    return [(key, says) for says, key in found.items()]


def _own(kind: type) -> set[str]:
    """The keys that the classes of this program bind."""
    own: set[str] = set()
    for cls in kind.__mro__:
        if cls.__module__.startswith("kbassist."):
            for binding in cls.__dict__.get("BINDINGS", ()):
                own.update(key.strip() for key in binding.key.split(","))
    return own


class KeysDialog(Dialog[None]):
    """What can be pressed, and what can be said with a slash."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f1,question_mark,q,enter", "leave", "Leave", show=False)]

    def __init__(self, where: str, rows: list[tuple[str, str]], *, commands: bool) -> None:
        super().__init__()
        self._where = where
        self._rows = rows
        self._commands = commands

    def compose(self) -> ComposeResult:
        """Lay out the dialog."""
        with VerticalScroll(classes="dialog wide-dialog"):
            if self._commands:
                yield Static("Writing", classes="heading", markup=False)
                yield Static(_table(list(WRITING)), markup=False)
            yield Static(f"Keys {self._where}", classes="heading", markup=False)
            yield Static(_table(self._rows), markup=False)
            if self._commands:
                yield Static("Commands", classes="heading", markup=False)
                known = [(name, catalogue.command(name)) for name in catalogue.names()]
                yield Static(_table([(f"/{name} {each.USAGE}".rstrip(), each.HELP) for name, each in known]), markup=False)
        yield Footer(show_command_palette=False)


def _table(rows: list[tuple[str, str]]) -> Content:
    wide = max((len(key) for key, _ in rows), default=0)
    return Content("\n").join(Content.assemble((f"{key:<{wide}}", ".role--key"), f"  {says}") for key, says in rows)
