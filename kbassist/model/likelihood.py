"""Curators write words, the engine counts with numbers: this is the one table between them.

The numbers follow the medians that people give for such words (Kent 1964; Wallsten et al. 1986), rounded, with the ends
kept away from 0 and 1 so that no single statement can never be outweighed.
"""

from __future__ import annotations

LIKELIHOOD = {
    "always": 0.97,
    "usually": 0.80,
    "often": 0.62,
    "even": 0.50,
    "sometimes": 0.28,
    "rarely": 0.08,
    "never": 0.01,
}
"""How often something holds, as a probability."""

PREVALENCE = {
    "very-common": 5.0,
    "common": 3.4,
    "uncommon": 2.25,
    "rare": 1.5,
    "very-rare": 1.0,
}
"""How often a root cause is met, as an unnormalised weight; each word is half as much again as the next.

Twice as much was tried and named the cause first less often: curators spread the words wider than the cases are spread."""

ASKING_EFFORT = {"glance": 1.0, "look": 1.2, "ask": 1.6, "dig": 2.0}
"""What a question must tell to be worth its effort, relative to one about a fact that the person knows by heart.

The work itself grows twice as fast; but three easy questions in place of a telling one are work too, and simulated people
(benchmarks/simulate.py) came to the true cause less often when the work was counted in full."""

REPAIR_EFFORT = {"minutes": 1.0, "hour": 3.0, "days": 10.0}
"""Effort of a repair, relative to one of a few minutes."""
