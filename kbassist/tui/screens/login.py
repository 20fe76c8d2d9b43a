"""The login, asked for without echo. What is typed lives in memory only, for one run."""

from __future__ import annotations

from typing import NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Checkbox, Input, Static

from kbassist.model.secret import Secret
from kbassist.tui.marks import visible
from kbassist.tui.widgets.dialog import Dialog
from kbassist.tui.widgets.field import Field

WORDS = "Tried once, within verified TLS, and never written down. Tab moves, Enter logs in, Escape leaves."

INSECURE = "Log in even if the certificate is not trusted: {}"
"""Says it in words too: the box tells yes from no by its colour alone."""


class Login(NamedTuple):
    """What was asked for. `kind` is `login`, `look` (the secret's form, offline) or `token`."""

    kind: str
    target: str
    user: str
    secret: Secret
    mechanism: str
    insecure: bool


class LoginDialog(Dialog[Login]):
    """Gives a `Login`."""

    def __init__(self, target: str, user: str = "") -> None:
        super().__init__()
        self._target = target
        self._user = user

    def compose(self) -> ComposeResult:
        """Lay out the dialog."""
        with Vertical(classes="dialog"):
            yield Static(
                Content(visible(f"Log in to {self._target}" if self._target else "Log in")), classes="heading", markup=False
            )
            if not self._target:
                yield Field(placeholder="server, such as smtp.example.com:587", id="server")
            yield Field(self._user, placeholder="user name, usually the full address", id="user")
            yield Field(placeholder="password or key (not shown)", password=True, id="secret")
            yield Field(placeholder="mechanism: chosen by itself, or PLAIN, LOGIN, CRAM-MD5, XOAUTH2 …", id="mechanism")
            yield Checkbox(INSECURE.format("no"), id="insecure")
            yield Static(WORDS, markup=False, id="words")
            with Horizontal(classes="buttons"):
                yield Button("Log in", id="login", variant="primary", compact=True)
                yield Button("Only look at it, offline", id="look", compact=True)
                yield Button("API token", id="token", compact=True)

    def on_mount(self) -> None:
        """Begin with the first empty field."""
        empty = next(field for field in self.query(Input) if not field.value)
        empty.focus()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        if event.input.id in ("server", "user"):
            self.focus_next()
        else:
            self._give("login")

    @on(Checkbox.Changed)
    def _ticked(self, event: Checkbox.Changed) -> None:
        event.checkbox.label = INSECURE.format("yes" if event.value else "no")

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        self._give(event.button.id or "login")

    def _give(self, kind: str) -> None:
        field = self.query_one("#secret", Input)
        server = self._target or (self.query_one("#server", Input).value.strip())
        user = self.query_one("#user", Input).value.strip()
        missing = "the secret" if not field.value else "the user name" if kind == "login" and not user else ""
        missing = missing or ("the server" if kind != "look" and not server else "")
        if missing:
            self.query_one("#words", Static).update(Content.assemble((f"Missing: {missing}.", ".role--warn")))
            return
        secret = Secret(field.value.encode())
        field.value = ""
        mechanism = self.query_one("#mechanism", Input).value.strip().upper()
        self.dismiss(Login(kind, server, user, secret, mechanism, self.query_one(Checkbox).value))
