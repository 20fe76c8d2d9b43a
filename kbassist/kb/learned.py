"""What resolved cases taught: for each cause, how much more often it is met here than the knowledge says.

A JSON file of the user's own, `{"cases": 40, "causes": {"wrong-password": 1.31}}`; used only where it lies in its place.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping

from kbassist.errors import KnowledgeError

STRENGTH = 100.0
"""So many cases weigh as much as the knowledge's own prevalence."""
LEAST, MOST = 0.05, 20.0
"""Bounds of a factor: a few cases never rule a cause out."""


def fitted(counts: Mapping[str, int], shares: Mapping[str, float]) -> dict[str, float]:
    """Return the factor for each cause: its share among the cases and the knowledge together, over that of the knowledge alone."""
    total = sum(counts.get(name, 0) for name in shares)
    return {
        name: (STRENGTH * share + counts.get(name, 0)) / (STRENGTH + total) / share for name, share in shares.items() if share > 0
    }


def read(path: str) -> dict[str, float]:
    """Return the factors of a file, none where there is no file. Raises KnowledgeError for one that cannot be used."""
    if not os.path.exists(path):
        return {}
    try:
        with open(path, encoding="utf-8") as file:
            causes = json.load(file)["causes"]
        return {str(name): min(MOST, max(LEAST, float(factor))) for name, factor in causes.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise KnowledgeError(f"'{path}' holds no learnt priors ({error}); remove it with `kbassist kb eval --forget`") from error


def write(path: str, factors: Mapping[str, float], cases: int) -> None:
    """Write the factors, readable by the user alone; the file is replaced whole."""
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    aside = f"{path}.{os.getpid()}"
    rounded = {name: round(factor, 3) for name, factor in sorted(factors.items())}
    with open(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump({"cases": cases, "causes": rounded}, file, indent=1)
    os.replace(aside, path)
