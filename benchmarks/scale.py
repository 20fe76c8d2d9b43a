"""What an answer costs with a hundred times the knowledge.

    python benchmarks/scale.py [--times 100] [--runs 15]

Multiplies the compiled knowledge: every catalogued wording, phrase, word weight and article again under other names, the commonest
300 words kept as they are (all languages share their small words) and every rarer word given a new form in each copy. Causes,
questions and codes stay: they are the vocabulary. Then times `kbassist ask` as a whole process and the answer alone, beside the
knowledge as it is, in one run, alternating; prints medians and their ratios.
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from array import array
from collections import Counter
from pathlib import Path

from kbassist.kb import index
from kbassist.kb.sources import open_store
from kbassist.kb.store import Store
from kbassist.model.features import terms

ROOT = Path(__file__).parent.parent
TEXTS = [
    "535 5.7.8",
    "535-5.7.8 Username and Password not accepted gsmtp",
    "Thunderbird: sending of the message failed on port 465",
]
KEPT = 300


def renamed(text: str, common: frozenset[str], copy: int) -> str:
    return " ".join(word if word in common or not word.isalpha() else f"{word}{copy}" for word in text.split(" "))


def multiply(source: Path, target: Path, times: int) -> None:
    """Write the knowledge of `source` so many times over."""
    old = sqlite3.connect(source)
    target.write_bytes(source.read_bytes())
    new = sqlite3.connect(target)
    new.execute("PRAGMA journal_mode = OFF")
    new.execute("PRAGMA synchronous = OFF")
    numbers = [row[0] for row in old.execute("SELECT number FROM reply ORDER BY number")]
    replies = [reply for twins in Store(old).replies(numbers).values() for reply in twins]
    common = frozenset(word for word, _ in Counter(w for r in replies for w in r.words.split()).most_common(KEPT))
    many = [
        reply._replace(
            id=f"{reply.id}-{copy}" if copy else reply.id,
            words=renamed(reply.words, common, copy) if copy else reply.words,
            terms=dict.fromkeys(terms((renamed(reply.words, common, copy) if copy else reply.words).split(" ")), 0),
            information=0.0,
        )
        for copy in range(times)
        for reply in replies
    ]
    weighed, postings = index.postings(many)
    new.execute("DELETE FROM reply")
    new.execute("UPDATE term SET leads = NULL")
    new.executemany("INSERT INTO reply VALUES (?, ?)", ((n, json.dumps(r)) for n, r in enumerate(weighed)))
    for copy in range(1, times):
        rows = old.execute("SELECT term, cause_rarity, causes, kind_rarity, kinds FROM term")
        new.executemany(
            "INSERT OR IGNORE INTO term VALUES (?, NULL, ?, ?, ?, ?)", ((renamed(t, common, copy), *rest) for t, *rest in rows)
        )
        rows = old.execute("SELECT head, kind, owner, value, strength, before, after FROM phrase")
        new.executemany(
            "INSERT INTO phrase VALUES (?, ?, ?, ?, ?, ?, ?)",
            ((renamed(head, common, copy), *rest) for head, *rest in rows if renamed(head, common, copy) != head),
        )
        rows = old.execute("SELECT id, family, title, summary, markdown, sources, as_of FROM article")
        new.executemany("INSERT INTO article VALUES (?, ?, ?, ?, ?, ?, ?)", ((f"{n}-{copy}", *rest) for n, *rest in rows))
    new.executemany(
        "INSERT INTO term (term, leads) VALUES (?, ?) ON CONFLICT (term) DO UPDATE SET leads = excluded.leads",
        ((t, array("i", [x for pair in p for x in pair]).tobytes()) for t, p in postings.items()),
    )
    new.commit()
    new.execute("ANALYZE")
    new.commit()


def answer_seconds(path: Path) -> float:
    """Seconds of one whole process that answers, with this compiled knowledge."""
    code = (
        "import sys, sqlite3\n"
        "from kbassist.cli.main import main\n"
        "import kbassist.kb.sources as sources\n"
        "from kbassist.kb.store import Store\n"
        "import kbassist.cli.commands.ask as ask\n"
        "ask.open_store = lambda folders, warn: Store(sqlite3.connect(sys.argv[1]))\n"
        "main(['ask', *sys.argv[2:]])"
    )
    begun = time.perf_counter()
    for text in TEXTS:
        subprocess.run([sys.executable, "-c", code, str(path), text], stdout=subprocess.DEVNULL, check=True)
    return (time.perf_counter() - begun) / len(TEXTS)


def warm_seconds(path: Path, texts: list[str]) -> float:
    """Seconds of one answer in a process that has answered before."""
    from kbassist.assistant.answer import answer

    store = Store(sqlite3.connect(path))
    for text in texts:
        answer(text, {}, store)
    begun = time.perf_counter()
    for text in texts:
        answer(text, {}, store)
    return (time.perf_counter() - begun) / len(texts)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--runs", type=int, default=15)
    args = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    texts = [json.loads(line)["text"] for line in (ROOT / "tests/cases/dev.jsonl").read_text().splitlines()]
    with tempfile.TemporaryDirectory() as folder:
        plain, large = Path(folder, "plain.sqlite"), Path(folder, "large.sqlite")
        copy = sqlite3.connect(plain)
        open_store([], sys.stderr)._db.backup(copy)
        copy.close()
        multiply(plain, large, args.times)
        size = {path.stem: round(path.stat().st_size / 1e6, 1) for path in (plain, large)}
        cold: dict[Path, list[float]] = {plain: [], large: []}
        warm: dict[Path, list[float]] = {plain: [], large: []}
        for _ in range(args.runs):
            for path in (plain, large):
                cold[path].append(answer_seconds(path))
                warm[path].append(warm_seconds(path, texts))
        for name, figures in (("a process that asks once", cold), ("an answer in a running process", warm)):
            one, many = statistics.median(figures[plain]), statistics.median(figures[large])
            print(
                f"{name}: {one * 1000:.2f} ms, with {args.times} times the knowledge {many * 1000:.2f} ms: {many / one:.2f} times"
            )
        print(f"compiled knowledge: {size['plain']} and {size['large']} MB")


if __name__ == "__main__":
    main()
