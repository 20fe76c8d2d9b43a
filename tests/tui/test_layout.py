"""Sizes, themes, colour and motion: usable at 80×24, whole at 40×15, nothing that breaks below."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.color import Color
from textual.widgets import Footer

from kbassist.assistant.settings import ChatSettings, Settings
from kbassist.tui import themes
from kbassist.tui.app import KbassistApp
from kbassist.tui.widgets.block_view import BlockView
from kbassist.tui.widgets.case_panel import CasePanel
from kbassist.tui.widgets.cause_bars import CauseBars
from kbassist.tui.widgets.choices import Choices
from kbassist.tui.widgets.composer import Composer
from tui.stage import Stage

Run = Callable[..., KbassistApp]


@pytest.mark.parametrize("size", [(80, 24), (99, 30), (120, 40), (200, 60), (60, 20), (40, 15)])
def test_everything_needed_is_in_view(run: Run, size: tuple[int, int]) -> None:
    async def scene(stage: Stage) -> None:
        await stage.tell()
        for kind in (BlockView, Choices, Composer, Footer):
            region = stage.chat.query_one(kind).region
            assert region.width > 0 and region.height > 0, kind
            assert region.right <= size[0] and region.bottom <= size[1], (kind, region)
        assert stage.chat.query_one(BlockView).region.height >= 4
        assert "Can you log in on the web site" in " ".join(stage.screen.split())
        for label in stage.chips:
            assert label in stage.screen

    run(scene, size=size)


@pytest.mark.parametrize("size", [(20, 6), (12, 40), (5, 3), (200, 5)])
def test_nothing_breaks_where_there_is_no_room(run: Run, size: tuple[int, int]) -> None:
    async def scene(stage: Stage) -> None:
        await stage.tell()
        for key in ("f2", "f2", "f4", "escape", "f3", "escape", "escape", "f5", "escape", "f1", "escape"):
            await stage.press(key)

    assert not run(scene, size=size).broken


def test_under_100_columns_the_case_is_a_page_of_its_own(run: Run) -> None:
    async def scene(stage: Stage) -> None:
        await stage.tell()
        panel, talk = stage.chat.query_one(CasePanel), stage.chat.query_one("#talk")
        assert not panel.display and talk.display
        await stage.press("f2")
        assert panel.region.width == 80 and not talk.display
        assert "Facts" in stage.screen and "Gmail" in stage.screen
        await stage.press("f2")
        assert not panel.display and stage.app.screen.focused is stage.chat.composer

    run(scene, size=(80, 24))


def test_growing_and_shrinking_keeps_the_end_in_view(run: Run) -> None:
    async def scene(stage: Stage) -> None:
        await stage.tell()
        for width, height in ((80, 24), (200, 60), (40, 15), (120, 40)):
            await stage.pilot.resize_terminal(width, height)
            await stage.settle(0.05)
            view = stage.chat.query_one(BlockView)
            assert view.is_vertical_scroll_end
            assert view.query_ancestor("#talk").region.right <= width

    run(scene)


def test_who_reads_above_is_not_pulled_to_the_end_by_a_resize(run: Run) -> None:
    async def scene(stage: Stage) -> None:
        await stage.tell()
        for words in ("yes", "/why", "/otherwise", "/facts"):
            await stage.say(words)
        view = stage.chat.query_one(BlockView)
        view.scroll_to(y=0, animate=False)
        await stage.settle()
        await stage.pilot.resize_terminal(90, 24)
        await stage.settle(0.05)
        assert view.scroll_offset.y == 0

    run(scene, size=(80, 24))


@pytest.mark.parametrize("name", themes.NAMES)
def test_text_can_be_read_in_every_theme(run: Run, name: str) -> None:
    async def scene(stage: Stage) -> None:
        stage.app.theme = name
        await stage.tell()
        for component in (
            "block--dim",
            "block--good",
            "block--bad",
            "block--warn",
            "block--found",
            "block--you",
            "block--question",
        ):
            view = stage.chat.query_one(BlockView)
            style = view.get_visual_style(component)
            assert style.foreground is not None and style.background is not None
            if name != "terminal":
                assert contrast(style.background + style.foreground, style.background) >= 4.5, component

    run(scene)


def contrast(front: Color, ground: Color) -> float:
    """Contrast ratio of WCAG 2.2."""

    def luminance(color: Color) -> float:
        parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in color.normalized]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    light, dark = sorted((luminance(front), luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_no_color_leaves_no_colour(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    async def scene(stage: Stage) -> None:
        await stage.tell()
        from textual.filter import Monochrome, NoColor

        assert any(isinstance(each, Monochrome | NoColor) for each in stage.app._filters)
        assert "> pasted" in stage.screen and "? Can you log in" in stage.screen, "who speaks is told by a sign"

    run(scene)


def test_what_a_colour_says_a_word_says_too(run: Run) -> None:
    from kbassist.tui.sayings import STATES

    assert len({word.strip() for word in STATES.values()}) == len(STATES)


def test_bars_move_unless_motion_is_reduced(small_knowledge: Callable[[], object]) -> None:
    import asyncio

    async def run(reduced: bool) -> bool:
        app = KbassistApp(small_knowledge, reduced_motion=reduced, settings=Settings())
        async with app.run_test(size=(120, 40)) as pilot:
            stage = Stage(app, pilot)
            await stage.settle(0.1)
            await stage.tell()
            app.animation_level = "none" if reduced else "full"
            shown = stage.chat.standing.diagnosis
            assert shown is not None
            bars = stage.chat.query_one(CauseBars)
            bars.show([cause._replace(probability=0.2) for cause in shown.causes])
            return bars.progress < 1.0

    assert asyncio.run(run(False))
    assert not asyncio.run(run(True))


def test_the_settings_choose_theme_and_motion(small_knowledge: Callable[[], object]) -> None:
    app = KbassistApp(small_knowledge, settings=Settings(chat=ChatSettings(theme="contrast", reduced_motion=True)))
    assert app.theme == "contrast" and app.animation_level == "none"


@pytest.mark.parametrize(("said", "theme"), [("15;0", "dark"), ("0;15", "light"), ("", "dark"), ("0;default;7", "light")])
def test_auto_follows_what_the_terminal_says(said: str, theme: str) -> None:
    assert themes.chosen("auto", {"COLORFGBG": said}) == theme
    assert themes.chosen("contrast", {"COLORFGBG": said}) == "contrast"


def test_a_conversation_of_thousands_is_there_at_once_and_bounded(run: Run) -> None:
    from kbassist.tui.blocks import Block, Entry
    from kbassist.tui.marks import inline
    from kbassist.tui.widgets.block_scroll import AT_ONCE, MOST

    async def scene(stage: Stage) -> None:
        view = stage.chat.talk
        entries = [Entry("you", (Block(inline(f"message {n} " + "and some words " * 12)),)) for n in range(2000)]
        view.replace(entries, at_end=True)
        assert len(view._heights) == AT_ONCE
        await stage.settle(0.05)
        assert "message 1999" in stage.screen
        for _ in range(100):
            if not view._first:
                break
            await stage.pilot.pause(0.05)
        assert view._first == 0 and view.is_vertical_scroll_end
        assert view.virtual_size.height == sum(entry.height(view._wide) for entry in entries)
        view.scroll_to(y=0, animate=False)
        await stage.settle(0.05)
        assert "message 0 and" in stage.screen
        view.scroll_end(animate=False)
        await stage.settle(0.05)
        await stage.settle(0.05)
        for begin in range(0, 2500, 100):
            view.add(*[Entry("you", (Block(inline(f"later {n}")),)) for n in range(begin, begin + 100)])
        assert len(view.entries) <= MOST
        await stage.settle(0.1)
        assert "later 2499" in stage.screen

    run(scene)
