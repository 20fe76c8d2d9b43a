"""The phrase syntax of the knowledge: `(a|b)` alternatives, `[x]` optional words, `..` a gap of up to four words, `#` a version."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from kbassist.model.knowledge import Element, certain
from kbassist.model.tokens import VERSION, words

MOST_GAPS = 3
GAP = 4
"""Words that `..` stands for at the most."""
MOST_ALTERNATIVES = 40

_NESTED = re.compile(r"\([^()]*[(\[]|\[[^\[\]]*[(\[]")
_PART = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|(\.\.+|…)|((?:(?!\.\.|…)[^()\[\]])+)")


class PhraseError(ValueError):
    """The phrase cannot be read; the text says why."""


class Anchored(NamedTuple):
    """A phrase as it is looked up: by one of its words, with what stands before (nearest first) and after it."""

    head: str
    before: tuple[Element, ...]
    after: tuple[Element, ...]


def parse(phrase: str) -> tuple[Element, ...]:
    """Return the elements of a phrase. Raises PhraseError for one that is empty, unbalanced or too wide."""
    if phrase.count("(") != phrase.count(")") or phrase.count("[") != phrase.count("]"):
        raise PhraseError(f"'{phrase}': a bracket is not closed (brackets do not nest)")
    if _NESTED.search(phrase):
        raise PhraseError(f"'{phrase}': brackets do not nest; write two phrases, or the alternatives out")
    found: list[Element] = []
    for group, optional, gap, plain in _PART.findall(phrase):
        if gap:
            found.append(None)
        elif group:
            found.append(_alternatives(phrase, group))
        elif optional:
            found.append((*_alternatives(phrase, optional), ()))
        else:
            found += [((word,),) for word in _spoken(plain)]
    while found and found[0] is None:
        found.pop(0)
    while found and found[-1] is None:
        found.pop()
    if not any(map(certain, found)):
        raise PhraseError(f"'{phrase}' has no word that must be there")
    if found.count(None) > MOST_GAPS:
        raise PhraseError(f"'{phrase}' has more than {MOST_GAPS} gaps: split it")
    return tuple(found)


def _alternatives(phrase: str, group: str) -> tuple[tuple[str, ...], ...]:
    found = {tuple(_spoken(choice)) for choice in group.split("|")} - {()}
    if any(VERSION in choice and len(choice) > 1 for choice in found):
        raise PhraseError(f"'{phrase}': in '({group})' a {VERSION} stands beside other words; make it an alternative of its own")
    if not found or len(found) > MOST_ALTERNATIVES:
        raise PhraseError(f"'{phrase}': '({group})' has no words, or more than {MOST_ALTERNATIVES} alternatives")
    return tuple(sorted(found, key=lambda choice: (-len(choice), choice)))


def _spoken(part: str) -> list[str]:
    """Return the words of a part of a phrase, with what stands for a version as a word of its own."""
    return [word for piece in part.split() for word in ([VERSION] if piece == VERSION else words(piece))]


def anchor(elements: tuple[Element, ...], frequency: Mapping[str, int]) -> list[Anchored]:
    """Return the phrase under the rarest words by which every form of it can be found."""
    required = [i for i, element in enumerate(elements) if certain(element)]

    def commonness(index: int) -> int:
        element = elements[index]
        assert element is not None  # `required` holds no gaps
        return max(min(frequency[word] for word in choice) for choice in element)

    at = min(required, key=lambda index: (commonness(index), index))
    slot = elements[at]
    assert slot is not None  # `required` holds no gaps
    found = []
    for choice in slot:
        rarest = min(range(len(choice)), key=lambda i: (frequency[choice[i]], i))
        left: list[Element] = [((word,),) for word in reversed(choice[:rarest])]
        right: list[Element] = [((word,),) for word in choice[rarest + 1 :]]
        found.append(Anchored(choice[rarest], (*left, *reversed(elements[:at])), (*right, *elements[at + 1 :])))
    return found


def ends_at(elements: Sequence[Any], sentence: Sequence[str], at: int) -> int | None:
    """Return where a phrase ends that begins at a word of the sentence, or None. For texts of replies; reading looks up by heads."""
    if not elements:
        return at
    first, rest = elements[0], elements[1:]
    if first is None:
        ends = (ends_at(rest, sentence, at + skip) for skip in range(GAP + 1))
        return next((end for end in ends if end is not None), None)
    for choice in first:
        if list(sentence[at : at + len(choice)]) == list(choice):
            end = ends_at(rest, sentence, at + len(choice))
            if end is not None:
                return end
    return None
