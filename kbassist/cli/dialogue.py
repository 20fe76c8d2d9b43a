"""The conversation line by line on a plain terminal: for screen readers, serial consoles, pipes and scripts.

A command is a method `do_NAME`; its docstring is its help. Whatever is no command is an answer or a text. Every event is on
disk before its reply is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from kbassist.assistant import reply as out
from kbassist.assistant.conversation import Conversation, Expect, Turn
from kbassist.assistant.keeping import Keeper
from kbassist.cli.console import Console, visible
from kbassist.cli.lines import Lines
from kbassist.cli.page import wrapped
from kbassist.cli.spoken import spoken
from kbassist.errors import KbassistError, UsageError
from kbassist.model.diagnosis import Verdict
from kbassist.model.tokens import words

PROMPT = "> "
HINT = "Answer with a number or in your own words. `why`, `back`, `fix`, `help`, `quit` work at any time."
_BARE = re.compile(r"\s*[\[(#]?\d{1,2}[\])#.]?\s*")
"""A line that is nothing but the number of a choice."""


class Dialogue:
    """One conversation on three streams."""

    def __init__(
        self,
        talk: Conversation,
        keeper: Keeper,
        console: Console,
        clock: Callable[[], str],
        lines: Lines,
    ) -> None:
        self.talk = talk
        self._keeper = keeper
        self._console = console
        self._clock = clock
        self._lines = lines
        self._told_trouble = False
        self._hinted = False
        self._stands: out.Reply = ()

    # -- the loop ----------------------------------------------------------------------------------------------------

    def run(self, opening: Turn | None = None) -> int:
        """Show the opening, then converse until the person leaves or the input ends; return 1 where nothing known matched, else 0."""
        try:
            if opening is not None:
                self.show(opening)
            while True:
                self._invite()
                message = self._lines.message(self.talk.expects is Expect.TEXT, self._is_reply)
                if message is None:
                    self._end()
                    break
                if not self._lines.terminal:
                    self._console.out(PROMPT + visible(message))
                if message.strip() and self._take(message):
                    break
        except KeyboardInterrupt:
            self._console.out("")
            self._part_with()
            raise
        self._part_with()
        return 1 if self.talk.diagnosis is not None and self.talk.diagnosis.verdict is Verdict.NO_MATCH else 0

    def show(self, turn: Turn) -> None:
        """Keep what a turn changed, then write its reply."""
        if not self._keeper.keep(turn.conversation) and not self._told_trouble:
            self._console.error(f"{visible(self._keeper.trouble)}. This conversation goes on without being kept")
            self._told_trouble = True
        self.talk = turn.conversation
        self.write(turn.reply)

    def write(self, reply: out.Reply) -> None:
        """Write a reply and an empty line after it."""
        self._stands = reply
        text = spoken(reply, self._console.color, self._console.width)
        if text:
            self._console.out(text + "\n")
        if not self._hinted and any(isinstance(part, out.Asked) for part in reply) and self._lines.terminal:
            self._hinted = True
            self._console.out("\n".join(wrapped(HINT, self._console.width)) + "\n")

    def _invite(self) -> None:
        if self._lines.terminal:
            self._console.stdout.write(PROMPT)
        self._console.stdout.flush()

    def _end(self) -> None:
        """Say how things stand: the input is over."""
        if self._lines.terminal:
            self._console.out("")
        elif self.talk.diagnosis is not None:
            if any(isinstance(part, out.Shown) for part in self._stands):  # it stands right above
                self._console.out("No more answers were given.")
                return
            if self.talk.expects is Expect.NOTHING:
                return
            self._console.out("No more answers were given. How it stands:\n")
            self.write(self.talk.opening().reply)

    def _part_with(self) -> None:
        number = self._keeper.number
        if number is not None:
            more = "" if self.talk.expects is Expect.NOTHING else f"; `kbassist cases resume {number}` goes on with it"
            self._console.out(f"Kept as case {number}{more}.")
        self._console.stdout.flush()

    # -- what a line is ----------------------------------------------------------------------------------------------

    def _take(self, message: str) -> bool:
        """Do what the message says; return whether it was to leave."""
        command = self._command(message)
        try:
            if command is None:
                self.show(self.talk.understand(message, self._clock()))
                return False
            if command.run is None:
                return True
            command.run(command.rest)
        except KbassistError as error:
            self._console.out(f"{visible(str(error))}\n")
        return False

    def _command(self, message: str) -> _Command | None:
        """Return the command that a message is, or None. A word that begins a sentence is none: "check my settings, please"."""
        name, _, rest = message.strip().partition(" ")
        slashed = name.startswith("/")
        name, rest = name.lstrip("/").lower().rstrip("?!."), rest.strip()
        name = {"exit": "quit", "q": "quit", "": "help"}.get(name, name)
        if name == "quit" and (slashed or not rest):
            return _Command(None, "")
        method = getattr(self, f"do_{name}", None) if name.isidentifier() else None
        if method is None or "\n" in rest:
            return None
        if not slashed and rest and not self._fits(name, rest):
            return None
        return _Command(method, rest)

    def _fits(self, name: str, rest: str) -> bool:
        """Tell whether what follows a command's name can be its argument."""
        first = rest.split()[0]
        if name in ("change", "forget"):
            return first in self.talk.knowledge.fact_specs() and (name == "change" or rest == first)
        if name == "check":
            return rest == first and bool(re.search(r"[.:@]", first))
        if name == "done":
            return rest == first and "-" in first
        return name == "note"

    def _is_reply(self, line: str) -> bool:
        """Tell whether a line is an answer by itself: a number, yes, no, "no idea", or a command."""
        said = " ".join(words(line))
        spoken_words = self.talk.knowledge.answer_words().values()
        return bool(_BARE.fullmatch(line)) or any(said in one for one in spoken_words) or self._command(line) is not None

    # -- the commands ------------------------------------------------------------------------------------------------

    def do_why(self, _: str) -> None:
        """why this question is asked, what each answer would lead to, and how to find it out"""
        self.write(self.talk.why())

    def do_back(self, _: str) -> None:
        """take back the last thing said, answered or tried"""
        self.show(self.talk.back())

    def do_facts(self, _: str) -> None:
        """everything known, and where it comes from"""
        self.write((self.talk.facts(),))

    def do_fix(self, _: str) -> None:
        """show the steps now, without answering more questions"""
        self.show(self.talk.fix(self._clock()))

    def do_otherwise(self, _: str) -> None:
        """which answers would put another cause first"""
        self.write(self.talk.would_change())

    def do_again(self, _: str) -> None:
        """say once more how it stands and what is asked"""
        shown = (out.Shown(self.talk.diagnosis, moved=True),) if self.talk.diagnosis else ()
        self.write((*shown, *self.talk.prompt()))

    def do_check(self, rest: str) -> None:
        """[TARGET]: look at the server live; without a name, at the one that this is about"""
        from kbassist.cli.live import checked

        self.show(checked(self.talk, rest, self._console, self._clock))

    def do_change(self, rest: str) -> None:
        """KEY VALUE: state a fact anew, as its value or in your own words"""
        key, _, value = rest.partition(" ")
        if not value.strip():
            raise UsageError("say which fact and what it is: `change port 587`; `facts` lists what is known")
        self.show(self.talk.change(key, value, self._clock()))

    def do_forget(self, rest: str) -> None:
        """KEY: take back one fact, wherever it came from"""
        if not rest:
            raise UsageError("say which fact: `forget port`; `facts` lists what is known")
        self.show(self.talk.forget(rest, self._clock()))

    def do_note(self, rest: str) -> None:
        """TEXT: keep a remark with the case; it changes nothing"""
        if not rest:
            raise UsageError("say what to remember: `note the administrator is away until Monday`")
        self.show(self.talk.note(rest, self._clock()))

    def do_done(self, rest: str) -> None:
        """[CAUSE]: the case is resolved"""
        self.show(self.talk.resolve(rest, self._clock()))

    def do_help(self, _: str) -> None:
        """these lines"""
        rows = [("quit", "leave; the case is kept")]
        for name in sorted(dir(self)):
            if name.startswith("do_"):
                rows.append((name.removeprefix("do_"), getattr(self, name).__doc__))
        for name, text in sorted(rows):
            argument, colon, told = text.partition(": ")
            shown = f"{name} {argument}" if (colon and argument.isupper()) or argument.startswith("[") else name
            lines = wrapped(told if shown != name else text, self._console.width, f"  {shown:<18} ", " " * 21)
            self._console.out("\n".join(lines))
        self._console.out("Anything else is taken as an answer, or as more about the case.\n")


class _Command(NamedTuple):
    """A command with its argument; `run` is None for leaving."""

    run: Callable[[str], None] | None
    rest: str
