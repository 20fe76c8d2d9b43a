"""What the tests of the chat share: the app on a small fixed knowledge, and hands and eyes for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from textual import events
from textual.pilot import Pilot

from kbassist.assistant.settings import Settings
from kbassist.kb.store import Store
from kbassist.tui.app import KbassistApp
from kbassist.tui.screens.chat import ChatScreen
from kbassist.tui.widgets.choices import Choices

KNOWLEDGE = Path(__file__).parent / "knowledge"
TRACEBACK = """Traceback (most recent call last):
  File "send.py", line 12, in <module>
    s.login("me@gmail.com", "hunter2-is-secret")
smtplib.SMTPAuthenticationError: (535, b'5.7.8 Username and Password not accepted. For more information, go to
5.7.8  https://support.google.com/mail/?p=BadCredentials ffacd0b85a97d - gsmtp')"""
NAMED_KEYS = {
    " ": "space",
    "/": "slash",
    "?": "question_mark",
    ".": "full_stop",
    "-": "minus",
    "@": "at",
    ":": "colon",
    "_": "underscore",
}


class Stage:
    """The running app, driven as a person would and read as a person would."""

    def __init__(self, app: KbassistApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def chat(self) -> ChatScreen:
        """The screen of the conversation."""
        return self.app.chat

    async def settle(self, seconds: float = 0.0) -> None:
        """Wait until all that was begun is done and shown; dialogs that wait for a person do not count."""
        await self.pilot.pause(seconds)
        while not self.app.ready and self.app.is_running:
            await asyncio.sleep(0.01)
        for _ in range(200):
            busy = [
                worker for worker in self.app.workers if worker.is_running and worker.group in ("steps", "list", "search", "open")
            ]
            if not busy or (len(self.app.screen_stack) > 2 and all(worker.group == "steps" for worker in busy)):
                break
            await asyncio.sleep(0.01)
        await self.pilot.pause(0.02)

    async def press(self, *keys: str) -> None:
        """Press keys."""
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    async def write(self, text: str) -> None:
        """Type a text, key by key."""
        for char in text:
            await self.pilot.press(NAMED_KEYS.get(char, char))
        await self.settle()

    async def say(self, text: str) -> None:
        """Type a text and send it."""
        await self.write(text)
        await self.press("enter")

    async def paste(self, text: str) -> None:
        """Paste a text where the focus is."""
        focused = self.app.screen.focused
        assert focused is not None
        focused.post_message(events.Paste(text))
        await self.settle()

    async def open_palette(self) -> None:
        """Open the command palette and wait until it has gathered its commands, which it does in the background."""
        await self.press("ctrl+p")
        for _ in range(200):
            if self.app.screen.has_class("-ready"):
                break
            await self.settle(0.05)

    async def tell(self, text: str = TRACEBACK) -> None:
        """Paste a text and send it."""
        await self.paste(text)
        await self.press("enter")

    @property
    def talk(self) -> str:
        """Everything in the conversation."""
        return "\n\n".join(entry.plain for entry in self.chat.talk.entries)

    @property
    def chips(self) -> list[str]:
        """The answers on offer."""
        return [chip.label for chip in self.chat.query_one(Choices).chips]

    @property
    def screen(self) -> str:
        """What stands on the screen, line by line."""
        return "\n".join(strip.text for strip in self.app.screen._compositor.render_strips())


Play = Callable[[Stage], Awaitable[None]]


def play(
    scene: Play,
    knowledge: Callable[[], Store],
    *,
    size: tuple[int, int] = (120, 40),
    settings: Settings | None = None,
    **more: Any,
) -> KbassistApp:
    """Run a scene on an app of its own and return the app as it was left."""

    async def run() -> KbassistApp:
        app = KbassistApp(knowledge, reduced_motion=True, settings=settings or Settings(), **more)
        async with app.run_test(size=size) as pilot:
            stage = Stage(app, pilot)
            await stage.settle(0.05)
            await scene(stage)
        return app

    return asyncio.run(run())


async def two_cases(stage: Stage) -> None:
    """Make two cases, the later one resolved, and list them."""
    await stage.tell()
    await stage.say("/rename Scanner at the front desk")
    await stage.say("/new")
    await stage.tell("connection to smtp.gmail.com timed out, mail does not leave")
    await stage.say("/done network-blocked")
    await stage.press("f5")
