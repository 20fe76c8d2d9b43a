"""`ask --batch`: one object a line in, one a line out, in order; a bad line is answered in its place and the run goes on."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from kbassist.assistant.answer import answer
from kbassist.cli.console import Console
from kbassist.cli.form import as_json
from kbassist.errors import InputError, KbassistError
from kbassist.kb.store import Store

MAX_LINE = 16 * 1024 * 1024
"""Bytes of one line; a longer one is answered as bad."""
PROGRESS_EVERY = 200
LIVE_VALUES = 20_000
"""An answer is made of a few thousand values, gone when the next begins. Python's usual 700 has each answer searched for cycles,
which is 3 % of the time and finds none."""


def run_batch(name: str, store: Store, console: Console, top: int) -> int:
    """Answer every line of the file; 3 if one was bad, else 0."""
    gc.set_threshold(LIVE_VALUES)
    bad = 0
    shown = console.stderr.isatty()
    number = 0
    for number, raw in enumerate(_lines(name, console), 1):
        line, fine = _answered(raw, number, store, top)
        bad += not fine
        console.out(line)
        if shown and number % PROGRESS_EVERY == 0:
            console.stderr.write(f"\r{number} answered")
    if shown and number >= PROGRESS_EVERY:
        console.stderr.write(f"\r{number} answered\n")
    if bad:
        console.error(f"{bad} of {number} lines could not be read; each has an object with 'error' in its place")
    return 3 if bad else 0


def _lines(name: str, console: Console) -> Iterator[bytes]:
    if name == "-":
        yield from _bounded(console.stdin.buffer)
        return
    try:
        with open(name, "rb") as file:
            yield from _bounded(file)
    except OSError as error:
        raise InputError(f"cannot read '{name}': {error.strerror}; name a file with one JSON object a line") from error


def _bounded(file: BinaryIO) -> Iterator[bytes]:
    """The lines that are not blank; of one longer than MAX_LINE only a beginning, which is no JSON and is answered as bad."""
    while line := file.readline(MAX_LINE):
        if len(line) >= MAX_LINE and not line.endswith(b"\n"):
            while (more := file.readline(MAX_LINE)) and not more.endswith(b"\n"):
                pass
        if line.strip():
            yield line


def _answered(raw: bytes, number: int, store: Store, top: int) -> tuple[str, bool]:
    try:
        request = _request(json.loads(raw))
        return as_json(answer(request[1], request[2], store, top), id=request[0]), True
    except (ValueError, RecursionError, KbassistError) as error:
        what = str(error) if isinstance(error, (_BadLine, KbassistError)) else "not a JSON object in UTF-8"
        return json.dumps({"id": None, "line": number, "error": what}), False


class _BadLine(ValueError):
    pass


def _request(data: Any) -> tuple[Any, str, dict[str, str]]:
    if not isinstance(data, dict):
        raise _BadLine('not an object; a line looks like {"id": "1", "text": "535 5.7.8"}')
    text, facts = data.get("text"), data.get("facts") or {}
    if not isinstance(text, str):
        raise _BadLine("'text' is missing or no string")
    if not isinstance(facts, dict) or not all(isinstance(value, str) for value in facts.values()):
        raise _BadLine("'facts' is an object of strings")
    return data.get("id"), text, facts
