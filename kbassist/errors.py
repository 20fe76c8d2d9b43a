"""The one error root. A message says what is wrong and what to do next; it is shown to people as it stands.

Outcomes of the world (a refused connection, a text that matches nothing) are values, never exceptions.
"""

from __future__ import annotations


class KbassistError(Exception):
    """Something that ends the command; the text is one line for a person. `exit_status` is the contract's."""

    exit_status = 3


class UsageError(KbassistError):
    """The command line or an argument is wrong: an unknown option, fact key or value."""

    exit_status = 2


class KnowledgeError(KbassistError):
    """The knowledge cannot be used: unreadable folder, broken entry, cache of a foreign form."""


class InputError(KbassistError):
    """A named file or standard input cannot be read."""
