"""`/reply`: a draft of the reply."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from kbassist.errors import UsageError

if TYPE_CHECKING:
    from kbassist.tui.app import KbassistApp
    from kbassist.tui.screens.chat import ChatScreen

HELP = "draft the reply: to the customer, for colleagues, or to the provider"
USAGE = ""


async def run(chat: ChatScreen, words: str) -> None:
    """Open the screen. Raises UsageError where there is no case yet."""
    from kbassist.tui.drafts import offer
    from kbassist.tui.screens.reply import ReplyScreen

    if chat.standing.diagnosis is None:
        raise UsageError("there is nothing to reply to yet: paste what the customer wrote")
    offered = await offer(chat.session, cast("KbassistApp", chat.app).settings.reply)
    if not offered.audiences:
        raise UsageError("this knowledge has no templates for replies; they are the files of its folder replies/")
    chat.app.push_screen(ReplyScreen(chat, offered))
