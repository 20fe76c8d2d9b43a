"""The knowledge as the engine sees it at run time: small frozen values."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, TypeGuard

from kbassist.model.tokens import VERSION

Element = tuple[tuple[str, ...], ...] | None
"""One part of a phrase: its alternatives (an empty one makes it optional), or None for a gap of a few words."""


class Phrase(NamedTuple):
    """A way of saying something, found by its rarest word; `before` begins with what stands next to that word."""

    head: str
    kind: str
    owner: str
    value: str
    strength: float
    before: tuple[Element, ...]
    after: tuple[Element, ...]
    whole: tuple[str, ...] = ()
    """All its words where it has neither gaps nor choices; else empty."""
    needs: tuple[frozenset[str], ...] = ()
    """Of any other phrase, for each part that cannot be missing, words of which one must stand in the text."""


class Headed(NamedTuple):
    """The phrases of one head, filed under the words that may stand next to it; `anywhere` holds those that say no such word."""

    after: Mapping[str, Sequence[Phrase]]
    before: Mapping[str, Sequence[Phrase]]
    anywhere: Sequence[Phrase]

    @classmethod
    def of(cls, phrases: Iterable[Phrase]) -> "Headed":
        """File phrases: under the words behind the head, or else under those before it."""
        after: dict[str, list[Phrase]] = {}
        before: dict[str, list[Phrase]] = {}
        anywhere: list[Phrase] = []
        for phrase in phrases:
            if phrase.after and certain(phrase.after[0]):
                for word in {choice[0] for choice in phrase.after[0]}:
                    after.setdefault(word, []).append(phrase)
            elif phrase.before and certain(phrase.before[0]):
                for word in {choice[-1] for choice in phrase.before[0]}:
                    before.setdefault(word, []).append(phrase)
            else:
                anywhere.append(phrase)
        return cls(after, before, anywhere)


def certain(element: Element) -> TypeGuard[tuple[tuple[str, ...], ...]]:
    """Tell whether one of the element's words must stand there: it is no gap, not optional and no version."""
    return element is not None and () not in element and (VERSION,) not in element


class Term(NamedTuple):
    """What a word, or a pair of words, leads to and speaks for."""

    leads: Sequence[int]
    """The numbers of the replies it leads to..."""
    shares: Sequence[int]
    """...and its share of each, in thousandths. Both are arrays: a message goes through hundreds, and what lies together is read fast."""
    causes: tuple[float, int] | None
    """Its rarity and its weights for the causes (thousandths, as `kbassist.model.lanes`), or None where no sample has it."""
    kinds: tuple[float, int] | None
    """The same for the kinds of trouble."""


class CatalogueReply(NamedTuple):
    """A known wording: its words, codes and stage, and how often it is which cause."""

    id: str
    article: str
    title: str
    words: str
    reply_codes: tuple[str, ...]
    status_codes: tuple[str, ...]
    stage: str
    provider: str
    client: str
    causes: Mapping[str, float]
    facts: Mapping[str, str]
    terms: Mapping[str, int]
    """The terms of its words that do not lead to it, for they stand in too many others; each with its share of the information, in
    thousandths."""
    information: float
    """How telling the wording is, in nats: a word or two in everybody's mouth below 5, a long one with its codes above 30."""
    foreign: bool = False
    """Whether another server says it in the provider's place; it counts where the provider is named."""


class CodeEntry(NamedTuple):
    """What a code speaks for by itself."""

    id: str
    title: str
    summary: str
    access: str
    causes: Mapping[str, float]
    facts: Mapping[str, str]
    """What it settles: a server that refuses a login had offered one."""


class Cause(NamedTuple):
    """A root cause as the engine weighs it."""

    id: str
    title: str
    summary: str
    fault: str
    weight: float
    repair_effort: float
    evidence: Mapping[str, Mapping[str, float]]
    checks: tuple[str, ...]
    untaken: frozenset[str] = frozenset()
    """Facts of which the person has a value that the provider does not take, if this is the cause."""
    any_wording: bool = False
    """Whether it can stand behind any wording, so that one that does not name it hardly speaks against it."""


class Outside(NamedTuple):
    """A kind of trouble that is not ours, with the sentence that says so."""

    id: str
    title: str
    says: str
    mail: bool


class AnswerOption(NamedTuple):
    """One answer to a question."""

    value: str
    label: str


class Question(NamedTuple):
    """How a person is asked for a fact."""

    key: str
    text: str
    why: str
    effort: float
    answers: tuple[AnswerOption, ...]
    skip_if: Mapping[str, tuple[str, ...]]
    only_if: Mapping[str, tuple[str, ...]]


class CheckEntry(NamedTuple):
    """A live check as the engine weighs it; `command` has `<target>` for the server, address or provider."""

    id: str
    title: str
    command: str
    effort: float


class Source(NamedTuple):
    """Where a claim comes from."""

    title: str
    url: str


class Owner(NamedTuple):
    """A provider or client: what it changes in the engine's tables."""

    id: str
    title: str
    causes: Mapping[str, float]
    """Weights of causes here, where they differ from the usual."""
    base: Mapping[str, Mapping[str, float]]
    endpoint: str
    """`host:port` of the recommended endpoint, or empty."""
    products: tuple[str, ...] = ()
    """For the software of a server: the providers that run on it."""
    untaken: Mapping[str, frozenset[str]] = MappingProxyType({})
    """Values of facts that its SMTP servers do not take: kinds of credentials."""
    built_on: frozenset[str] = frozenset()
    """For a program: the libraries that it sends with, and what these are built on."""
    sisters: tuple[str, ...] = ()
    """For a mail service: those of its kind that run on the same servers, which print the same words."""


class Article(NamedTuple):
    """An entry as people read it."""

    id: str
    title: str
    summary: str
    markdown: str
    sources: tuple[Source, ...]
    as_of: str
