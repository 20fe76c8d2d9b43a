"""Live checks: each a row from waiting through running to its outcome, details and transcript below."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, Input, OptionList, Static
from textual.widgets.option_list import Option

from kbassist.model.finding import Finding
from kbassist.tui.blocks import Block, Entry
from kbassist.tui.live import Row, Watch
from kbassist.tui.marks import visible
from kbassist.tui.sayings import GROUNDS, STATES
from kbassist.tui.widgets.block_view import BlockView
from kbassist.tui.widgets.dialog import ROLES
from kbassist.tui.widgets.field import Field
from kbassist.tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from kbassist.tui.screens.chat import ChatScreen

TICK = 0.25
"""Seconds between two updates of the running times."""
ADVICE = (
    "Name a host, host:port, mail address, domain or provider, then Enter. Nothing is contacted that you did not name or its "
    "article does not list; no mail is sent; a login is tried only with F6, and only once."
)


class ChecksScreen(Screen[None]):
    """Shows a run; it goes on when the screen is left, and its findings go into the case."""

    COMPONENT_CLASSES: ClassVar[set[str]] = ROLES
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Chat", tooltip="Back to the chat; the checks go on"),
        Binding("f5,ctrl+r", "again", "Run again", key_display="F5", tooltip="Run the checks again"),
        Binding("f6,ctrl+l", "login", "Login", key_display="F6", tooltip="Log in once; the secret is asked for without echo"),
        Binding("f7,ctrl+t", "transcript", "Transcript", key_display="F7", tooltip="The dialogue with the server, and back"),
        Binding("f9,ctrl+x", "cancel", "Cancel", key_display="F9", tooltip="Cancel the checks"),
        Binding("f1,question_mark", "keys", "Keys", key_display="F1", tooltip="The keys of where you are"),
    ]

    def __init__(self, chat: ChatScreen, target: str = "", *, start: bool = False) -> None:
        super().__init__()
        self._chat = chat
        self._target = target
        self._start = start
        self._transcript = False

    def compose(self) -> ComposeResult:
        """Lay out the screen."""
        yield TitleBar(id="title")
        with Vertical(id="checks-body"):
            yield Field(self._target, placeholder="smtp.example.com:587", id="target")
            yield Static(ADVICE, id="advice", markup=False)
            yield OptionList(id="rows", markup=False)
            yield BlockView(id="detail")
        yield Footer()

    def on_mount(self) -> None:
        """Show the run there is, or begin one where that was asked for."""
        self.query_one(TitleBar).where = "Live checks"
        self._chat.lookout.watchers.append(self.refresh_rows)
        self.set_interval(TICK, self._tick)
        self.query_one(Input).focus()
        if self._start and self._target:
            self._run()
        self.refresh_rows()

    def on_unmount(self) -> None:
        """Watch no more."""
        self._chat.lookout.watchers.remove(self.refresh_rows)

    @property
    def watch_of_run(self) -> Watch | None:
        """The run that is shown."""
        return self._chat.lookout.watch

    # -- running -----------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        target = self.query_one(Input).value.strip()
        if not target:
            self.notify("Name a target first.")
            return
        self._chat.lookout.check(target)
        self.query_one("#rows").focus()

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self._run()

    def action_again(self) -> None:
        """Run the checks again; a login is asked for anew."""
        self._run()

    def action_cancel(self) -> None:
        """Cancel the run."""
        self._chat.lookout.cancel()

    def action_login(self) -> None:
        """Ask for the login and run the checks with it."""
        self._chat.start_command("login", self.query_one(Input).value.strip())

    # -- showing -----------------------------------------------------------------------------------------------------

    def refresh_rows(self) -> None:
        """Show the rows as they stand."""
        watch = self.watch_of_run
        rows = self.query_one("#rows", OptionList)
        self.query_one("#advice").display = watch is None
        rows.display = watch is not None
        self.query_one("#detail").display = watch is not None
        if watch is None:
            return
        width = max(30, self.size.width - 6)
        lines = [_line(row, width, over=watch.over) for row in watch.rows.values()]
        if rows.option_count != len(lines):
            rows.clear_options()
            rows.add_options([Option(line) for line in lines])
            rows.highlighted = 0 if lines else None
        else:
            for at, line in enumerate(lines):
                rows.replace_option_prompt_at_index(at, line)
        self._say(watch)
        self._detail()

    def _say(self, watch: Watch) -> None:
        done, whole = watch.progress
        title = self.query_one(TitleBar)
        title.where = f"Live checks of {watch.target}"
        if watch.trouble:
            title.state = ""
            self.query_one("#advice", Static).update(Content(visible(watch.trouble)))
            self.query_one("#advice").display = True
        elif watch.cancelled:
            title.state = f"cancelled, {done} of {whole} done"
        elif watch.run is not None:
            title.state = f"{done} done in {watch.run.seconds:.1f} s"
        else:
            title.state = f"{done} of {whole} done"

    def _tick(self) -> None:
        watch = self.watch_of_run
        if watch is not None and not watch.over:
            self.refresh_rows()

    @on(OptionList.OptionHighlighted, "#rows")
    @on(OptionList.OptionSelected, "#rows")
    def _marked(self) -> None:
        self._detail()

    def action_transcript(self) -> None:
        """Show the dialogue instead of the details, and back."""
        self._transcript = not self._transcript
        self._detail()

    def _detail(self) -> None:
        watch = self.watch_of_run
        at = self.query_one("#rows", OptionList).highlighted
        if watch is None or at is None or at >= len(watch.rows):
            return
        row = list(watch.rows.values())[at]
        shown = self.query_one("#detail", BlockView)
        made = [_transcript(finding) if self._transcript else _finding(finding) for finding in row.findings]
        entries = made or [Entry("note", (Block(Content(f"{row.spec.about}")),))]
        if list(shown.entries) != entries:
            shown.replace(entries, at_end=False)

    def action_leave(self) -> None:
        """Back to the chat."""
        self.dismiss()

    def action_keys(self) -> None:
        """Show the keys."""
        from kbassist.tui.screens.keys import KeysDialog, rows_of

        self.app.push_screen(KeysDialog("in the checks", rows_of(self), commands=False))


def _line(row: Row, width: int, *, over: bool) -> Content:
    """One row: its state as a word, what was found or is being done, the time."""
    finding = row.finding
    if finding is not None:
        status = finding.outcome.value
        state, style, words = STATES[status], GROUNDS[status].replace("block", "role"), finding.title
        time = f"{row.seconds:.1f} s"
    elif row.since and not over:
        state, style, words = "…   ", ".role--key", f"{row.spec.title}: {row.words or 'running'}"
        time = f"{monotonic() - row.since:.1f} s"
    else:
        state, style, words, time = "-   ", ".role--dim", f"{row.spec.title}: {'not made' if over else 'waiting'}", ""
    room = max(8, width - len(state) - len(time) - 2)
    body = Content(visible(words)).truncate(room, ellipsis=True)
    return Content.assemble((f"{state} ", style), body, " " * (room - body.cell_length + 1), (time, ".role--dim"))


def _finding(finding: Finding) -> Entry:
    status = finding.outcome.value
    blocks = [
        Block(Content.assemble((f"{STATES[status].strip()}  ", GROUNDS[status]), (visible(finding.title), ".block--strong")))
    ]
    if finding.target:
        blocks.append(Block(Content.assemble((visible(finding.target), ".block--dim"))))
    blocks += [Block(Content(visible(line))) for line in finding.detail.split("\n") if line]
    if finding.wording:
        blocks.append(Block(Content(visible(finding.wording)), "  ", "  ", fill=".block--verbatim"))
    for key, value in sorted(finding.facts.items()):
        blocks.append(
            Block(Content.assemble((f"{key.replace('_', ' ')}: ", ".block--dim"), visible(value)), "- ", "  ", ".block--mark")
        )
    return Entry("note", tuple(blocks))


def _transcript(finding: Finding) -> Entry:
    if not finding.transcript:
        return Entry("note", (Block(Content.assemble((f"{visible(finding.title)}: no dialogue", ".block--dim"))),))
    lines = Content("\n").join([Content(visible(str(line))) for line in finding.transcript])
    head = Block(Content.assemble((visible(f"{finding.title}  {finding.target}"), ".block--strong")))
    return Entry("note", (head, Block(lines, fill=".block--verbatim", gap=True)))
