"""Takes a person's words for an answer to a question: a number, a label, the question's own phrases, yes, no, "no idea".

The words for yes, no, not knowing, helped and not helped stand in the knowledge (lexicon), in all its languages.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kbassist.assistant.reply import Choice
from kbassist.kb.store import Store
from kbassist.model.case import Pairs
from kbassist.model.facts import UNKNOWN
from kbassist.model.knowledge import Question
from kbassist.model.tokens import words as words_of
from kbassist.reading.read import read

SHORT = 8
"""Words up to which a text is compared with whole labels; a longer one is a description."""
ALIKE = 84
"""Likeness (0 to 100) from which words count as a label mistyped or shortened."""
AHEAD = 8
"""How much liker the best label must be than the second."""

_YES, _NO = ("yes", "on"), ("no", "off")


class Meaning(NamedTuple):
    """What the words say: the fact asked for, and others said along with it."""

    key: str
    value: str
    words: str
    also: Pairs = ()


def meant(text: str, question: Question, choices: Sequence[Choice], knowledge: Store) -> Meaning | None:
    """Return what a masked text answers to the question, or None where it is no answer to it."""
    said = words_of(text)
    if not said:
        return None
    exact = _exact(text, said, choices)
    if exact is not None:
        return Meaning(question.key, exact, "" if text.strip().isdigit() else text)
    report = read(text, knowledge)
    facts = {fact.key: fact.value for fact in report.facts}
    value = facts.pop(question.key, None)
    if value is None and len(said) <= 2 * SHORT and not report.codes:
        value = _loose(said, choices, knowledge)
    return Meaning(question.key, value, text, tuple(sorted(facts.items()))) if value is not None else None


def yes_or_no(text: str, choices: Sequence[Choice], knowledge: Store) -> bool | None:
    """Return whether words say that the steps helped, or None where they say neither."""
    said = words_of(text)
    exact = _exact(text, said, choices)
    if exact is not None or not said:
        return None if exact is None else exact == "yes"
    spoken = knowledge.answer_words()
    if len(said) > 2 * SHORT or _says(said, spoken["unknown"]):
        return None
    if _says(said, spoken["failed"]):
        return False
    if _says(said, spoken["helped"]):
        return True
    lead = _lead(said, spoken)
    return None if lead is None else lead == "yes"


def _exact(text: str, said: list[str], choices: Sequence[Choice]) -> str | None:
    """Return the choice that is named as it stands: by its value, its label, or its number."""
    joined = " ".join(said)
    for choice in choices:
        if text.strip().lower() == choice.value or joined == " ".join(words_of(choice.label)):
            return choice.value
    bare = text.strip().strip(".)(#[]")
    return next((choice.value for choice in choices if bare == str(choice.number)), None)


def _loose(said: list[str], choices: Sequence[Choice], knowledge: Store) -> str | None:
    spoken = knowledge.answer_words()
    if _says(said, spoken["unknown"]):
        return UNKNOWN
    values = {choice.value: choice for choice in choices if choice.value != UNKNOWN}
    named = [value for value in values if value in said]
    if len(named) == 1 and named[0] not in (*_YES, *_NO):
        return named[0]
    lead = _lead(said, spoken)
    if lead is not None:
        return next((value for value in values if value in (_YES if lead == "yes" else _NO)), None)
    return _alike(" ".join(said), list(values.values())) if len(said) <= SHORT else None


def _says(said: list[str], phrases: Sequence[str]) -> bool:
    """Tell whether one of the phrases stands in the words, one of a single word at their beginning, or they are one mistyped."""
    joined = f" {' '.join(said)} "
    if any(f" {phrase} " in joined if " " in phrase else said[0] == phrase for phrase in phrases):
        return True
    from rapidfuzz import fuzz, process

    whole = joined.strip()
    return len(whole) >= 5 and process.extractOne(whole, phrases, scorer=fuzz.ratio, score_cutoff=ALIKE) is not None


def _lead(said: list[str], spoken: Mapping[str, tuple[str, ...]]) -> str | None:
    """Return `yes` or `no` where the words begin with such a word."""
    joined = " ".join(said[:4]) + " "
    for kind in ("no", "yes"):
        if any(joined.startswith(f"{phrase} ") for phrase in spoken[kind]):
            return kind
    return None


def _alike(joined: str, choices: Sequence[Choice]) -> str | None:
    from rapidfuzz import fuzz

    ranked = sorted(
        (
            (
                max(fuzz.ratio(joined, " ".join(words_of(name))), fuzz.token_set_ratio(joined, " ".join(words_of(name)))),
                choice.value,
            )
            for choice in choices
            for name in (choice.label, choice.value.replace("-", " "))
        ),
        reverse=True,
    )
    if not ranked or ranked[0][0] < ALIKE:
        return None
    rival = max((likeness for likeness, value in ranked if value != ranked[0][1]), default=0.0)
    return ranked[0][1] if ranked[0][0] - rival >= AHEAD else None
