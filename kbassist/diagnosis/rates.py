"""How often a fact's values hold at a place: for a cause, and for one that says nothing of the fact.

Curators write a cause's evidence for the world at large. What is usual at a provider, or next to unknown there, is so for each
cause: P(value | cause, provider) is taken as P(value | cause) * P(value | provider) / P(value), made to sum to one, which holds
where cause and provider have to do with the value each by itself.

They do not where a provider takes no value of a kind, as SendGrid takes no account password: nearly all who use one there are
refused for that very reason.
"""

from collections.abc import Mapping, Set
from types import MappingProxyType
from typing import NamedTuple

from kbassist.model.facts import FactSpec
from kbassist.model.knowledge import Cause, Owner

UNTAKEN_FOR, UNTAKEN_AGAINST = 8.0, 0.1
"""How much more often people have a value that the provider does not take if that is the cause, and if it is another."""

_NOTHING: Mapping[str, Mapping[str, float]] = MappingProxyType({})
_ALL_TAKEN: Mapping[str, Set[str]] = MappingProxyType({})


class Place(NamedTuple):
    """What holds at a provider, whatever the cause."""

    name: str = ""
    """The provider and how it is spoken to, or empty."""
    base: Mapping[str, Mapping[str, float]] = _NOTHING
    """For facts whose values hold more or less often there than elsewhere: how often."""
    untaken: Mapping[str, Set[str]] = _ALL_TAKEN
    """Values of facts that it does not take."""

    @classmethod
    def of(cls, provider: Owner | None, *, smtp: bool) -> "Place":
        """Return the place that a provider is; what only its SMTP servers do not take counts where `smtp` is spoken."""
        if provider is None:
            return cls()
        if smtp:
            return cls(provider.id, provider.base, provider.untaken)
        return cls(f"{provider.id} over HTTP", provider.base)

    def local(self, key: str) -> str:
        """Return the provider's name if the fact's values hold more or less often there; else nothing: it is as anywhere."""
        return self.name if key in self.base or key in self.untaken else ""

    def silent(self, spec: FactSpec) -> Mapping[str, float]:
        """Return how often each value holds for a cause that says nothing of the fact."""
        row = self.base.get(spec.key, spec.base)
        return self._tilted(spec.key, row, UNTAKEN_AGAINST) if spec.key in self.untaken else row

    def given(self, spec: FactSpec, cause: Cause) -> Mapping[str, float] | None:
        """Return how often each value holds for a cause, or None where it says nothing of the fact."""
        row = cause.evidence.get(spec.key)
        if row is None:
            return None
        if spec.key in self.untaken and spec.key in cause.untaken:
            return self._tilted(spec.key, row, UNTAKEN_FOR)
        if spec.key in self.base:
            here = self.base[spec.key]
            row = _whole({value: row[value] * here[value] / spec.base[value] for value in spec.values})
        return self._tilted(spec.key, row, UNTAKEN_AGAINST) if spec.key in self.untaken else row

    def _tilted(self, key: str, row: Mapping[str, float], factor: float) -> dict[str, float]:
        untaken = self.untaken[key]
        return _whole({value: share * (factor if value in untaken else 1.0) for value, share in row.items()})


def _whole(weights: Mapping[str, float]) -> dict[str, float]:
    total = sum(weights.values())
    return {value: weight / total for value, weight in weights.items()}
