"""The conversation, the composer below it, the case beside it. Every other screen lies upon this one."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widgets import Footer

from kbassist.assistant.conversation import Conversation, Expect
from kbassist.assistant.reply import FactRow, Reply
from kbassist.cases.store import Summary
from kbassist.errors import KbassistError
from kbassist.tui import catalogue, steering, welcome
from kbassist.tui.lookout import Lookout
from kbassist.tui.session import Session, Shown, Standing, Step
from kbassist.tui.widgets.block_view import BlockView
from kbassist.tui.widgets.case_panel import CasePanel
from kbassist.tui.widgets.cause_bars import CauseBars
from kbassist.tui.widgets.choices import Chip, Choices
from kbassist.tui.widgets.completions import Completions
from kbassist.tui.widgets.composer import Composer
from kbassist.tui.widgets.dialog import ROLES
from kbassist.tui.widgets.fact_list import FactList
from kbassist.tui.widgets.title_bar import TitleBar

ASIDES = {
    Expect.ANSWER: (("why", "do you ask?"), ("otherwise", "what would change your mind?"), ("fix", "the steps now")),
    Expect.HELPED: (("otherwise", "what would change your mind?"), ("reply", "a draft"), ("export", "the case")),
}
"""Commands that are offered beside the answers."""


class ChatScreen(Screen[object]):
    """The chat."""

    AUTO_FOCUS = "#composer"
    CSS_PATH = os.path.join(os.path.dirname(os.path.dirname(__file__)), "kbassist.tcss")
    COMPONENT_CLASSES: ClassVar[set[str]] = ROLES
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "command('help')", "Keys", tooltip="The keys of where you are, and all commands"),
        Binding("f2", "show_case", "Case", tooltip="Facts, causes and checks: go there and back"),
        Binding("f3", "command('explain')", "Knowledge", tooltip="Search and read all articles"),
        Binding("f4", "command('check')", "Check", tooltip="Look at the server live"),
        Binding("f5", "command('cases')", "Cases", tooltip="Earlier conversations"),
        Binding("f8", "command('back')", "Back", tooltip="Take back the last thing said, answered or found"),
        Binding("ctrl+n", "command('new')", "New case", show=False),
        Binding("ctrl+y", "command('copy')", "Copy the conversation", show=False),
        Binding("alt+up", "jump(-1)", "Your message before", show=False),
        Binding("alt+down", "jump(1)", "Your next message", show=False),
        Binding("question_mark", "command('help')", "Keys", show=False),
        Binding("escape", "home", "To the composer", show=False),
    ]

    def __init__(self, session: Session, case: int | None = None) -> None:
        super().__init__()
        self.session = session
        self.unfinished: Summary | None = None
        self._case = case
        self.lookout = Lookout(self)

    def compose(self) -> ComposeResult:
        """Lay out the screen."""
        completions = Completions(id="completions")
        yield TitleBar(id="title")
        with Horizontal(id="body"):
            with Vertical(id="talk"):
                yield BlockView(id="conversation")
                yield completions
                yield Choices(id="choices")
                yield Composer(completions, id="composer")
            yield CasePanel(id="case")
        yield Footer()

    def on_mount(self) -> None:
        """Show the welcome at once; the knowledge opens meanwhile."""
        self.query_one(Completions).display = False
        self.composer.takes_number = lambda number: steering.takes_number(self.query_one(Choices).chips, number)
        self.composer.proposes = lambda text: steering.proposals(self, text)
        self.talk.replace([welcome.entry()], at_end=False)
        self.offer(())
        self._stand(self.session.standing)
        self._open()

    def on_unmount(self) -> None:
        """Leave no check running."""
        self.lookout.cancel()

    @property
    def talk(self) -> BlockView:
        """The messages."""
        return self.query_one("#conversation", BlockView)

    @property
    def composer(self) -> Composer:
        """Where the person writes."""
        return self.query_one(Composer)

    @property
    def standing(self) -> Standing:
        """How the case stands."""
        return self.session.standing

    # -- steps -------------------------------------------------------------------------------------------------------

    @work(group="steps")
    async def _open(self) -> None:
        try:
            self.unfinished = await self.session.open()
        except KbassistError as failure:
            self.app.exit(return_code=failure.exit_status, message=f"kbassist: {failure}")
            return
        if self.session.trouble:
            self.say(self.session.trouble)
        if self._case is not None:
            await self.resume(self._case)
        elif self.unfinished is not None and self.standing.empty:
            self.talk.add(welcome.offer(self.unfinished))
            self.offer((Chip(1, "Go on with it", "/resume"), Chip(2, "Begin a new case", "/new")))

    @work(group="steps")
    async def step(self, step: Step) -> None:
        """Do something in the conversation and show what comes of it."""
        await self.take(step)

    @work(group="steps")
    async def go_on(self, number: int) -> None:
        """Go on with a kept case."""
        await self.resume(number)

    @work(group="steps")
    async def export(self, number: int) -> None:
        """Go on with a kept case and write it to a file."""
        await self.resume(number)
        await self.run_command("export", "")

    @work(group="steps")
    async def use(self, article: str) -> None:
        """Take an article of the knowledge into the case."""
        from kbassist.tui.use import use  # with the browser

        await use(self, article)

    @work(group="steps")
    async def edit(self, row: FactRow) -> None:
        """Open a fact for editing."""
        from kbassist.tui.screens.fact import FactDialog  # opened now and then

        await FactDialog.opened(self, row)

    async def take(self, step: Step) -> None:
        """Do something in the conversation; return when it is kept and shown."""
        self.query_one(TitleBar).work("working …")
        try:
            self.show_step(await self.session.take(step))
        except KbassistError as error:
            self.say(str(error))
        finally:
            self.query_one(TitleBar).work("")

    async def ask(self, question: Callable[[Conversation], Reply]) -> None:
        """Show what the conversation says to a question that changes nothing."""
        self.talk.add(*await self.session.ask(question))
        self.talk.scroll_end(animate=False)

    async def resume(self, number: int) -> None:
        """Go on with a kept case."""
        try:
            shown = await self.session.resume(number)
        except KbassistError as error:
            self.say(str(error))
            return
        self.unfinished = None
        self.talk.replace(list(shown.entries), at_end=True)
        self._stand(shown.standing)

    async def renew(self) -> None:
        """Begin another case."""
        self.unfinished = None
        standing = await self.session.renew()
        self.talk.replace([welcome.entry()], at_end=False)
        self._stand(standing)

    def show_step(self, shown: Shown) -> None:
        """Bring a step on screen."""
        self.unfinished = None
        self.talk.add(*shown.entries)
        self.talk.scroll_end(animate=False)
        self._stand(shown.standing)
        if shown.trouble:
            self.say(f"{shown.trouble}. The conversation goes on without being kept")

    def say(self, text: str, *, good: bool = False) -> None:
        """Put a sentence of the program's own into the conversation; it is not kept."""
        self.talk.add(welcome.notice(text, good=good))

    def offer(self, chips: Sequence[Chip], asides: Sequence[tuple[str, str]] = ()) -> None:
        """Show what can be answered."""
        self.query_one(Choices).offer(chips, asides)

    def _stand(self, standing: Standing) -> None:
        title = self.query_one(TitleBar)
        title.where = standing.title or "new case"
        title.state = f"case {standing.number}, {standing.outcome.value}" if standing.number else ""
        self.query_one(CasePanel).show(standing)
        asides = [each for each in ASIDES.get(standing.expects, ()) if each[0] in catalogue.names()]
        self.offer([Chip(each.number, each.label, each.value) for each in standing.choices], asides)
        self.composer.placeholder = welcome.placeholder(standing)

    # -- what the person does ----------------------------------------------------------------------------------------

    @on(Composer.Sent)
    def _sent(self, event: Composer.Sent) -> None:
        steering.sent(self, event.text)

    @on(Composer.Marked)
    def _marked(self, event: Composer.Marked) -> None:
        numbers = [chip.number for chip in self.query_one(Choices).chips]
        self.query_one(Choices).current = numbers.index(event.number) if event.number in numbers else -1

    @on(Composer.KeysWanted)
    def _keys_wanted(self) -> None:
        self.start_command("help")

    @on(Choices.Pressed)
    def _pressed(self, event: Choices.Pressed) -> None:
        steering.pressed(self, event.chip)
        self.composer.focus()

    @on(Choices.Aside)
    def _aside(self, event: Choices.Aside) -> None:
        self.start_command(event.command)

    @on(FactList.Edit)
    def _edit(self, event: FactList.Edit) -> None:
        self.edit(event.row)

    @on(CauseBars.Chosen)
    def _cause(self, event: CauseBars.Chosen) -> None:
        self.start_command("explain", f"causes/{event.cause}")

    @on(BlockView.Followed)
    def _followed(self, event: BlockView.Followed) -> None:
        steering.follow(self, event.target)

    @work(group="commands")
    async def command(self, name: str, words: str) -> None:
        """Run a slash command that there is."""
        await self.run_command(name, words)

    async def run_command(self, name: str, words: str) -> None:
        """Run a slash command; return when it is done. What it could not do stands in the conversation."""
        try:
            await catalogue.command(name).run(self, words)
        except KbassistError as error:
            self.say(str(error))

    def start_command(self, name: str, words: str = "") -> None:
        """Run a slash command, or wait in the composer for the words it needs."""
        steering.start(self, name, words)

    def action_command(self, name: str) -> None:
        """Run a slash command by its key."""
        self.start_command(name)

    def action_show_case(self) -> None:
        """Go to the case and back; where there is little room the case takes the place of the conversation."""
        panel = self.query_one(CasePanel)
        inside = self.focused is not None and panel in self.focused.ancestors
        opened = self.has_class("-case") if self.has_class("-narrow") else inside
        self.set_class(not opened, "-case")
        facts = self.query_one(FactList)
        self.set_focus(self.composer if opened else facts if facts.display else None)

    def action_home(self) -> None:
        """Go to the composer."""
        self.remove_class("-case")
        self.talk.look_for("")
        self.set_focus(self.composer)

    def action_page(self, step: int) -> None:
        """Scroll the conversation by a page."""
        scroll = self.talk.scroll_page_down if step > 0 else self.talk.scroll_page_up
        scroll()

    def action_jump(self, step: int) -> None:
        """Scroll to what the person said before or next."""
        self.talk.jump("you", step)
