"""Finds the clauses that say that something works: port, network and client named there are those of the way that works.

A clause ends at a mark, at a word such as `but`, and with its line. Each saying is followed for a bounded
number of words, so the work grows with the text.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from kbassist.model.report import Sign
from kbassist.model.tokens import Token, fold
from kbassist.reading.signs import ASIDE, BESIDE, MOST_PLACES, NAMED, NEAR, REACH, beside

if TYPE_CHECKING:
    from kbassist.model.ports import Lexicon

LONGEST = 12
"""How many words of a clause are read on each side of the saying."""
MOST_SAYINGS = 100
"""How many sayings are followed; people need one or two."""
_ENDS = (". ", ": ", *",;!?()\n。，、；！？：（）")
_JOINS = (",", "，", "、")
"""Behind what a clause that is nothing but the saying has its subject: "With the phone, it works"."""
_NAMES = (":", "->", "=>", "：")
"""Behind what a saying has its subject, whatever else follows: "Phone: no trouble with the same data"."""
_OPENS = frozenset(".,;:!?\n(。，、；！？：（")
_INNER = frozenset("._-@/")


class Clause(NamedTuple):
    """A clause that says that something works, and the saying in it, by their places in the text."""

    start: int
    end: int
    says: int
    """Where the saying begins."""
    said: int
    """Where it ends."""
    goes_on: bool
    """Whether a word such as `but` follows: what comes next may be about the same program."""


class Working:
    """The clauses of one text that say that something works; of whatever else is said they tell whether it stands in one."""

    def __init__(self, clauses: Sequence[Clause], text: str) -> None:
        self.clauses = clauses
        self._folded = fold(text) if clauses else ""

    def holds(self, start: int, end: int) -> bool:
        """Tell whether a passage, and whatever else in the text reads the same, stands in such clauses only."""
        if not self._inside(start, end):
            return False
        said = self._folded[start:end]
        at = -1
        for _ in range(MOST_PLACES):
            at = self._folded.find(said, at + 1)
            if at < 0:
                break
            if not self._inside(at, at + len(said)) and self._whole(at, at + len(said)):
                return False
        return True

    def says_of(self, sign: Sign) -> bool:
        """Tell whether such a clause speaks of nothing else: it begins with the name, or has it next to the saying, and ends there.

        Who begins with what works goes on with how the same fails.
        """
        return any(
            not clause.goes_on
            and clause.start > 0
            and clause.start <= sign.start
            and sign.end <= clause.end
            and (
                (_close(self._folded, clause.start, sign.start) and clause.says - sign.end <= NEAR)
                or _close(self._folded, clause.said, sign.start)
                or _close(self._folded, sign.end, clause.says)
            )
            for clause in self.clauses
        )

    def joined(self, sign: Sign) -> bool:
        """Tell whether such a clause speaks of the name too, which stands before it as the first subject: `Thunderbird and K-9 work`."""
        before = self._folded[max(0, sign.start - 2) : sign.start].strip(" ")
        if before and before[-1] not in _OPENS:
            return False
        following = [clause.start for clause in self.clauses if sign.end < clause.start < clause.says]
        between = self._folded[sign.end : min(following, default=sign.end)]
        return bool(between) and beside(between, 1) and not any(mark in between for mark in _ENDS)

    def _inside(self, start: int, end: int) -> bool:
        return any(clause.start <= start and end <= clause.end for clause in self.clauses)

    def _whole(self, start: int, end: int) -> bool:
        """Tell whether the passage is no part of a longer word, of a host's name or of an address."""
        before, after = self._folded[max(0, start - 1) : start], self._folded[end : end + 2]
        return not (before.isalnum() or before in _INNER or after[:1].isalnum() or (after[:1] in _INNER and after[1:].isalnum()))


def working(found: Sequence[Sign], tokens: Sequence[Token], text: str, lexicon: "Lexicon") -> Working:
    """Return the clauses that say that something works. What is denied or past is none, nor is what says that receiving works."""
    sayings = [sign for sign in found if sign.kind == "working" and not sign.denied][:MOST_SAYINGS]
    if not sayings:
        return Working((), text)
    negators, breaks = lexicon.negators(), lexicon.breaks()
    begins = {token.start: index for index, token in enumerate(tokens)}
    ends = {token.end: index for index, token in enumerate(tokens)}
    past = [sign for sign in found if sign.kind == "fact" and sign.owner == "worked_before" and sign.value == "yes"]
    incoming = [sign for sign in found if sign.kind == "incoming"]
    clauses: dict[Clause, None] = {}
    for sign in sayings:
        first, last = begins[sign.start], ends[sign.end]
        if any(tokens[i].word in breaks for i in range(first + 1, last)):
            continue  # it sends, but B with the same: two clauses, not one saying
        begin, end = _bounds(tokens, text, first, last, breaks)
        if any(tokens[i].word in negators for i in range(last + 1, min(end, last + REACH) + 1)):
            continue  # geht nicht, werkt niet
        goes_on = (
            end + 1 < len(tokens) and tokens[end + 1].word in breaks and "\n" not in text[tokens[end].end : tokens[end + 1].start]
        )
        clause = Clause(tokens[begin].start, tokens[end].end, sign.start, sign.end, goes_on)
        if not (_touched(past, clause.start, clause.end) or _touched(incoming, clause.start, clause.end)):
            clauses[clause] = None
    return Working(tuple(clauses), text)


def failing(found: Sequence[Sign], works: Working) -> list[Sign]:
    """Return the signs without those of clients that only work: where another is named, or the clause clearly sets them apart.

    What only hints at a client, such as a tool for trying by hand, is set apart by any such clause.
    """
    clients = [sign for sign in found if sign.kind == "client" and sign.strength > ASIDE] if works.clauses else []
    failed = {sign.owner for sign in clients if not (works.holds(sign.start, sign.end) or works.joined(sign))}
    apart = {sign.owner for sign in clients} - failed
    if apart and not failed:
        elsewhere = [sign for sign in found if sign.owner == "works_elsewhere" and sign.value == "yes" and not sign.denied]
        apart = {
            sign.owner
            for sign in clients
            if sign.strength < NAMED or works.says_of(sign) or works.joined(sign) or _touched(elsewhere, sign.start, sign.end)
        }
    return [sign for sign in found if sign.kind != "client" or sign.owner not in apart] if apart else list(found)


def _touched(signs: Sequence[Sign], start: int, end: int) -> bool:
    return any(sign.start < end and start < sign.end for sign in signs)


def _close(text: str, start: int, end: int) -> bool:
    return 0 <= end - start <= NEAR and beside(text[start:end], BESIDE)


def _bounds(tokens: Sequence[Token], text: str, first: int, last: int, breaks: frozenset[str]) -> tuple[int, int]:
    """Return the first and last token of the clause around a saying."""
    begin = _left(tokens, text, first, breaks)
    end = last
    while end + 1 < len(tokens) and end - last < LONGEST and not _ends(tokens, text, end) and tokens[end + 1].word not in breaks:
        end += 1
    if begin == first and begin:
        between = text[tokens[begin - 1].end : tokens[begin].start].strip()
        if between in _NAMES or (between in _JOINS and end == last):
            begin = _left(tokens, text, begin - 1, breaks)
    return begin, end


def _left(tokens: Sequence[Token], text: str, at: int, breaks: frozenset[str]) -> int:
    stop = max(0, at - LONGEST)
    while at > stop and not _ends(tokens, text, at - 1) and tokens[at - 1].word not in breaks:
        at -= 1
    return at


def _ends(tokens: Sequence[Token], text: str, at: int) -> bool:
    """Tell whether a clause ends behind the token: at a mark, or with its line."""
    start, end = tokens[at].end, tokens[at + 1].start
    if end - start == 1 and text[start] == " ":  # nearly always
        return False
    between = text[start:end]
    return any(mark in between for mark in _ENDS)
