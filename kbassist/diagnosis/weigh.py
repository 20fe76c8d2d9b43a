"""What was seen of a case, and the belief that follows from it."""

import itertools
import math
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from kbassist.diagnosis import evidence as ev
from kbassist.diagnosis.belief import OTHERS, Belief, believe, priors
from kbassist.diagnosis.rates import Place
from kbassist.model.diagnosis import Match
from kbassist.model.facts import Fact
from kbassist.model.features import OURS
from kbassist.model.knowledge import Cause, CodeEntry, Owner, Term
from kbassist.model.report import Report

if TYPE_CHECKING:
    from kbassist.model.ports import Knowledge

WORDS = "words"
"""Key of the evidence that the words of the message are."""
SURELY_BEYOND = 2.5
"""Nats (twelve to one) from which the words are about trouble of another kind; at 1.5 more of ours are refused, and no more of theirs."""


class Seen(NamedTuple):
    """Everything that speaks in a case, gathered by reading and matching."""

    report: Report
    wordings: tuple[ev.Wording, ...]
    matches: tuple[Match, ...]
    codes: tuple[CodeEntry, ...]
    voices: Mapping[str, float]
    """Log-probabilities of the causes by the words alone; empty where no word is known."""
    kinds: Mapping[str, float]
    """Log-probabilities of `ours` and of each kind of trouble outside, by all words; empty where no word is known."""
    terms: Mapping[str, Term]
    """The terms by which the words were weighed, as far as the knowledge knows them."""
    known_terms: int
    facts: tuple[Fact, ...]
    mail: bool
    """Whether the text speaks of mail at all: by a word, a code of SMTP, a provider or a wording of the catalogue."""
    sends: bool
    """Whether anything shows that something is sent: a word, a code of SMTP, a mail server, a fact stated or a check made."""
    bare: bool = False
    """Whether the text is nothing but a refusal: a code and what it is called, or a phrase such as "authentication failed"."""
    refused: bool = False
    """Whether a phrase of a refused login names mail itself: "smtp authentication failed"."""
    tried: frozenset[str] = frozenset()
    """Causes whose fix was made and did not help."""
    contradictions: tuple[str, ...] = ()
    target: str = ""
    """The server that a live check would look at: named in the text, or the provider's."""
    checks: frozenset[str] = frozenset()
    """Live checks already made."""


class State(NamedTuple):
    """A belief with what led to it."""

    belief: Belief
    evidence: tuple[ev.Evidence, ...]
    causes: Mapping[str, Cause]
    known: Mapping[str, str]
    place: Place

    @property
    def totals(self) -> list[float]:
        """For each piece of evidence, the sum of its ratios over all causes."""
        causes = self.causes
        return [sum(map(piece.ratios.get, causes, itertools.repeat(0.0))) for piece in self.evidence]


def weigh(seen: Seen, knowledge: "Knowledge") -> State:
    """Return the belief over all causes, and over the kinds of trouble outside that anything seen speaks for."""
    report = seen.report
    provider, client = knowledge.owner("provider", report.provider), knowledge.owner("client", report.client)
    signs = ev.counted(report.signs, sends=seen.sends)
    named = {sign.owner for sign in signs if sign.kind in ev.BEYOND}
    named.update(*[w.shares for w in seen.wordings], *[code.causes for code in seen.codes])
    causes, outside = knowledge.causes(), dict.fromkeys(knowledge.outside(named), 1)
    others = apart(seen.kinds, outside).values()
    if others:
        outside[OTHERS] = len(others)
    here = _ground(causes, outside, provider, client, knowledge, mail=seen.mail)
    everywhere = _ground(causes, outside, None, None, knowledge, mail=seen.mail)
    prior = here.prior
    place = Place.of(provider, smtp=not report.http_status)
    shown = {fact.key: fact.value for fact in seen.facts if fact.shown}
    wordings = ev.doubted(seen.wordings, shown) if shown else seen.wordings
    pieces = ev.from_wordings(wordings, here, everywhere, report.provider)
    strong = max((ev.sure(w) * max(w.shares.values(), default=0.0) for w in wordings), default=0.0)
    of_mail = seen.mail or bool(report.provider or report.client)
    bound = of_mail and all(sign.kind != "outside" for sign in signs)  # 535 is a database's too where one is named
    pieces += ev.from_codes(seen.codes, everywhere, 0.5 * (1 - 0.75 * strong))
    if bound and (seen.bare or seen.refused or any(code.access == "yes" for code in seen.codes)):
        what = "only access is refused so" if seen.bare or seen.refused else "a code that only refused access has"
        pieces.append(ev.Evidence("access", what, dict.fromkeys(outside, ev.ACCESS_OUTSIDE)))
    pieces += ev.from_signs(ev.undisputed(signs, shown, causes) if shown else signs, report.text, outside)
    pieces += ev.from_facts(seen.facts, causes, knowledge, place)
    pieces += ev.from_tried(seen.tried)
    if seen.sends:
        pieces.append(ev.Evidence("sends", "something is sent", dict.fromkeys(outside, ev.SENT)))
    elif seen.mail and not report.provider:
        pieces.append(ev.Evidence("sends", "nothing here speaks of sending mail", dict.fromkeys(outside, ev.UNSENT)))
    elif not seen.mail and any(sign.kind in ev.BEYOND for sign in signs):
        pieces.append(
            ev.Evidence("sends", "something else is named, and mail is not", dict.fromkeys(outside, ev.ELSEWHERE_NAMED))
        )
    if seen.kinds:
        pieces.append(_kind(seen.kinds, prior, outside, others))
    if seen.voices:
        said = _voiced(seen.voices, prior, strong)
        if any(sign.kind in ev.BEYOND for sign in signs) or _beyond(seen.kinds) >= SURELY_BEYOND:
            said = _within(said, believe(prior, pieces, outside))
        pieces.append(said)
    known = {fact.key: fact.value for fact in seen.facts}
    for w in seen.wordings:
        if w.score > 0.75:
            known = {**w.reply.facts, **known}
    for key, value in (
        ("provider", report.provider),
        ("client", report.client),
        ("error_code", " ".join(report.reply_codes + report.status_codes)),
    ):
        if value:
            known.setdefault(key, value)
    return State(believe(prior, pieces, outside), tuple(pieces), causes, known, place)


def apart(kinds: Mapping[str, float], named: Collection[str]) -> dict[str, float]:
    """Return what the words say of each kind of trouble outside that nothing else speaks for: together they are `OTHERS`."""
    return {name: value for name, value in kinds.items() if name not in named and name != OURS}


def _ground(
    causes: Mapping[str, Cause],
    outside: Mapping[str, int],
    provider: Owner | None,
    client: Owner | None,
    knowledge: "Knowledge",
    *,
    mail: bool,
) -> ev.Ground:
    """Return what evidence is measured against at a provider and with a client; there are few of them in many messages."""

    def ground() -> ev.Ground:
        elsewhere = ev.ELSEWHERE_OF_MAIL if mail else ev.ELSEWHERE_UNSAID
        return ev.Ground.of(priors(causes, outside, provider, client, mail=mail), outside, elsewhere, causes)

    return knowledge.derived((provider and provider.id, client and client.id, mail, *causes, *outside.items()), ground)


def _voiced(voices: Mapping[str, float], prior: Mapping[str, float], strong: float) -> ev.Evidence:
    weight = 1.0 - 0.75 * strong
    level = sum(voices.values()) / len(voices)
    return ev.Evidence(
        WORDS, "the words of your message", {name: weight * (value - level) for name, value in voices.items() if name in prior}
    )


def _beyond(kinds: Mapping[str, float]) -> float:
    """Return by how many nats the words speak for the likeliest kind of trouble outside rather than for ours."""
    return max((value for name, value in kinds.items() if name != OURS), default=0.0) - kinds.get(OURS, 0.0)


def _within(said: ev.Evidence, belief: Belief) -> ev.Evidence:
    """Return what the words say of the causes beside each other only: where a phrase names another subject, or the words as a
    whole surely are about one, those that many texts about mail share do not make the text ours."""
    ratios = said.ratios
    level = math.log(sum([share * math.exp(ratios.get(name, 0.0)) for name, share in belief.causes.items()]) / belief.ours)
    return said._replace(ratios={name: ratios.get(name, 0.0) - level for name in belief.causes})


def _kind(kinds: Mapping[str, float], prior: Iterable[str], outside: Iterable[str], others: Collection[float]) -> ev.Evidence:
    """Return what the words say on whether the trouble is ours; all causes are moved alike."""
    ratios = dict.fromkeys(prior, kinds.get(OURS, 0.0))
    ratios.update({name: kinds.get(name, 0.0) for name in outside})
    if others:
        ratios[OTHERS] = math.log(sum(map(math.exp, others)) / len(others))
    return ev.Evidence("kinds", "what your words are about", ratios)
