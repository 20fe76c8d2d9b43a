"""How the tests of the live checks run them, and what they ask of every run: in time, nothing left over, nothing told."""

from __future__ import annotations

import asyncio
import base64
import gc
import os
import re
import time
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from servers.dovecot import PASSWORD, USER

from kbassist.checking.runner import run_checks
from kbassist.model.finding import Finding, Run
from kbassist.model.secret import Secret
from kbassist.model.target import parse_target
from kbassist.net.context import Asked, Directory
from kbassist.net.system import SystemNetwork

SLACK = 1.0
"""Seconds beyond its deadline that a run may take on a machine that is busy with other things."""


class Ran(NamedTuple):
    """A run, the wall-clock seconds it took, and the asyncio tasks that were left when it had ended."""

    run: Run
    seconds: float
    tasks: tuple[str, ...]

    @property
    def reasons(self) -> set[str]:
        """The reasons of all findings."""
        return {finding.reason for finding in self.run.findings}

    def of(self, check: str) -> list[Finding]:
        """The findings of one check."""
        return [finding for finding in self.run.findings if finding.check == check]


def asked_to_log_in(password: str = PASSWORD, mechanism: str = "", **more: object) -> Asked:
    """What `--login --user` with a password asks for."""
    return Asked(login=True, user=USER, secret=Secret(password.encode()), mechanism=mechanism)._replace(**more)


def check(
    directory: Directory,
    target: str,
    asked: Asked | None = None,
    *,
    resolver: str = "",
    ca_file: Path | str = "",
    only: Iterable[str] = (),
    timeout: float = 5.0,
) -> Ran:
    """Run the checks in an event loop of their own, and hold them to their deadline."""

    async def run() -> tuple[Run, tuple[str, ...]]:
        network = SystemNetwork(resolver=resolver, ca_file=str(ca_file))
        done = await run_checks(parse_target(target), asked._replace(timeout=timeout), network, directory, only=tuple(only))
        left = asyncio.all_tasks() - {asyncio.current_task()}
        return done, tuple(task.get_name() for task in left)

    asked = asked or Asked()
    begun = time.monotonic()
    done, tasks = asyncio.run(run())
    seconds = time.monotonic() - begun
    assert seconds < timeout + SLACK, f"took {seconds:.2f} s of {timeout} s: {[(f.check, f.reason) for f in done.findings]}"
    assert not tasks, f"tasks left over: {tasks}"
    gc.collect()  # a socket that nobody closed is warned of when it is collected, and a warning fails the test
    return Ran(done, seconds, tasks)


def open_connections(port: int) -> int:
    """TCP connections of clients on this machine to a local port that their client has not closed (Linux; elsewhere 0)."""
    count = 0
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        if os.path.exists(table):
            for line in Path(table).read_text().splitlines()[1:]:
                _, _local, remote, state = line.split()[:4]
                count += int(remote.rpartition(":")[2], 16) == port and state in ("01", "02", "08")
    return count


def texts(value: object) -> Iterator[str]:
    """All texts in a value of named tuples, mappings and sequences."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from texts(key)
            yield from texts(item)
    elif isinstance(value, list | tuple | set | frozenset):
        for item in value:
            yield from texts(item)


def disguises(secret: str, user: str = USER) -> set[str]:
    """The forms in which a secret may slip out: bare, base64 as PLAIN and LOGIN send it, at any alignment, hexadecimal, quoted."""
    raw = secret.encode()
    forms = {
        secret,
        raw.hex(),
        "".join(f"%{byte:02X}" for byte in raw),
        base64.b64encode(f"\0{user}\0{secret}".encode()).decode(),
    }
    for shift in range(3):
        coded = base64.b64encode(b"\0" * shift + raw).decode().rstrip("=")
        forms.add(coded[(shift * 8 + 5) // 6 + 1 : -1] if shift else coded[:-1])
    return forms


def assert_not_told(text: str, secret: str = PASSWORD) -> None:
    """No form of the secret is in the text; fewer than four letters are too common to look for."""
    for form in disguises(secret):
        assert len(form) < 4 or form not in text, f"the secret was told as {form!r}"


CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def assert_harmless(text: str) -> None:
    """No control character, no mark that turns or hides text; tab and newline are the writer's own."""
    found = CONTROL.search(text)
    assert not found, (
        f"{unicodedata.name(found[0], hex(ord(found[0])))} in {text[max(0, found.start() - 40) : found.end() + 40]!r}"
    )
