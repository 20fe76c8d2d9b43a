"""The reply in the making: for whom, in which tone and language, what is still to fill in; the draft changes as they do."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, Input, OptionList, Static, TextArea
from textual.widgets.option_list import Option

from kbassist.assistant.conversation import Turn
from kbassist.drafting.case import Wish
from kbassist.drafting.draft import retold
from kbassist.drafting.formats import as_text
from kbassist.errors import KbassistError
from kbassist.model.case import DraftKept
from kbassist.model.draft import Draft, Missing
from kbassist.tui import letters
from kbassist.tui.blocks import Block, Entry
from kbassist.tui.clipboard import written
from kbassist.tui.commands.copy import copy
from kbassist.tui.drafts import Offer
from kbassist.tui.screens.ask import AskDialog
from kbassist.tui.widgets.block_view import BlockView
from kbassist.tui.widgets.dialog import ROLES
from kbassist.tui.widgets.field import Field
from kbassist.tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from kbassist.tui.screens.chat import ChatScreen


class Chooser(NamedTuple):
    """One thing to choose: its list, its heading, its values."""

    id: str
    heading: str
    values: tuple[str, ...]


class ReplyScreen(Screen[None]):
    """Drafts for the case below."""

    COMPONENT_CLASSES: ClassVar[set[str]] = ROLES
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Chat", tooltip="Back to the chat, or from editing to the draft"),
        Binding("f2", "edit", "Edit", tooltip="Change the text by hand, and back"),
        Binding("f6", "copy", "Copy", priority=True, tooltip="Copy the reply"),
        Binding("f7", "save", "Save", priority=True, tooltip="Write the reply to a file: txt, md, html, json or eml"),
        Binding("f8", "keep", "Keep", tooltip="Keep the reply with the case"),
        Binding("f1", "keys", "Keys", tooltip="The keys of where you are"),
    ]

    def __init__(self, chat: ChatScreen, offer: Offer) -> None:
        super().__init__()
        self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (70, "-wide"), (160, "-broad")]
        self._chat = chat
        self._offer = offer
        self._choosers = (
            Chooser("audience", "For", offer.audiences),
            Chooser("tone", "Tone", offer.tones),
            Chooser("language", "Language", offer.languages),
        )
        self._values = dict(offer.variables)
        self._draft: Draft | None = None
        self._edited = ""

    def compose(self) -> ComposeResult:
        """Lay out the screen."""
        yield TitleBar(id="title")
        with Horizontal(id="body"):
            with VerticalScroll(id="wishes", can_focus=False):
                for chooser in self._choosers:
                    yield Static(chooser.heading, classes="section", markup=False)
                    yield OptionList(*(Option(Content(value)) for value in chooser.values), id=chooser.id, markup=False)
                yield Static("Filled in", classes="section", markup=False)
                yield Vertical(id="fields")
            yield BlockView(id="draft")
            yield TextArea(id="editor", soft_wrap=True, show_line_numbers=False, compact=True)
        yield Footer()

    def on_mount(self) -> None:
        """Draft with what the settings say."""
        self.query_one(TitleBar).where = "Reply"
        self.query_one("#editor").display = False
        for chooser in self._choosers:
            wished = getattr(self._offer.wish, chooser.id)
            listed = self.query_one(f"#{chooser.id}", OptionList)
            listed.highlighted = chooser.values.index(wished) if wished in chooser.values else 0
        self.query_one("#audience").focus()

    # -- drafting ----------------------------------------------------------------------------------------------------

    @property
    def wish(self) -> Wish:
        """What is chosen now."""
        chosen = {}
        for chooser in self._choosers:
            at = self.query_one(f"#{chooser.id}", OptionList).highlighted
            chosen[chooser.id] = chooser.values[at if at is not None else 0]
        return Wish(**chosen)

    @on(OptionList.OptionHighlighted)
    def _chosen(self) -> None:
        self._drafted()

    @on(Input.Changed, "#fields Input")
    def _filled(self, event: Input.Changed) -> None:
        name = (event.input.id or "").removeprefix("field-")
        self._values[name] = event.value
        self._drafted()

    @work(group="open", exclusive=True)
    async def _drafted(self) -> None:
        """Draft anew; what was edited by hand is dropped, as it was said when editing began."""
        given = {name: value for name, value in self._values.items() if value.strip()}
        try:
            draft = await self._offer.draft(self.wish, given)
        except KbassistError as error:
            self._show(Entry("note", (Block(Content(str(error)), "! ", "  ", ".block--warn"),)))
            return
        self._draft, self._edited = draft, ""
        if draft is None:
            self._show(
                Entry("note", (Block(Content("Nothing in the knowledge matches this case: there is nothing to reply yet.")),))
            )
            return
        self._show(letters.holes(draft) if draft.missing else letters.letter(draft))
        self.query_one(TitleBar).state = (
            f"{len(draft.remarks)} to look at" if draft.remarks else "ready" if not draft.missing else ""
        )
        await self._ask_for((*draft.missing, *draft.left_out))

    async def _ask_for(self, wanted: tuple[Missing, ...]) -> None:
        """Offer a field for each value that could be filled in; those that are there stay."""
        fields = self.query_one("#fields", Vertical)
        there = {(field.id or "").removeprefix("field-") for field in fields.query(Field)}
        names = [each for each in wanted if each.name not in there]
        names += [Missing(name, name.replace("_", " "), "") for name in self._offer.variables if name not in there]
        for each in dict.fromkeys(names):
            hint = each.description + (f", such as {each.example}" if each.example else "")
            await fields.mount(Field(self._values.get(each.name, ""), placeholder=hint, id=f"field-{each.name}"))

    def _show(self, entry: Entry) -> None:
        view = self.query_one("#draft", BlockView)
        if list(view.entries) != [entry]:
            view.replace([entry], at_end=False)

    @property
    def text(self) -> str:
        """The reply as it would leave, or empty."""
        if self._draft is None or self._draft.missing:
            return ""
        return self._edited or as_text(self._draft)

    # -- what can be done with it ------------------------------------------------------------------------------------

    def action_edit(self) -> None:
        """Edit the text by hand; coming back, it is looked at by the lint again."""
        editor, view = self.query_one("#editor", TextArea), self.query_one("#draft", BlockView)
        if editor.display:
            self._retell(editor.text)
            editor.display, view.display = False, True
            view.focus()
        elif self.text:
            editor.load_text(self.text)
            editor.display, view.display = True, False
            editor.focus()
            self.notify("Escape or F2 ends editing. Another choice on the left drafts anew and drops the edit.")

    @work(group="open", exclusive=True)
    async def _retell(self, text: str) -> None:
        before = self._draft
        if before is None or text == self.text:
            return
        self._edited = text
        told = await self._chat.session.look(lambda talk: retold(before, text, talk.knowledge))
        self._show(letters.letter(told))

    def action_copy(self) -> None:
        """Copy the reply."""
        if self.text:
            copy(self._chat, self.text)

    @work
    async def action_save(self) -> None:
        """Ask for a file and write the reply into it; an existing one is never overwritten."""
        draft = self._draft
        if draft is None or not self.text:
            return
        name = await self.app.push_screen_wait(
            AskDialog("Save the reply as (txt, md, html, json, eml)", f"reply-{self._chat.standing.number or 1}.txt")
        )
        if not name:
            return
        stem, dot, suffix = name.rpartition(".")
        if suffix not in letters.FORMS or not dot:
            self.notify(f"Name a file that ends in {', '.join(letters.FORMS)}.", severity="warning")
            return
        text = self._edited if self._edited and suffix in ("txt", "md") else letters.FORMS[suffix](draft)
        try:
            path = written(text, "", stem, suffix)
        except OSError as error:
            self.notify(f"Cannot write the file: {error.strerror}.", severity="warning", markup=False)
            return
        self.notify(f"Written to {path}.", markup=False)

    def action_keep(self) -> None:
        """Keep the reply with the case."""
        text, wish = self.text, self.wish
        if text:
            name = f"{wish.language}/{wish.tone}"
            self._chat.step(lambda talk, at: Turn(talk.remark(DraftKept(at, name, wish.audience, text)), ()))
            self.notify("Kept with the case.")

    def action_leave(self) -> None:
        """From editing to the draft, from there to the chat."""
        if self.query_one("#editor").display:
            self.action_edit()
        else:
            self.dismiss()

    def action_keys(self) -> None:
        """Show the keys."""
        from kbassist.tui.screens.keys import KeysDialog, rows_of

        self.app.push_screen(KeysDialog("in the reply", rows_of(self), commands=False))
