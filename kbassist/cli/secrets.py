"""Where a secret comes from: a variable, a file, the system's keyring, a prompt without echo; never the command line."""

from __future__ import annotations

import os
from importlib import import_module
from importlib.util import find_spec

from kbassist.cli.console import Console
from kbassist.errors import InputError, UsageError
from kbassist.model.secret import Secret

MOST = 65_536
"""Bytes of a secret; OAuth tokens have a few thousand."""
KEYRING_NAME = "kbassist"


def from_environment(name: str, option: str) -> Secret:
    """Return the value of a variable. Raises UsageError where it is not set."""
    value = os.environ.get(name)
    if value is None:
        raise UsageError(f"{option}: the variable '{name}' is not set; export it, or use a prompt or --password-file")
    return Secret(os.fsencode(value))


def from_file(path: str) -> Secret:
    """Return the content of a file without the line break at its end. Raises InputError where it cannot be read."""
    try:
        with open(path, "rb") as file:
            data = file.read(MOST + 1)
    except OSError as error:
        raise InputError(f"cannot read --password-file '{path}': {error.strerror}") from error
    if len(data) > MOST:
        raise InputError(f"--password-file '{path}' is larger than {MOST} bytes; name a file that holds the secret only")
    return Secret(data.removesuffix(b"\n").removesuffix(b"\r"))


def ask_secret(what: str, user: str, console: Console) -> Secret:
    """Return the secret from the keyring (service `kbassist`), or ask for it. Raises UsageError without a terminal."""
    kept = _from_keyring(user) if user else None
    if kept is not None:
        return kept
    if not console.stdin.isatty():
        raise UsageError(f"no terminal to ask for the {what} on; name --password-env NAME or --password-file FILE")
    import getpass

    try:
        return Secret(os.fsencode(getpass.getpass(f"{what[:1].upper()}{what[1:]} (not shown): ", console.stderr)))
    except EOFError as error:
        raise UsageError(f"no {what} was given; name --password-env NAME or --password-file FILE, or type it") from error


def ask_user(suggested: str, console: Console) -> str:
    """Return the user name, asked for on the terminal; `suggested` where there is none. Raises UsageError where neither is."""
    if not console.stdin.isatty():
        if suggested:
            return suggested
        raise UsageError("--login wants a user name; give it with --user NAME")
    console.stderr.write(f"User name [{suggested}]: " if suggested else "User name: ")
    console.stderr.flush()
    given = console.stdin.readline().strip() or suggested
    if not given:
        raise UsageError("--login wants a user name; give it with --user NAME")
    return given


def _from_keyring(user: str) -> Secret | None:
    if find_spec("keyring") is None:  # optional: installed by whoever wants it
        return None
    keyring = import_module("keyring")
    try:
        found = keyring.get_password(KEYRING_NAME, user)
    except keyring.errors.KeyringError:
        return None
    return Secret(os.fsencode(found)) if found else None
