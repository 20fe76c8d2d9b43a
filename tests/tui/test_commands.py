"""The slash commands: each is a file, is listed, completes, runs in an empty and in a full case, and stands in the palette."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.command import CommandPalette
from textual.widgets import Input

from kbassist.cases.store import Cases
from kbassist.model.case import Outcome
from kbassist.tui import catalogue
from kbassist.tui.app import KbassistApp
from kbassist.tui.screens.cases import CasesScreen
from kbassist.tui.screens.checks import ChecksScreen
from kbassist.tui.screens.keys import KeysDialog
from kbassist.tui.screens.knowledge import KnowledgeScreen
from kbassist.tui.screens.login import LoginDialog
from kbassist.tui.widgets.completions import Completions
from tui.stage import Stage

Run = Callable[..., KbassistApp]
WANTED = set("check reply login explain settings facts back new cases export copy theme help".split())


def test_every_command_is_a_file_with_help_and_usage() -> None:
    assert set(catalogue.names()) >= WANTED
    for name in catalogue.names():
        command = catalogue.command(name)
        assert 10 < len(command.HELP) < 110 and command.HELP[0].islower() and not command.HELP.endswith(".")
        assert isinstance(command.USAGE, str)
        assert f"/{name}" in (ast.get_docstring(ast.parse(Path(str(command.__file__)).read_text())) or "")


@pytest.mark.parametrize("name", catalogue.names())
def test_a_command_runs_in_an_empty_and_in_a_full_case(run: Run, name: str) -> None:
    words = {"rename": "a title", "note": "a remark", "find": "password"}.get(name, "")

    async def empty(stage: Stage) -> None:
        await stage.chat.run_command(name, words) if name != "login" else None
        await stage.settle()

    async def full(stage: Stage) -> None:
        await stage.tell()
        stage.chat.start_command(name, words)
        await stage.settle(0.1)

    assert not run(empty).broken
    assert not run(full).broken


def test_an_unknown_command_names_the_nearest(run: Run) -> None:
    async def scene(stage: Stage) -> None:
        await stage.say("/exprot")
        assert "There is no /exprot; did you mean /export?" in stage.talk

    run(scene)


def test_a_path_is_text_and_no_command(run: Run) -> None:
    async def scene(stage: Stage) -> None:
        await stage.tell("/var/log/mail.log says 535 5.7.8")
        assert stage.chat.standing.number == 1

    run(scene)


def test_commands_complete_themselves(run: Run) -> None:
    async def scene(stage: Stage) -> None:
        listed = stage.chat.query_one(Completions)
        await stage.write("/ex")
        assert listed.display and [listed.get_option_at_index(n).prompt.plain.split()[0] for n in range(2)] == [
            "/explain",
            "/export",
        ]
        await stage.press("down", "tab")
        assert stage.chat.composer.text == "/export"
        await stage.press("escape")
        assert not listed.display and stage.chat.composer.text == "/export"
        stage.chat.composer.put("")
        await stage.write("/ren")
        await stage.press("enter")
        assert stage.chat.composer.text == "/rename ", "it waits for the words it needs"

    run(scene)


def test_words_after_a_command_complete_too(run: Run) -> None:
    async def scene(stage: Stage) -> None:
        await stage.tell()
        for text, first in (
            ("/theme l", "light"),
            ("/export h", "html"),
            ("/explain g", "gmail"),
            ("/facts p", "provider"),
            ("/check s", "smtp.gmail.com:587"),
        ):
            stage.chat.composer.put("")
            await stage.write(text)
            assert stage.chat.query_one(Completions).marked is not None, text
            assert stage.chat.query_one(Completions).marked.label == first

    run(scene)


def test_the_palette_holds_every_command(run: Run) -> None:
    async def scene(stage: Stage) -> None:
        await stage.open_palette()
        assert isinstance(stage.app.screen, CommandPalette)
        assert not stage.app.screen.query_one(Input).cursor_blink, "motion is reduced"
        listed = stage.app.screen.query_one("CommandList")
        assert listed.option_count == len(catalogue.names())
        await stage.write("keys of where")
        await stage.settle(0.4)
        await stage.press("down", "enter")
        await stage.settle(0.3)
        assert isinstance(stage.app.screen, KeysDialog)

    run(scene)


@pytest.mark.parametrize(
    ("key", "screen"), [("f1", KeysDialog), ("f3", KnowledgeScreen), ("f4", ChecksScreen), ("f5", CasesScreen)]
)
def test_a_function_key_opens_its_screen_and_escape_leads_back(run: Run, key: str, screen: type) -> None:
    async def scene(stage: Stage) -> None:
        await stage.press(key)
        assert isinstance(stage.app.screen, screen)
        await stage.press("escape")
        assert stage.app.screen is stage.chat and stage.app.screen.focused is stage.chat.composer

    run(scene)


def test_a_question_mark_shows_the_keys_of_where_you_are(run: Run) -> None:
    async def scene(stage: Stage) -> None:
        await stage.press("question_mark")
        assert "Keys in the chat" in stage.screen or "Writing" in stage.screen
        await stage.press("escape")
        await stage.write("is it on")
        await stage.press("question_mark")
        assert stage.chat.composer.text == "is it on?", "in a text it is a letter"
        for key, words in (("f3", "Keys in the knowledge"), ("f4", "Keys in the checks"), ("f5", "Keys in the cases")):
            await stage.press(key, "f1")
            assert words in stage.screen
            await stage.press("escape", "escape")

    run(scene)


def test_help_names_every_command(run: Run) -> None:
    async def scene(stage: Stage) -> None:
        await stage.say("/help")
        for name in catalogue.names():
            assert any(f"/{name}" in str(widget.render()) for widget in stage.app.screen.query("Static")), name
        await stage.press("escape")
        await stage.say("/help export")
        assert "/export [FORMAT|FILE]" in stage.talk

    run(scene, size=(120, 60))


@pytest.mark.parametrize(
    ("form", "suffix", "mark"),
    [("markdown", "md", "# "), ("text", "txt", "535"), ("html", "html", "<html"), ("json", "json", '"schema"')],
)
def test_export_writes_each_form_masked_and_overwrites_nothing(
    run: Run, own_folders: Path, form: str, suffix: str, mark: str
) -> None:
    async def scene(stage: Stage) -> None:
        await stage.tell()
        await stage.say(f"/export {form}")
        await stage.say(f"/export {form}")
        assert f"kbassist-case-1.{suffix}" in stage.talk

    run(scene)
    first, second = own_folders / "cwd" / f"kbassist-case-1.{suffix}", own_folders / "cwd" / f"kbassist-case-1-1.{suffix}"
    text = first.read_text()
    assert mark in text and "5.7.8" in text and "hunter2" not in text and second.exists()
    assert first.stat().st_mode & 0o077 == 0


def test_export_into_a_named_file(run: Run, own_folders: Path) -> None:
    async def scene(stage: Stage) -> None:
        await stage.say("/export")
        assert "There is nothing to export yet" in stage.talk
        await stage.tell()
        await stage.say("/export mine.html")
        await stage.say("/export mine.html")
        assert "exists already" in stage.talk
        await stage.say("/export mine.pdf")
        assert "neither a format" in stage.talk

    run(scene)
    assert (own_folders / "cwd" / "mine.html").read_text().lower().startswith("<!doctype html")


def test_copy_goes_through_the_terminal_or_into_a_file(run: Run, own_folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(stage: Stage) -> None:
        await stage.tell()
        await stage.say("/copy last")
        assert "Can you log in on the web site" in stage.app.clipboard
        await stage.say("/copy")
        assert stage.app.clipboard.startswith("# ") and "hunter2" not in stage.app.clipboard
        monkeypatch.setenv("VTE_VERSION", "7600")
        await stage.say("/copy")
        assert "does not let programs copy" in stage.talk

    run(scene)
    assert (own_folders / "cwd" / "kbassist-1.md").read_text().startswith("# ")


def test_a_theme_is_chosen_by_name_or_the_next_one(run: Run) -> None:
    async def scene(stage: Stage) -> None:
        assert stage.app.theme == "dark"
        await stage.say("/theme")
        assert stage.app.theme == "light"
        for name in ("contrast", "terminal", "dark"):
            await stage.say(f"/theme {name}")
            assert stage.app.theme == name and stage.screen.strip()
        await stage.say("/theme purple")
        assert "there is no theme 'purple'" in stage.talk.lower()

    run(scene)


def test_facts_are_listed_changed_and_taken_back(run: Run) -> None:
    async def scene(stage: Stage) -> None:
        await stage.tell()
        await stage.say("/facts port 465")
        assert [row.value for row in stage.chat.standing.facts.rows if row.key == "port"] == ["465"]
        await stage.say("/facts")
        assert "- port: 465  (you said" in stage.talk
        await stage.say("/facts port -")
        assert not [row for row in stage.chat.standing.facts.rows if row.key == "port"]
        await stage.say("/facts colour blue")
        assert "nknown fact 'colour'" in stage.talk

    run(scene)


def test_find_goes_from_hit_to_hit(run: Run) -> None:
    async def scene(stage: Stage) -> None:
        await stage.tell()
        await stage.say("yes")
        await stage.say("/find gsmtp")
        assert stage.chat.talk.needle == "gsmtp"
        await stage.press("escape")
        assert stage.chat.talk.needle == ""

    run(scene, size=(90, 20))


def test_settings_of_the_provider_of_the_case(run: Run) -> None:
    async def scene(stage: Stage) -> None:
        await stage.say("/settings")
        assert "Name a provider" in stage.talk
        await stage.tell()
        await stage.say("/settings")
        assert "Settings of Gmail" in stage.talk and "smtp.gmail.com" in stage.talk
        await stage.say("/settings nosuchthing")
        assert "No settings are known" in stage.talk

    run(scene)


def test_new_rename_note_done_resume(run: Run, own_folders: Path) -> None:
    async def scene(stage: Stage) -> None:
        await stage.tell()
        await stage.say("/rename The scanner at the front desk")
        assert "The scanner at the front desk" in stage.screen.split("\n")[0]
        await stage.say("/note asked Anna")
        await stage.say("/done app-password-required")
        assert stage.chat.standing.outcome is Outcome.RESOLVED
        await stage.say("/new")
        assert stage.chat.standing.empty
        await stage.say("/resume 1")
        assert "asked Anna" in stage.talk and stage.chat.standing.number == 1
        await stage.say("/resume 77")
        assert "There is no case 77" in stage.talk
        await stage.say("/done nonsense")

    run(scene)
    with Cases(str(own_folders / "data")) as cases:
        (case,) = cases.list()
        assert (case.title, case.outcome, case.cause) == (
            "The scanner at the front desk",
            Outcome.RESOLVED,
            "app-password-required",
        )


def test_quit_leaves(run: Run) -> None:
    async def scene(stage: Stage) -> None:
        await stage.say("/quit")
        assert not stage.app.is_running or stage.app._exit

    assert not run(scene).broken


def test_login_asks_without_echo(run: Run) -> None:
    async def scene(stage: Stage) -> None:
        await stage.tell()
        stage.chat.start_command("login")
        await stage.settle(0.2)
        assert isinstance(stage.app.screen, LoginDialog)

    run(scene)
