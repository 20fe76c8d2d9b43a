"""The conversation that the screens share: every step is made and kept on the desk, and only then shown."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from kbassist.assistant.clock import now
from kbassist.assistant.conversation import Conversation, Expect, Turn, start
from kbassist.assistant.dossier import dossier
from kbassist.assistant.keeping import Keeper, headline, reopen
from kbassist.assistant.reply import Choice, Facts, Reply
from kbassist.cases.export import render
from kbassist.cases.store import Summary
from kbassist.model.case import CaseError, FactAnswered, Found, Outcome
from kbassist.model.diagnosis import Diagnosis
from kbassist.model.knowledge import Question
from kbassist.model.visible import visible as spelt
from kbassist.tui import parts, sayings
from kbassist.tui.blocks import Entry
from kbassist.tui.desk import Desk, Room

_Value = TypeVar("_Value")
Step = Callable[[Conversation, str], Turn]
"""Something done in a conversation at a time."""


class Standing(NamedTuple):
    """How the case stands, as plain values: what the screens show and what they may offer."""

    number: int | None = None
    title: str = ""
    expects: Expect = Expect.TEXT
    question: Question | None = None
    choices: tuple[Choice, ...] = ()
    diagnosis: Diagnosis | None = None
    facts: Facts = Facts(())
    findings: tuple[Found, ...] = ()
    tried: tuple[str, ...] = ()
    outcome: Outcome = Outcome.OPEN
    advised: str = ""
    """The cause whose steps can be shown now, or empty."""
    events: int = 0
    target: str = ""
    """What a live check would look at: a host and port, or empty."""

    @property
    def empty(self) -> bool:
        """Whether nothing was said yet."""
        return self.events == 0


class Shown(NamedTuple):
    """What a step brings on screen: the person's messages, then the assistant's."""

    standing: Standing
    entries: tuple[Entry, ...]
    trouble: str = ""
    """Why it could not be kept, where it could not."""


class Session:
    """One case after the other, on one desk."""

    def __init__(self, desk: Desk, clock: Callable[[], str] = now) -> None:
        self.desk = desk
        self.standing = Standing()
        self.trouble = ""
        """Why no case can be kept, where none can."""
        self.serial = 0
        """Counts the cases of this session: what was begun in one does not end in another."""
        self._clock = clock
        self._talk: Conversation | None = None
        self._keeper: Keeper | None = None
        self._turns = asyncio.Lock()

    async def open(self) -> Summary | None:
        """Open the desk with an empty case; return the unfinished case that was worked on last, if there is one."""
        return await self.desk.do(self._opened)

    def _opened(self, room: Room) -> Summary | None:
        self._begin(room)
        self.trouble = room.trouble
        unfinished = room.cases.list(outcome=Outcome.OPEN, limit=1) if room.cases else ()
        return unfinished[0] if unfinished else None

    def _begin(self, room: Room) -> None:
        self._talk = start(room.knowledge)
        self._keeper = Keeper(room.cases, self._clock)

    async def take(self, step: Step) -> Shown:
        """Do something in the conversation, keep it, and return what to show. Raises UsageError for what cannot be done."""
        async with self._turns:
            shown = await self.desk.do(lambda room: self._taken(step, room))
            self.standing = shown.standing
            return shown

    def _taken(self, step: Step, room: Room) -> Shown:
        before, keeper = self._current(room)
        turn = step(before, self._clock())
        keeper.keep(turn.conversation)
        self._talk = turn.conversation
        mine = sayings.said(before, turn.conversation)
        last = turn.conversation.events[-1] if mine else None
        answered = (last.key,) if isinstance(last, FactAnswered) else ()
        return Shown(_standing(turn.conversation, keeper), (*mine, *parts.entries(turn.reply, answered)), keeper.trouble)

    async def ask(self, question: Callable[[Conversation], Reply]) -> tuple[Entry, ...]:
        """Return what the conversation says to a question that changes nothing."""
        async with self._turns:
            return await self.desk.do(lambda room: parts.entries(question(self._current(room)[0])))

    async def look(self, at: Callable[[Conversation], _Value]) -> _Value:
        """Return a value read from the conversation, on the desk where its knowledge may be asked."""
        async with self._turns:
            return await self.desk.do(lambda room: at(self._current(room)[0]))

    async def renew(self) -> Standing:
        """Leave the case as it is and begin another."""
        async with self._turns:
            await self.desk.do(self._begin)
            self.serial += 1
            self.standing = Standing()
            return self.standing

    async def resume(self, number: int) -> Shown:
        """Go on with a kept case. Raises CaseError where that cannot be done."""
        async with self._turns:
            shown = await self.desk.do(lambda room: self._resumed(number, room))
            self.serial += 1
            self.standing = shown.standing
            return shown

    def _resumed(self, number: int, room: Room) -> Shown:
        if room.cases is None:
            return Shown(self.standing, (), room.trouble)
        self._talk, self._keeper = reopen(room.cases, number, room.knowledge, self._clock)
        opening = self._talk.opening()
        return Shown(_standing(self._talk, self._keeper), (*sayings.past(self._talk), *parts.entries(opening.reply)))

    async def rename(self, number: int, title: str) -> None:
        """Give any kept case a title. Raises CaseError where that cannot be done."""
        if number == self.standing.number:
            await self.take(lambda talk, at: Turn(talk.rename(title, at), ()))
            return
        async with self._turns:
            await self.desk.do(lambda room: self._renamed(number, title, room))

    def _renamed(self, number: int, title: str, room: Room) -> None:
        if room.cases is None:
            raise CaseError(room.trouble)
        talk, keeper = reopen(room.cases, number, room.knowledge, self._clock)
        if not keeper.keep(talk.rename(title, self._clock())):
            raise CaseError(keeper.trouble)

    async def exported(self, form: str) -> tuple[int, str]:
        """Return the number of the case (0 where none is kept) and the case in a format, masked."""
        async with self._turns:
            return await self.desk.do(lambda room: self._exported(form, room))

    def _exported(self, form: str, room: Room) -> tuple[int, str]:
        talk, keeper = self._current(room)
        number = keeper.number or 0
        if room.cases is not None and number:
            summary = room.cases.summary(number)
        else:
            at = self._clock()
            top = headline(talk)
            summary = Summary(0, at, at, top.title, talk.state.outcome, top.cause, top.provider, 0, len(talk.events))
        return number, spelt(render(dossier(summary, talk), form))

    def _current(self, room: Room) -> tuple[Conversation, Keeper]:
        if self._talk is None or self._keeper is None:
            self._begin(room)
        assert self._talk is not None and self._keeper is not None  # begun just now at the latest
        return self._talk, self._keeper


def _standing(talk: Conversation, keeper: Keeper) -> Standing:
    findings = {(found.check, found.target): found for event in talk.events for found in getattr(event, "findings", ())}
    steps = talk.steps
    diagnosis = talk.diagnosis
    check = diagnosis.next_check if diagnosis else None
    provider = next((row.value for row in talk.facts().rows if row.key == "provider"), None)
    owner = talk.knowledge.owner("provider", provider)
    return Standing(
        number=keeper.number,
        title=talk.state.title or (diagnosis.causes[0].title if diagnosis and diagnosis.causes else ""),
        expects=talk.expects,
        question=talk.question,
        choices=talk.choices,
        diagnosis=diagnosis,
        facts=talk.facts(),
        findings=tuple(findings.values()),
        tried=talk.state.tried,
        outcome=talk.state.outcome,
        advised=steps.cause if steps else "",
        events=len(talk.events),
        target=(check.command.rsplit(" ", 1)[-1] if check else "") or (owner.endpoint if owner else ""),
    )
