"""Templates of new entries, made from the schema, so that they cannot fall behind it."""

from __future__ import annotations

import datetime
import typing
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from kbassist.kb.entries import NESTED
from kbassist.kb.problems import Problem
from kbassist.kb.reply_schema import reply_model
from kbassist.kb.schema import FAMILIES, SECTIONS
from kbassist.model.tones import NEEDS, STEPS, TONES, WHAT

_EXAMPLES: dict[str, str] = {
    "evidence": "\n  two_factor: {on: often}",
    "causes": "{wrong-password: usually}",
    "aliases": "[]",
    "samples": "\n" + "\n".join(f"  - TODO {n} a text as people paste or say it" for n in range(1, 9)),
    "sources": '\n  - {title: "TODO page, or RFC with section", url: "https://example.com/TODO"}',
    "submission": "\n  - {host: smtp.example.com, port: 587, security: starttls}",
    "username": "{form: full-address}",
    "credentials": "\n  - {kind: account-password}",
    "recognition": "\n  names: []\n  marks: []",
    "answers": "\n  - {value: yes, label: Yes}\n  - {value: no, label: No}",
    "settings": "\n  - {name: host, key: TODO}",
}

_REPLY_SECTIONS = {"causes": (WHAT, STEPS, NEEDS), "blocks": TONES}
_REPLY_BODY = {
    "templates": "{{ greeting }}\n\n{% if asks %}\n{{ asking }}\n{% else %}\n{{ diagnosis }}\n\n{{ steps }}\n\n{{ needs }}\n"
    "{% endif %}\n\nTODO\n\n{{ closing }}",
    "questions": "TODO where the customer finds it.",
}


def template(family: str, today: datetime.date, name: str = "en/causes/new") -> str:
    """Return the text of a new entry of the family: every field with its description, TODO where a person must fill in.

    `name` is its id; texts of replies differ by their part.
    """
    kind = family if family not in NESTED else name.split("/")[1]
    part = reply_model(name) if family in NESTED else FAMILIES[family]
    model: type[BaseModel] = FAMILIES[family] if isinstance(part, Problem) else part
    lines = ["---"]
    for name, field in model.model_fields.items():
        lines.append(f"# {field.description}" + (f" ({', '.join(words)})" if (words := _choices(field)) else ""))
        lines.append(_line(name, field, today))
    lines += ["---", ""]
    if family in NESTED and kind not in _REPLY_SECTIONS:
        return "\n".join([*lines, _REPLY_BODY.get(kind, "TODO"), ""])
    for section in _REPLY_SECTIONS[kind] if family in NESTED else SECTIONS.get(family, ("About",)):
        body = "1. TODO begin with a verb." if section in ("How to confirm", "How to fix", "How to find out", STEPS) else "TODO"
        lines += [f"## {section}", "", body, ""]
    return "\n".join(lines)


def _line(name: str, field: FieldInfo, today: datetime.date) -> str:
    if name == "as_of":
        return f"as_of: {today.isoformat()}"
    if name in _EXAMPLES and (
        field.is_required() or name in ("evidence", "samples", "sources", "username", "submission", "credentials")
    ):
        value = _EXAMPLES[name]
        return f"{name}:{value}" if value.startswith("\n") else f"{name}: {value}"
    choices = _choices(field)
    if choices:
        default = field.default if isinstance(field.default, str) else choices[0]
        return f"{name}: {default}"
    if not field.is_required():
        return f"# {name}:"
    return f"{name}: TODO"


def _choices(field: FieldInfo) -> list[str]:
    def walk(annotation: Any) -> list[str]:
        if typing.get_origin(annotation) is typing.Literal:
            return [str(value) for value in typing.get_args(annotation)]
        return []

    return walk(field.annotation)
