"""Says of a reason whose words it quotes: the person's, or what a server said to a live check.

Both are read in the same way, as text; but "you wrote" must only stand before what the person wrote.
"""

import re
from collections.abc import Callable

from kbassist.model.case import State
from kbassist.model.diagnosis import Candidate, Diagnosis

_QUOTED = re.compile("“([^”]*?)…?”")
_FOUND = {
    "you wrote ": "found: ",
    "your words ": "the words found: ",
    "the words of your message": "the words found",
    "the fix for it was tried and did not help": "the checks for it found nothing wrong",
}


def as_found(cause: Candidate) -> Candidate:
    """Return the cause of a run of checks without a report: nobody wrote anything, so its reasons are said to be found."""

    def said(reason: str) -> str:
        for before, after in _FOUND.items():
            reason = reason.replace(before, after)
        return reason

    return _reworded(cause, said)


def attributed(diagnosis: Diagnosis, state: State) -> Diagnosis:
    """Return the diagnosis with reasons that quote only what live checks met said to be so."""
    if not state.heard:
        return diagnosis
    written = _plain(" ".join(state.texts))
    return diagnosis._replace(
        causes=tuple(_reworded(cause, lambda reason: _reason(reason, written)) for cause in diagnosis.causes)
    )


def _reworded(cause: Candidate, said: Callable[[str], str]) -> Candidate:
    return cause._replace(because=tuple(map(said, cause.because)), against=tuple(map(said, cause.against)))


def _reason(reason: str, written: str) -> str:
    for own, others in (("you wrote ", "the check met "), ("your words ", "the words met by the check: ")):
        if reason.startswith(own):
            quotes = _QUOTED.findall(reason)
            said = [quote for quote in quotes if _plain(quote) in written]
            if not said:
                return others + reason.removeprefix(own)
            return reason if len(said) == len(quotes) else own + ", ".join(f"“{quote}”" for quote in said)
    return reason


def _plain(text: str) -> str:
    return " ".join(re.sub(r"\W+", " ", text.lower()).split())
