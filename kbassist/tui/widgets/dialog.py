"""A dialog: a frame in the middle of the screen with a heading, and Escape to leave it."""

from __future__ import annotations

from typing import ClassVar, Generic, TypeVar

from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

_Result = TypeVar("_Result")

ROLES = {"role--dim", "role--good", "role--warn", "role--bad", "role--key"}
"""Styles that every widget of a screen may use."""


class Dialog(ModalScreen[_Result | None], Generic[_Result]):
    """What all dialogs have in common. Escape gives None."""

    COMPONENT_CLASSES: ClassVar[set[str]] = ROLES
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Leave")]

    def action_leave(self) -> None:
        """Close without a result."""
        self.dismiss(None)
