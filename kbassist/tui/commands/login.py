"""`/login`: one login, live."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kbassist.tui.screens.chat import ChatScreen

HELP = "log in to the server once; the secret is asked for without echo and kept nowhere"
USAGE = "[TARGET]"


async def run(chat: ChatScreen, words: str) -> None:
    """Ask for the login, then check with it."""
    from kbassist.net.context import Asked
    from kbassist.tui.screens.checks import ChecksScreen
    from kbassist.tui.screens.login import LoginDialog

    target = words or chat.standing.target
    login = await chat.app.push_screen_wait(LoginDialog(target))
    if login is None:
        return
    if login.kind == "look":
        chat.lookout.check(login.target, Asked(credential=login.secret), only=("credential",))
    elif login.kind == "token":
        chat.lookout.check(login.target, Asked(token=login.secret))
    else:
        asked = Asked(login=True, user=login.user, secret=login.secret, mechanism=login.mechanism, insecure=login.insecure)
        chat.lookout.check(login.target, asked)
    if not any(isinstance(screen, ChecksScreen) for screen in chat.app.screen_stack):
        chat.app.push_screen(ChecksScreen(chat, login.target))
