"""The user's settings: one TOML file, optional. Every field has a default; a wrong one is named with file, key and what is allowed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from kbassist.errors import KbassistError
from kbassist.model.tones import TONES
from kbassist.paths import settings_file

THEMES = ("auto", "light", "dark", "contrast", "terminal")
LONGEST = 4_000
"""Characters of a text in the settings; a signature needs far less."""


class SettingsError(KbassistError):
    """The settings file cannot be used; the text names the file and the key."""


class CaseSettings(NamedTuple):
    """`[cases]`: what is kept."""

    keep: bool = True
    """Whether conversations are kept as cases at all."""
    retention_days: int = 365
    """Days after its last change that a case is removed for good; 0 keeps it for ever."""


class ReplySettings(NamedTuple):
    """`[reply]`: who signs a reply, and how it is worded where nothing else is said."""

    agent_name: str = ""
    company: str = ""
    signature: str = ""
    language: str = "en"
    tone: str = TONES[0]

    @property
    def variables(self) -> dict[str, str]:
        """What the templates are given, as far as it is set."""
        named = {"agent_name": self.agent_name, "company": self.company, "signature": self.signature}
        return {name: value for name, value in named.items() if value}


class ChatSettings(NamedTuple):
    """`[chat]`: how the chat looks."""

    theme: str = "auto"
    reduced_motion: bool = False
    mouse: bool = True


class Settings(NamedTuple):
    """Everything that can be set."""

    cases: CaseSettings = CaseSettings()
    reply: ReplySettings = ReplySettings()
    chat: ChatSettings = ChatSettings()


_ALLOWED: Mapping[tuple[str, str], tuple[str, ...]] = {("chat", "theme"): THEMES, ("reply", "tone"): TONES}
_MOST_DAYS = 36_500


def load(path: str | None = None) -> Settings:
    """Return the settings of a file, the user's own by default; all defaults where there is no file. Raises SettingsError."""
    path = settings_file() if path is None else path
    try:
        with open(path, "rb") as file:
            raw = file.read()
    except (FileNotFoundError, NotADirectoryError):
        return Settings()
    except OSError as error:
        raise SettingsError(f"cannot read the settings '{path}': {error.strerror}") from error
    return parse(raw, path)


def parse(raw: bytes, path: str) -> Settings:
    """Return the settings that a TOML text holds; `path` is named in errors. Raises SettingsError."""
    import tomllib  # about 11 ms that a start without a settings file saves

    try:
        tables = tomllib.loads(raw.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"the settings '{path}' are no TOML: {error}; mend the line or remove the file") from error
    defaults = Settings()
    made: dict[str, Any] = {}
    for name, given in tables.items():
        if name not in Settings._fields:
            raise SettingsError(
                f"{path}: unknown table [{name}]{_nearest(name, Settings._fields)}; there are: {_listed(Settings._fields)}"
            )
        if not isinstance(given, dict):
            raise SettingsError(f"{path}: {name} must be a table: write [{name}] and the keys below it")
        made[name] = _table(getattr(defaults, name), name, given, path)
    return defaults._replace(**made)


def _table(default: Any, name: str, given: Mapping[str, Any], path: str) -> Any:
    fields = default._fields
    values = {}
    for key, value in given.items():
        if key not in fields:
            raise SettingsError(f"{path}: [{name}] has no key '{key}'{_nearest(key, fields)}; there are: {_listed(fields)}")
        wanted = type(getattr(default, key))
        trouble = _trouble(value, wanted, _ALLOWED.get((name, key), ()))
        if trouble:
            raise SettingsError(f"{path}: [{name}] {key}: {trouble}")
        values[key] = value
    return default._replace(**values)


def _trouble(value: str | int, wanted: type, allowed: tuple[str, ...]) -> str:
    """Return what is wrong with a value, or nothing."""
    if type(value) is not wanted:  # bool is a kind of int, so isinstance would take `true` for a number
        return {bool: "true or false is wanted", int: "a whole number is wanted", str: "a text in quotes is wanted"}[wanted]
    if isinstance(value, int) and not 0 <= value <= _MOST_DAYS:
        return f"a number of days from 0 (for ever) to {_MOST_DAYS} is wanted"
    if isinstance(value, str) and len(value) > LONGEST:
        return f"at most {LONGEST} characters are wanted"
    if allowed and value not in allowed:
        return f"'{value}' is not allowed{_nearest(str(value), allowed)}; allowed: {_listed(allowed)}"
    return ""


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names)


def _nearest(given: str, names: tuple[str, ...]) -> str:
    from rapidfuzz import process

    found = process.extractOne(given, names, score_cutoff=60)
    return f" (nearest: '{found[0]}')" if found else ""
