"""The case beside the conversation: facts, causes, checks."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from kbassist.tui.live import Watch
from kbassist.tui.marks import visible
from kbassist.tui.sayings import GROUNDS, STATES
from kbassist.tui.session import Standing
from kbassist.tui.widgets.cause_bars import CauseBars
from kbassist.tui.widgets.fact_list import FactList

NOTHING = "Nothing yet. What you paste is read for facts, and they appear here."


class CasePanel(VerticalScroll, can_focus=False):
    """Three sections; those with nothing in them take one line."""

    def compose(self) -> ComposeResult:
        """Lay out the sections."""
        yield Static("Causes", classes="section", markup=False)
        yield CauseBars(id="causes")
        yield Static(NOTHING, id="nothing", markup=False)
        yield Static("Facts", classes="section", id="facts-head", markup=False)
        yield FactList(id="facts")
        yield Static("Checks", classes="section", id="checks-head", markup=False)
        yield Static("", id="checks", markup=False)

    def show(self, standing: Standing) -> None:
        """Show how the case stands."""
        causes = standing.diagnosis.causes if standing.diagnosis else ()
        self.query_one(CauseBars).show(causes, standing.tried)
        self.query_one("#nothing").display = not causes
        rows = standing.facts.rows
        self.query_one(FactList).show(rows)
        self.query_one("#facts-head").display = bool(rows)
        self.query_one("#facts-head", Static).update(Content.assemble("Facts", ("  Enter edits", ".role--dim")))
        lines = [_line(found.status, found.title) for found in standing.findings]
        self.query_one("#checks-head").display = bool(lines)
        self.query_one("#checks", Static).update(Content("\n").join(lines))

    def progress(self, watch: Watch) -> None:
        """Show checks under way: those that are done, and how many are not yet."""
        if watch.over:
            return
        done, whole = watch.progress
        lines = [_line(row.finding.outcome.value, row.finding.title) for row in watch.rows.values() if row.finding is not None]
        head = Content.assemble((f"{'█' * done}{'·' * (whole - done)}", ".role--key"), f" {done} of {whole}")
        self.query_one("#checks-head").display = True
        self.query_one("#checks", Static).update(Content("\n").join([head, *lines]))


def _line(status: str, title: str) -> Content:
    return Content.assemble((f"{STATES.get(status, '?')} ", GROUNDS.get(status, "").replace("block", "role")), visible(title))
