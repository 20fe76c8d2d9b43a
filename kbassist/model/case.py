"""One conversation, kept: the list of what happened in it, and the state that is folded from that list.

Nothing but the list is ever stored, so taking something back is dropping an event, and every front end sees the same
state. What the events say of the case (texts, facts, what was tried) is all that a diagnosis depends on; for facts of
different keys, and for what was tried, the order in which it came is of no account. Texts are masked before they become
an event. Times come from outside, as ISO 8601 in UTC.
"""

from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from typing import Any, NamedTuple

from kbassist.errors import KbassistError

VERSION = 1
"""Form of an event as a plain object; raised when a field changes its meaning."""

Pairs = tuple[tuple[str, str], ...]
"""Fact keys with their values."""


class CaseError(KbassistError):
    """A kept case cannot be read or continued."""


class TextSaid(NamedTuple):
    """A text about the case: the pasted error, or more of it later. Masked."""

    at: str
    text: str


class FactAnswered(NamedTuple):
    """A fact stated: an answer to a question, or one given unasked. `also` are further facts read from the same words."""

    at: str
    key: str
    value: str
    words: str = ""
    also: Pairs = ()


class AnswerWithdrawn(NamedTuple):
    """A fact taken back, however it became known; what the text says of it does not count any more either."""

    at: str
    key: str


class Found(NamedTuple):
    """The outcome of one live check as it is kept."""

    check: str
    target: str
    status: str
    title: str
    detail: str = ""
    facts: Pairs = ()
    """What it settles, where it is about the endpoint in use."""
    wording: str = ""
    """What a program or server would print for it, where it is about the endpoint in use; it is read like pasted text."""


class FindingsMade(NamedTuple):
    """Live checks that were made together."""

    at: str
    findings: tuple[Found, ...]


class FixShown(NamedTuple):
    """The steps against a cause were shown on request, though a question was still open."""

    at: str
    cause: str


class FixTried(NamedTuple):
    """The steps against a cause were followed; whether it helped."""

    at: str
    cause: str
    helped: bool


class Resolved(NamedTuple):
    """The case was declared resolved by hand; `cause` is empty where nobody knows which it was."""

    at: str
    cause: str = ""


class DraftKept(NamedTuple):
    """A reply that was drafted in the case."""

    at: str
    template: str
    audience: str
    text: str


class NoteWritten(NamedTuple):
    """A remark for people; no evidence."""

    at: str
    text: str


class Renamed(NamedTuple):
    """The case was given a title."""

    at: str
    title: str


Event = (
    TextSaid | FactAnswered | AnswerWithdrawn | FindingsMade | FixShown | FixTried | Resolved | DraftKept | NoteWritten | Renamed
)
REMARKS = (DraftKept, NoteWritten, Renamed)
"""Events that are no evidence and that taking back passes over."""


NOT_MADE = ("skip", "error")
"""Statuses of a finding that says that its check could not be carried out."""


class Outcome(Enum):
    """How a case stands."""

    OPEN = "open"
    RESOLVED = "resolved"


class Said(NamedTuple):
    """A stated value with the words it was said in."""

    value: str
    words: str = ""


class State(NamedTuple):
    """What the events come to."""

    texts: tuple[str, ...]
    stated: Mapping[str, Said]
    withdrawn: frozenset[str]
    checked: Mapping[str, str]
    made: frozenset[str]
    """Live checks that were carried out, whatever they found."""
    heard: tuple[str, ...]
    """What servers said to live checks."""
    tried: tuple[str, ...]
    """Causes whose steps did not help, sorted."""
    outcome: Outcome
    cause: str
    """Where resolved: the cause that it was, or empty."""
    shown: str
    """The cause whose steps were shown last, as long as nothing was learnt since."""
    title: str

    @property
    def text(self) -> str:
        """All texts as one, with what servers said to live checks."""
        return "\n\n".join((*self.texts, *self.heard))

    @property
    def empty(self) -> bool:
        """Whether nothing is known of the case yet."""
        return not (self.texts or self.stated or self.checked or self.heard)


def fold(events: Iterable[Event]) -> State:
    """Return the state after the events."""
    texts: list[str] = []
    stated: dict[str, Said] = {}
    withdrawn: set[str] = set()
    made: dict[tuple[str, str], tuple[int, int, Found]] = {}
    tried: set[str] = set()
    outcome, cause, shown, title = Outcome.OPEN, "", "", ""
    for number, event in enumerate(events):
        if not isinstance(event, (*REMARKS, Resolved)):
            shown = ""
        match event:
            case TextSaid(_, text):
                texts.append(text)
            case FactAnswered(_, key, value, words, also):
                said = {**{k: Said(v, words) for k, v in also}, key: Said(value, words)}
                stated.update(said)
                withdrawn -= said.keys()
            case AnswerWithdrawn(_, key):
                stated.pop(key, None)
                withdrawn.add(key)
            case FindingsMade(_, findings):
                made.update({(f.check, f.target): (-number, place, f) for place, f in enumerate(findings)})
                withdrawn -= {key for each in findings for key, _ in each.facts}
            case FixShown(_, name):
                shown = name
            case FixTried(_, name, True):
                tried.discard(name)
                outcome, cause = Outcome.RESOLVED, name
            case FixTried(_, name, False):
                tried.add(name)
                if cause == name:  # it came back
                    outcome, cause = Outcome.OPEN, ""
            case Resolved(_, name):
                outcome, cause = Outcome.RESOLVED, name or cause
            case Renamed(_, name):
                title = name
            case _:
                pass
    standing = [found for _, _, found in sorted(made.values(), key=lambda entry: entry[:2])]
    return State(
        tuple(texts),
        dict(sorted(stated.items())),
        frozenset(withdrawn),
        {key: value for key, value in sorted(_settled(standing).items()) if key not in withdrawn},
        frozenset(found.check for found in standing if found.status not in NOT_MADE),
        tuple(dict.fromkeys(found.wording for found in standing if found.wording)),
        tuple(sorted(tried)),
        outcome,
        cause,
        shown,
        title,
    )


def _settled(findings: Iterable[Found]) -> dict[str, str]:
    """Return the facts of checks, the latest run first; of two that disagree the first one's."""
    facts: dict[str, str] = {}
    for finding in findings:
        for key, value in finding.facts:
            facts.setdefault(key, value)
    return facts


def without_last(events: tuple[Event, ...]) -> tuple[tuple[Event, ...], Event | None]:
    """Return the events without the last one that is evidence, and that one; None where there is nothing to take back."""
    for at in range(len(events) - 1, -1, -1):
        if not isinstance(events[at], REMARKS):
            return events[:at] + events[at + 1 :], events[at]
    return events, None


# -- the plain form --------------------------------------------------------------------------------------------------


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("a text is wanted")
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError("true or false is wanted")
    return value


def _pairs(value: Any) -> Pairs:
    if not isinstance(value, dict):
        raise TypeError("an object is wanted")
    return tuple((_text(key), _text(value[key])) for key in value)


def _findings(value: Any) -> tuple[Found, ...]:
    if not isinstance(value, list):
        raise TypeError("a list is wanted")
    fields: dict[str, Callable[[Any], Any]] = {name: _pairs if name == "facts" else _text for name in Found._fields}
    return tuple(Found(**_fields(each, fields)) for each in value)


_READERS: Mapping[str, Callable[[Any], Any]] = {"helped": _flag, "also": _pairs, "findings": _findings}
"""How a field is read; all others are texts."""
_KINDS: Mapping[str, type[Event]] = {
    "text": TextSaid,
    "answer": FactAnswered,
    "withdrawn": AnswerWithdrawn,
    "findings": FindingsMade,
    "fix-shown": FixShown,
    "fix-tried": FixTried,
    "resolved": Resolved,
    "draft": DraftKept,
    "note": NoteWritten,
    "renamed": Renamed,
}
_NAMES = {made: name for name, made in _KINDS.items()}


def kind(event: Event) -> str:
    """Return the event's name in its plain form."""
    return _NAMES[type(event)]


def as_object(event: Event) -> dict[str, Any]:
    """Return the event as a plain object that JSON can hold."""
    plain: dict[str, Any] = {"v": VERSION, "event": kind(event), **event._asdict()}
    if isinstance(event, FactAnswered):
        plain["also"] = dict(event.also)
    if isinstance(event, FindingsMade):
        plain["findings"] = [{**found._asdict(), "facts": dict(found.facts)} for found in event.findings]
    return plain


def from_object(plain: Any) -> Event:
    """Return the event of a plain object. Raises CaseError for one that is damaged or of a later version."""
    try:
        version, name = plain["v"], plain["event"]
        if version != VERSION or name not in _KINDS:
            raise CaseError("this case was written by a newer kbassist; update kbassist to read it")
        made = _KINDS[name]
        fields = {field: _READERS.get(field, _text) for field in made._fields}
        return made(**_fields({key: plain[key] for key in plain if key not in ("v", "event")}, fields))
    except (TypeError, KeyError) as error:
        raise CaseError(f"a kept event is damaged ({error}); `kbassist cases delete` removes the case") from error


def _fields(plain: Any, readers: Mapping[str, Callable[[Any], Any]]) -> dict[str, Any]:
    if not isinstance(plain, dict) or plain.keys() - readers.keys():
        raise TypeError("an object with other fields is wanted")
    return {name: readers[name](value) for name, value in plain.items()}
