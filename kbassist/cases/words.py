"""What can be searched in a case: the words of its events, folded as everywhere in the house, so that both sides agree.

Folded tokens are joined by blanks before SQLite sees them; scripts without blanks are found by their characters.
"""

from kbassist.model import case
from kbassist.model.tokens import words


def spoken_in(event: case.Event) -> str:
    """Return the text of an event that a person may look for; empty where it has none."""
    match event:
        case case.TextSaid(_, text) | case.NoteWritten(_, text) | case.Renamed(_, text):
            return text
        case case.FactAnswered(_, key, value, said, also):
            return " ".join((key, value, said, *(part for pair in also for part in pair)))
        case case.FindingsMade(_, findings):
            return " ".join(f"{f.check} {f.target} {f.title} {f.detail} {f.wording}" for f in findings)
        case case.FixTried(_, cause) | case.Resolved(_, cause):
            return cause
        case case.DraftKept(_, template, audience, text):
            return f"{template} {audience} {text}"
        case _:
            return ""


def folded(text: str) -> str:
    """Return the text as the search index holds it."""
    return " ".join(words(text))


def query(wanted: str) -> list[str]:
    """Return one index query for each word looked for; the last word may be the beginning of one."""
    found = list(dict.fromkeys(words(wanted)))
    return [f'"{word}"' for word in found[:-1]] + [f'"{word}" *' for word in found[-1:]]


def passage(text: str, wanted: str, width: int = 100) -> str:
    """Return the piece of a text around the first of the words looked for, in one line."""
    line = " ".join(text.split())
    lowered = line.lower()
    places = [at for word in words(wanted) if (at := lowered.find(word)) >= 0]
    begin = max(0, min(places, default=0) - width // 3)
    piece = line[begin : begin + width]
    return f"{'…' if begin else ''}{piece.strip()}{'…' if begin + width < len(line) else ''}"
