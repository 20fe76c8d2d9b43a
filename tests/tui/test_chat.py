"""The conversation: pasting, answering by every way, asking back, taking back, going on after a restart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.content import Content

from kbassist.cases.store import Cases
from kbassist.model.case import FactAnswered, Outcome, TextSaid
from kbassist.tui.app import KbassistApp
from kbassist.tui.blocks import Block
from kbassist.tui.widgets.case_panel import CasePanel
from kbassist.tui.widgets.choices import Choices
from kbassist.tui.widgets.fact_list import FactList
from tui.stage import TRACEBACK, Stage

Run = Callable[..., KbassistApp]


def events_of(folder: Path, number: int = 1) -> tuple[object, ...]:
    with Cases(str(folder / "data")) as cases:
        return cases.load(number)[1]


def test_a_pasted_error_is_one_message_and_brings_causes_and_a_question(run: Run, own_folders: Path) -> None:
    async def scene(stage: Stage) -> None:
        await stage.paste(TRACEBACK)
        assert len(stage.chat.talk.entries) == 1, "a paste alone sends nothing"
        await stage.press("enter")
        kinds = [entry.kind for entry in stage.chat.talk.entries]
        assert kinds == ["note", "you", "asked"]
        assert "Most likely: An app password is needed" in stage.talk
        assert "? Can you log in on the web site with the same password?" in stage.talk
        assert stage.chips == ["Yes", "No", "I don't know"]
        assert "case 1, open" in stage.screen

    run(scene)
    (said,) = events_of(own_folders)
    assert isinstance(said, TextSaid)


def test_what_was_recognised_is_underlined_and_the_text_stands_as_it_was_written(run: Run) -> None:
    async def scene(stage: Stage) -> None:
        await stage.tell()
        block = next(block for block in stage.chat.talk.entries[1].blocks if isinstance(block, Block) and block.fill)
        found = [block.content.plain[span.start : span.end] for span in block.content.spans if span.style == ".block--found"]
        assert '  File "send.py", line 12, in <module>' in block.content.plain
        assert any("Username and Password not accepted" in words for words in found), found
        assert not any("Traceback" in words for words in found)

    run(scene)


def test_a_password_in_the_paste_is_neither_shown_nor_kept(run: Run, own_folders: Path) -> None:
    async def scene(stage: Stage) -> None:
        await stage.tell()
        assert "hunter2" not in stage.talk + stage.screen

    run(scene)
    kept = b"".join(path.read_bytes() for path in (own_folders / "data").iterdir())
    assert b"hunter2" not in kept and b"535" in kept


@pytest.mark.parametrize(
    ("way", "value"),
    [("1", "yes"), ("2", "no"), ("3", "unknown"), ("yes", "yes"), ("no idea", "unknown"), ("nope", "no")],
)
def test_an_answer_by_number_or_in_words(run: Run, own_folders: Path, way: str, value: str) -> None:
    async def scene(stage: Stage) -> None:
        await stage.tell()
        await stage.say(way)
        assert stage.chat.talk.entries[-2].kind == "you"

    run(scene)
    answer = events_of(own_folders)[-1]
    assert isinstance(answer, FactAnswered)
    assert (answer.key, answer.value) == ("webmail_login_works", value)


def test_a_digit_left_alone_is_the_answer_without_enter(run: Run, own_folders: Path) -> None:
    async def scene(stage: Stage) -> None:
        await stage.tell()
        await stage.press("1")
        assert stage.chat.query_one(Choices).current == 0, "the chip is marked while it waits"
        assert len(events_of(own_folders)) == 1
        await stage.settle(0.9)
        assert stage.chat.composer.text == ""

    run(scene)
    assert len(events_of(own_folders)) == 2


def test_typing_on_after_a_digit_is_no_answer(run: Run, own_folders: Path) -> None:
    async def scene(stage: Stage) -> None:
        await stage.tell()
        await stage.write("2fa")
        await stage.settle(0.9)
        assert stage.chat.composer.text == "2fa"
        assert stage.chat.query_one(Choices).current == -1

    run(scene)
    assert len(events_of(own_folders)) == 1


def test_where_answers_are_numbers_a_digit_is_only_a_digit(run: Run, own_folders: Path) -> None:
    async def scene(stage: Stage) -> None:
        await stage.tell()
        await stage.say("/facts port 25")
        for _ in range(8):
            if stage.chat.standing.question is None:
                break
            await stage.say("3")
        await stage.say("/facts port -")
        if stage.chat.standing.question is not None and stage.chat.standing.question.key == "port":
            await stage.press("4")
            await stage.settle(0.9)
            assert stage.chat.composer.text == "4"

    run(scene)


def test_a_chip_can_be_clicked_and_chosen_with_the_keyboard(run: Run, own_folders: Path) -> None:
    async def scene(stage: Stage) -> None:
        await stage.tell()
        await stage.pilot.click(Choices, offset=(4, 0))
        await stage.settle()
        assert len(events_of(own_folders)) == 2
        await stage.press("f8")
        stage.chat.query_one(Choices).focus()
        await stage.press("right", "enter")
        assert stage.app.screen.focused is stage.chat.composer

    run(scene)
    answers = [event for event in events_of(own_folders) if isinstance(event, FactAnswered)]
    assert [(each.key, each.value) for each in answers] == [("webmail_login_works", "no")]


def test_why_and_what_would_change_your_mind(run: Run, own_folders: Path) -> None:
    async def scene(stage: Stage) -> None:
        await stage.tell()
        await stage.say("why do you ask?")
        assert "Why I ask: If the web site takes it, the password is right." in stage.talk
        assert "How to find out" in stage.talk
        await stage.say("What would change your mind?")
        assert "What would change my mind" in stage.talk
        await stage.pilot.click(Choices, offset=(4, 1))
        await stage.settle()
        assert stage.talk.count("Why I ask") == 2

    run(scene)
    assert len(events_of(own_folders)) == 1, "asking back is no evidence"


def test_the_steps_resolve_the_case(run: Run, own_folders: Path) -> None:
    async def scene(stage: Stage) -> None:
        await stage.tell()
        await stage.say("yes")
        await stage.say("/fix")
        assert "What to do: An app password is needed" in stage.talk
        assert "server.login(user, app_password)" in stage.talk
        assert stage.chips == ["Yes, it works now", "No, it still fails"]
        await stage.say("1")
        assert "Resolved: An app password is needed." in stage.talk
        assert stage.chat.standing.outcome is Outcome.RESOLVED

    run(scene)


def test_back_takes_back_one_step_after_the_other(run: Run, own_folders: Path) -> None:
    async def scene(stage: Stage) -> None:
        await stage.tell()
        await stage.say("yes")
        await stage.press("f8")
        assert "Taken back: webmail login works: yes" in stage.talk
        assert len(events_of(own_folders)) == 1
        await stage.press("f8", "f8")
        assert "There is nothing to take back." in stage.talk

    run(scene)


def test_a_fact_is_edited_beside_the_conversation(run: Run, own_folders: Path) -> None:
    async def scene(stage: Stage) -> None:
        await stage.tell()
        await stage.say("yes")
        await stage.press("f2")
        assert isinstance(stage.app.screen.focused, FactList)
        await stage.press("end", "enter")
        assert "Can you log in on the web site" in stage.screen and "Take it back" in stage.screen
        await stage.press("2")
        assert "webmail login works: No" in stage.talk
        await stage.press("end", "enter", "minus")
        assert "Not counted any more: webmail login works" in stage.talk

    run(scene)


def test_messages_sent_before_come_back_with_up(run: Run) -> None:
    async def scene(stage: Stage) -> None:
        await stage.say("first words about mail")
        await stage.say("second words about smtp")
        await stage.write("draft")
        await stage.press("up")
        assert stage.chat.composer.text == "second words about smtp"
        await stage.press("up")
        assert stage.chat.composer.text == "first words about mail"
        await stage.press("down", "down")
        assert stage.chat.composer.text == "draft"

    run(scene)


def test_lines_are_broken_with_control_j_and_sent_together(run: Run, own_folders: Path) -> None:
    async def scene(stage: Stage) -> None:
        await stage.write("535 5.7.8 from gmail")
        await stage.press("ctrl+j")
        await stage.say("with smtplib")

    run(scene)
    assert [event.text for event in events_of(own_folders)] == ["535 5.7.8 from gmail\nwith smtplib"]


def test_a_paste_of_200_kilobytes_is_one_message_with_its_telling_lines(run: Run, own_folders: Path) -> None:
    log = "\n".join(f"Nov 21 14:00:00 mx postfix/smtp[{n}]: relay=mx{n}.example.com, status=sent" for n in range(3000))
    log += "\nsmtp.gmail.com said: 535 5.7.8 Username and Password not accepted - gsmtp"

    async def scene(stage: Stage) -> None:
        await stage.paste(log)
        assert stage.chat.composer.text == "[pasted 3,001 lines, 228 kB]"
        assert len(stage.screen.split("\n")) == 40
        await stage.press("enter")
        assert stage.chat.standing.diagnosis is not None
        assert "more lines …" in stage.talk
        assert len(stage.talk) < 8_000

    run(scene)
    assert len(events_of(own_folders)) == 1


def test_text_from_outside_is_never_markup_nor_control(run: Run) -> None:
    hostile = "535 5.7.8 [bold red]gmail[/] [@click=app.quit]x[/] [link=http://evil.example]y[/link] \x1b[2J\x07 \u202egnol **b** $primary"

    async def scene(stage: Stage) -> None:
        await stage.tell(hostile)
        said = stage.chat.talk.entries[1].plain
        assert "[bold red]gmail[/] [@click=app.quit]x[/]" in said and "**b**" in said and "$primary" in said
        assert "\x1b" not in stage.screen and "\x07" not in stage.screen and "\u202e" not in stage.screen
        for entry in stage.chat.talk.entries:
            for block in entry.blocks:
                content = block.content if isinstance(block, Block) else Content("")
                links = [span.style.link for span in content.spans if not isinstance(span.style, str) and span.style.link]
                assert not any("evil" in str(link) for link in links)

    run(scene)


def test_an_unfinished_case_is_offered_and_enter_goes_on(run: Run, own_folders: Path) -> None:
    offered: list[str] = []

    async def first(stage: Stage) -> None:
        await stage.tell()
        await stage.say("yes")
        offered.extend(stage.chips)

    async def second(stage: Stage) -> None:
        assert "Your last case is unfinished" in stage.talk
        assert stage.chips == ["Go on with it", "Begin a new case"]
        await stage.press("enter")
        assert "smtplib.SMTPAuthenticationError" in stage.talk and "An app password is needed" in stage.talk
        assert stage.chips == offered
        await stage.say("2")

    run(first)
    run(second)
    assert len(events_of(own_folders)) == 3
    with Cases(str(own_folders / "data")) as cases:
        assert len(cases.list()) == 1


def test_pasting_instead_begins_a_new_case(run: Run, own_folders: Path) -> None:
    async def scene(stage: Stage) -> None:
        await stage.tell()

    run(scene)
    run(scene)
    with Cases(str(own_folders / "data")) as cases:
        assert [case.events for case in cases.list()] == [1, 1]


def test_a_resolved_case_is_not_offered_again(run: Run) -> None:
    async def first(stage: Stage) -> None:
        await stage.tell()
        await stage.say("/done")

    async def second(stage: Stage) -> None:
        assert "unfinished" not in stage.talk

    run(first)
    run(second)


def test_looking_in_leaves_nothing_behind(run: Run, own_folders: Path) -> None:
    async def scene(stage: Stage) -> None:
        await stage.press("enter", "f2", "f2")

    run(scene)
    with Cases(str(own_folders / "data")) as cases:
        assert not cases.list()


def test_an_event_is_on_disk_before_it_is_on_screen(run: Run, own_folders: Path) -> None:
    seen: list[tuple[int, int]] = []

    async def scene(stage: Stage) -> None:
        add = stage.chat.talk.add

        def watched(*entries: object) -> None:
            mine = sum(getattr(entry, "kind", "") == "you" for entry in entries)
            if mine:
                with Cases(str(own_folders / "data")) as cases:
                    seen.append((len(cases.load(1)[1]), mine))
            add(*entries)

        stage.chat.talk.add = watched
        await stage.tell()
        for words in ("yes", "1", "/fix", "2"):
            await stage.say(words)

    run(scene)
    assert [kept for kept, _ in seen] == [1, 2, 3, 4, 5][: len(seen)] and len(seen) >= 3


def test_a_case_gone_on_with_elsewhere_is_told_and_not_overwritten(run: Run, own_folders: Path) -> None:
    async def scene(stage: Stage) -> None:
        await stage.tell()
        with Cases(str(own_folders / "data")) as cases:
            handle, events = cases.load(1)
            from kbassist.cases.store import Headline

            cases.keep(
                handle, events, (*events, TextSaid("2026-11-21T15:00:00Z", "from elsewhere")), Headline(), "2026-11-21T15:00:00Z"
            )
        await stage.say("yes")
        assert "changed or deleted elsewhere" in stage.talk and "goes on without being kept" in stage.talk

    run(scene)
    assert isinstance(events_of(own_folders)[-1], TextSaid)


def test_without_a_case_store_the_chat_works_and_says_so(run: Run, own_folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = own_folders / "file"
    blocked.write_text("not a folder")
    monkeypatch.setenv("KBASSIST_DATA", str(blocked / "below"))

    async def scene(stage: Stage) -> None:
        assert "This conversation is not kept" in stage.talk
        await stage.tell()
        assert stage.chips == ["Yes", "No", "I don't know"]

    run(scene)


def test_the_panel_shows_causes_and_facts_with_their_origin(run: Run) -> None:
    async def scene(stage: Stage) -> None:
        await stage.tell()
        await stage.say("yes")
        panel = stage.chat.query_one(CasePanel)
        assert panel.display
        assert "read client Python smtplib" in stage.screen and "said webmail login works Yes" in stage.screen
        assert "An app password is needed" in stage.screen and "█" in stage.screen

    run(scene)
