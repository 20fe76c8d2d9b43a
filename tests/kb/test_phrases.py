"""The phrase syntax, and what it finds in a text."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from kbassist.kb.phrases import PhraseError, anchor, parse
from kbassist.model.facts import FactSpec
from kbassist.model.knowledge import Headed, Phrase
from kbassist.model.tokens import tokens
from kbassist.reading import signs


class Anything(dict[str, int]):
    def __missing__(self, key: str) -> int:
        return 1


WORDS = Anything()


class Lexicon:
    def __init__(self, phrase: str, kind: str = "fact", value: str = "yes") -> None:
        self._rows = [Phrase(a.head, kind, "works", value, 1.0, a.before, a.after) for a in anchor(parse(phrase), WORDS)]

    def phrases(self, words: Iterable[str]) -> dict[str, Headed]:
        heads = {row.head for row in self._rows}.intersection(words)
        return {head: Headed.of(row for row in self._rows if row.head == head) for head in heads}

    def negators(self) -> frozenset[str]:
        return frozenset({"not", "no", "never"})

    def breaks(self) -> frozenset[str]:
        return frozenset({"but"})

    def fact_specs(self) -> dict[str, FactSpec]:
        return {"works": FactSpec("works", ("yes", "no"), {})}


def facts(phrase: str, text: str) -> list[str]:
    lexicon = Lexicon(phrase)
    found = signs.find(tokens(text), text, lexicon)
    return [fact.value for fact in signs.facts(found, text, lexicon.fact_specs())]


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("webmail works", "The webmail works fine", ["yes"]),
        ("webmail works", "web mail works", []),
        ("(webmail|the browser) works", "in the browser works everything", ["yes"]),
        ("webmail [still] works", "Webmail still works", ["yes"]),
        ("put # back", "put 5.2.0 back", ["yes"]),
        ("put # back", "put it back", []),
        ("put # back", "put 203.0.113.7 back", []),
        ("# .. works", "with 2.35 all of it works", ["yes"]),
        ("went .. (#|older) .. works", "went to 1.4.2 and it works", ["yes"]),
        ("webmail [still] works", "webmail works", ["yes"]),
        ("2fa .. (on|enabled)", "2FA has been enabled", ["yes"]),
        ("2fa .. (on|enabled)", "2FA a b c d e enabled", []),
        ("2fa .. (on|enabled)", "2FA is not enabled", ["no"]),
        ("2fa enabled", "I never had 2fa enabled", ["no"]),
        ("2fa enabled", "that is not it. 2fa enabled", ["yes"]),
        ("2fa enabled", "not sure but 2fa enabled", ["yes"]),
        ("doesn't work", "It doesn't work", ["yes"]),
        ("授权码", "我的授权码是对的", ["yes"]),
        ("passwort geändert", "Passwort geandert", ["yes"]),
    ],
)
def test_phrases_are_found_and_turned_round(phrase: str, text: str, expected: list[str]) -> None:
    assert facts(phrase, text) == expected


@pytest.mark.parametrize(
    "phrase", ["", "..", "[a]", "(a|b", "a .. b .. c .. d .. e", "#", "(a|version #)", "(a (b|c)|d)", "(a|b [c])", "[a (b|c)]"]
)
def test_a_phrase_that_cannot_be_read_says_why(phrase: str) -> None:
    with pytest.raises(PhraseError):
        parse(phrase)
