"""Every slash command in the command palette."""

from __future__ import annotations

from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider

from kbassist.tui import catalogue


class CommandSearch(Provider):
    """Finds commands by name and by what they do."""

    async def discover(self) -> Hits:
        """Give all commands."""
        for name in catalogue.names():
            yield DiscoveryHit(f"{name}  ", partial(self._run, name), text=name, help=catalogue.command(name).HELP)

    async def search(self, query: str) -> Hits:
        """Give the commands that fit, the best first."""
        matcher = self.matcher(query)
        for name in catalogue.names():
            says = catalogue.command(name).HELP
            score = max(matcher.match(name) * 1.2, matcher.match(says))
            if score > 0:
                yield Hit(score, matcher.highlight(name), partial(self._run, name), text=name, help=says)

    async def _run(self, name: str) -> None:
        app = self.app
        chat = getattr(app, "chat", None)
        if chat is not None:
            chat.start_command(name)
