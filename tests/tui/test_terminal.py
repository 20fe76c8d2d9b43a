"""The real program in a real terminal, from the first start to the second."""

from __future__ import annotations

import json
import os
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from servers.programs import unavailable

from kbassist.cases.store import Cases
from kbassist.kb.store import Store
from kbassist.model.case import FactAnswered, FindingsMade, FixTried, TextSaid
from tui.mailserver import MailServer
from tui.stage import TRACEBACK
from tui.terminal import PATIENCE, Terminal


@pytest.fixture
def terminal(store: Store) -> Iterator[Terminal]:
    """A terminal with folders of its own; the path of its socket must be short."""
    if not Terminal.there():
        unavailable("tmux is not installed (apt-get install tmux)")
    with tempfile.TemporaryDirectory(prefix="kb") as folder:
        opened = Terminal(Path(folder))
        try:
            yield opened
        finally:
            opened.close()


def kept(terminal: Terminal, events: int) -> None:
    """Wait until the last case has so many events."""
    until = time.monotonic() + PATIENCE
    while True:
        with Cases(str(terminal.folder / "data")) as cases:
            listed = cases.list(limit=1)
        if listed and listed[0].events == events:
            return
        assert time.monotonic() < until, terminal.screen()
        time.sleep(0.1)


def test_from_start_to_resume(terminal: Terminal) -> None:
    with MailServer() as server:
        terminal.start()
        terminal.see("The mail server does not let you in?", "F1 Keys")
        terminal.paste(TRACEBACK)
        terminal.press("Enter")
        terminal.see("Most likely:", "? ", "case 1, open", "1 ")
        terminal.say("no idea")
        terminal.see("> no idea")
        kept(terminal, 2)
        terminal.press("1")
        kept(terminal, 3)
        terminal.say("2")
        kept(terminal, 4)
        terminal.see("case 1, open", "? ")
        terminal.say(f"/check 127.0.0.1:{server.port}")
        terminal.see("Live checks of", f"Port {server.port} speaks plain SMTP", "done in")
        terminal.press("Escape")
        terminal.see("case 1, open", "F5 Cases")
        terminal.say("/export json")
        terminal.see("kbassist-case-1.json")
        terminal.press("C-q")
        assert "Kept as case 1" in terminal.ended()
        terminal.close()

    exported = json.loads((terminal.folder / "kbassist-case-1.json").read_text())
    assert "hunter2" not in json.dumps(exported)
    terminal.start()
    terminal.see("Your last case is unfinished", "smtplib.SMTPAuthenticationError")
    terminal.press("Enter")
    terminal.see("case 1, open", "? ")
    terminal.press("F2")
    time.sleep(0.5)  # tmux types faster than a focus moves
    terminal.press("F2")
    time.sleep(0.5)
    terminal.say("/quit")
    terminal.ended()
    with Cases(str(terminal.folder / "data")) as cases:
        (case,) = cases.list()
        events = cases.load(case.id)[1]
    assert [type(event) for event in events] == [TextSaid, FactAnswered, FactAnswered, FixTried, FindingsMade]


def test_what_was_on_screen_survives_kill_9(terminal: Terminal) -> None:
    terminal.start()
    terminal.see("F1 Keys")
    for number in range(4):
        said = f"remark {number} about smtp.gmail.com and 535 5.7.8"
        terminal.say(f"/note {said}")
        terminal.see(f"> remark {number}")
    os.kill(terminal.pid(), signal.SIGKILL)
    terminal.ended(137)
    with Cases(str(terminal.folder / "data")) as cases:
        (case,) = cases.list()
        assert [event.text.split(" about")[0] for event in cases.load(case.id)[1]] == [f"remark {number}" for number in range(4)]


def test_keys_typed_while_it_starts_are_not_lost(terminal: Terminal) -> None:
    terminal.start("--reduced-motion")
    terminal.see("The mail server does not let you in?")
    terminal.say("/note typed early")
    terminal.see("> typed early")


def test_without_colour_and_with_a_small_terminal(terminal: Terminal) -> None:
    terminal.close()
    small = Terminal(terminal.folder, 40, 15)
    try:
        small.start("--no-color")
        small.see("kbassist", "F1 Keys")
        small.say("535 5.7.8 from gmail with smtplib")
        small.see("? ", "1 ")
        small.press("F2")
        small.see("Causes")
    finally:
        small.close()
