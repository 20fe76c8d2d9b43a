"""Each piece of evidence as what it is worth: a log-likelihood ratio for every hypothesis, with the words that explain it.

A hypothesis is a cause or a kind of trouble outside. What a catalogue says ("people who see this have that cause so often")
is divided by the prior, so that multiplying it in gives back what the curator wrote when nothing else is known.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from kbassist.diagnosis.rates import Place
from kbassist.model.facts import UNKNOWN, Fact, FactSpec, Origin
from kbassist.model.knowledge import CatalogueReply, Cause, CodeEntry
from kbassist.model.report import Sign

if TYPE_CHECKING:
    from kbassist.model.ports import Knowledge

FLOOR = 0.004
"""The least share a catalogued wording leaves to a cause it does not name..."""
RARE = 0.03
"""...if it is no rarer than this before; to a rarer one accordingly less."""
BEHIND = 0.6
"""The least share of what it was before that a catalogued wording leaves to a cause that can stand behind any wording: a defective
program meets the same refusals as any other. With 0.3 the true cause is less often among three, with 1.0 less often first."""

SIGN = 1.9
SIGN_OUTSIDE = 4.0
SIGN_SUBJECT = 2.5
"""What a phrase that nearly gives a cause away is worth, in nats; and the name of another subject where nothing is sent: of 3,400
labelled cases 12 name IMAP or POP so, of 540 texts about other trouble 62."""
WORTH = {"cause": SIGN, "outside": SIGN_OUTSIDE, "subject": SIGN_SUBJECT}
SENT, UNSENT = -0.3, 1.2
"""What it is worth for trouble of another kind that a text says that something is sent, and that one of mail without a provider does
not, in nats: so do 15 % of labelled cases, and more than half of the texts about other trouble. With -0.6 fewer of those are refused."""
ELSEWHERE_NAMED = 4.0
"""The same for a text that names something else and speaks neither of mail nor of sending: `steam connection timed out`. Of 240 short
texts about other trouble two more are refused than without, and no labelled case of ours is."""
BEYOND = frozenset({"outside", "subject"})
"""Kinds of signs that speak for trouble of another kind."""

SIGN_OURS = -1.0
"""What any such phrase takes from the kinds of trouble outside, in nats."""

IMPLIED = 0.75
"""Share of a provider's users for whom a fact holds from which it goes without saying there, and tells no cause from another:
who names Postfix runs it himself. The provider's own prevalences have said it already."""

DISPROVED = 0.3
"""What a wording still counts that says the opposite of what the server's own lines show: the program is wrong, or the lines are
of another session."""
HARDLY = 0.05
"""Share of a cause's cases up to which a fact nearly rules it out."""

TRIED = -3.5
"""What a fix that was made and did not help takes from its cause, in nats: one in thirty made it wrongly or not at all."""

ELSEWHERE_OF_MAIL = 0.1
ELSEWHERE_UNSAID = 0.8
ELSEWHERE_WRAPPED = 0.5
"""How likely a catalogued wording is in trouble of another kind, beside ours: a server's where the text speaks of mail, and where
not, and a client's own."""

ACCESS_OUTSIDE = -2.5
"""What a code that speaks of access by itself, such as 535, takes from all other kinds of trouble, in nats, where mail is spoken of and
no other subject: a bare 401 is any web service's, and 530 an FTP server's. So does a phrase: `smtp authentication failed`."""

MANY = 3
"""Servers and programs that use the same words from which none of them is named as the one that said them."""

ORIGIN_WORDS = {Origin.STATED: "you said", Origin.READ: "you wrote", Origin.CHECKED: "checked"}


class Evidence(NamedTuple):
    """One thing that was seen, with its log-ratio for each hypothesis it moves."""

    key: str
    words: str
    ratios: Mapping[str, float]


class Wording(NamedTuple):
    """What catalogued wordings of the same words say together: the shares of causes, how surely, and the words themselves."""

    reply: CatalogueReply
    """The one that fits best."""
    shares: Mapping[str, float]
    strength: float
    score: float
    new: float
    quote: str
    shared: int = 1
    """How many servers and programs use these words, as far as nothing shows which of them it is."""


class Ground(NamedTuple):
    """What evidence is measured against: the prior, and how much less likely a catalogued wording is outside of mail access."""

    prior: Mapping[str, float]
    outside: frozenset[str]
    elsewhere: float
    common: tuple[str, ...]
    """The hypotheses that are not rare."""
    behind: tuple[str, ...]
    """The causes that can stand behind any wording."""

    @classmethod
    def of(cls, prior: Mapping[str, float], outside: Iterable[str], elsewhere: float, causes: Mapping[str, Cause]) -> "Ground":
        """Return the ground of a prior."""
        common = tuple([name for name, before in prior.items() if before > RARE])
        behind = tuple([name for name, cause in causes.items() if cause.any_wording])
        return cls(prior, frozenset(outside), elsewhere, common, behind)


def from_shares(key: str, words: str, shares: Mapping[str, float], ground: Ground, weight: float) -> Evidence:
    """Return the evidence of a catalogue entry that shares its readers out among hypotheses."""
    left = max(0.0, 1.0 - sum(shares.values()))
    ratios = dict.fromkeys(ground.prior, weight * math.log(max(left, FLOOR / RARE)))
    for name in ground.common:
        ratios[name] = weight * math.log(max(left, FLOOR / ground.prior[name]))
    for name in ground.behind:
        ratios[name] = max(ratios[name], weight * math.log(BEHIND))
    ratios.update(dict.fromkeys(ground.outside, weight * math.log(ground.elsewhere)))
    for name, share in shares.items():
        before = ground.prior.get(name)
        if before is not None:
            ratios[name] = weight * math.log(max(share / before + left, FLOOR / max(before, RARE)))
    return Evidence(key, words, ratios)


def from_wordings(wordings: Sequence[Wording], here: Ground, everywhere: Ground, provider: str | None) -> list[Evidence]:
    """Return the evidence of the wordings found, the most telling first; each further one counts less, for they overlap.

    A provider's wording is measured against what is usual `here`, at that `provider`; a program's, which all providers' users
    see, and another provider's, which is only like what was said, against what is usual `everywhere`.
    """
    found = []
    damping = 1.0
    for wording in wordings:
        weight = damping * wording.new * sure(wording)
        whose = f"{wording.shared} servers and programs use these words" if wording.shared >= MANY else wording.reply.title
        words = f"“{wording.quote}” — {whose}"
        if not wording.reply.provider:  # a program wraps refusals of every kind in the same words
            ground = everywhere._replace(elsewhere=max(everywhere.elsewhere, ELSEWHERE_WRAPPED))
        else:
            ground = here if provider in (None, wording.reply.provider) else everywhere
        found.append(from_shares(f"reply {wording.reply.id}", words, wording.shares, ground, weight))
        damping *= 0.5
    return found


def doubted(wordings: Iterable[Wording], shown: Mapping[str, str]) -> tuple[Wording, ...]:
    """Return the wordings; those that settle a fact otherwise than it is `shown` count less."""
    return tuple(
        [
            w._replace(new=w.new * DISPROVED)
            if any(shown.get(key, value) != value for key, value in w.reply.facts.items())
            else w
            for w in wordings
        ]
    )


def undisputed(signs: Iterable[Sign], shown: Mapping[str, str], causes: Mapping[str, Cause]) -> list[Sign]:
    """Return the signs without those of causes that the facts `shown` nearly rule out."""
    out = {
        name
        for name, cause in causes.items()
        if any(cause.evidence.get(key, {}).get(value, 1.0) <= HARDLY for key, value in shown.items())
    }
    return [sign for sign in signs if sign.kind != "cause" or sign.owner not in out]


def sure(wording: Wording) -> float:
    """Return how far a wording is taken at its word: near 1 for a long one recognised whole, little for a common phrase."""
    recognised = min(1.0, max(0.0, (wording.score - 0.45) / 0.4))
    return recognised * min(1.0, 0.35 + 0.95 * wording.strength)


def from_codes(entries: Sequence[CodeEntry], ground: Ground, weight: float) -> list[Evidence]:
    """Return the evidence of codes by themselves."""
    return [
        from_shares(f"code {entry.id}", f"{entry.title}: {entry.summary}", entry.causes, ground, weight)
        for entry in entries
        if entry.causes
    ]


def counted(signs: Sequence[Sign], *, sends: bool) -> list[Sign]:
    """Return the signs that count: the name of another subject, once, where the text says nothing of sending and no sign of that
    kind of trouble stands beside it; not where a cause's own sign says what it has to do with it: "users come from LDAP"."""
    kept = [sign for sign in signs if sign.kind != "subject"]
    if not sends:
        told = {sign.owner for sign in kept if sign.kind == "outside"}
        ours = [sign for sign in kept if sign.kind == "cause"]
        beside = [s for s in signs if s.kind == "subject" and not any(own.start <= s.start and s.end <= own.end for own in ours)]
        kept += {sign.owner: sign for sign in beside if sign.owner not in told}.values()
    return kept


def from_signs(signs: Sequence[Sign], text: str, outside: Iterable[str]) -> list[Evidence]:
    """Return the evidence of phrases that nearly give a cause away; each cause is moved by its strongest two only.

    One behind a negator says nothing: in 42 of 51 labelled messages it was the cause all the same ("they do not possess a common
    algorithm"), in others it was ruled out ("port 25 is not blocked").
    """
    times: dict[str, int] = {}
    found = []
    telling = [sign for sign in signs if sign.kind in WORTH and not sign.denied]
    if len(telling) > 1:
        parts = _parts_of_proofs(telling)
        telling = [sign for sign in telling if sign not in parts]
    for sign in sorted(telling, key=lambda sign: -sign.strength):  # equals as in the text
        if times.get(sign.owner, 0) >= 2:
            continue
        number = times[sign.owner] = times.get(sign.owner, 0) + 1
        value = sign.strength * WORTH[sign.kind]
        quote = " ".join(text[sign.start : sign.end].split())
        found.append(Evidence(f"sign {sign.owner}", f"you wrote “{quote}”", {sign.owner: value / number}))
    if any(sign.kind == "cause" for sign in telling):
        found.append(Evidence("ours", "a phrase of refused access", dict.fromkeys(outside, SIGN_OURS)))
    return found


def _parts_of_proofs(signs: Iterable[Sign]) -> set[Sign]:
    """Return the signs that are only part of a proof of another cause: `getaddrinfo ENOTFOUND` of `ENOTFOUND undefined`, a name that
    is none."""
    # what holds another goes before it, so each is compared with those that begin inside it only
    causes = sorted([s for s in signs if s.kind == "cause"], key=lambda sign: (sign.start, -sign.end, -sign.strength))
    found: set[Sign] = set()
    for number, proof in enumerate(causes, 1):
        for sign in causes[number:]:
            if sign.start >= proof.end:
                break
            if sign.end <= proof.end and sign.owner != proof.owner and sign.strength < proof.strength:
                found.add(sign)
    return found


def from_facts(facts: Iterable[Fact], causes: Mapping[str, Cause], knowledge: "Knowledge", place: Place) -> list[Evidence]:
    """Return the evidence of facts; `unknown`, free text and what goes without saying at the provider say nothing."""
    found = []
    specs = knowledge.fact_specs()
    for fact in facts:
        key, value = fact.key, fact.value
        spec = specs.get(key)
        if spec is None or value == UNKNOWN or value not in spec.values:
            continue
        if key not in place.untaken and place.base.get(key, {}).get(value, 0.0) >= IMPLIED:
            continue
        known = ("fact", key, value, fact.origin.value, place.local(key), *causes)
        ratios = knowledge.derived(known, partial(_of_fact, spec, value, fact.origin.value, causes, place))
        found.append(Evidence(f"fact {key}", statement(fact), ratios))
    return found


def _of_fact(spec: FactSpec, value: str, believed: float, causes: Mapping[str, Cause], place: Place) -> dict[str, float]:
    """Return the log-ratios of a fact that is believed so far, for the causes that say something of it."""
    base = place.silent(spec)[value]
    rows = [(name, place.given(spec, cause)) for name, cause in causes.items()]
    return {name: math.log((believed * row[value] + (1 - believed) * base) / base) for name, row in rows if row is not None}


def from_tried(tried: Iterable[str]) -> list[Evidence]:
    """Return the evidence of fixes that were made and did not help."""
    return [Evidence(f"tried {name}", "the fix for it was tried and did not help", {name: TRIED}) for name in sorted(tried)]


def statement(fact: Fact) -> str:
    """Return who says what of a fact, in the person's own words where there are any."""
    said = " ".join(fact.words.split())
    if said:
        return f"{ORIGIN_WORDS[fact.origin]} “{said}”"
    return f"{ORIGIN_WORDS[fact.origin]} {fact.key.replace('_', ' ')}: {fact.value}"
