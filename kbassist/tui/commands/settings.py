"""`/settings`: the right settings of a provider."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from kbassist.assistant.asking import section
from kbassist.assistant.conversation import Conversation
from kbassist.errors import UsageError
from kbassist.tui.articles import resolved
from kbassist.tui.blocks import Block, Entry
from kbassist.tui.marks import blocks, visible

if TYPE_CHECKING:
    from kbassist.tui.screens.chat import ChatScreen

HELP = "the right settings of the provider: server, port, encryption, user name, secret"
USAGE = "[PROVIDER]"


def proposals(chat: ChatScreen, words: str) -> Sequence[tuple[str, str]]:
    """Propose the provider of the case."""
    rows = [row for row in chat.standing.facts.rows if row.key == "provider"]
    return [(row.value, f"{row.label}, of this case") for row in rows if row.value.startswith(words)]


async def run(chat: ChatScreen, words: str) -> None:
    """Show them. Raises UsageError where no provider is named or its article has no settings."""
    known = next((row.value for row in chat.standing.facts.rows if row.key == "provider"), "")
    name = words or known
    if not name or name == "unknown":
        raise UsageError("name a provider: /settings gmail; once the case knows it, /settings alone is enough")
    chat.talk.add(await chat.session.look(lambda talk: _settings(talk, name)))


def _settings(talk: Conversation, name: str) -> Entry:
    article = talk.knowledge.article(resolved(talk.knowledge, f"providers/{name}")) or talk.knowledge.article(
        resolved(talk.knowledge, name)
    )
    text = section(article.markdown, "Settings") if article else ""
    if article is None or not text:
        raise UsageError(f"no settings are known for '{name[:60]}'; /explain {name[:60]} searches the knowledge")
    head = Block(Content.assemble((f"Settings of {visible(article.title)}", ".block--head")), gap=True)
    return Entry("kbassist", (head, *blocks(text, article.id.split("/")[0])))
