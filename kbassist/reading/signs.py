"""Finds the knowledge's phrases in a text: provider and client fingerprints, facts said in passing, signs of a cause.

Everything is looked up by a phrase's rarest word, so the work grows with the text and not with the knowledge. A phrase is
data and never becomes a regular expression.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from kbassist.model.facts import Fact, FactSpec, Origin
from kbassist.model.knowledge import Element, Phrase
from kbassist.model.report import Sign
from kbassist.model.tokens import VERSION, Token, is_version, words

if TYPE_CHECKING:
    from kbassist.model.ports import Lexicon

GAP = 4
"""How many words a `..` of a phrase may stand for."""
REACH = 3
"""How many words before a phrase a negator still turns it round."""
DOUBT_REACH = 24
"""How many characters behind "not sure whether" a statement is still left open."""
MOST_PLACES = 40
"""How many occurrences of one word are tried; keeps hostile repetition linear."""

WRAPPED = 56
"""Characters from which on a line may have been broken because it was full; mail programs break at 66 to 78."""

TURNED = frozenset({"fact", "cause", "working"})
"""Kinds of phrases that a negator turns round."""
REPEATED = frozenset({"working", "incoming"})
"""Kinds of phrases that tell of what stands beside them, wherever they stand."""
EHLO_LINES = ("250-", "250 ")
"""How the lines of a server's answer to EHLO begin (RFC 5321, section 4.1.1.1)."""
_VERSION = (VERSION,)
_SWAP = {"yes": "no", "no": "yes", "on": "off", "off": "on"}


def find(tokens: Sequence[Token], text: str, lexicon: "Lexicon") -> list[Sign]:
    """Return every phrase found, in the order of the text."""
    words = tuple([word for word, _, _ in tokens])
    places: dict[str, list[int]] = {}
    for index, word in enumerate(words):
        if word in places:
            places[word].append(index)
        else:
            places[word] = [index]
    absent = frozenset(places).isdisjoint
    negators, breaks = lexicon.negators(), lexicon.breaks()
    again: list[Sign] = []
    found: dict[int, Sign] = {}  # by the phrase's identity: of one that stands there twice the first place is told
    for head, (behind, ahead, anywhere) in lexicon.phrases(places).items():
        for at in places[head][:MOST_PLACES]:
            phrases = anywhere
            if ahead and at:
                phrases = (*phrases, *ahead.get(words[at - 1], ()))
            if behind and at + 1 < len(words):
                phrases = (*phrases, *behind.get(words[at + 1], ()))
            for phrase in phrases:
                if (phrase.needs and any(map(absent, phrase.needs))) or (id(phrase) in found and phrase.kind not in REPEATED):
                    continue
                span = _span(phrase, at, words)
                if span is not None and not parted(text, tokens[span[0]].start, tokens[span[1]].end):
                    first, last = span
                    if _apart(phrase, text, tokens[first].start, tokens[last].end):
                        continue
                    if phrase.kind in TURNED and _set(text, tokens[last].end):
                        continue
                    denied = (
                        phrase.kind in TURNED
                        and not negators.isdisjoint(words[max(0, first - REACH) : last + 1])
                        and _denied(phrase, tokens, text, first, last, negators, breaks)
                    )
                    start, end = tokens[first].start, tokens[last].end
                    if id(phrase) in found:
                        again.append(found[id(phrase)])
                    found[id(phrase)] = Sign(phrase.kind, phrase.owner, phrase.value, phrase.strength, start, end, denied)
    return sorted((*found.values(), *again), key=in_order)


def in_order(sign: Sign) -> tuple[int, int, str, str, str]:
    """Return the key by which signs stand in the order of the text, the longer first."""
    return sign.start, -sign.end, sign.kind, sign.owner, sign.value


def _set(text: str, end: int) -> bool:
    """Tell whether the last word is the name of a setting that has a number: `timeout=300` is no time-out."""
    return text.startswith("=", end) and text[end + 1 : end + 2].isdigit()


def parted(text: str, start: int, end: int) -> bool:
    """Tell whether a line ends in between that was not filled: what follows is another line of a log, not the same sentence."""
    line_end = text.find("\n", start, end)
    while line_end >= 0:
        if line_end < WRAPPED or text.rfind("\n", line_end - WRAPPED, line_end) >= 0:
            return True
        line_end = text.find("\n", line_end + 1, end)
    return False


def _span(phrase: Phrase, at: int, words: tuple[str, ...]) -> tuple[int, int] | None:
    """Return the first and last word of the phrase with its head at this place, or None where it does not stand there."""
    whole = phrase.whole
    if whole:
        start = at - len(phrase.before)
        end = start + len(whole)
        return (start, end - 1) if start >= 0 and words[start:end] == whole else None
    last = _along(phrase.after, 0, at, words, 1) if phrase.after else at
    if last is None:
        return None
    first = _along(phrase.before, 0, at, words, -1) if phrase.before else at
    return None if first is None else (first, last)


def _along(elements: Sequence[Element], number: int, at: int, words: tuple[str, ...], way: int) -> int | None:
    """Return where the elements end that follow position `at` in the direction `way` (1 onwards, -1 backwards)."""
    for index in range(number, len(elements)):
        element = elements[index]
        if element is None:
            for skipped in _steps(elements[index + 1], at, words, way):
                end = _along(elements, index + 1, at + way * skipped, words, way)
                if end is not None:
                    return end
            return None
        beside = words[at + way] if 0 <= at + way < len(words) else ""
        if len(element) == 1 and len(element[0]) == 1:  # nearly all: one word, no choice
            if element[0][0] != beside and not (element[0][0] == VERSION and is_version(beside)):
                return None
            at += way
            continue
        for choice in element:
            version = choice == _VERSION and is_version(beside)
            if choice and choice[0 if way > 0 else -1] != beside and not version:
                continue
            start = at + 1 if way > 0 else at - len(choice)
            if start >= 0 and (version or words[start : start + len(choice)] == choice):
                end = _along(elements, index + 1, at + way * len(choice), words, way)
                if end is not None:
                    return end
        return None
    return at


def _steps(element: Element, at: int, words: tuple[str, ...], way: int) -> list[int]:
    """Return how many words a gap may take so that the element behind it may begin there."""
    if not element or () in element:
        return list(range(GAP + 1))
    near = words[at + 1 : at + GAP + 2] if way > 0 else words[max(0, at - GAP - 1) : at][::-1]
    firsts = [choice[0 if way > 0 else -1] for choice in element]
    if VERSION in firsts:
        return [skipped for skipped, word in enumerate(near) if word in firsts or is_version(word)]
    return [skipped for skipped, word in enumerate(near) if word in firsts]


def _denied(
    phrase: Phrase, tokens: Sequence[Token], text: str, first: int, last: int, negators: frozenset[str], breaks: frozenset[str]
) -> bool:
    """Tell whether the phrase is turned round: by a negator in one of its gaps, or by one shortly before it."""
    if phrase.head in negators or any(
        word in negators for element in (*phrase.before, *phrase.after) for choice in element or () for word in choice
    ):
        return False  # the phrase says its own "not"
    if any(tokens[i].word in negators for i in range(first, last + 1)):
        return True
    for i in range(first - 1, max(-1, first - 1 - REACH), -1):
        word = tokens[i].word
        between = text[tokens[i].end : tokens[i + 1].start]
        if word in breaks or any(mark in between for mark in ".;:!?\n,()，。、；！？：（）"):
            return False
        if word in negators:
            return True
    return False


def facts(
    found: Sequence[Sign], text: str, specs: dict[str, FactSpec], works: Callable[[int, int], bool] = lambda start, end: False
) -> list[Fact]:
    """Return one fact for each key that the text states: what a server's own line shows before what is said of it, then the longer
    phrase, then the later one. What is doubted is no fact.

    Of the ways to send (port, network: facts of more than two values) the one that `works` yields to any other.
    """
    best: dict[str, tuple[bool, bool, int, int, str, str]] = {}
    doubts = [sign for sign in found if sign.kind == "doubt"]
    for sign in found:
        if sign.kind != "fact" or any(doubt.start <= sign.start <= doubt.end + DOUBT_REACH for doubt in doubts):
            continue
        value = sign.value
        if sign.denied:
            if value not in _SWAP or len(specs[sign.owner].values) != 2:
                continue
            value = _SWAP[value]
        fails = len(specs[sign.owner].values) <= 2 or not works(sign.start, sign.end)
        shown = (
            text.startswith(EHLO_LINES, sign.start) and not text[max(0, sign.start - 2) : sign.start].rstrip(" ")[-1:].isalnum()
        )
        rank = (fails, shown, sign.end - sign.start, sign.start, value, text[sign.start : sign.end])
        if sign.owner not in best or rank > best[sign.owner]:
            best[sign.owner] = rank
    return [Fact(key, value, Origin.READ, said, shown) for key, (_, shown, _, _, value, said) in sorted(best.items())]


NAMED = 1.0
"""Strength from which a fingerprint names its owner; what is below only hints."""
SHOWN = 2.8
"""Strength from which a fingerprint is no mere name or address but a host, a banner, a class name."""
DOMAIN, HOST = 1.5, 3.3
"""Strengths of a mailbox domain and of a host; both are written in one piece."""
SPOKEN = 2.0
"""Strength of a name. How long it is says nothing: of two providers named once, the first is the one that is written of."""
ASIDE = 0.4
"""Strength that is left to the name of a provider that is only an alternative; a hint has more."""

PLACE = 0.1
"""What each further place adds; a name inside a host name stands in the same place."""
BESIDE = 2
"""How many words may stand between a provider and the phrase that sets it aside."""
NEAR = 60
"""How many characters these words may have."""


class Named(NamedTuple):
    """Who is named in a text: the one shown most clearly, and everybody named as surely as that."""

    first: str | None
    others: frozenset[str]
    ranked: tuple[str, ...] = ()
    """All of them, the one shown most clearly first."""


def owner(found: Sequence[Sign], kind: str, *, hinted: bool = False) -> Named:
    """Return the provider or client that the text shows most clearly, or only hints at; of equals the one with more signs, then
    the first named. A hint adds to one that is named."""
    best: dict[str, float] = {}
    places: dict[str, int] = {}
    first: dict[str, int] = {}
    end: dict[str, int] = {}
    count: dict[str, int] = {}
    for sign in found:
        if sign.kind == kind and (sign.strength < NAMED or not hinted):
            name = sign.owner
            best[name] = max(best.get(name, 0.0), SPOKEN if SPOKEN <= sign.strength < SHOWN else sign.strength)
            places[name] = places.get(name, 0) + (sign.start >= end.get(name, 0))
            first.setdefault(name, sign.start)
            end[name] = max(end.get(name, 0), sign.end)
            count[name] = count.get(name, 0) + 1
    named = [name for name in best if hinted or best[name] >= NAMED]
    named.sort(key=lambda name: (best[name] + PLACE * places[name], count[name], -first[name]), reverse=True)
    return Named(named[0] if named else None, frozenset(named), tuple(named))


def product(named: Named, found: Sequence[Sign], text: str, lexicon: "Lexicon") -> str | None:
    """Return the provider that is named: where it is the software of a server, rather the product it is part of, if that is named;
    where it is only shown by servers and words that a sister service has too, the sister, if that is the one people call by name.
    """
    entry = lexicon.owner("provider", named.first)
    if entry is None:
        return named.first
    if not named.others.isdisjoint(entry.products):
        return next(name for name in entry.products if name in named.others)
    if not named.others.isdisjoint(entry.sisters):
        called = _called(found, text)
        if entry.id not in called:
            return next((name for name in entry.sisters if name in called), entry.id)
    return entry.id


def _called(found: Sequence[Sign], text: str) -> set[str]:
    """Return the providers called by name; what is part of a longer name, a host's name, a banner or a mail address calls nobody."""
    signs = [sign for sign in found if sign.kind == "provider" and sign.strength >= NAMED]
    return {
        sign.owner
        for sign in signs
        if sign.strength < SHOWN
        and text[max(0, sign.start - 1) : sign.start] not in ("@", ".")
        and not any(_within(sign, other) for other in signs)
    }


def _within(sign: Sign, other: Sign) -> bool:
    """Tell whether a name is part of what shows a provider, or of the longer name of another."""
    inside = other.start <= sign.start and sign.end <= other.end and other.end - other.start > sign.end - sign.start
    return inside and (other.strength >= SHOWN or other.owner != sign.owner)


def _apart(phrase: Phrase, text: str, start: int, end: int) -> bool:
    """Tell whether these are only the words of a mailbox domain or a host: `outlook at` is not `outlook.at`."""
    written = phrase.kind == "provider" and (DOMAIN <= phrase.strength < SPOKEN or phrase.strength >= HOST)
    return written and any(map(str.isspace, text[start:end]))


def program(named: Named, lexicon: "Lexicon") -> str | None:
    """Return the client that is named: where it is the library of a program, rather the program, if that is named."""
    meant = named.first
    for name in named.ranked[1:]:
        entry = lexicon.owner("client", name)
        if entry is not None and meant in entry.built_on:
            meant = name
    return meant


_SET_ASIDE = frozenset({"provider", "client"})


def spoken(found: Sequence[Sign], text: str) -> list[Sign]:
    """Return the signs without the providers that are only the recipient's; one that works instead only hints.

    A host or a banner is never the recipient's, for that is who speaks; of a mail address the domain is.
    """
    asides = [sign for sign in found if sign.kind == "aside"]
    if not asides:
        return list(found)
    kept = []
    for sign in found:
        about = {aside.owner for aside in asides if _stands(sign, aside, text)} if sign.kind in _SET_ASIDE else set()
        said = sign.strength < SHOWN or text[sign.start : sign.end].replace(" ", "").isalpha()
        said = said and text[max(0, sign.start - 1) : sign.start] != "."  # no part of a host's name
        if "recipients" in about and said and sign.value == "mailbox":
            continue
        kept.append(sign._replace(strength=min(sign.strength, ASIDE)) if "alternatives" in about else sign)
    return kept


def _stands(sign: Sign, aside: Sign, text: str) -> bool:
    """Tell whether the provider stands where the phrase that sets it aside has it."""
    if aside.owner == "alternatives" and any(mark in text[aside.start : aside.end] for mark in ",;!?"):
        return False
    if aside.value == "within":
        inside = aside.start < sign.start and sign.end <= aside.end
        return inside and beside(text[aside.start : sign.start], BESIDE) and beside(text[sign.end : aside.end], BESIDE)
    between = text[aside.end : sign.start] if aside.value == "behind" else text[sign.end : aside.start]
    near = aside.end <= sign.start if aside.value == "behind" else sign.end <= aside.start
    return near and beside(between, BESIDE) and not any(mark in between for mark in (". ", *",;!?@\n。，；！？"))


def beside(between: str, most: int) -> bool:
    """Tell whether what stands between two passages is no more than so many words."""
    return len(between) <= NEAR and len(words(between)) <= most
