"""What a slash command could be, above the composer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from kbassist.tui.marks import visible


class Proposal(NamedTuple):
    """What would stand in the composer, how it is shown, and a word on it."""

    text: str
    label: str
    help: str
    complete: bool = True
    """Whether it can be sent as it is."""


class Completions(OptionList, can_focus=False):
    """Proposals; the composer keeps the focus and steers."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self._proposals: tuple[Proposal, ...] = ()

    def propose(self, proposals: Sequence[Proposal]) -> None:
        """Show proposals, the first one marked; none hides the list."""
        if tuple(proposals) == self._proposals:
            return
        self._proposals = tuple(proposals)
        self.clear_options()
        wide = max((len(each.label) for each in proposals), default=0)
        self.add_options(
            [
                Option(Content.assemble((f"{visible(each.label):<{wide}}", "bold"), f"  {visible(each.help)}"))
                for each in proposals
            ]
        )
        self.highlighted = 0 if proposals else None
        self.display = bool(proposals)

    @property
    def marked(self) -> Proposal | None:
        """The proposal that would be taken, or None."""
        at = self.highlighted
        return self._proposals[at] if at is not None and at < len(self._proposals) else None
