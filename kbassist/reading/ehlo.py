"""Reads a server's answer to EHLO as a whole: whether AUTH is listed, with which mechanisms, and whether TLS had begun.

One line of it shows only what it names. That something is *not* listed is shown by an answer with its first and its last line
(RFC 5321, section 4.1.1.1), and of AUTH only by the one that counts: many servers list it behind TLS alone. Inside TLS no server
lists STARTTLS (RFC 3207, section 4.2), so an answer that does was given in the clear.
"""

import itertools
import re
from typing import NamedTuple

from kbassist.model.facts import Fact, Origin

_LINE = r"250(?<![\w.+]250)([- ]) ?((?=[\w\[*])[^\s<>'\"]+|<[\w. -]{1,60}>)([^\n<>'\"]*?)(?=[\n<>'\"]|\Z| 250[- ])"
"""A line of the answer: what stands behind the code, the keyword and its parameters. Compiled where a text has such an answer."""
_STARTTLS = r"(?<![\w.-])starttls(?=[ \t\r]*(?:[\n<>'\"]|\Z))"
"""The command, at the end of what the client sent."""
_GREETED = r"(?<![\w.-])(?:ehlo|lhlo)(?: +\S+)?['\"\s]*\n[^\n]*\Z"
"""The command on the line before."""
_ON = r"(?<![\w.-])(?:auth [a-z]|mail from:)"
"""With which a client goes on; RFC 3207 has it say EHLO again once TLS has begun."""
EXTENSIONS = frozenset("8BITMIME PIPELINING SIZE STARTTLS AUTH ENHANCEDSTATUSCODES DSN CHUNKING SMTPUTF8 ETRN".split())
"""Keywords of which an answer to EHLO has one (IANA, Mail Parameters); an FTP server answers with 250 lines too."""
MOST_BEFORE = 90
"""Characters that a log sets before a line: time, process, direction."""
MOST_COMMAND = 160
"""Characters in which an EHLO stands before its answer."""
MOST_WORDS = 120
"""Characters of an answer that are quoted."""


class Answer(NamedTuple):
    """An answer to EHLO, by its place in the text."""

    start: int
    end: int
    mechanisms: tuple[str, ...]
    """Of the AUTH line; empty where there is none, or one that names no mechanism."""
    listing: str
    """The AUTH line itself."""
    starttls: bool
    whole: bool
    """Whether it stands there from its first line to its last."""


class Shown(NamedTuple):
    """What the answers to EHLO in a text settle."""

    facts: tuple[Fact, ...] = ()
    settled: str = ""
    """The passage whose words say no more than the facts do: an answer in the clear lacks AUTH wherever TLS has to come first, and
    its words would speak of a server without any."""


def shown(text: str) -> Shown:
    """Return what the answers to EHLO in a text settle; nothing where it has no more than one line of such an answer."""
    found = answers(text)
    if not found:
        return Shown()
    upgrades = [m.start() for m in re.finditer(_STARTTLS, text, re.IGNORECASE) if _is_command(text, m.start())]
    last = found[-1]
    passage = text[last.start : last.end]
    words = passage if len(passage) <= MOST_WORDS else passage[: MOST_WORDS - 1] + "…"
    facts = []
    settled = ""
    offering = next((answer for answer in reversed(found) if answer.mechanisms), None)
    if offering is not None:
        facts.append(_fact("mechanism_offered", ", ".join(offering.mechanisms), offering.listing))
    if last.mechanisms:
        facts.append(_fact("server_offers_auth", "yes", last.listing))
    elif last.whole and not any(at > last.start for at in upgrades):
        if offering is None or any(offering.start < at for at in upgrades):
            facts.append(_fact("server_offers_auth", "no", words))
        settled = passage if last.starttls else ""
    if upgrades:
        facts.append(_fact("encryption", "starttls", "STARTTLS"))
    elif last.whole and last.starttls and (not last.mechanisms or re.compile(_ON, re.IGNORECASE).search(text, last.end)):
        facts.append(_fact("encryption", "none", words))
    return Shown(tuple(facts), settled)


def _fact(key: str, value: str, words: str) -> Fact:
    return Fact(key, value, Origin.READ, words, shown=True)


def answers(text: str) -> list[Answer]:
    """Return the answers to EHLO in a text that have more than one line, in order."""
    found: list[Answer] = []
    lines: list[re.Match[str]] = []
    for m in re.finditer(_LINE, text):
        if lines and (lines[-1][1] == " " or not _next(text, lines[-1].end(), m.start())):
            found += _answer(text, lines)
            lines = []
        lines.append(m)
    return found + _answer(text, lines)


def _answer(text: str, lines: list[re.Match[str]]) -> list[Answer]:
    """Return what these lines are: an answer that has its first line if that names a host, as no keyword could (RFC 5321, section
    4.1.1.1), or if the command stands before it."""
    keywords = [m[2].split("=", 1)[0].upper() for m in lines]
    if len(lines) < 2 or EXTENSIONS.isdisjoint(keywords):
        return []
    start, last = lines[0].start(), lines[-1]
    host = not keywords[0].replace("-", "").isalnum() or keywords[0] != lines[0][2].split("=", 1)[0]
    greeted = host or re.search(_GREETED, text[max(0, start - MOST_COMMAND) : start], re.IGNORECASE)
    mechanisms: list[str] = []
    listing = ""
    for keyword, m in zip(keywords, lines, strict=True):
        if keyword == "AUTH" and not mechanisms:
            named = itertools.takewhile(str.isupper, (m[2][len("AUTH=") :] + m[3]).split())  # behind it a person may go on
            mechanisms, listing = list(named), text[m.start() : m.end()]
    whole = bool(greeted) and last[1] == " "
    return [Answer(start, last.end(), tuple(mechanisms), listing, "STARTTLS" in keywords, whole)]


def _next(text: str, end: int, start: int) -> bool:
    """Tell whether the line that begins here is the next one of the same answer: what stands between is what a log sets before it."""
    if start - end > MOST_BEFORE:
        return False
    between = text[end:start]
    skipped = between.split("\n")[1:-1]
    return "..." not in between and "…" not in between and not any(line.strip("'\" ") for line in skipped)


def _is_command(text: str, at: int) -> bool:
    """Tell whether STARTTLS is sent here, and neither a line of the answer nor one of a bare list of extensions."""
    before = text[max(0, at - MOST_BEFORE) : at].rstrip(" \t")
    if before[-1:].isalnum() or before.endswith(("250-", ",", ")")):
        return False
    above = before.rstrip("\n").rsplit("\n", 1)[-1].split()[:1]
    below = text[at : at + MOST_BEFORE].split()[1:2]
    return EXTENSIONS.isdisjoint((*above, *below))
