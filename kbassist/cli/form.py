"""The JSON form of an answer (contract, schema 1). Keys are only ever added."""

from __future__ import annotations

import json
from typing import Any

from kbassist.assistant.answer import Answer
from kbassist.model.facts import UNKNOWN

SCHEMA = 1


def as_object(found: Answer, **extra: Any) -> dict[str, Any]:
    """Return the answer as the contract's object, with further keys in front."""
    report, diagnosis = found.report, found.diagnosis
    question, check = diagnosis.next_question, diagnosis.next_check
    result: dict[str, Any] = {
        **extra,
        "schema": SCHEMA,
        "verdict": diagnosis.verdict.value,
        "report": {
            "text": report.text,
            "reply_codes": report.reply_codes,
            "status_codes": report.status_codes,
            "http_status": report.http_status,
            "provider": report.provider,
            "client": report.client,
            "facts": {fact.key: fact.value for fact in report.facts},
        },
        "matches": [
            {"id": m.id, "title": m.title, "score": m.score, "article": m.article, "start": m.start, "end": m.end}
            for m in diagnosis.matches
        ],
        "causes": [
            {
                "id": c.id,
                "title": c.title,
                "probability": round(c.probability, 4),
                "because": c.because,
                "against": c.against,
                "article": f"causes/{c.id}",
            }
            for c in diagnosis.causes
        ],
        "next_question": question
        and {
            "id": question.key,
            "text": question.text,
            "why": question.why,
            "answers": [{"value": a.value, "label": a.label} for a in question.answers]
            + [{"value": UNKNOWN, "label": "I don't know"}],
        },
        "next_check": check and {"id": check.id, "title": check.title, "command": check.command},
        "steps": diagnosis.steps,
        "sources": [{"title": s.title, "url": s.url} for s in diagnosis.sources],
    }
    if diagnosis.contradictions:
        result["contradictions"] = diagnosis.contradictions
    if diagnosis.outside is not None:
        result["outside"] = {"id": diagnosis.outside.id, "title": diagnosis.outside.title, "says": diagnosis.outside.says}
    return result


def as_json(found: Answer, **extra: Any) -> str:
    """Return the answer as one line of JSON."""
    return json.dumps(as_object(found, **extra))
