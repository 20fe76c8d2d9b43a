"""What the engine answers."""

from enum import Enum
from typing import NamedTuple

from kbassist.model.knowledge import AnswerOption, Outside, Question, Source


class Verdict(Enum):
    """How clear the case is."""

    MATCH = "match"
    AMBIGUOUS = "ambiguous"
    NO_MATCH = "no_match"


class Match(NamedTuple):
    """A catalogued wording found in the text."""

    id: str
    title: str
    article: str
    score: float
    start: int
    end: int


class Candidate(NamedTuple):
    """A cause with its probability and the reasons in the person's own terms, strongest first."""

    id: str
    title: str
    summary: str
    probability: float
    because: tuple[str, ...] = ()
    against: tuple[str, ...] = ()


class NextCheck(NamedTuple):
    """A live check worth making and the command that makes it."""

    id: str
    title: str
    command: str


class Diagnosis(NamedTuple):
    """The whole answer."""

    verdict: Verdict
    matches: tuple[Match, ...]
    causes: tuple[Candidate, ...]
    next_question: Question | None
    next_check: NextCheck | None
    check_first: bool
    """Whether the check tells more for its effort than the question."""
    steps: tuple[str, ...]
    sources: tuple[Source, ...]
    outside: Outside | None = None
    """Where the verdict is `no_match`: the kind of trouble it looks like, if known."""
    meaning: tuple[str, ...] = ()
    """What the codes in the text mean, one sentence each."""
    contradictions: tuple[str, ...] = ()
    """One sentence for each fact that was said or found in two ways."""
    advised: str = ""
    """The cause that the steps mend: the first that was not tried yet."""
    advised_title: str = ""


class Change(NamedTuple):
    """An answer that would put another cause first."""

    question: Question
    answer: AnswerOption
    cause: str
    title: str
    probability: float
