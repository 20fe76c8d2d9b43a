"""The knowledge browser: search as you type, the tree of families, the article with working links."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, Input, OptionList, Tree
from textual.widgets.option_list import Option

from kbassist.model.knowledge import Article
from kbassist.tui import articles
from kbassist.tui.blocks import Block, Entry
from kbassist.tui.marks import inline, visible
from kbassist.tui.widgets.block_view import BlockView
from kbassist.tui.widgets.dialog import ROLES
from kbassist.tui.widgets.field import Field
from kbassist.tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from kbassist.tui.desk import Desk, Room
    from kbassist.tui.screens.chat import ChatScreen


class KnowledgeScreen(Screen[None]):
    """Reads the knowledge; what is used from it goes to the chat below."""

    COMPONENT_CLASSES: ClassVar[set[str]] = ROLES
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape", "leave", "Chat", tooltip="Back to the chat, or from the article to the list where there is little room"
        ),
        Binding("f3,slash,ctrl+f", "search", "Search", key_display="/", tooltip="Search as you type"),
        Binding("alt+left,left_square_bracket", "history(-1)", "Back", key_display="[", tooltip="The article before"),
        Binding("alt+right,right_square_bracket", "history(1)", "Forward", key_display="]", tooltip="The article after"),
        Binding("ctrl+u,u", "use", "Use in this case", key_display="u", tooltip="Take this article into the case"),
        Binding("f1,question_mark", "keys", "Keys", key_display="F1", tooltip="The keys of where you are"),
    ]

    def __init__(self, chat: ChatScreen, desk: Desk, topic: str = "") -> None:
        super().__init__()
        self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (76, "-wide"), (160, "-broad")]
        self._chat = chat
        self._desk = desk
        self._topic = topic
        self._history: list[str] = []
        self._at = -1
        self._found: list[articles.Listed] = []

    def compose(self) -> ComposeResult:
        """Lay out the screen."""
        yield TitleBar(id="title")
        with Horizontal(id="body"):
            with Vertical(id="shelf"):
                yield Field(placeholder="Search: a code, a word, a provider", id="search")
                tree: Tree[str] = Tree("Knowledge", id="tree")
                tree.show_root = False
                tree.guide_depth = 2
                yield tree
                yield OptionList(id="hits", markup=False)
            yield BlockView(id="article")
        yield Footer()

    def on_mount(self) -> None:
        """Fill the tree and open what was asked for."""
        self.query_one(TitleBar).where = "Knowledge"
        self.query_one("#hits").display = False
        hint = "Choose an article on the left, or search. Tab goes through the links of an article, Enter follows one."
        self.query_one("#article", BlockView).replace([Entry("note", (Block(inline(hint, ".block--dim")),))], at_end=False)
        self.query_one(Input).focus()
        self._fill()

    @work
    async def _fill(self) -> None:
        families = await self._desk.do(lambda room: articles.tree(room.knowledge))
        tree: Tree[str] = self.query_one("#tree", Tree)
        for name, listed in families.items():
            node = tree.root.add(Text.assemble((articles.FAMILIES.get(name, name), "bold"), f"  {len(listed)}"))
            for each in listed:
                stem = each.id.partition("/")[2].replace("-", " ") if name == "codes" else ""
                node.add_leaf(Text(f"{stem}  {visible(each.title)}".strip()), data=each.id)
        if self._topic:
            self._open(self._topic)

    # -- searching ---------------------------------------------------------------------------------------------------

    @on(Input.Changed, "#search")
    def _typed(self, event: Input.Changed) -> None:
        self._search(event.value)

    @work(group="search", exclusive=True)
    async def _search(self, text: str) -> None:
        found = await self._desk.do(lambda room: articles.search(room.knowledge, text))
        self._found = found
        hits = self.query_one("#hits", OptionList)
        hits.clear_options()
        hits.add_options([Option(_hit(each)) for each in found])
        if text.strip() and not found:
            hits.add_option(Option(Content.assemble(("Nothing found; try fewer words.", ".role--dim")), disabled=True))
        hits.highlighted = 0 if found else None
        hits.display = bool(text.strip())
        self.query_one("#tree").display = not text.strip()

    @on(Input.Submitted, "#search")
    def _first(self) -> None:
        hits = self.query_one("#hits", OptionList)
        if hits.highlighted is not None and self._found:
            self._open(self._found[hits.highlighted].id)

    def on_key(self, event: object) -> None:
        """Up and down in the search field move in what was found."""
        key = getattr(event, "key", "")
        if isinstance(self.focused, Input) and key in ("up", "down"):
            hits = self.query_one("#hits", OptionList)
            if not hits.display:
                self.query_one("#tree").focus()
            elif key == "up":
                hits.action_cursor_up()
            else:
                hits.action_cursor_down()

    @on(OptionList.OptionSelected, "#hits")
    def _hit_chosen(self, event: OptionList.OptionSelected) -> None:
        self._open(self._found[event.option_index].id)

    @on(Tree.NodeSelected)
    def _leaf_chosen(self, event: Tree.NodeSelected[str]) -> None:
        if event.node.data:
            self._open(event.node.data)

    # -- reading -----------------------------------------------------------------------------------------------------

    @work(group="open", exclusive=True)
    async def _open(self, topic: str, *, remember: bool = True) -> None:
        def read(room: Room) -> tuple[Article, Entry] | None:
            article = room.knowledge.article(articles.resolved(room.knowledge, topic))
            return (article, articles.entry(article)) if article is not None else None

        opened = await self._desk.do(read)
        if opened is None:
            self.notify(f"There is no article on “{visible(topic)[:60]}”.", markup=False)
            return
        article, entry = opened
        if remember:
            self._history = [*self._history[: self._at + 1], article.id]
            self._at = len(self._history) - 1
        view = self.query_one("#article", BlockView)
        view.replace([entry], at_end=False)
        self.query_one(TitleBar).where = f"Knowledge: {article.title}"
        self.query_one(TitleBar).state = article.id
        self.add_class("-reading")
        view.focus()

    @property
    def article(self) -> str:
        """The id of the article in view, or empty."""
        return self._history[self._at] if self._at >= 0 else ""

    @on(BlockView.Followed)
    def _followed(self, event: BlockView.Followed) -> None:
        if event.target.startswith(("http://", "https://", "mailto:")):
            self._chat.start_command("copy", event.target.removeprefix("mailto:"))
        else:
            self._open(event.target)

    def action_history(self, step: int) -> None:
        """Go back or forward among the articles read."""
        if 0 <= self._at + step < len(self._history):
            self._at += step
            self._open(self._history[self._at], remember=False)

    # -- leaving -----------------------------------------------------------------------------------------------------

    def action_use(self) -> None:
        """Take the article into the case: a provider or program as a fact, a code as said, a cause's steps, a question."""
        article = self.article
        if not article:
            self.notify("Open an article first.")
            return
        self.dismiss()
        self._chat.use(article)

    def action_search(self) -> None:
        """Go to the search field."""
        self.remove_class("-reading")
        field = self.query_one(Input)
        field.focus()
        field.select_all()

    def action_leave(self) -> None:
        """Back to the chat; where only one of both has room, from the article to the list first."""
        if self.has_class("-narrow") and self.has_class("-reading"):
            self.action_search()
        else:
            self.dismiss()

    def action_keys(self) -> None:
        """Show the keys."""
        from kbassist.tui.screens.keys import KeysDialog, rows_of

        self.app.push_screen(KeysDialog("in the knowledge", rows_of(self), commands=False))


def _hit(found: articles.Listed) -> Content:
    passage = " ".join(inline(found.passage.replace("\n", " ")).plain.split())
    return Content.assemble((visible(found.title), "bold"), (f"  {found.id}\n", ".role--dim"), passage)
