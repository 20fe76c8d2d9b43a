"""The screens beside the conversation: knowledge, checks with the login, cases."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList, Tree

from kbassist.cases.store import Cases
from kbassist.model.case import FactAnswered, FindingsMade
from kbassist.tui.app import KbassistApp
from kbassist.tui.screens.cases import CasesScreen
from kbassist.tui.screens.checks import ChecksScreen
from kbassist.tui.screens.knowledge import KnowledgeScreen
from kbassist.tui.screens.login import LoginDialog
from kbassist.tui.widgets.block_view import BlockView
from tui.mailserver import MailServer
from tui.stage import Stage, two_cases

Run = Callable[..., KbassistApp]


async def until(stage: Stage, holds: Callable[[], bool], seconds: float = 15.0) -> None:
    for _ in range(int(seconds / 0.05)):
        if holds():
            break
        await stage.pilot.pause(0.05)
    assert holds(), stage.screen
    await stage.settle()


# -- knowledge -----------------------------------------------------------------------------------------------------------


def test_searching_as_you_type_and_reading(run: Run) -> None:
    async def scene(stage: Stage) -> None:
        await stage.press("f3")
        await stage.write("app pass")
        await until(stage, lambda: "An app password is needed" in stage.screen)
        await stage.press("enter")
        await until(stage, lambda: "How to fix" in stage.screen)
        assert "causes/app-password-required" in stage.screen
        assert "server.login(user, app_password)" in stage.screen

    run(scene)


def test_the_tree_is_walked_by_family(run: Run) -> None:
    async def scene(stage: Stage) -> None:
        await stage.press("f3")
        tree = stage.app.screen.query_one(Tree)
        assert [str(node.label).split("  ")[0] for node in tree.root.children][:3] == [
            "Causes",
            "Providers",
            "Programs and devices",
        ]
        await stage.press("down", "enter", "down", "enter")
        await until(stage, lambda: "What it means" in stage.screen)

    run(scene)


def test_links_between_articles_are_followed_back_and_forward(run: Run) -> None:
    async def scene(stage: Stage) -> None:
        stage.chat.start_command("explain", "providers/gmail")
        await until(stage, lambda: "Gmail takes no account password" in stage.screen)
        browser = stage.app.screen
        assert isinstance(browser, KnowledgeScreen)
        assert "Host" in stage.screen and "smtp.gmail.com" in stage.screen, "its table"
        await stage.press("tab", "enter")
        await until(stage, lambda: browser.article == "causes/app-password-required")
        await stage.press("left_square_bracket")
        await until(stage, lambda: browser.article == "providers/gmail")
        await stage.press("right_square_bracket")
        await until(stage, lambda: browser.article == "causes/app-password-required")

    run(scene)


def test_a_link_can_be_clicked(run: Run) -> None:
    async def scene(stage: Stage) -> None:
        stage.chat.start_command("explain", "codes/535-5.7.8")
        await until(stage, lambda: "The standard refusal" in stage.screen)
        lines = stage.screen.split("\n")
        row = next(n for n, line in enumerate(lines) if "The standard refusal" in line)
        await stage.pilot.click(offset=(lines[row].index("the password") + 3, row))
        browser = stage.app.screen
        assert isinstance(browser, KnowledgeScreen)
        await until(stage, lambda: browser.article == "causes/wrong-password")

    run(scene)


@pytest.mark.parametrize(
    ("article", "shows"),
    [
        ("providers/gmail", "provider: gmail"),
        ("clients/python-smtplib", "client: python-smtplib"),
        ("codes/535-5.7.8", "535 5.7.8"),
        ("causes/app-password-required", "What to do: An app password is needed"),
        ("guides/first-steps", "Read: guides/first-steps"),
    ],
)
def test_an_article_is_used_in_the_case(run: Run, article: str, shows: str) -> None:
    async def scene(stage: Stage) -> None:
        stage.chat.start_command("explain", article)
        await until(stage, lambda: getattr(stage.app.screen, "article", "") == article)
        await stage.press("u")
        await until(stage, lambda: shows in stage.talk)
        assert stage.app.screen is stage.chat

    run(scene)


def test_using_a_question_opens_its_answers(run: Run, own_folders: Path) -> None:
    async def scene(stage: Stage) -> None:
        await stage.tell()
        stage.chat.start_command("explain", "questions/two_factor")
        await until(stage, lambda: getattr(stage.app.screen, "article", "") == "questions/two_factor")
        await stage.press("u")
        await until(stage, lambda: "Yes, it is on" in stage.screen and "Take it back" in stage.screen)
        await stage.press("1")
        await until(stage, lambda: "two factor: Yes, it is on" in stage.talk)

    run(scene)


def test_nothing_found_is_said(run: Run) -> None:
    async def scene(stage: Stage) -> None:
        await stage.press("f3")
        await stage.write("zzzqqq")
        await until(stage, lambda: "Nothing found" in stage.screen)
        await stage.press("enter")

    run(scene)


# -- checks --------------------------------------------------------------------------------------------------------------


def test_the_target_is_taken_from_the_case(run: Run) -> None:
    async def scene(stage: Stage) -> None:
        await stage.tell()
        await stage.press("f4")
        assert stage.app.screen.query_one(Input).value == "smtp.gmail.com:587"

    run(scene)


def test_a_check_runs_shows_its_rows_details_and_dialogue_and_goes_into_the_case(run: Run, own_folders: Path) -> None:
    with MailServer() as server:

        async def scene(stage: Stage) -> None:
            await stage.tell()
            await stage.say(f"/check 127.0.0.1:{server.port}")
            screen = stage.app.screen
            assert isinstance(screen, ChecksScreen)
            await until(stage, lambda: " done in " in stage.screen)
            assert f"Port {server.port} speaks plain SMTP" in stage.screen
            await stage.press("down", "down")
            await stage.press("f7")
            await until(stage, lambda: "EHLO" in stage.screen)
            assert "\\x1b[31mred" in stage.screen and "\x1b[31mred" not in stage.screen and "[bold]hello[/]" in stage.screen
            await stage.press("escape")
            await until(stage, lambda: "Live checks of" in stage.talk)
            assert "checked" in stage.talk
            assert "live connection opens" in stage.screen

        run(scene)
    with Cases(str(own_folders / "data")) as cases:
        kept = cases.load(1)[1][-1]
    assert isinstance(kept, FindingsMade) and {found.check for found in kept.findings} >= {"speaks", "ports", "submission"}


def test_a_check_is_cancelled_and_run_again(run: Run, own_folders: Path) -> None:
    with MailServer(held=True) as server:

        async def scene(stage: Stage) -> None:
            await stage.say(f"/check 127.0.0.1:{server.port}")
            await until(stage, lambda: "running" in stage.screen or "…" in stage.screen)
            await stage.press("f9")
            await until(stage, lambda: "cancelled" in stage.screen)
            await stage.press("f5")
            await until(stage, lambda: "cancelled" not in stage.screen)
            await stage.press("escape")
            await stage.say("535 5.7.8 from gmail")
            assert stage.chat.standing.number == 1, "the chat goes on while checks run"
            stage.chat.lookout.cancel()
            await until(stage, lambda: not stage.chat.lookout.running)

        run(scene)


def test_checks_that_end_in_another_case_stay_out_of_it(run: Run, own_folders: Path) -> None:
    with MailServer(held=True) as server:

        async def scene(stage: Stage) -> None:
            await stage.tell()
            await stage.say(f"/check 127.0.0.1:{server.port}")
            await stage.press("escape")
            await stage.say("/new")
            server.release()
            await until(stage, lambda: "begun in another case" in stage.talk)
            assert stage.chat.standing.empty

        run(scene)


def test_a_target_that_is_none_is_said(run: Run) -> None:
    async def scene(stage: Stage) -> None:
        await stage.say("/check smtp.example.com:99999")
        await until(stage, lambda: "the port is a number" in stage.screen)
        await stage.press("escape")
        assert "the port is a number" in stage.talk

    run(scene)


def test_the_login_is_not_echoed_nor_kept_and_tried_once(run: Run, own_folders: Path) -> None:
    secret = "correct-horse-battery"
    with MailServer() as server:

        async def scene(stage: Stage) -> None:
            await stage.tell()
            await stage.say(f"/login 127.0.0.1:{server.port}")
            assert isinstance(stage.app.screen, LoginDialog)
            await stage.write("alice@example.com")
            await stage.press("enter")
            await stage.write(secret)
            assert secret not in stage.screen and "•" * len(secret) in stage.screen
            await stage.press("tab", "tab", "space")
            assert "not trusted: yes" in stage.screen
            await stage.press("tab", "enter")
            await until(stage, lambda: " done in " in stage.screen)
            await stage.press("f7")
            for _ in range(10):
                assert secret not in stage.screen
                await stage.press("down")
            await stage.press("escape")
            assert secret not in stage.talk
            assert stage.chat.lookout.watch is not None and stage.chat.lookout.watch.run is not None
            assert "login" in {finding.check for finding in stage.chat.lookout.watch.run.findings}

        run(scene)
        assert sum(word.upper().startswith("AUTH") for word in server.heard) <= 1
    kept = b"".join(path.read_bytes() for path in (own_folders / "data").iterdir())
    assert secret.encode() not in kept and b"Y29ycmVjdC1ob3JzZ" not in kept


def test_the_login_says_what_is_missing(run: Run) -> None:
    async def scene(stage: Stage) -> None:
        stage.chat.start_command("login")
        await stage.settle(0.2)
        await stage.press("tab", "tab", "enter")
        assert "Missing: the secret." in stage.screen
        await stage.press("escape")
        assert stage.app.screen is stage.chat

    run(scene)


def test_the_form_of_a_secret_is_looked_at_offline(run: Run) -> None:
    async def scene(stage: Stage) -> None:
        await stage.tell()
        stage.chat.start_command("login", "gmail")
        await stage.settle(0.2)
        await stage.press("enter")
        await stage.write("abcd efgh ijkl mnop ")
        stage.app.screen.query_one("#look").press()
        await until(stage, lambda: " done in " in stage.screen)
        assert "abcd efgh" not in stage.screen

    run(scene)


# -- cases ---------------------------------------------------------------------------------------------------------------


def listed(stage: Stage) -> list[str]:
    rows = stage.app.screen.query_one("#cases", OptionList)
    return [rows.get_option_at_index(n).prompt.plain for n in range(rows.option_count)]


def test_cases_are_listed_with_outcome_and_age_and_filtered(run: Run) -> None:
    async def scene(stage: Stage) -> None:
        await two_cases(stage)
        first, second = listed(stage)
        assert first.split()[:2] == ["2", "resolved"] and "just now" in first
        assert second.split()[:2] == ["1", "open"] and "Scanner at the front desk" in second
        await stage.press("f7")
        assert [line.split()[0] for line in listed(stage)] == ["1"]

    run(scene)


def test_cases_are_searched_by_what_was_said_in_them(run: Run) -> None:
    async def scene(stage: Stage) -> None:
        await two_cases(stage)
        await stage.press("slash")
        await stage.write("gsmtp")
        await until(stage, lambda: [line.split()[0] for line in listed(stage)] == ["1"])
        assert "gsmtp" in listed(stage)[0], "with the passage"
        await stage.press("down", "enter")
        await until(stage, lambda: stage.chat.standing.number == 1)

    run(scene)


def test_a_case_is_renamed_exported_deleted_and_brought_back(run: Run, own_folders: Path) -> None:
    async def scene(stage: Stage) -> None:
        await two_cases(stage)
        await stage.press("down", "f2")
        await stage.press("end")
        await stage.write(" two")
        await stage.press("enter")
        await until(stage, lambda: any("front desk two" in line for line in listed(stage)))
        mine = next(n for n, line in enumerate(listed(stage)) if "front desk two" in line)
        stage.app.screen.query_one("#cases", OptionList).highlighted = mine
        await stage.press("f8")
        await until(stage, lambda: len(listed(stage)) == 1)
        await stage.press("f9")
        await until(stage, lambda: len(listed(stage)) == 2)
        stage.app.screen.query_one("#cases", OptionList).highlighted = next(
            n for n, line in enumerate(listed(stage)) if "front desk two" in line
        )
        await stage.press("f6")
        await until(stage, (own_folders / "cwd" / "kbassist-case-1.md").exists)
        assert stage.chat.standing.number == 1

    run(scene)


def test_deleting_the_case_that_is_open_leaves_it(run: Run) -> None:
    async def scene(stage: Stage) -> None:
        await two_cases(stage)
        assert stage.chat.standing.number == 2
        stage.app.screen.query_one("#cases", OptionList).highlighted = 0
        await stage.press("delete")
        await until(stage, lambda: len(listed(stage)) == 1)
        await stage.press("escape")
        assert stage.chat.standing.empty

    run(scene)


def test_no_case_yet_is_said(run: Run) -> None:
    async def scene(stage: Stage) -> None:
        await stage.press("f5")
        assert isinstance(stage.app.screen, CasesScreen)
        await until(stage, lambda: "No case yet" in stage.screen)
        await stage.press("enter", "f2", "f6", "f8")

    run(scene)


def test_a_fact_of_the_conversation_is_kept_as_stated(run: Run, own_folders: Path) -> None:
    async def scene(stage: Stage) -> None:
        await stage.tell()
        await stage.say("yes, the website takes it")

    run(scene)
    with Cases(str(own_folders / "data")) as cases:
        answer = cases.load(1)[1][-1]
    assert isinstance(answer, FactAnswered) and answer.words == "yes, the website takes it"


def test_the_article_view_selects_text_for_copying(run: Run) -> None:
    from textual.geometry import Offset
    from textual.selection import Selection

    async def scene(stage: Stage) -> None:
        await stage.tell()
        view = stage.app.screen.query_one(BlockView)
        text, ending = view.get_selection(Selection(Offset(0, 0), Offset(400, 3)))
        assert "The mail server does not let you in?" in text and ending == "\n"
        assert view.get_selection(Selection(None, None))[0].count("\n") > 10

    run(scene)
