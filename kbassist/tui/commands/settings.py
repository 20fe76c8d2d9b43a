"""`/settings`: the right settings of a provider, and a ready sample for the program of the case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from kbassist.assistant.asking import section
from kbassist.assistant.conversation import Conversation
from kbassist.assistant.sample import Asked, Ready, ready
from kbassist.errors import UsageError
from kbassist.kb.settings import providers, samples
from kbassist.tui.articles import resolved
from kbassist.tui.blocks import Block, Entry, Line
from kbassist.tui.marks import blocks, visible

if TYPE_CHECKING:
    from kbassist.tui.screens.chat import ChatScreen

HELP = "the right settings of the provider, and a ready sample for the program; /settings gmail curl names both"
USAGE = "[PROVIDER [PROGRAM]]"


def proposals(chat: ChatScreen, words: str) -> Sequence[tuple[str, str]]:
    """Propose the provider of the case, alone and with its program."""
    known = {row.key: row for row in chat.standing.facts.rows if row.key in ("provider", "client")}
    if "provider" not in known:
        return ()
    provider = known["provider"]
    found = [(provider.value, f"{provider.label}, of this case")]
    if "client" in known:
        found.append((f"{provider.value} {known['client'].value}", f"with a sample for {known['client'].label}"))
    return found


async def run(chat: ChatScreen, words: str) -> None:
    """Show them. Raises UsageError where no provider is named or nothing is known of it."""
    known = {row.key: row.value for row in chat.standing.facts.rows if row.value != "unknown"}
    provider, _, client = words.partition(" ")
    provider, client = provider or known.get("provider", ""), client.strip() or known.get("client", "")
    if not provider:
        raise UsageError("name a provider: /settings gmail; once the case knows it, /settings alone is enough")
    named = bool(words.partition(" ")[2].strip())
    chat.talk.add(await chat.session.look(lambda talk: _settings(talk, provider, client, named=named)))


def _settings(talk: Conversation, provider: str, client: str, *, named: bool) -> Entry:
    knowledge = talk.knowledge
    article = knowledge.article(resolved(knowledge, f"providers/{provider}")) or knowledge.article(resolved(knowledge, provider))
    text = section(article.markdown, "Settings") if article else ""
    if article is None or not text:
        raise UsageError(f"no settings are known for '{provider[:60]}'; /explain {provider[:60]} searches the knowledge")
    head = Block(Content.assemble((f"Settings of {visible(article.title)}", ".block--head")), gap=True)
    shown: list[Line] = [head, *blocks(text, article.id.split("/")[0])]
    sample = samples(knowledge).get(client)
    service = providers(knowledge).get(article.id.rsplit("/", 1)[-1])
    filled = ready(service, sample, Asked()) if sample is not None and service is not None else None
    if sample is not None and filled is not None:
        shown += _sample(sample.title, filled)
    elif named:
        shown.append(
            Block(Content(f"There is no ready sample of {visible(client[:60])} for this provider."), "! ", "  ", ".block--warn")
        )
    return Entry("kbassist", tuple(shown))


def _sample(title: str, filled: Ready) -> Iterator[Line]:
    """A sample as it can be copied; what belongs into its variables stands below it."""
    yield Block(Content.assemble((f"A sample for {visible(title)}", ".block--head")), gap=True)
    for part in filled.blocks:
        if part.name:
            yield Block(Content.assemble((visible(part.name), ".block--dim")))
        yield Block(Content(visible(part.code.rstrip())), fill=".block--verbatim", gap=True)
    for variable in filled.variables:
        yield Block(Content.assemble((visible(variable.name), ".block--code"), f": {visible(variable.holds)}"), "- ", "  ")
    for note in filled.notes:
        yield Block(Content(visible(note)), "- ", "  ")
