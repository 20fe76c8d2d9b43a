"""Finds the knowledge and opens it compiled: the file shipped in the wheel, or a cache that is rebuilt when a source changed."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from typing import TextIO

from kbassist.errors import KnowledgeError
from kbassist.kb.rows import FORMAT
from kbassist.kb.store import Store
from kbassist.paths import cache_folder, priors_file

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SHIPPED = os.path.join(_PACKAGE, "data", "knowledge.sqlite")
"""The file that the wheel brings; absent in a checkout."""
MOST_MAPPED = 1 << 28
"""Bytes of the file that are read where the system keeps them, not copied page by page: a third off each look-up of terms."""


def builtin_folder() -> str:
    """The folder of the built-in knowledge: beside the compiled file in a wheel, beside the package in a checkout."""
    shipped = os.path.join(_PACKAGE, "data", "knowledge")
    return shipped if os.path.isdir(shipped) else os.path.join(os.path.dirname(_PACKAGE), "knowledge")


def open_store(extra: Sequence[str] = (), warn: TextIO | None = None, rebuild: bool = False) -> Store:
    """Open the knowledge, with the folders of `extra` and what resolved cases taught on top.

    Raises KnowledgeError where that cannot be done.

    `warn` takes one line when the cache cannot be written and the knowledge is compiled in memory for this run only.
    """
    store = _opened(extra, warn, rebuild)
    learnt = priors_file()
    if os.path.exists(learnt):
        from kbassist.kb.learned import read

        store.learn(read(learnt))
    return store


def _opened(extra: Sequence[str], warn: TextIO | None, rebuild: bool) -> Store:
    if not extra and not rebuild and os.path.exists(SHIPPED):
        return Store(_connect(SHIPPED))
    folders = [builtin_folder(), *extra]
    for folder in extra:
        if not os.path.isdir(folder):
            raise KnowledgeError(f"--kb '{folder}' is no folder; name a folder with causes/, providers/, ... in it")
    stamp = _stamp(folders)
    import zlib  # 0.4 ms that an installed kbassist saves

    name = f"{zlib.crc32(os.fsencode(chr(0).join(map(os.path.abspath, folders)))):08x}"  # the stamp names the folders in full
    cache = cache_folder()
    target = os.path.join(cache, f"knowledge-{name}.sqlite")
    if not rebuild:
        kept = _kept(target, stamp)
        if kept is not None:
            return kept
    return _built(folders, cache, target, stamp, warn)


def _connect(path: str) -> sqlite3.Connection:
    try:
        connection = sqlite3.connect(
            f"file:{path.replace('%', '%25').replace('?', '%3f').replace('#', '%23')}?mode=ro&immutable=1", uri=True
        )
        connection.execute(f"PRAGMA mmap_size = {MOST_MAPPED}")
        return connection
    except sqlite3.Error as error:
        raise KnowledgeError(f"cannot open the compiled knowledge '{path}': {error}; run `kbassist kb build`") from error


def _kept(target: str, stamp: str) -> Store | None:
    if not os.path.exists(target):
        return None
    try:
        store = Store(_connect(target))
    except KnowledgeError:
        return None
    if store.meta.get("stamp") != stamp:
        store.close()
        return None
    return store


def _built(folders: Sequence[str], cache: str, target: str, stamp: str, warn: TextIO | None) -> Store:
    import tempfile  # only a build needs this and what follows: pydantic, YAML and markdown-it cost about 200 ms
    from pathlib import Path

    from kbassist.kb.compile import build

    paths = [Path(folder) for folder in folders]
    try:
        os.makedirs(cache, mode=0o700, exist_ok=True)
        with tempfile.TemporaryFile(dir=cache):
            pass
    except OSError as error:
        if warn is not None:
            print(
                f"kbassist: cannot write the cache folder '{cache}' ({error.strerror}); compiling in memory. "
                "Set KBASSIST_CACHE to a folder that can be written.",
                file=warn,
            )
        connection = build(paths, None, stamp)
        assert connection is not None  # build() returns one exactly where no target is given
        return Store(connection)
    try:
        build(paths, Path(target), stamp)
    except (OSError, sqlite3.Error) as error:
        raise KnowledgeError(f"cannot write '{target}': {error}; set KBASSIST_CACHE to a folder with room") from error
    return Store(_connect(target))


def _stamp(folders: Sequence[str]) -> str:
    """The sources as they are now: paths, sizes and times of all entries, and of the code that compiles them. About 2 ms."""
    seen = [str(FORMAT)]
    for room in ("kb", "model", "reading"):
        for entry in sorted(os.scandir(os.path.join(_PACKAGE, room)), key=lambda e: e.name):
            if entry.name.endswith(".py"):
                seen.append(f"{entry.path} {entry.stat().st_mtime_ns}")
    for folder in folders:
        try:
            for entry in _markdown(folder, 4):
                status = entry.stat()
                seen.append(f"{entry.path} {status.st_size} {status.st_mtime_ns}")
        except OSError as error:
            raise KnowledgeError(f"cannot read the knowledge folder '{folder}': {error.strerror}") from error
    return "\n".join(seen)


def _markdown(folder: str, depth: int) -> Iterator[os.DirEntry[str]]:
    """Yield the markdown files below the families of a folder; texts of replies lie deepest: family, language, part, file."""
    for entry in sorted(os.scandir(folder), key=lambda e: e.name):
        if entry.name.endswith(".md"):
            yield entry
        elif depth > 1 and entry.is_dir():
            yield from _markdown(entry.path, depth - 1)
