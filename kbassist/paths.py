"""Where the user's own files are: data, settings, cache. The one place that knows; nothing is made here.

XDG Base Directory Specification 0.8 on Linux (a relative path in its variables is to be ignored), the platform's own folders
elsewhere. `KBASSIST_DATA`, `KBASSIST_CONFIG` and `KBASSIST_CACHE` name other ones.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

NAME = "kbassist"


_MAC = "~/Library/Application Support"
# The variable that names another folder, then a variable and default for Windows, macOS, and a variable and default for Linux.
_DATA = ("KBASSIST_DATA", "LOCALAPPDATA", "~\\AppData\\Local", _MAC, "XDG_DATA_HOME", "~/.local/share")
_CONFIG = ("KBASSIST_CONFIG", "APPDATA", "~\\AppData\\Roaming", _MAC, "XDG_CONFIG_HOME", "~/.config")
_CACHE = ("KBASSIST_CACHE", "LOCALAPPDATA", "~\\AppData\\Local", "~/Library/Caches", "XDG_CACHE_HOME", "~/.cache")


def data_folder(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> str:
    """Return the folder of the case store."""
    return _folder(_DATA, environment, platform)


def config_folder(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> str:
    """Return the folder of the settings file."""
    return _folder(_CONFIG, environment, platform)


def cache_folder(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> str:
    """Return the folder of the compiled knowledge."""
    return _folder(_CACHE, environment, platform)


def settings_file(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> str:
    """Return the path of the user's settings."""
    return os.path.join(config_folder(environment, platform), "settings.toml")


def priors_file(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> str:
    """Return the path of what was learnt from resolved cases, where the user asked for it (`kbassist kb eval --fit --use`)."""
    return os.path.join(config_folder(environment, platform), "priors.json")


def _folder(place: tuple[str, ...], environment: Mapping[str, str], platform: str) -> str:
    own, windows, windows_default, mac, linux, linux_default = place
    named = environment.get(own)
    if named:
        return os.path.expanduser(named)
    if platform == "darwin":
        return os.path.join(os.path.expanduser(mac), NAME)
    variable, otherwise = (windows, windows_default) if platform == "win32" else (linux, linux_default)
    value = environment.get(variable, "")
    return os.path.join(value if os.path.isabs(value) else os.path.expanduser(otherwise), NAME)
