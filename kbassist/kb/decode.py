"""What the rows of the compiled knowledge hold, as the engine's values.

Names that many rows share (causes, facts, their values) are one object wherever they stand: most look-ups are by them, and
finding one is then a comparison of addresses.
"""

import json
from array import array
from collections.abc import Mapping
from sys import intern
from typing import Any, TypeVar

from kbassist.model.knowledge import (
    AnswerOption,
    CatalogueReply,
    Cause,
    CodeEntry,
    Outside,
    Owner,
    Phrase,
    Question,
    Term,
    certain,
)
from kbassist.model.lanes import packed

_Value = TypeVar("_Value")


def interned(table: Mapping[str, _Value]) -> dict[str, _Value]:
    """Return the table with names that are one object wherever they stand."""
    return {intern(name): value for name, value in table.items()}


def phrase(row: Any) -> Phrase:
    """A phrase, of its columns and its elements in JSON."""
    before, after = _elements(row[5]), _elements(row[6])
    spoken = [element for element in (*before[::-1], *after) if certain(element)]
    words = [element[0][0] for element in spoken if len(element) == 1 and len(element[0]) == 1]
    if len(words) == len(before) + len(after):
        whole = (*words[: len(before)], row[0], *words[len(before) :])
        return Phrase(row[0], row[1], row[2], row[3], row[4], before, after, whole)
    needs = tuple([frozenset([choice[0] for choice in element]) for element in spoken])
    return Phrase(row[0], row[1], row[2], row[3], row[4], before, after, (), needs)


_decoded = json.JSONDecoder().raw_decode
"""`json.loads` without its look for blanks and byte order marks: half the time for a row as short as a phrase's."""


def _elements(data: str) -> tuple[Any, ...]:
    if data == "[]":
        return ()
    return tuple([element and tuple(map(tuple, element)) for element in _decoded(data)[0]])


def term(row: Any) -> Term:
    """What a term leads to and speaks for, of its columns: pairs of numbers, and for each model its rarity and its pairs."""
    _, leads, cause_rarity, causes, kind_rarity, kinds = row
    numbers = array("i", leads or b"")
    return Term(
        numbers[::2],
        numbers[1::2],
        None if causes is None else (cause_rarity, _lanes(causes)),
        None if kinds is None else (kind_rarity, _lanes(kinds)),
    )


def _lanes(data: bytes) -> int:
    pairs = array("i", data)
    return packed(pairs[::2], pairs[1::2])


def replies(row: Any) -> tuple[CatalogueReply, ...]:
    """The catalogued replies of the same words."""
    return tuple([_reply(fields) for fields in json.loads(row[1])])


def _reply(fields: list[Any]) -> CatalogueReply:
    fields[4], fields[5] = tuple(fields[4]), tuple(fields[5])
    fields[9] = interned(fields[9])
    return CatalogueReply(*fields)


def code(row: Any) -> CodeEntry:
    """What a code speaks for."""
    name, title, summary, access, causes, facts = json.loads(row[1])
    return CodeEntry(name, title, summary, access, interned(causes), interned(facts))


def cause(row: Any) -> Cause:
    """A root cause."""
    title, summary, fault, effort, evidence, checks, untaken, anywhere = json.loads(row[2])
    evidence = {intern(key): interned(often) for key, often in evidence.items()}
    return Cause(intern(row[0]), title, summary, fault, row[1], effort, evidence, tuple(checks), frozenset(untaken), anywhere)


def outside(row: Any) -> Outside:
    """A kind of trouble that is not ours."""
    title, says, mail = json.loads(row[1])
    return Outside(intern(row[0]), title, says, mail == "yes")


def owner(row: Any) -> Owner:
    """What a provider or client changes."""
    title, causes, base, endpoint, products, untaken, parts, sisters = json.loads(row[1])
    bases = {intern(key): interned(often) for key, often in base.items()}
    missing = {intern(key): frozenset(map(intern, values)) for key, values in untaken.items()}
    libraries = frozenset(map(intern, parts))
    runs, same = tuple(map(intern, products)), tuple(map(intern, sisters))
    return Owner(row[0], title, interned(causes), bases, endpoint, runs, missing, libraries, same)


def question(key: str, row: Any) -> Question:
    """The question for a fact, of the fact's row."""
    _, _, title, why, effort, answers, skip_if, only_if = row
    return Question(
        key,
        title,
        why,
        effort,
        tuple(AnswerOption(*answer) for answer in answers),
        {k: tuple(v) for k, v in skip_if.items()},
        {k: tuple(v) for k, v in only_if.items()},
    )
