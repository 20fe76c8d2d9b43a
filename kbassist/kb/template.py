"""Templates of new entries, made from the schema, so that they cannot fall behind it."""

from __future__ import annotations

import datetime
import typing
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from kbassist.kb.schema import FAMILIES, SECTIONS

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


def template(family: str, today: datetime.date) -> str:
    """Return the text of a new entry of the family: every field with its description, TODO where a person must fill in."""
    model: type[BaseModel] = FAMILIES[family]
    lines = ["---"]
    for name, field in model.model_fields.items():
        lines.append(f"# {field.description}" + (f" ({', '.join(words)})" if (words := _choices(field)) else ""))
        lines.append(_line(name, field, today))
    lines += ["---", ""]
    for section in SECTIONS.get(family, ("About",)):
        body = "1. TODO begin with a verb." if section in ("How to confirm", "How to fix", "How to find out") else "TODO"
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
