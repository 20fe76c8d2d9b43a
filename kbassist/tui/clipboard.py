"""Copying: OSC 52 where the terminal takes it, a file where it is known not to, and an honest word in either case."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import NamedTuple

MOST = 74_000
"""Bytes that terminals take at the least in one OSC 52 sequence (xterm and tmux cut about there: 100,000 characters of base64)."""


class Route(NamedTuple):
    """Whether the terminal takes a copy, and what to say of it."""

    works: bool
    word: str


def route(environment: Mapping[str, str], size: int) -> Route:
    """Return how `size` bytes can be copied from this terminal.

    VTE (GNOME Terminal and its kin), Apple's Terminal and the Linux console ignore OSC 52; tmux passes it on only where its
    `set-clipboard` is `on`; screen does not.
    """
    if size > MOST:
        return Route(False, f"{size:,} bytes are more than terminals take")
    if environment.get("TERM_PROGRAM") == "Apple_Terminal":
        return Route(False, "Apple's Terminal does not let programs copy")
    if environment.get("VTE_VERSION") and not environment.get("TMUX"):
        return Route(False, "this terminal (VTE) does not let programs copy")
    if environment.get("TERM", "") in ("linux", "dumb") or (
        environment.get("TERM", "").startswith("screen") and not environment.get("TMUX")
    ):
        return Route(False, "this terminal does not let programs copy")
    if environment.get("TMUX"):
        return Route(True, "sent to tmux; if nothing arrives, `set -g set-clipboard on` lets it through")
    return Route(True, "sent to the terminal's clipboard (OSC 52); if nothing arrives, /export writes a file")


def written(text: str, folder: str, stem: str, suffix: str) -> str:
    """Write a text into a new file of the user's own (mode 0600) and return its path. Raises OSError where that fails."""
    number = 0
    while True:
        path = os.path.join(folder, f"{stem}{f'-{number}' if number else ''}.{suffix}")
        try:
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError:
            number += 1
            continue
        with open(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        return path
