"""Finds the texts of replies in the knowledge: languages, audiences, blocks, causes, questions."""

from __future__ import annotations

from typing import Any, Protocol

from kbassist.errors import UsageError
from kbassist.model.draft import Wording

ARTICLE_LANGUAGE = "en"
"""The language of the articles: where a cause has no customer wording in it, the article itself speaks."""


class Library(Protocol):
    """What drafting asks of the knowledge."""

    def wording(self, name: str) -> dict[str, Any] | None: ...
    def wordings(self, prefix: str = "") -> list[str]: ...
    def sheet(self, kind: str, name: str | None) -> Any: ...
    def knows_link(self, url: str) -> bool: ...
    def host_owners(self, host: str) -> frozenset[str]: ...
    def steps(self, cause: str, provider: str | None, client: str | None) -> tuple[tuple[str, ...], tuple[str, ...]]: ...
    def article(self, name: str) -> Any: ...


def languages(library: Library) -> list[str]:
    """Return the languages that replies are written in."""
    return sorted({name.split("/")[0] for name in library.wordings()})


def audiences(library: Library, language: str) -> list[str]:
    """Return the audiences that a language has templates for."""
    return [name.rsplit("/", 1)[1] for name in library.wordings(f"{language}/templates/")]


def wording(library: Library, name: str) -> Wording | None:
    """Return one text by its id, or None."""
    row = library.wording(name)
    if row is None:
        return None
    return Wording(
        name,
        row["title"],
        row["body"],
        row["sections"],
        tuple((v[0], v[1], v[2], v[3]) for v in row["variables"]),
        row.get("subject", ""),
        row.get("fact", ""),
        row.get("answers"),
    )


def template(library: Library, language: str, audience: str) -> Wording:
    """Return the template of an audience. Raises UsageError naming the languages or audiences that there are."""
    known = languages(library)
    if language not in known:
        raise UsageError(f"there are no replies in '{language}'; there are: {', '.join(known)}")
    found = wording(library, f"{language}/templates/{audience}")
    if found is None:
        raise UsageError(f"no template for the audience '{audience}'; there are: {', '.join(audiences(library, language))}")
    return found


def blocks(library: Library, language: str) -> dict[str, Wording]:
    """Return the shared blocks of a language by name."""
    found = {}
    for name in library.wordings(f"{language}/blocks/"):
        text = wording(library, name)
        if text is not None:
            found[name.rsplit("/", 1)[1]] = text
    return found
