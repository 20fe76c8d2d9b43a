"""One article: a code, a cause, a provider, a client, a fact; near misses are named."""

from __future__ import annotations

import argparse
import json
import re

from kbassist.assistant.plaintext import plain
from kbassist.cli.console import Console, visible
from kbassist.cli.page import wrapped
from kbassist.errors import UsageError
from kbassist.kb.sources import open_store
from kbassist.kb.store import Store
from kbassist.model.knowledge import Article
from kbassist.model.tokens import words
from kbassist.reading.normalize import normalize

HELP = "show one article: a code, a cause, a provider, a client, a fact"

_LOOK_ALIKE = re.compile(r"(?<=\d)[,. ]{1,2}(?=[\dO])|(?<=[\d.])O\b")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of `explain`."""
    parser.add_argument(
        "topic", nargs="*", metavar="TOPIC", help="535, 5.7.8, '535 5.7.8', a cause id, a provider, a client, a fact"
    )
    parser.add_argument("--list", action="store_true", help="list all articles (of one family, if TOPIC names one)")
    parser.add_argument("--json", action="store_true", help="JSON instead of text")


def run(args: argparse.Namespace, console: Console) -> int:
    """Show the article; 1 where there is none of that name."""
    topic = " ".join(args.topic).strip()
    store = open_store(args.kb, console.stderr)
    if args.list:
        return _list(store, topic or None, args.json, console)
    if not topic:
        raise UsageError("name a topic, such as `kbassist explain 535`, or use --list")
    found = find(store, topic)
    if not found:
        near = near_misses(store, topic)
        if args.json:
            console.out(json.dumps({"schema": 1, "error": "no such article", "near": near}))
        else:
            hint = f"did you mean {' or '.join(near)}?" if near else "see `kbassist explain --list`"
            console.error(f"no article '{visible(topic)[:80]}'; {hint}")
        return 1
    article = store.article(found[0])
    assert article is not None  # names lead to articles only: both are written together
    if args.json:
        console.out(json.dumps(_object(article, found[1:])))
    else:
        console.out(_text(article, found[1:], console))
    return 0


def find(store: Store, topic: str) -> list[str]:
    """Return the ids of the articles that go by the name, the best first; look-alikes and fillings are undone."""
    plain_topic = normalize(topic).strip(" .:;,'\"")
    for key in (plain_topic, plain_topic.lower(), _dotted(plain_topic), " ".join(words(_dotted(plain_topic)))):
        named = store.named(key)
        if named:
            return named
    for part in reversed(_dotted(plain_topic).split()):  # of a pair not catalogued the enhanced code tells more
        if re.fullmatch(r"\d{3}|\d\.\d{1,3}\.\d{1,3}", part) and (named := store.named(part)):
            return named
    return []


def _dotted(topic: str) -> str:
    spaced = re.sub(r"\b(\d)[., ](\d{1,2}|O)[., ](\d{1,3}|O)\b", lambda m: f"{m[1]}.{m[2]}.{m[3]}".replace("O", "0"), topic)
    return re.sub(r"\b(\d{3})[\s\-_:#]+(?=\d\.)", r"\1 ", spaced)


def near_misses(store: Store, topic: str) -> list[str]:
    """Return up to three names that resemble the topic, nearest first."""
    from rapidfuzz import fuzz, process

    names = store.names()
    wanted = " ".join(words(topic)) or topic
    found = process.extract(wanted, names, scorer=fuzz.ratio, limit=12, score_cutoff=62)
    articles: dict[str, None] = {}
    for name, _, _ in found:
        articles.setdefault(store.named(name)[0].rsplit("/", 1)[-1])
    return list(articles)[:3]


def _list(store: Store, family: str | None, as_json: bool, console: Console) -> int:
    rows = store.listing(family)
    if not rows and family:
        families = sorted({row[0].split("/")[0] for row in store.listing()})
        raise UsageError(f"no family '{visible(family)[:40]}'; there are: {', '.join(families)}")
    if as_json:
        console.out(json.dumps([{"id": i, "title": t, "summary": s} for i, t, s in rows]))
    else:
        for name, title, _ in rows:
            console.out(f"{name:<44} {title}")
    return 0


def _object(article: Article, others: list[str]) -> dict[str, object]:
    return {
        "schema": 1,
        "id": article.id,
        "title": article.title,
        "summary": article.summary,
        "markdown": article.markdown,
        "sources": [{"title": s.title, "url": s.url} for s in article.sources],
        "as_of": article.as_of,
        "see_also": others,
    }


def _text(article: Article, others: list[str], console: Console) -> str:
    bold, end = ("\x1b[1;36m", "\x1b[0m") if console.color else ("", "")
    lines = [f"{bold}{article.title}{end}  ({article.id})", ""]
    if article.summary and not article.markdown.startswith(article.summary[:40]):
        lines += [*_wrapped(article.summary, console.width), ""]
    fenced = False
    for line in article.markdown.split("\n"):
        if line.lstrip().startswith("```"):
            fenced = not fenced
        elif fenced or line.startswith(("|", "    ")):
            lines.append(f"  {line}")
        elif line.startswith("#"):
            lines.append(f"{bold}{line.lstrip('# ')}{end}")
        else:
            lines += _wrapped(plain(line), console.width)
    if article.sources:
        lines += ["", f"{bold}Sources{end}" + (f" (checked {article.as_of})" if article.as_of else "")]
        lines += [f"- {s.title}" + (f": {s.url}" if s.url else "") for s in article.sources]
    if others:
        lines += ["", "See also: " + ", ".join(others)]
    return "\n".join(visible_line for visible_line in lines)


def _wrapped(text: str, width: int) -> list[str]:
    mark = re.match(r"\s*(?:\d+\.|[-*])?\s*", text)
    lead = mark[0] if mark else ""
    return wrapped(text[len(lead) :], width, lead, " " * len(lead)) if text.strip() else [""]
