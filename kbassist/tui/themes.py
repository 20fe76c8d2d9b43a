"""The four looks: dark, light, high contrast, and the terminal's own sixteen colours."""

from __future__ import annotations

from collections.abc import Mapping

from textual.theme import BUILTIN_THEMES, Theme

DARK = Theme(
    name="dark",
    primary="#7fb2e0",
    secondary="#9aa9c0",
    accent="#e0b062",
    success="#8fc48d",
    warning="#e3bd6b",
    error="#e8837c",
    foreground="#d8dce3",
    background="#15181d",
    surface="#1b1f26",
    panel="#252b34",
    dark=True,
    variables={"muted": "#929bab", "found": "#f0c674"},
)
LIGHT = Theme(
    name="light",
    primary="#1c5a94",
    secondary="#4d5a6b",
    accent="#8a5a00",
    success="#2c6e2f",
    warning="#805500",
    error="#a8261f",
    foreground="#23272e",
    background="#fbfaf7",
    surface="#f3f1eb",
    panel="#e5e2d9",
    dark=False,
    variables={"muted": "#5c6470", "found": "#7a4b00"},
)
CONTRAST = Theme(
    name="contrast",
    primary="#ffff00",
    secondary="#ffffff",
    accent="#00ffff",
    success="#00ff66",
    warning="#ffff00",
    error="#ff8080",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#262626",
    dark=True,
    text_alpha=1.0,
    variables={"muted": "#ffffff", "found": "#00ffff", "text-muted": "#ffffff", "text-disabled": "#d0d0d0"},
)
NAMES = ("dark", "light", "contrast", "terminal")
"""What `/theme` offers; `auto` picks between the first two."""


def terminal_theme(*, dark: bool) -> Theme:
    """Return the theme that leaves all colours to the terminal's own palette."""
    base = BUILTIN_THEMES["ansi-dark" if dark else "ansi-light"]
    roles = {"muted": "ansi_default", "found": "ansi_yellow" if dark else "ansi_magenta"}
    return Theme(**{**vars(base), "name": "terminal", "variables": {**base.variables, **roles}})


def dark_background(environment: Mapping[str, str]) -> bool:
    """Tell whether the terminal says that its ground is dark (`COLORFGBG`, set by rxvt, Konsole and others); most are."""
    last = environment.get("COLORFGBG", "").rpartition(";")[2]
    return last not in ("7", "15")


def chosen(name: str, environment: Mapping[str, str]) -> str:
    """Return the theme that a setting asks for."""
    if name == "auto":
        return "dark" if dark_background(environment) else "light"
    return name
