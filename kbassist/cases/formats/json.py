"""A case as one JSON object, for other programs. Keys are only ever added while `schema` is 1."""

from __future__ import annotations

import json
from typing import Any

from kbassist.cases.dossier import Dossier

SUFFIX = "json"


def as_object(case: Dossier) -> dict[str, Any]:
    """Return the case as a plain object."""
    return {
        "schema": 1,
        "id": case.number,
        "title": case.title,
        "created": case.created,
        "changed": case.changed,
        "outcome": case.outcome,
        "cause": case.cause or None,
        "facts": {
            fact.key: {"value": fact.value, "label": fact.label, "origin": fact.origin, "words": fact.words}
            for fact in case.facts
        },
        "causes": [
            {"id": cause.id, "title": cause.title, "probability": round(cause.probability, 4), "because": cause.because}
            for cause in case.causes
        ],
        "steps": [step.markdown for step in case.steps],
        "open_question": case.open_question or None,
        "sources": [{"title": link.title, "url": link.url} for link in case.sources],
        "events": case.events,
    }


def render(case: Dossier) -> str:
    """Return the case as indented JSON."""
    return json.dumps(as_object(case), ensure_ascii=False, indent=2) + "\n"
