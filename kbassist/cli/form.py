"""The JSON form of an answer (contract, schema 1). Keys are only ever added."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from kbassist.assistant.answer import Answer
from kbassist.model.facts import UNKNOWN
from kbassist.model.knowledge import AnswerOption, Source

SCHEMA = 1

MOST_ENCODED = 1_000
"""Questions, and lists of steps with their sources, that are kept in JSON, about a thousand bytes each."""


def as_object(found: Answer, **extra: Any) -> dict[str, Any]:
    """Return the answer as the contract's object, with further keys in front."""
    diagnosis = found.diagnosis
    question = diagnosis.next_question
    return {
        **_said(found, extra),
        "next_question": question and _question(question.key, question.text, question.why, question.answers),
        "next_check": _check(found),
        **_advice(diagnosis.steps, diagnosis.sources),
        **_further(found),
    }


def as_json(found: Answer, **extra: Any) -> str:
    """Return the answer as one line of JSON. What the knowledge says alike in many answers is encoded once."""
    diagnosis = found.diagnosis
    question, check = diagnosis.next_question, _check(found)
    parts = [
        _encoded(_said(found, extra))[1:-1],
        '"next_question": '
        + (_encoded_question(question.key, question.text, question.why, question.answers) if question else "null"),
        '"next_check": ' + (_encoded(check) if check else "null"),
        _encoded_advice(diagnosis.steps, diagnosis.sources)[1:-1],
    ]
    further = _further(found)
    if further:
        parts.append(_encoded(further)[1:-1])
    return "{" + ", ".join(parts) + "}"


_encoded = json.JSONEncoder(check_circular=False).encode


def _said(found: Answer, extra: dict[str, Any]) -> dict[str, Any]:
    """Return what was understood, and what follows from it."""
    report, diagnosis = found.report, found.diagnosis
    return {
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
    }


def _question(key: str, text: str, why: str, answers: tuple[AnswerOption, ...]) -> dict[str, Any]:
    options = [{"value": a.value, "label": a.label} for a in answers] + [{"value": UNKNOWN, "label": "I don't know"}]
    return {"id": key, "text": text, "why": why, "answers": options}


def _check(found: Answer) -> dict[str, str] | None:
    check = found.diagnosis.next_check
    return {"id": check.id, "title": check.title, "command": check.command} if check else None


def _advice(steps: tuple[str, ...], sources: tuple[Source, ...]) -> dict[str, Any]:
    return {"steps": steps, "sources": [{"title": s.title, "url": s.url} for s in sources]}


def _further(found: Answer) -> dict[str, Any]:
    """Return the keys that stand only where there is something to tell."""
    diagnosis = found.diagnosis
    result: dict[str, Any] = {}
    if diagnosis.contradictions:
        result["contradictions"] = diagnosis.contradictions
    if diagnosis.outside is not None:
        result["outside"] = {"id": diagnosis.outside.id, "title": diagnosis.outside.title, "says": diagnosis.outside.says}
    return result


@lru_cache(MOST_ENCODED)
def _encoded_question(key: str, text: str, why: str, answers: tuple[AnswerOption, ...]) -> str:
    return _encoded(_question(key, text, why, answers))


@lru_cache(MOST_ENCODED)
def _encoded_advice(steps: tuple[str, ...], sources: tuple[Source, ...]) -> str:
    return _encoded(_advice(steps, sources))
