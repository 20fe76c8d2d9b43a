"""What is known of the case, one line a fact; Enter edits it."""

from __future__ import annotations

from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from kbassist.assistant.reply import FactRow
from kbassist.model.facts import UNKNOWN, Origin
from kbassist.tui.marks import visible
from kbassist.tui.parts import name_of

MARKS = {Origin.STATED: "said", Origin.READ: "read", Origin.CHECKED: "live"}


class FactList(OptionList):
    """Facts with their origin."""

    class Edit(Message):
        """A fact is to be edited."""

        def __init__(self, row: FactRow) -> None:
            super().__init__()
            self.row = row

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self._rows: tuple[FactRow, ...] = ()

    def show(self, rows: tuple[FactRow, ...]) -> None:
        """Show other facts; the same line stays marked."""
        marked = self.highlighted
        self._rows = rows
        self.clear_options()
        self.add_options([Option(_line(row)) for row in rows])
        self.highlighted = marked if marked is not None and marked < len(rows) else None
        self.display = bool(rows)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Ask for the fact to be edited."""
        event.stop()
        self.post_message(self.Edit(self._rows[event.option_index]))


def _line(row: FactRow) -> Content:
    value = "not known" if row.value == UNKNOWN else visible(row.label)
    return Content.assemble((f"{MARKS[row.origin]:<5}{name_of(row.key)} ", ".role--dim"), (value, "bold"))
