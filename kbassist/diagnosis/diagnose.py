"""From what was seen of a case to the answer: verdict, ranked causes with reasons, the next step, the advice."""

import itertools
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kbassist.diagnosis import evidence as ev
from kbassist.diagnosis.belief import OTHERS
from kbassist.diagnosis.choose import Field, best_check, best_question
from kbassist.diagnosis.weigh import WORDS, Seen, State, apart, weigh
from kbassist.model.diagnosis import Candidate, Diagnosis, NextCheck, Verdict
from kbassist.model.facts import Origin
from kbassist.model.knowledge import Outside, Source
from kbassist.model.lanes import column

if TYPE_CHECKING:
    from kbassist.model.ports import Knowledge

CLEAR = 0.55
"""Probability from which the first cause counts as clear..."""
AHEAD = 2.0
"""...if it is so many times as likely as the second."""
SETTLED = 0.9
"""Probability of the first cause from which nothing more is asked: no answer would change the advice."""
LEAST_FOR, LEAST_AGAINST = -0.15, 0.3
"""What a piece of evidence must tell against a cause, in nats, beside the other causes, to be named as a reason for it or against."""
MOST_FOR, MOST_AGAINST = 4, 2
"""Reasons named for a cause and against it."""
SURELY_OURS = 0.93
"""Least probability that the text is about an access problem at all."""
MAIL_SAID = 0.7
"""How far it speaks for mail access that mail is spoken of at all: "smtp login failed" is a question that has an answer. On labelled
messages no figure changes with it."""
NAMED_OUTSIDE = 0.3
"""Least probability of a kind of trouble outside that is named."""


def diagnose(seen: Seen, knowledge: "Knowledge", top: int = 5) -> Diagnosis:
    """Return the answer to a case: verdict, ranked causes with reasons, the next question, the steps."""
    state = weigh(seen, knowledge)
    ranked = [name for _, name in sorted([(-share, name) for name, share in state.belief.causes.items()])]
    if not ranked or not _ours(seen, state):
        return _refused(seen, state, knowledge)
    total = state.belief.ours
    shares = {name: state.belief.causes[name] / total for name in ranked}
    first, second = ranked[0], ranked[1] if len(ranked) > 1 else None
    clear = shares[first] >= CLEAR and (second is None or shares[first] >= AHEAD * shares[second])
    field = Field.of(shares, state.causes)
    choice = best_question(field, knowledge, state.place, state.known) if shares[first] < SETTLED else None
    check = best_check(field, knowledge, seen.checks) if seen.target else None
    totals = state.totals
    voiced = _voice_words(first, seen, knowledge)  # only the first cause's words are named: it takes a third of a millisecond
    advised = next((name for name in ranked if name not in seen.tried), first)
    steps, articles = knowledge.steps(advised, seen.report.provider, seen.report.client)
    return Diagnosis(
        verdict=Verdict.MATCH if clear else Verdict.AMBIGUOUS,
        matches=seen.matches,
        causes=tuple(
            _candidate(name, told, state, totals, voiced if name == first else "")
            for name, told in zip(ranked[:top], state.belief.told(ranked[:top]), strict=True)
        ),
        next_question=choice.question if choice else None,
        next_check=check and NextCheck(check.check.id, check.check.title, check.check.command.replace("<target>", seen.target)),
        check_first=check is not None and (choice is None or check.worth > choice.worth),
        steps=steps,
        sources=_sources(advised, articles, knowledge),
        meaning=tuple(f"{code.title}: {code.summary}" for code in seen.codes),
        contradictions=seen.contradictions,
        advised=advised,
        advised_title=state.causes[advised].title,
    )


def _ours(seen: Seen, state: State) -> bool:
    """Tell whether the case is an access problem and not something of another kind or nothing known."""
    return state.belief.ours >= SURELY_OURS and (seen.bare or _support(seen) >= 1.0)


def _support(seen: Seen) -> float:
    """Return how much of the text speaks of mail access at all; below 1 is too little to name a cause."""
    support = max((1.6 * ev.sure(w) for w in seen.wordings), default=0.0)
    support += 1.0 * any(code.access == "yes" for code in seen.codes) + 0.5 * any(code.access == "perhaps" for code in seen.codes)
    support += 0.5 * bool(seen.report.provider) + 0.4 * bool(seen.report.client)
    support += MAIL_SAID * seen.mail
    support += 0.25 * min(4, len({fact.key for fact in seen.facts if fact.origin is Origin.READ}))
    support += 1.0 * any(fact.origin is not Origin.READ for fact in seen.facts)
    support += 1.0 * any(sign.kind == "cause" and not sign.denied for sign in seen.report.signs)
    return support + 0.06 * seen.known_terms


def _refused(seen: Seen, state: State, knowledge: "Knowledge") -> Diagnosis:
    """Return the answer that names no cause: what kind of trouble it looks like, or else the question that helps anyway."""
    outside = _outside(seen, state, knowledge)
    choice = None
    if outside is None and seen.mail and state.belief.ours > 0:
        shares = {name: value / state.belief.ours for name, value in state.belief.causes.items()}
        choice = best_question(Field.of(shares, state.causes), knowledge, state.place, state.known)
    return Diagnosis(
        verdict=Verdict.NO_MATCH,
        matches=(),
        causes=(),
        next_question=choice.question if choice else None,
        next_check=None,
        check_first=False,
        steps=(),
        sources=(),
        outside=outside,
        meaning=tuple(f"{code.title}: {code.summary}" for code in seen.codes),
    )


def _outside(seen: Seen, state: State, knowledge: "Knowledge") -> Outside | None:
    """Return the likeliest kind of trouble outside, if it is likely enough to be named."""
    shares = dict(state.belief.outside)
    together = shares.pop(OTHERS, 0.0)
    others = {name: math.exp(value) for name, value in apart(seen.kinds, shares).items()}
    mass = sum(others.values())
    shares.update({name: together * value / mass for name, value in others.items()})
    first = min(shares, key=lambda name: (-shares[name], name), default="")
    return knowledge.outside([first])[first] if shares.get(first, 0.0) >= NAMED_OUTSIDE else None


def _candidate(name: str, probability: float, state: State, totals: Sequence[float], voiced: str) -> Candidate:
    because: list[tuple[float, str]] = []
    against: list[tuple[float, str]] = []
    others = max(1, len(state.causes) - 1)
    for (key, words, ratios), total in zip(state.evidence, totals, strict=True):
        own = ratios.get(name, 0.0)
        value = (total - own) / others - own
        if LEAST_FOR <= value <= LEAST_AGAINST:
            continue
        told = voiced if voiced and key == WORDS and own > 0 else words
        (because if value < 0 else against).append((value, told))
    because.sort()
    against.sort(reverse=True)
    cause = state.causes[name]
    return Candidate(
        name, cause.title, cause.summary, probability, _distinct(because, MOST_FOR), _distinct(against, MOST_AGAINST)
    )


def _voice_words(name: str, seen: Seen, knowledge: "Knowledge") -> str:
    """Name the words of the message that speak most for a cause."""
    ids = knowledge.classes("causes").ids
    if name not in ids:
        return "the words of your message"
    rows = [(term, causes[1]) for term, (_, _, causes, _) in seen.terms.items() if causes]
    weights = column([row for _, row in rows], ids.index(name))
    weighed = sorted([(-weight, term) for weight, (term, _) in zip(weights, rows, strict=True) if weight])
    filler = knowledge.filler()
    told = [f" {t} " for t in itertools.islice((t for _, t in weighed if not filler.issuperset(t.split(" "))), 8)]
    together = "\n".join(told)
    kept = [term.strip() for term in told if together.count(term) == 1][:3]  # what stands inside another says it in part
    return "your words " + ", ".join(f"“{term}”" for term in kept) if kept else "the words of your message"


def _distinct(reasons: Sequence[tuple[float, str]], most: int) -> tuple[str, ...]:
    """Return the words of the first reasons, without those whose quotation stands inside another's."""
    if len(reasons) < 2:
        return tuple([reason for _, reason in reasons])
    kept: list[str] = []
    for _, reason in reasons:
        if len(kept) == most:
            break
        quote = reason.partition("“")[2].partition("”")[0]
        if reason not in kept and not (quote and any(quote in other for other in kept)):
            kept.append(reason)
    return tuple(kept)


def _sources(cause: str, articles: Sequence[str], knowledge: "Knowledge") -> tuple[Source, ...]:
    """Return where the answer comes from: the articles its steps stand in first, then the cause's own first sources."""
    own = [name for name in articles if not name.startswith("causes/")]
    found: dict[str, Source] = {}
    for name, most in [*((name, 3) for name in own), (f"causes/{cause}", 2 if own else 4)]:
        article = knowledge.article(name)
        for source in article.sources[:most] if article else ():
            found.setdefault(source.url or source.title, source)
    return tuple(found.values())
