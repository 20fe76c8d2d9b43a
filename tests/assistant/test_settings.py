"""The user's settings file, and where the user's files are."""

from __future__ import annotations

from pathlib import Path

import pytest

from kbassist import paths
from kbassist.assistant.settings import Settings, SettingsError, load, parse


def test_without_a_file_everything_has_its_default(tmp_path: Path) -> None:
    assert load(str(tmp_path / "settings.toml")) == Settings()
    assert load(str(tmp_path / "no" / "settings.toml")) == Settings()


def test_what_is_set_is_taken_and_the_rest_keeps_its_default() -> None:
    text = b"[cases]\nretention_days = 30\n"
    text += b'[reply]\nagent_name = "Ada"\nsignature = "Ada\\nMail team"\n[chat]\ntheme = "dark"\nmouse = false\n'
    settings = parse(text, "settings.toml")
    assert settings.cases.retention_days == 30
    assert settings.cases.keep is True
    assert (settings.reply.agent_name, settings.reply.signature) == ("Ada", "Ada\nMail team")
    assert (settings.chat.theme, settings.chat.mouse, settings.chat.reduced_motion) == ("dark", False, False)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"[case]\nkeep = true\n", ["unknown table [case]", "nearest: 'cases'"]),
        (b"cases = 3\n", ["cases must be a table"]),
        (b"[cases]\nretention = 3\n", ["[cases] has no key 'retention'", "retention_days"]),
        (b"[cases]\nretention_days = true\n", ["[cases] retention_days", "whole number"]),
        (b"[cases]\nretention_days = -1\n", ["from 0 (for ever)"]),
        (b"[cases]\nretention_days = 99999999\n", ["from 0 (for ever)"]),
        (b'[cases]\nkeep = "yes"\n', ["true or false"]),
        (b"[reply]\nagent_name = 7\n", ["text in quotes"]),
        (b'[chat]\ntheme = "drak"\n', ["'drak' is not allowed", "nearest: 'dark'"]),
        (b"[chat\n", ["no TOML", "line 1"]),
        (b"\xff\xfe", ["no TOML"]),
    ],
)
def test_what_is_wrong_is_named_with_the_file(text: bytes, words: list[str]) -> None:
    with pytest.raises(SettingsError) as caught:
        parse(text, "/home/x/settings.toml")
    assert "/home/x/settings.toml" in str(caught.value)
    assert "\n" not in str(caught.value)
    for word in words:
        assert word in str(caught.value)


def test_an_unreadable_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot read"):
        load(str(tmp_path))


@pytest.mark.parametrize(
    ("environment", "platform", "data"),
    [
        ({}, "linux", "~/.local/share/kbassist"),
        ({"XDG_DATA_HOME": "/d"}, "linux", "/d/kbassist"),
        ({"XDG_DATA_HOME": "relative"}, "linux", "~/.local/share/kbassist"),
        ({"KBASSIST_DATA": "/own", "XDG_DATA_HOME": "/d"}, "linux", "/own"),
        ({}, "darwin", "~/Library/Application Support/kbassist"),
        ({"KBASSIST_DATA": "~/own"}, "darwin", "~/own"),
    ],
)
def test_where_the_cases_are(environment: dict[str, str], platform: str, data: str) -> None:
    assert paths.data_folder(environment, platform) == str(Path(data).expanduser())


@pytest.mark.parametrize(
    ("environment", "platform", "file"),
    [
        ({}, "linux", "~/.config/kbassist/settings.toml"),
        ({"XDG_CONFIG_HOME": "/c"}, "linux", "/c/kbassist/settings.toml"),
        ({"KBASSIST_CONFIG": "/own"}, "linux", "/own/settings.toml"),
        ({}, "darwin", "~/Library/Application Support/kbassist/settings.toml"),
    ],
)
def test_where_the_settings_are(environment: dict[str, str], platform: str, file: str) -> None:
    assert paths.settings_file(environment, platform) == str(Path(file).expanduser())
