"""What the rooms ask of the knowledge: protocols that the run-time store fulfils.

Imported for type checking only; a protocol class costs a fifth of a millisecond at every start and does nothing there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, Protocol, TypeVar

from kbassist.model.facts import FactSpec
from kbassist.model.knowledge import Article, CatalogueReply, Cause, CheckEntry, Headed, Outside, Owner, Question

_Value = TypeVar("_Value")


class Lexicon(Protocol):
    """What reading asks of the knowledge."""

    def phrases(self, words: Collection[str]) -> Mapping[str, Headed]:
        """Phrases whose head is one of the words, by head."""

    def negators(self) -> frozenset[str]:
        """Words that deny."""

    def breaks(self) -> frozenset[str]:
        """Words that end a clause."""

    def fact_specs(self) -> Mapping[str, FactSpec]:
        """All facts by key."""

    def owner(self, kind: str, name: str | None) -> Owner | None:
        """What is known of a `provider` or `client`."""

    def known(self, words: Collection[str]) -> frozenset[str]:
        """Those of the words that stand in the knowledge's texts."""

    def spelt(self, forms: Collection[str]) -> Mapping[str, str]:
        """For each form of a word the known word that has it."""


class Catalogue(Protocol):
    """What matching asks: wordings by their numbers, the words that say nothing, and those of a line about mail."""

    def replies(self, numbers: Collection[int]) -> Mapping[int, tuple[CatalogueReply, ...]]: ...
    def filler(self) -> frozenset[str]: ...
    def topic(self, of: str) -> frozenset[str]: ...
    def stems(self, of: str) -> tuple[str, ...]: ...
    def owner(self, kind: str, name: str | None) -> Owner | None: ...


class ClassTable(Protocol):
    """Ids and biases of the classes, by number."""

    @property
    def ids(self) -> tuple[str, ...]: ...

    @property
    def bias(self) -> tuple[float, ...]: ...


class WordTable(Protocol):
    """What classifying asks: the classes that the weights of a term are for."""

    def classes(self, model: str) -> ClassTable: ...


class Knowledge(WordTable, Protocol):
    """What diagnosing asks: causes, questions, fixes."""

    def causes(self) -> Mapping[str, Cause]: ...
    def outside(self, named: Collection[str]) -> Mapping[str, Outside]: ...
    def owner(self, kind: str, name: str | None) -> Owner | None: ...
    def questions(self) -> Mapping[str, Question]: ...
    def fact_specs(self) -> Mapping[str, FactSpec]: ...
    def checks(self) -> Mapping[str, CheckEntry]: ...
    def steps(self, cause: str, provider: str | None, client: str | None) -> tuple[tuple[str, ...], tuple[str, ...]]: ...
    def filler(self) -> frozenset[str]: ...
    def article(self, name: str) -> Article | None: ...
    def derived(self, key: tuple[Any, ...], make: Callable[[], _Value]) -> _Value: ...
