"""Adds evidence up to a belief over hypotheses. The result depends on the set of evidence, never on its order."""

import math
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from kbassist.diagnosis.evidence import Evidence
from kbassist.model.knowledge import Cause, Owner

OTHERS = "others"
"""The kinds of trouble outside that nothing but the words of a text tells apart, as one hypothesis: all else moves them alike."""

OUTSIDE_OF_MAIL = 0.5
OUTSIDE_UNSAID = 0.8
"""The share of texts that are not about a refused mail login: of those that speak of mail, and of those that do not. Set together with
`SURELY_OURS` of `diagnose`, so that one true case in seventy is refused."""


MOST_SURE = 0.92
"""No cause is told as surer than this: of labelled messages answered at 98 %, nine in ten were right."""
SHARPER = 1.15
"""The power to which probabilities are told, made to sum to one again: evidence is weighed a little too carefully. With 1.1 the
error of calibration is 0.088 on the labelled messages that were read most, with 1.15 it is 0.072, and no larger on others."""


class Belief(NamedTuple):
    """Probabilities of causes and of kinds of trouble outside; together they sum to one."""

    causes: dict[str, float]
    outside: dict[str, float]
    """Of each kind that anything but the words speaks for, and of `OTHERS`."""
    ours: float
    """How likely it is an access problem at all."""

    def told(self, names: Iterable[str]) -> list[float]:
        """Return the probabilities of causes as they are told: given that the case is ours, and no surer than the knowledge has been."""
        sharper = {name: share**SHARPER for name, share in self.causes.items()}
        total = sum(sharper.values()) or 1.0
        return [min(MOST_SURE, sharper[name] / total) for name in names]


def priors(
    causes: Mapping[str, Cause], outside: Mapping[str, int], provider: Owner | None, client: Owner | None, *, mail: bool
) -> dict[str, float]:
    """Return the probability of each hypothesis before anything but the provider, the client and the subject is known.

    `outside` says of each hypothesis beside the causes how many kinds of trouble it stands for.
    """
    weights = {name: cause.weight for name, cause in causes.items()}
    for name, weight in provider.causes.items() if provider is not None else ():
        if name in weights:
            weights[name] = weight
    for name, weight in client.causes.items() if client is not None else ():
        if name in weights:
            weights[name] = math.sqrt(weights[name] * weight)
    total = sum(weights.values()) or 1.0
    beyond = (OUTSIDE_OF_MAIL if mail else OUTSIDE_UNSAID) if outside else 0.0
    found = {name: (1.0 - beyond) * weight / total for name, weight in weights.items()}
    kinds = sum(outside.values())
    found.update({name: beyond * number / kinds for name, number in outside.items()})
    return found


def believe(prior: Mapping[str, float], evidence: Iterable[Evidence], outside: Collection[str]) -> Belief:
    """Return the belief after all evidence."""
    scores = dict(zip(prior, map(math.log, prior.values()), strict=True))
    for piece in sorted(evidence, key=lambda piece: (piece.key, piece.words)):
        for name, ratio in piece.ratios.items():
            if name in scores:
                scores[name] += ratio
    top = max(scores.values())
    masses = list(map(math.exp, [score - top for score in scores.values()]))
    total = sum(masses)
    shares = {name: mass / total for name, mass in zip(scores, masses, strict=True)}
    causes = {name: share for name, share in shares.items() if name not in outside}
    return Belief(causes, {name: shares[name] for name in outside if name in shares}, sum(causes.values()))
