"""What is typed before the chat is there, at every moment of its start."""

from __future__ import annotations

import asyncio
import string
from collections.abc import Callable
from itertools import cycle, islice

import pytest
from textual import events

from kbassist.assistant.settings import Settings
from kbassist.kb.store import Store
from kbassist.tui.app import KbassistApp

TURNS_AFTER = 100
"""Turns of the event loop for which the typing goes on once the composer has the focus."""


async def typed_through_a_start(app: KbassistApp, every: int) -> tuple[str, str]:
    """Type a letter every so many turns of the event loop, each tenth pasted; return what was typed and what the composer holds."""
    running = asyncio.create_task(app.run_async(headless=True, size=(110, 36)))
    letters, typed, turns, after = cycle(string.ascii_lowercase), "", 0, 0
    while after < TURNS_AFTER and not running.done():
        turns += 1
        after += app.ready and app.chat.focused is not None
        if app.is_running and turns % every == 0:
            typed += next(letters)
            letter = typed[-1]
            app.post_message(events.Paste(letter) if len(typed) % 10 == 0 else events.Key(letter, letter))
        await asyncio.sleep(0)
    while len(app.chat.composer.text) < len(typed) and after < 10 * TURNS_AFTER:
        after += 1
        await asyncio.sleep(0.001)
    written = app.chat.composer.text
    app.exit()
    await running
    return typed, written


@pytest.mark.parametrize("every", [1, 2, 3, 7])
def test_no_key_is_lost_or_overtaken_while_the_chat_starts(small_knowledge: Callable[[], Store], every: int) -> None:
    app = KbassistApp(small_knowledge, reduced_motion=True, settings=Settings())
    typed, written = asyncio.run(typed_through_a_start(app, every))
    assert typed == "".join(islice(cycle(string.ascii_lowercase), len(typed)))
    assert len(typed) > TURNS_AFTER / every
    assert written == typed


def test_a_function_key_pressed_early_does_what_it_says(small_knowledge: Callable[[], Store]) -> None:
    app = KbassistApp(small_knowledge, reduced_motion=True, settings=Settings())

    async def first_shown() -> str:
        async with app.run_test() as pilot:
            assert not app.ready
            await pilot.press("f1")
            while not app.ready or len(app.screen_stack) < 3:
                await pilot.pause(0.01)
            return type(app.screen).__name__

    assert asyncio.run(asyncio.wait_for(first_shown(), 60)) == "KeysDialog"
