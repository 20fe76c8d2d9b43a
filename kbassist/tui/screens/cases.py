"""Earlier conversations: searched, resumed, renamed, exported, deleted and brought back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, Input, OptionList, Static
from textual.widgets.option_list import Option

from kbassist.assistant.clock import age, now
from kbassist.cases.store import Cases, Summary
from kbassist.errors import KbassistError
from kbassist.model.case import Outcome
from kbassist.tui.desk import Room
from kbassist.tui.marks import visible
from kbassist.tui.screens.ask import AskDialog
from kbassist.tui.widgets.dialog import ROLES
from kbassist.tui.widgets.field import Field
from kbassist.tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from kbassist.tui.screens.chat import ChatScreen

_Result = TypeVar("_Result")
MOST = 500
"""Cases listed; the search finds all."""


class CasesScreen(Screen[None]):
    """The case store."""

    COMPONENT_CLASSES: ClassVar[set[str]] = ROLES
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Chat", tooltip="Back to the chat"),
        Binding("f2,r", "rename", "Rename", key_display="F2", tooltip="Give the case another title"),
        Binding("f6,e", "export", "Export", key_display="F6", tooltip="Resume the case and write it to a file"),
        Binding("f8,d,delete", "delete", "Delete", key_display="F8", tooltip="Delete the case; F9 brings it back"),
        Binding("f9,u", "undo", "Undo", key_display="F9", tooltip="Bring back the case deleted last"),
        Binding("f7,o", "filter", "Open only", key_display="F7", tooltip="Only open cases, and all again"),
        Binding("slash,ctrl+f", "search", "Search", key_display="/", show=False, tooltip="Search in all cases"),
        Binding("f1,question_mark", "keys", "Keys", key_display="F1", tooltip="The keys of where you are"),
    ]

    def __init__(self, chat: ChatScreen, words: str = "") -> None:
        super().__init__()
        self._chat = chat
        self._words = words
        self._only_open = False
        self._listed: Sequence[Summary] = ()

    def compose(self) -> ComposeResult:
        """Lay out the screen."""
        yield TitleBar(id="title")
        with Vertical(id="cases-body"):
            yield Field(self._words, placeholder="Search in all cases", id="search")
            yield OptionList(id="cases", markup=False)
            yield Static("", id="none", markup=False)
        yield Footer()

    def on_mount(self) -> None:
        """List the cases."""
        self.query_one(TitleBar).where = "Cases"
        _ = self.query_one("#search" if self._words else "#cases").focus()
        self._refresh()

    # -- listing -----------------------------------------------------------------------------------------------------

    @on(Input.Changed)
    def _refresh(self) -> None:
        self._list(self.query_one(Input).value.strip())

    @work(group="list", exclusive=True)
    async def _list(self, words: str) -> None:
        wanted = Outcome.OPEN if self._only_open else None

        def read(cases: Cases) -> list[tuple[Summary, str]]:
            if words:
                hits = cases.search(words, MOST)
                return [(hit.summary, hit.passage) for hit in hits if wanted is None or hit.summary.outcome is wanted]
            return [(summary, "") for summary in cases.list(outcome=wanted, limit=MOST)]

        found = await self._with(read)
        if found is None:
            return
        current = now()
        self._listed = [summary for summary, _ in found]
        shown = self.query_one("#cases", OptionList)
        marked = shown.highlighted or 0
        shown.clear_options()
        shown.add_options([Option(_row(summary, passage, current)) for summary, passage in found])
        shown.highlighted = min(marked, len(found) - 1) if found else None
        shown.display = bool(found)
        empty = "Nothing found; try fewer words." if words else "No case yet. What you paste in the chat becomes one."
        self.query_one("#none", Static).update("" if found else empty)
        self.query_one(TitleBar).state = f"{len(found)} {'open' if self._only_open else 'cases' if len(found) != 1 else 'case'}"

    async def _with(self, work: Callable[[Cases], _Result]) -> _Result | None:
        """Do something with the case store; None, and a word on it, where there is none or it cannot be done."""

        def on_desk(room: Room) -> _Result | None:
            return work(room.cases) if room.cases is not None else None

        try:
            done = await self._chat.session.desk.do(on_desk)
        except KbassistError as error:
            self.notify(str(error), severity="warning", markup=False)
            return None
        if done is None:
            self.query_one("#none", Static).update(self._chat.session.trouble or "Cases are not kept.")
        return done

    @property
    def marked(self) -> Summary | None:
        """The case that is marked."""
        at = self.query_one("#cases", OptionList).highlighted
        return self._listed[at] if at is not None and at < len(self._listed) else None

    @on(Input.Submitted)
    def _to_list(self) -> None:
        self.query_one("#cases").focus()

    def on_key(self, event: object) -> None:
        """Down in the search field goes to the list."""
        if isinstance(self.focused, Input) and getattr(event, "key", "") == "down":
            self.query_one("#cases").focus()

    # -- what can be done with one -----------------------------------------------------------------------------------

    @on(OptionList.OptionSelected)
    def _resume(self) -> None:
        case = self.marked
        if case is not None:
            self.dismiss()
            self._chat.go_on(case.id)

    def action_rename(self) -> None:
        """Ask for another title."""
        if self.marked is not None:
            self._rename(self.marked)

    @work
    async def _rename(self, case: Summary) -> None:
        title = await self.app.push_screen_wait(AskDialog(f"Title of case {case.id}", case.title))
        if title:
            try:
                await self._chat.session.rename(case.id, title)
            except KbassistError as error:
                self.notify(str(error), severity="warning", markup=False)
            self._refresh()

    def action_export(self) -> None:
        """Go on with the case and write it to a file."""
        case = self.marked
        if case is not None:
            self.dismiss()
            self._chat.export(case.id)

    def action_delete(self) -> None:
        """Delete the case; it can be brought back."""
        if self.marked is not None:
            self._delete(self.marked)

    @work
    async def _delete(self, case: Summary) -> None:
        await self._with(lambda cases: cases.delete(case.id, now()))
        if case.id == self._chat.standing.number:
            await self._chat.renew()
        self.notify(f"Case {case.id} is deleted. F9 brings it back.")
        self._refresh()

    def action_undo(self) -> None:
        """Bring back the case deleted last."""
        self._undo()

    @work
    async def _undo(self) -> None:
        number = await self._with(lambda cases: cases.restore())
        if number is not None:
            self.notify(f"Case {number} is back.")
        self._refresh()

    def action_filter(self) -> None:
        """Show only open cases, or all."""
        self._only_open = not self._only_open
        self._refresh()

    def action_search(self) -> None:
        """Go to the search field."""
        self.query_one(Input).focus()

    def action_leave(self) -> None:
        """Back to the chat."""
        self.dismiss()

    def action_keys(self) -> None:
        """Show the keys."""
        from kbassist.tui.screens.keys import KeysDialog, rows_of

        self.app.push_screen(KeysDialog("in the cases", rows_of(self), commands=False))


def _row(case: Summary, passage: str, current: str) -> Content:
    style = ".role--good" if case.outcome is Outcome.RESOLVED else ".role--warn"
    title = " ".join(visible(case.title).split())
    cause = f"  {case.cause}" if case.cause else ""
    line = Content.assemble(
        (f"{case.id:>4}  ", ".role--dim"),
        (f"{case.outcome.value:<9}", style),
        (f"{age(case.changed, current):<15}", ".role--dim"),
        title,
        (cause, ".role--dim"),
    )
    return Content.assemble(line, (f"\n      {' '.join(visible(passage).split())}", ".role--dim")) if passage else line
