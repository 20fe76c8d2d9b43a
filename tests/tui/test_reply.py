"""The reply screen on the real templates: live preview, edit, copy, save, keep."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.widgets import OptionList, TextArea

from kbassist.cases.store import Cases
from kbassist.kb.sources import open_store
from kbassist.kb.store import Store
from kbassist.model.case import DraftKept
from kbassist.tui.app import KbassistApp
from kbassist.tui.screens.reply import ReplyScreen
from kbassist.tui.widgets.block_view import BlockView
from tui.stage import Play, Stage, play


@pytest.fixture
def real(store: Store) -> Callable[..., KbassistApp]:
    """Run a scene on the built-in knowledge: the small one has no templates."""

    def run(scene: Play, **more: object) -> KbassistApp:
        return play(scene, open_store, **more)

    return run


async def opened(stage: Stage) -> ReplyScreen:
    await stage.tell()
    await stage.say("/reply")
    for _ in range(200):
        if isinstance(stage.app.screen, ReplyScreen) and "Subject" in stage.screen:
            break
        await stage.settle(0.05)
    screen = stage.app.screen
    assert isinstance(screen, ReplyScreen)
    await stage.settle(0.1)
    return screen


def shown(screen: ReplyScreen) -> str:
    return "\n".join(entry.plain for entry in screen.query_one("#draft", BlockView).entries)


def test_without_a_case_there_is_nothing_to_reply(real: Callable[..., KbassistApp]) -> None:
    async def scene(stage: Stage) -> None:
        await stage.say("/reply")
        assert "There is nothing to reply to yet" in stage.talk

    real(scene)


def test_the_preview_follows_audience_tone_language_and_values(real: Callable[..., KbassistApp]) -> None:
    async def scene(stage: Stage) -> None:
        screen = await opened(stage)
        first = shown(screen)
        assert "Gmail" in first and "hunter2" not in first
        for name, value in (("tone", "friendly"), ("audience", "internal"), ("language", "de")):
            listed = screen.query_one(f"#{name}", OptionList)
            values = [str(listed.get_option_at_index(n).prompt) for n in range(listed.option_count)]
            before = shown(screen)
            listed.highlighted = values.index(value)
            await stage.settle(0.3)
            assert shown(screen) != before, name
            listed.highlighted = values.index({"tone": "neutral", "audience": "customer", "language": "en"}[name])
            await stage.settle(0.3)
        field = screen.query_one("#field-agent_name")
        field.focus()
        await stage.write("Dana Weber")
        await stage.settle(0.3)
        assert "Dana Weber" in shown(screen)

    real(scene)


def test_a_reply_is_edited_copied_saved_and_kept(real: Callable[..., KbassistApp], own_folders: Path) -> None:
    async def scene(stage: Stage) -> None:
        screen = await opened(stage)
        await stage.press("f2")
        assert isinstance(stage.app.screen.focused, TextArea)
        await stage.write("Dear Anna")
        await stage.press("enter", "f2")
        await stage.settle(0.2)
        assert "Dear Anna" in shown(screen)
        await stage.press("f6")
        assert stage.app.clipboard.startswith("Dear Anna")
        await stage.press("f7")
        await stage.press("end")
        await stage.press("enter")
        await stage.settle(0.2)
        await stage.press("f8")
        await stage.settle(0.2)
        await stage.press("escape")
        assert stage.app.screen is stage.chat
        assert "A draft was kept: en/neutral for customer." in stage.talk

    real(scene)
    assert (own_folders / "cwd" / "reply-1.txt").read_text().startswith("Dear Anna")
    with Cases(str(own_folders / "data")) as cases:
        kept = cases.load(1)[1][-1]
    assert isinstance(kept, DraftKept) and kept.text.startswith("Dear Anna")
