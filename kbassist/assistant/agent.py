"""What an agent sets once: name, company, signature, language, tone. Read from `settings.toml` in the user's folder."""

from __future__ import annotations

import os
import sys
from typing import Any

from kbassist.errors import InputError

KEYS = ("agent_name", "company", "signature", "language", "tone")
"""Keys of the table `[reply]`."""


def settings_file() -> str:
    """The user's settings file (XDG Base Directory; `KBASSIST_CONFIG` names another folder)."""
    named = os.environ.get("KBASSIST_CONFIG")
    if named:
        return os.path.join(named, "settings.toml")
    if sys.platform == "win32":
        root = os.environ.get("APPDATA") or os.path.expanduser("~\\AppData\\Roaming")
    elif sys.platform == "darwin":
        root = os.path.expanduser("~/Library/Application Support")
    else:
        root = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    return os.path.join(root, "kbassist", "settings.toml")


def agent_defaults(path: str) -> dict[str, str]:
    """Return the table `[reply]` of a settings file, empty where there is no file. Raises InputError where it cannot be read."""
    import tomllib  # 11 ms that only replies need

    try:
        with open(path, "rb") as file:
            table: Any = tomllib.load(file).get("reply", {})
    except FileNotFoundError:
        return {}
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"cannot read the settings '{path}': {error}; mend the file or move it away") from error
    if not isinstance(table, dict):
        raise InputError(f"'{path}': reply is a table: [reply], then lines such as agent_name = \"Dana Weber\"")
    for key, value in table.items():
        if key not in KEYS or not isinstance(value, str):
            raise InputError(f"'{path}': [reply] {key}: allowed are texts for {', '.join(KEYS)}")
    return dict(table)
