"""What kbassist says in a conversation, as typed values: the chat and the plain terminal render the same content.

All texts are plain text or, where a field says so, inline markdown from the knowledge. Nothing here is coloured, wrapped or
cut; that is the front ends' business.
"""

from typing import NamedTuple

from kbassist.model.case import Event
from kbassist.model.diagnosis import Diagnosis, NextCheck
from kbassist.model.facts import Origin
from kbassist.model.knowledge import Question, Source
from kbassist.model.report import Report


class Choice(NamedTuple):
    """One answer that can be chosen by its number; the last choice of a question is always "I don't know"."""

    number: int
    value: str
    label: str


class FactRow(NamedTuple):
    """A fact of the case as people read it."""

    key: str
    title: str
    """The question it answers."""
    value: str
    label: str
    """The value in words."""
    origin: Origin
    words: str = ""
    """The passage it was read from, or the words it was answered with."""


class TextTaken(NamedTuple):
    """The text was read; `report` holds it masked, with everything recognised in it."""

    report: Report


class Noted(NamedTuple):
    """Facts that are new or different since the last turn, and those that fell away (`gone`: keys)."""

    facts: tuple[FactRow, ...]
    gone: tuple[str, ...] = ()


class Shown(NamedTuple):
    """The causes as they stand now. `moved` tells whether the first one is another than before."""

    diagnosis: Diagnosis
    moved: bool = False


class Asked(NamedTuple):
    """The open question. `again` where it was asked before and is still open."""

    question: Question
    choices: tuple[Choice, ...]
    again: bool = False


class Steps(NamedTuple):
    """What to do against a cause; the steps are inline markdown, possibly with a fenced block below the first line."""

    cause: str
    title: str
    steps: tuple[str, ...]
    sources: tuple[Source, ...] = ()


class HelpedAsked(NamedTuple):
    """ "Did it help?", asked after steps."""

    cause: str
    title: str
    choices: tuple[Choice, ...]


class CheckOffered(NamedTuple):
    """A live check worth making."""

    check: NextCheck


class Meant(NamedTuple):
    """What the codes that are new in the text mean, one sentence each."""

    sentences: tuple[str, ...]


class Contradiction(NamedTuple):
    """Two statements that cannot both be true, in one sentence."""

    text: str


class Leading(NamedTuple):
    """The cause that an answer would put first, with its probability."""

    label: str
    cause: str
    title: str
    probability: float


class Why(NamedTuple):
    """Why the open question is asked, what each answer would lead to, and how to find the answer out (markdown)."""

    question: Question
    outcomes: tuple[Leading, ...]
    find_out: str = ""


class WouldChange(NamedTuple):
    """Which answers would put another cause first: the question and what follows from its answer."""

    rows: tuple[tuple[Question, Leading], ...]


class Facts(NamedTuple):
    """Everything known of the case."""

    rows: tuple[FactRow, ...]
    tried: tuple[str, ...] = ()
    """Titles of causes whose steps did not help."""


class TakenBack(NamedTuple):
    """The event that was dropped."""

    event: Event


class Closed(NamedTuple):
    """The case is resolved; `title` is the cause that it was, or empty."""

    cause: str
    title: str


class Exhausted(NamedTuple):
    """Everything likely was tried. `ask` is markdown: whom to contact and what to send them."""

    cause: str
    title: str
    ask: str


class NotUnderstood(NamedTuple):
    """The words were no answer to the question and told nothing new; they are kept as a note."""

    text: str


class Notice(NamedTuple):
    """A plain sentence."""

    text: str


Part = (
    TextTaken
    | Meant
    | Noted
    | Shown
    | Asked
    | Steps
    | HelpedAsked
    | CheckOffered
    | Contradiction
    | Why
    | WouldChange
    | Facts
    | TakenBack
    | Closed
    | Exhausted
    | NotUnderstood
    | Notice
)
Reply = tuple[Part, ...]
