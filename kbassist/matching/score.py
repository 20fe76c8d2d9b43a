"""Scores catalogued wordings against a report: structure first (codes, provider, stage), then rapidfuzz on the words.

A score is the share of the wording that was recognised, between 0 and 1, comparable across texts. Codes that contradict and
another provider's fingerprint weigh against a wording however alike the words are: `454` is never `535`.
"""

import itertools
from collections.abc import Collection, Mapping, Sequence, Set
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz import fuzz

from kbassist.model.knowledge import CatalogueReply, Term
from kbassist.model.report import Report
from kbassist.model.tokens import Token

if TYPE_CHECKING:
    from kbassist.model.ports import Catalogue

MOST_RETRIEVED = 30
"""Wordings whose row is read."""
MOST_COMPARED = 8
"""Wordings that are compared letter by letter; with twelve no figure on labelled messages is higher, with seven some fall."""
LEAST_HINT = 250
"""Share in thousandths, by the terms that lead to it, from which a wording is looked at."""
LEAST_COVERAGE = 0.45
"""Share of its terms that must stand in the text; with 0.34 no figure on labelled messages is higher, and more are compared."""
COVERED = 0.55
"""What the share of its terms counts in a wording's score; the rest is what its letters count."""
LEAST_LIKENESS = 0.4
"""Below this the letters say nothing."""
ROUNDING = 1e-6
LEAST_SCORE = 0.5
"""Below this a wording counts as not found."""
MOST_GROUPS = 3
"""Different things that one text may say."""
ALIKE = 0.12
"""Wordings of the same words whose strength differs by no more than this share speak with one voice."""
NEW = 0.34
"""Least share of a wording's words that no stronger wording has claimed."""
HALF = 9.0
"""Information, in nats, at which a wording tells half of what one can tell."""
PART = 0.95
"""What a wording found only in part counts beside one found whole: the whole of a short one goes before most of a long one."""
SHORT = 4
"""Words up to which a wording that comes with a code says little without it: `435 Internal error`, `denied`."""
CODELESS = 0.8
"""What such a wording counts in a text without any code."""
MECHANISMS = frozenset(("xoauth2", "oauthbearer", "cram", "digest", "ntlm", "gssapi", "scram"))
"""Words of the names of SASL mechanisms (IANA registry) that a server answers in the same words as any other login."""
MECHANISM_UNSAID = 0.85
"""What a wording of one mechanism counts in a text that does not name it; where the text does, as much more."""
SURE = 0.68
"""Strength from which a wording gives its provider away."""
FOREIGN = 0.3
"""What a wording counts that another server says in a provider's place, where that provider is not named."""
REFUSALS = ("4", "5")
"""First digits of the codes by which a server refuses (RFC 5321, section 4.2.1); a 200 in a log is none."""
ELSEWHEN = ("any", "http", "tls", "connect")
"""Stages of wordings that the stage of a reply code says nothing on."""
LONGEST_TEXT = 1_500
"""Words of the text that are compared."""


class Scored(NamedTuple):
    """A catalogued wording found in the text."""

    reply: CatalogueReply
    score: float
    strength: float
    """Score times how telling the wording is; between 0 and 1."""
    claimed: frozenset[str]
    """The words of the text that it accounts for."""


class Group(NamedTuple):
    """Wordings that account for the same words, the one that fits best first; `new` is the share not accounted for before."""

    members: tuple[Scored, ...]
    new: float


def match(report: Report, words: Sequence[str], terms: Mapping[str, Term], catalogue: "Catalogue") -> list[Group]:
    """Return what the text says in catalogued wordings, the most telling first; `terms` are those of the words that are known."""
    partly: dict[int, int] = {}
    so_far = partly.get
    for leads, shares, _, _ in terms.values():
        for number, share in zip(leads, shares, strict=True):
            partly[number] = so_far(number, 0) + share
    nearest = sorted([(-value, number) for number, value in partly.items() if value >= LEAST_HINT])[:MOST_RETRIEVED]
    replies = catalogue.replies([number for _, number in nearest])
    said = frozenset(terms)
    codes = _Codes.of(report)
    client = catalogue.owner("client", report.client)
    libraries = client.built_on if client else frozenset()
    ranked = []
    for number, twins in replies.items():
        common = twins[0].terms
        covered = (partly[number] + sum(map(common.__getitem__, said.intersection(common)))) / 1000
        if covered >= LEAST_COVERAGE:
            agreed = [agreement(report, codes, reply, libraries) for reply in twins]
            best = max(agreed)
            fitting = [reply for reply, so_far in zip(twins, agreed, strict=True) if so_far == best]
            ranked.append((-covered * best * telling(fitting[0]), fitting[0].id, min(1.0, covered), best, fitting))
    ranked.sort()
    present = frozenset(words[:LONGEST_TEXT])
    lines = _lines(words[:LONGEST_TEXT])
    filler = catalogue.filler()
    found = []
    for _, _, covered, best, fitting in ranked[:MOST_COMPARED]:
        wording = fitting[0].words
        own = wording.split(" ")
        claims = present.intersection(own)
        text = _near(lines, claims - filler)
        needed = (LEAST_SCORE / best - COVERED * covered) / (1 - COVERED)
        score = min(1.0, (COVERED * covered + (1 - COVERED) * likeness(wording, text, needed)) * best)
        if score >= LEAST_SCORE:
            whole = (1.0 if covered > 0.99 else PART) * _mechanism(own, present)
            found.extend([Scored(reply, score, score * telling(reply) * whole, claims) for reply in fitting])
    found.sort(key=lambda scored: (-scored.strength, scored.reply.id))
    return grouped(found)


def _lines(words: Sequence[str]) -> list[tuple[list[str], str]]:
    """Return the words line by line, and each line as a text; an empty word ends a line."""
    lines = [list(line) for filled, line in itertools.groupby(words, bool) if filled]
    return [(line, " ".join(line)) for line in lines]


def _near(lines: Sequence[tuple[Sequence[str], str]], shared: Set[str]) -> str:
    """Return the lines with one of the words. Letters are compared a window at a time, so lines about something else before and
    behind would decide how well a wording fits."""
    near = lines if len(lines) == 1 else [line for line in lines if not shared.isdisjoint(line[0])]
    return " ".join([text for _, text in near])


def _mechanism(wording: Sequence[str], present: frozenset[str]) -> float:
    """Return what it counts that the wording of one mechanism meets a text that names it, or does not."""
    named = MECHANISMS.intersection(wording)
    if not named:
        return 1.0
    return 1.0 / MECHANISM_UNSAID if named & present else MECHANISM_UNSAID


def telling(reply: CatalogueReply) -> float:
    """Return how telling the wording is, from near 0 for a word in everybody's mouth to near 1."""
    return reply.information / (reply.information + HALF)


def likeness(wording: str, text: str, least: float = LEAST_LIKENESS) -> float:
    """Return how well the wording is found somewhere in the text, letter by letter, between 0 and 1.

    What is below `least`, or below LEAST_LIKENESS, is 0; it is found out sooner.
    """
    if wording in text:
        return 1.0
    cutoff = 100 * max(LEAST_LIKENESS, least - ROUNDING)
    if cutoff > 100:
        return 0.0
    compared = fuzz.partial_ratio if len(wording) <= len(text) else fuzz.ratio
    return compared(wording, text, score_cutoff=cutoff) / 100


class _Codes(NamedTuple):
    """The codes of a report as sets, made once for all comparisons."""

    replies: frozenset[str]
    severities: frozenset[str]
    statuses: frozenset[str]
    stages: frozenset[str]

    @classmethod
    def of(cls, report: Report) -> "_Codes":
        replies = frozenset((*report.reply_codes, *report.http_status))
        refused = [code for code in report.codes if (code.reply_code or code.status_code or "").startswith(REFUSALS)]
        stages = frozenset(code.stage for code in refused if code.stage)
        return cls(replies, frozenset(code[0] for code in replies), frozenset(report.status_codes), stages)


def agreement(report: Report, codes: _Codes, reply: CatalogueReply, libraries: Collection[str]) -> float:
    """Return how far codes and fingerprints of text and wording go together: 1 neutral, above for, below against."""
    factor = 1.0
    if reply.provider:
        if reply.provider == report.provider:
            factor *= 1.12
        else:
            factor *= FOREIGN if reply.foreign else 0.72 if report.provider else 0.95
    if reply.client:
        own = reply.client == report.client or reply.client in libraries
        factor *= 0.95 if not report.client else 1.06 if own else 0.85
    if reply.reply_codes:
        if not codes.replies:
            factor *= CODELESS if reply.words.count(" ") < SHORT else 1.0
        elif not codes.replies.isdisjoint(reply.reply_codes):
            factor *= 1.08
        else:
            factor *= 0.6 if codes.severities.isdisjoint([code[0] for code in reply.reply_codes]) else 0.8
    if codes.stages and reply.stage not in ELSEWHEN:
        factor *= 1.04 if reply.stage in codes.stages else 0.9
    if reply.status_codes and codes.statuses:
        factor *= 0.8 if codes.statuses.isdisjoint(reply.status_codes) else 1.1
    return factor


def grouped(found: Sequence[Scored]) -> list[Group]:
    """Gather wordings that account for the same words; drop those that a stronger one has made superfluous."""
    groups: list[list[Scored]] = []
    new: list[float] = []
    claimed: set[str] = set()
    for scored in found:
        twin = next((group for group in groups if _twins(group[0], scored)), None)
        if twin is not None:
            if all(scored.reply.id != member.reply.id for member in twin):
                twin.append(scored)
            continue
        share = len(scored.claimed - claimed) / max(1, len(scored.claimed))
        if share >= NEW and len(groups) < MOST_GROUPS:
            groups.append([scored])
            new.append(share)
            claimed |= scored.claimed
    return [Group(tuple(group), share) for group, share in zip(groups, new, strict=True)]


CLAIMS = 0.5
"""Score times information share from which a wording has spoken for its words."""


def claimed(groups: Sequence[Group]) -> frozenset[str]:
    """Return the words that a recognised wording accounts for: what is counted once is not counted twice."""
    return frozenset[str]().union(*[group.members[0].claimed for group in groups if group.members[0].strength >= CLAIMS])


def sole_provider(groups: Sequence[Group]) -> str | None:
    """Return the provider that alone is known to print what the text says, if a telling wording has one."""
    for group in groups:
        best = group.members[0]
        if (
            best.reply.provider
            and best.strength >= SURE
            and len({m.reply.provider for m in group.members if m.reply.provider}) == 1
        ):
            return best.reply.provider
    return None


def _twins(first: Scored, other: Scored) -> bool:
    if first.strength - other.strength > ALIKE * first.strength:
        return False
    union = len(first.claimed | other.claimed)
    return union > 0 and len(first.claimed & other.claimed) / union >= 0.75


def place(claimed: frozenset[str], tokens: Sequence[Token]) -> tuple[int, int]:
    """Return the span of the text in which the claimed words stand closest together."""
    hits = [(start, end) for word, start, end in tokens if word in claimed]
    if not hits:
        return 0, 0
    run = min(len(hits), len(claimed))
    _, start, end = min([(last[1] - first[0], first[0], last[1]) for first, last in zip(hits, hits[run - 1 :], strict=False)])
    return start, end
