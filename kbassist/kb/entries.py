"""Reads a tree of `knowledge/` into validated entries.

Broken knowledge never half-works: every problem is told, with its place.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from kbassist.errors import KnowledgeError
from kbassist.kb import frontmatter, markdown, schema
from kbassist.kb.frontmatter import Front
from kbassist.kb.problems import Located, Problem

MAX_BYTES = 400_000
"""The largest file that is read as an entry; the longest real one is about a tenth of it."""


NESTED = ("replies",)
"""Families whose entries stand in folders of their own; the id is the path below the family: `de/causes/wrong-password`."""


class Entry(NamedTuple):
    """One file: family and id from its place, the typed front matter, the markdown taken apart."""

    family: str
    id: str
    path: str
    data: Any
    body: markdown.Body
    front: Front

    @property
    def article(self) -> str:
        """The id that links and JSON use: `causes/wrong-password`."""
        return f"{self.family}/{self.id}"

    def line(self, *path: str | int) -> int:
        """The line of a front-matter value, or of the nearest thing around it that has one."""
        while path and path not in self.front.lines:
            path = path[:-1]
        return self.front.lines.get(path, 2)


class Loaded(NamedTuple):
    """All entries by article id (later folders override earlier ones) and all problems met."""

    entries: dict[str, Entry]
    problems: tuple[Located, ...]

    def family(self, name: str) -> dict[str, Entry]:
        """The entries of one family by id, in the order of their ids."""
        return {entry.id: entry for key, entry in sorted(self.entries.items()) if entry.family == name}


def source_files(folder: Path) -> list[Path]:
    """The entry files below a knowledge folder, sorted. Raises KnowledgeError where it is no such folder."""
    try:
        families = sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))
        known = [path for path in families if path.name in schema.FAMILIES]
        files = [
            file
            for path in known
            for file in sorted(path.rglob("*.md") if path.name in NESTED else path.iterdir())
            if file.suffix == ".md" and file.is_file() and file.name != "README.md"
        ]
    except OSError as error:
        raise KnowledgeError(f"cannot read the knowledge folder '{folder}': {error.strerror}; name one with --kb DIR") from error
    if not known:
        raise KnowledgeError(f"'{folder}' is no knowledge folder: it has none of the folders {', '.join(schema.FAMILIES)}")
    return files


def libraries(entry: Entry, loaded: Loaded) -> list[str]:
    """Return the clients that a client is built on, and what these are built on, sorted; without itself, even where it goes round."""
    found: set[str] = set()
    clients = loaded.family("clients")
    waiting = list(entry.data.built_on)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += clients[name].data.built_on if name in clients else ()
    return sorted(found - {entry.id})


def load(folders: Iterable[Path]) -> Loaded:
    """Read every entry of the folders, the later overriding the earlier by family and id."""
    entries: dict[str, Entry] = {}
    problems: list[Located] = []
    for folder in folders:
        for file in source_files(folder):
            place = file.relative_to(folder)
            read = read_entry(file, f"{folder.name}/{place.as_posix()}", place.parts[0])
            if isinstance(read, Entry):
                entries[read.article] = read
            else:
                problems += read
    return Loaded(entries, tuple(problems))


def read_entry(file: Path, shown: str, family: str) -> Entry | list[Located]:
    """Return the entry of one file, or its problems; `shown` is the path that people see, from the knowledge folder's name on.

    A file that has not changed is parsed once in a process: reading all of the knowledge takes two seconds.
    """
    try:
        stamp = file.stat()
    except OSError as error:
        return [Located(shown, Problem(1, f"cannot be read: {error.strerror}"))]
    return _read(file, shown, family, (stamp.st_mtime_ns, stamp.st_size, stamp.st_ino))


@functools.lru_cache(maxsize=4096)
def _read(file: Path, shown: str, family: str, stamp: tuple[int, ...]) -> Entry | list[Located]:
    name = shown.split("/", 2)[2].removesuffix(".md")
    try:
        raw = file.read_bytes()
    except OSError as error:
        return [Located(shown, Problem(1, f"cannot be read: {error.strerror}"))]
    if len(raw) > MAX_BYTES:
        return [Located(shown, Problem(1, f"is larger than {MAX_BYTES} bytes: split it"))]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return [Located(shown, Problem(raw[: error.start].count(b"\n") + 1, "is not UTF-8: save it as UTF-8"))]
    front = frontmatter.split(text.replace("\r\n", "\n"))
    if isinstance(front, Problem):
        return [Located(shown, front)]
    data = schema.validate(family, front, name)
    if isinstance(data, list):
        return [Located(shown, problem) for problem in data]
    return Entry(family, name, shown, data, markdown.parse(front.body, front.body_line), front)
