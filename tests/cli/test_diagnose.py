"""`kbassist diagnose`: on a pipe and on a terminal."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from terminal import ROOT, Terminal

from kbassist.cases.store import Cases
from kbassist.kb.store import Store
from kbassist.model import case

Run = Callable[..., "subprocess.CompletedProcess[bytes]"]
ERROR = "535 5.7.8 Username and Password not accepted"


def data(tmp_path: Path) -> Cases:
    return Cases(str(tmp_path / "own-data"))


def kept(tmp_path: Path, number: int = 1) -> tuple[case.Event, ...]:
    with data(tmp_path) as cases:
        return cases.load(number)[1]


def piped(kbassist: Run, *arguments: str, lines: str = "", env: dict[str, str] | None = None) -> tuple[int, str, str]:
    done = kbassist("diagnose", *arguments, stdin=lines.encode(), env=env)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_at_the_end_of_the_input_the_state_and_the_open_question_are_said(kbassist: Run, tmp_path: Path) -> None:
    status, out, error = piped(kbassist, lines=f"{ERROR}\nno idea\nfacts\n")
    assert status == 0
    assert error == ""
    assert "Most likely:" in out
    tail = out.split("No more answers were given. How it stands:")[1]
    assert "Most likely:" in tail
    assert re.search(r"Question: .*\?\n +1\. ", tail)
    assert tail.rstrip().endswith("`kbassist cases resume 1` goes on with it.")
    assert [type(event) for event in kept(tmp_path)] == [case.TextSaid, case.FactAnswered]


def test_the_text_may_be_given_as_arguments_and_the_answers_on_the_pipe(kbassist: Run, tmp_path: Path) -> None:
    status, out, _ = piped(kbassist, "535", "5.7.8", "from", "gmail", lines="1\n")
    assert status == 0
    assert "> 1" in out
    assert isinstance(kept(tmp_path)[1], case.FactAnswered | case.FixTried)


def test_without_any_answer_the_question_is_not_said_twice(kbassist: Run) -> None:
    status, out, _ = piped(kbassist, ERROR)
    assert status == 0
    assert out.count("Question:") == 1
    assert "No more answers were given." in out


def test_many_lines_of_an_error_are_one_text(kbassist: Run, tmp_path: Path) -> None:
    lines = (
        "Traceback (most recent call last):\n  File \"x.py\", line 1\nsmtplib.SMTPAuthenticationError: (535, b'5.7.8 no')\n\n2\n"
    )
    status, _, _ = piped(kbassist, lines=lines)
    assert status == 0
    first, second = kept(tmp_path)[:2]
    assert isinstance(first, case.TextSaid)
    assert first.text.count("\n") == 2
    assert not isinstance(second, case.TextSaid)


def test_a_command_or_number_ends_the_text_without_an_empty_line(kbassist: Run, tmp_path: Path) -> None:
    _, out, _ = piped(kbassist, lines=f"{ERROR}\nwhy\n1\n")
    assert "> why" in out
    assert "How to find out" in out
    assert len(kept(tmp_path)) == 2


def test_nothing_known_ends_with_status_1(kbassist: Run) -> None:
    status, out, _ = piped(kbassist, lines="what is the weather in Lisbon\n")
    assert status == 1
    assert "Most likely" not in out
    assert "name the provider and the" in out


@pytest.mark.parametrize("lines", ["", "\n \n"])
def test_an_empty_pipe_is_a_usage_error(kbassist: Run, tmp_path: Path, lines: str) -> None:
    status, out, error = piped(kbassist, lines=lines)
    assert (status, out) == (2, "")
    assert error.count("\n") == 1
    assert not (tmp_path / "own-data").exists()


def test_quit_leaves_at_once(kbassist: Run) -> None:
    status, out, _ = piped(kbassist, ERROR, lines="quit\n1\n2\n")
    assert status == 0
    assert "No more answers" not in out
    assert out.rstrip().endswith("goes on with it.")


def test_every_command_says_something_and_none_is_an_event(kbassist: Run, tmp_path: Path) -> None:
    _, out, _ = piped(kbassist, ERROR, lines="why\nfacts\nhelp\notherwise\nagain\n/why\n/help\n")
    said = out.split("> ")[1:]
    assert len(said) == 7
    assert all(len(part.strip().split("\n")) > 1 for part in said)
    assert len(kept(tmp_path)) == 1


def test_help_names_every_command(kbassist: Run) -> None:
    from kbassist.cli.dialogue import Dialogue

    _, out, _ = piped(kbassist, ERROR, lines="help\n")
    for name in ("quit", *(name[3:] for name in dir(Dialogue) if name.startswith("do_"))):
        assert re.search(rf"^  {name}\b", out, re.MULTILINE), name


def test_back_change_and_forget(kbassist: Run, tmp_path: Path) -> None:
    lines = (
        "no idea\nback\nchange port 587\nchange port the port is 465\nforget port\nforget port\nchange port purple\nchange port\n"
    )
    _, out, error = piped(kbassist, ERROR, lines=lines)
    assert error == ""
    assert "Taken back:" in out
    assert "Noted: port: 587" in out
    assert "Noted: port: 465" in out
    assert "Not counted any more: port" in out
    assert "Nothing is known of port" in out
    assert "'purple' is not allowed" in out
    assert case.fold(kept(tmp_path)).stated == {}


def test_fix_then_no_goes_on_with_the_next_cause(kbassist: Run, tmp_path: Path) -> None:
    _, out, _ = piped(kbassist, ERROR, lines="fix\nno, same error\nfix\nit works now\nthanks\n")
    titles = re.findall(r"What to do: (.*)", out)
    assert len(set(titles)) >= 2
    assert "Resolved" in out
    state = case.fold(kept(tmp_path))
    assert state.outcome is case.Outcome.RESOLVED
    assert state.cause not in state.tried


def test_words_that_begin_like_a_command_are_a_text(kbassist: Run, tmp_path: Path) -> None:
    piped(kbassist, ERROR, lines="check my settings please, they use port 465\nback to square one with smtp.example.com\n")
    assert not any(isinstance(event, case.FindingsMade) for event in kept(tmp_path))
    assert len(kept(tmp_path)) == 3


def test_a_note_and_done(kbassist: Run, tmp_path: Path) -> None:
    _, out, _ = piped(kbassist, ERROR, lines="note call Ada back\nnote\ndone no-such-cause\ndone wrong-password\n")
    assert "unknown cause" in out
    events = kept(tmp_path)
    assert [type(event) for event in events] == [case.TextSaid, case.NoteWritten, case.Resolved]


def test_facts_known_beforehand(kbassist: Run, tmp_path: Path) -> None:
    status, _, _ = piped(kbassist, ERROR, "--fact", "two_factor=on", lines="facts\n")
    assert status == 0
    assert case.fold(kept(tmp_path)).stated["two_factor"].value == "on"
    assert piped(kbassist, ERROR, "--fact", "two_factor=maybe")[0] == 2


def test_no_keep_keeps_nothing(kbassist: Run, tmp_path: Path) -> None:
    status, out, _ = piped(kbassist, ERROR, "--no-keep", lines="1\n")
    assert status == 0
    assert "Kept as case" not in out
    assert not (tmp_path / "own-data").exists()


def test_settings_can_switch_keeping_off_and_broken_ones_are_named(kbassist: Run, tmp_path: Path) -> None:
    folder = tmp_path / "own-config"
    folder.mkdir()
    (folder / "settings.toml").write_text("[cases]\nkeep = false\n")
    assert "Kept as case" not in piped(kbassist, ERROR)[1]
    (folder / "settings.toml").write_text("[cases]\nkep = false\n")
    status, _, error = piped(kbassist, ERROR)
    assert status == 3
    assert "nearest: 'keep'" in error


def test_where_nothing_can_be_kept_it_says_so_and_goes_on(kbassist: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    status, out, error = piped(kbassist, ERROR, lines="1\n", env={"KBASSIST_DATA": str(tmp_path / "file" / "x")})
    assert status == 0
    assert "not kept" in error
    assert error.count("\n") == 1
    assert "Most likely" in out


def test_secrets_and_control_characters_come_out_harmless(kbassist: Run, tmp_path: Path) -> None:
    lines = f"{ERROR} password=Zq9Secret1 \x1b]0;title\x07\nnote pwd: Zq9Secret2\nmy password is Zq9Secret3\n"
    _, out, error = piped(kbassist, lines=lines)
    stored = b"".join(path.read_bytes() for path in (tmp_path / "own-data").iterdir())
    assert b"Zq9Secret1" not in stored
    assert b"Zq9Secret2" not in stored
    assert b"Zq9Secret3" not in stored
    assert "\x1b" not in out + error
    assert "\x07" not in out + error


def test_a_live_check_feeds_the_case(kbassist: Run, tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    _, out, error = piped(kbassist, "our mail server takes no mail", lines=f"check 127.0.0.1:{port}\nfacts\nback\n")
    assert error == ""
    assert "connection_opens: no (checked)" in out
    assert "Most likely: The connection to the server is blocked" in out
    assert "Taken back:" in out


def test_a_check_without_a_server_asks_for_one(kbassist: Run) -> None:
    _, out, _ = piped(kbassist, "535 5.7.8 authentication failed", lines="check\n")
    assert "say which server" in out


def test_no_line_is_wider_than_the_terminal_and_nothing_moves_the_cursor(store: Store, tmp_path: Path) -> None:
    with Terminal("diagnose", cwd=tmp_path, env={"NO_COLOR": "1"}) as terminal:
        terminal.wait_for("Paste the error.*\n(.*\n)*> ")
        terminal.type(ERROR)
        terminal.wait_for("\n> $")
        for word in ("why", "facts", "otherwise", "help", "2", "no idea", "fix"):
            terminal.type(word)
            terminal.wait_for(r"\n> $")
        terminal.type("quit")
        assert terminal.end() == 0
    assert "\x1b" not in terminal.shown
    assert "\r" not in terminal.shown
    wide = [line for line in terminal.shown.split("\n") if len(line) > 80 and "http" not in line]
    assert wide == []


def test_a_paste_of_many_lines_is_one_text_on_a_terminal(store: Store, tmp_path: Path) -> None:
    with Terminal("diagnose", cwd=tmp_path) as terminal:
        terminal.wait_for("> $")
        terminal.type('Traceback:\n  File "x.py"\n\nsmtplib.SMTPAuthenticationError: 535 5.7.8 no\n2')
        terminal.wait_for(r"Question.*(.*\n)*.*> $")
        terminal.key(b"\x04")
        assert terminal.end() == 0
    (event,) = kept(tmp_path)
    assert isinstance(event, case.TextSaid)
    assert event.text.endswith("5.7.8 no\n2")


def test_an_answer_typed_slowly_is_one_line_each(store: Store, tmp_path: Path) -> None:
    with Terminal("diagnose", ERROR, cwd=tmp_path) as terminal:
        terminal.wait_for("> $")
        for answer in ("1", "no idea"):
            time.sleep(0.15)
            terminal.type(answer)
            terminal.wait_for(r"\n> $")
        terminal.key(b"\x03")
        assert terminal.end() == 130
    assert "Kept as case 1" in terminal.shown
    assert len(kept(tmp_path)) == 3


def test_colour_only_where_wanted(store: Store, tmp_path: Path) -> None:
    with Terminal("diagnose", ERROR, cwd=tmp_path, env={"TERM": "xterm"}) as terminal:
        terminal.wait_for("> $")
        terminal.type("quit")
        terminal.end()
    assert "\x1b[1;36mQuestion" in terminal.shown


def test_going_on_with_a_case_after_leaving_it(store: Store, tmp_path: Path) -> None:
    with Terminal("diagnose", ERROR, cwd=tmp_path, env={"NO_COLOR": "1"}) as terminal:
        asked = terminal.wait_for(r"Question: (.*)\n(.*\n)*> $")
        terminal.key(b"\x04")
        assert terminal.end() == 0
    question = re.findall(r"Question: (.*)", asked)[0]
    with Terminal("cases", "resume", "1", cwd=tmp_path, env={"NO_COLOR": "1"}) as terminal:
        again = terminal.wait_for(r"> $")
        assert question in again
        terminal.type("1")
        terminal.wait_for(r"Noted.*(.*\n)*> $")
        terminal.type("quit")
        assert terminal.end() == 0
    assert len(kept(tmp_path)) == 2
    assert json.dumps([case.as_object(event) for event in kept(tmp_path)])


def test_answers_typed_ahead_are_one_each(store: Store, tmp_path: Path) -> None:
    with Terminal("diagnose", ERROR, cwd=tmp_path) as terminal:
        terminal.wait_for("> $")
        terminal.type("no idea\n1\nquit")
        assert terminal.end() == 0
    first, second, third = kept(tmp_path)
    assert isinstance(first, case.TextSaid)
    assert isinstance(second, case.FactAnswered)
    assert second.value == "unknown"
    assert not isinstance(third, case.TextSaid)


def test_a_program_may_hold_a_conversation_through_pipes(store: Store, tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
    program = [sys.executable, "-m", "kbassist", "diagnose"]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env, cwd=tmp_path, text=True) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        for line, wanted in ((f"{ERROR}\n", "I don't know"), ("no idea\n", "I don't know"), ("fix\n", "No, it still fails")):
            running.stdin.write(line)
            running.stdin.flush()
            while wanted not in (said := running.stdout.readline()):
                assert said, "it ended"
        running.stdin.close()
        assert running.wait(timeout=30) == 0
    assert [type(event) for event in kept(tmp_path)] == [case.TextSaid, case.FactAnswered, case.FixShown]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_text_in_other_encodings(kbassist: Run, tmp_path: Path, encoding: str) -> None:
    done = kbassist("diagnose", stdin=f"{ERROR} für Müller\r\nno idea\r\n".encode(encoding))
    assert done.returncode == 0
    first = kept(tmp_path)[0]
    assert isinstance(first, case.TextSaid)
    assert "Müller" in first.text


def test_what_is_no_text_is_refused(kbassist: Run) -> None:
    done = kbassist("diagnose", stdin=bytes(range(256)) * 50)
    assert done.returncode == 3
    assert b"binary" in done.stderr
