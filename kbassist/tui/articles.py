"""Articles of the knowledge as the browser shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from textual.content import Content

from kbassist.kb.store import Store
from kbassist.model.knowledge import Article
from kbassist.model.tokens import words
from kbassist.tui.blocks import Block, Entry
from kbassist.tui.marks import blocks, inline, visible

MOST_WORDS = 24
"""Words looked for; more of them find nothing more."""
MOST_FOUND = 60
FAMILIES: Mapping[str, str] = {
    "causes": "Causes",
    "providers": "Providers",
    "clients": "Programs and devices",
    "codes": "Codes",
    "questions": "Questions",
    "guides": "Guides",
    "checks": "Live checks",
    "replies": "Reply templates",
    "outside": "Other troubles",
    "lexicon": "Words for yes and no",
}
"""Families by the names that people read, in the order of the tree; one that is not named here comes last under its own."""


class Listed(NamedTuple):
    """An article as a list shows it."""

    id: str
    title: str
    passage: str = ""


def search(knowledge: Store, text: str) -> list[Listed]:
    """Return the articles that go by the name or hold the words, the best first."""
    wanted = list(dict.fromkeys(words(text)))[:MOST_WORDS]
    if not wanted:
        return []
    found: dict[str, Listed] = {}
    for name in (*knowledge.named(text.strip()), *knowledge.named(text.strip().lower())):
        article = knowledge.article(name)
        if article is not None:
            found[name] = Listed(name, article.title, article.summary)
    for name, title, passage in knowledge.search(wanted, MOST_FOUND):
        found.setdefault(name, Listed(name, title, passage))
    return list(found.values())


def tree(knowledge: Store) -> dict[str, list[Listed]]:
    """Return all articles by family."""
    families: dict[str, list[Listed]] = {name: [] for name in FAMILIES}
    for name, title, _ in knowledge.listing():
        families.setdefault(name.split("/")[0], []).append(Listed(name, title))
    return {name: listed for name, listed in families.items() if listed}


def resolved(knowledge: Store, topic: str) -> str:
    """Return the id of the article that a link, an id or a name leads to, or an empty text."""
    for name in (topic, *knowledge.named(topic), *knowledge.named(topic.lower())):
        if knowledge.article(name) is not None:
            return name
    found = search(knowledge, topic)
    return found[0].id if found else ""


def entry(article: Article) -> Entry:
    """Return an article as blocks: title, id, what it says, sources."""
    family = article.id.split("/")[0]
    head = [
        Block(Content.assemble((visible(article.title), ".block--question"), (f"  {article.id}", ".block--dim")), gap=True),
    ]
    if article.summary and article.summary[:40] not in article.markdown[:200]:
        head.append(Block(inline(article.summary), gap=True))
    foot = [
        Block(Content.assemble(("Sources", ".block--head"), (f"  as of {article.as_of}" if article.as_of else "", ".block--dim")))
    ]
    foot += [
        Block(inline(f"[{source.title}]({source.url})" if source.url else source.title), "- ", "  ", ".block--mark")
        for source in article.sources
    ]
    return Entry("article", (*head, *blocks(article.markdown, family), *(foot if article.sources else ())))
