"""Where the user's own files are: data, settings, cache. The one place that knows; nothing is made here.

XDG Base Directory Specification 0.8 on Linux (a relative path in its variables is to be ignored), the platform's own folders
elsewhere. `KBASSIST_DATA`, `KBASSIST_CONFIG` and `KBASSIST_CACHE` name other ones.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

NAME = "kbassist"


def data_folder(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> str:
    """Return the folder of the case store."""
    named = environment.get("KBASSIST_DATA")
    if named:
        return os.path.expanduser(named)
    if platform == "win32":
        return os.path.join(_set(environment, "LOCALAPPDATA", "~\\AppData\\Local"), NAME)
    if platform == "darwin":
        return os.path.join(os.path.expanduser("~/Library/Application Support"), NAME)
    return os.path.join(_set(environment, "XDG_DATA_HOME", "~/.local/share"), NAME)


def config_folder(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> str:
    """Return the folder of the settings file."""
    named = environment.get("KBASSIST_CONFIG")
    if named:
        return os.path.expanduser(named)
    if platform == "win32":
        return os.path.join(_set(environment, "APPDATA", "~\\AppData\\Roaming"), NAME)
    if platform == "darwin":
        return os.path.join(os.path.expanduser("~/Library/Application Support"), NAME)
    return os.path.join(_set(environment, "XDG_CONFIG_HOME", "~/.config"), NAME)


def settings_file(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> str:
    """Return the path of the user's settings."""
    return os.path.join(config_folder(environment, platform), "settings.toml")


def cache_folder() -> str:
    """The user's cache folder (XDG Base Directory; `KBASSIST_CACHE` names another)."""
    named = os.environ.get("KBASSIST_CACHE")
    if named:
        return named
    if sys.platform == "win32":
        root = os.environ.get("LOCALAPPDATA") or os.path.expanduser("~\\AppData\\Local")
    elif sys.platform == "darwin":
        root = os.path.expanduser("~/Library/Caches")
    else:
        root = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(root, "kbassist")


def priors_file(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> str:
    """Return the path of what was learnt from resolved cases, where the user asked for it (`kbassist kb eval --fit --use`)."""
    return os.path.join(config_folder(environment, platform), "priors.json")


def _set(environment: Mapping[str, str], variable: str, otherwise: str) -> str:
    value = environment.get(variable, "")
    return value if os.path.isabs(value) else os.path.expanduser(otherwise)
