"""Words what pydantic finds: the place in the file, what is wrong, what is allowed, the nearest name."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from rapidfuzz import process

from kbassist.kb.frontmatter import Front, Path
from kbassist.kb.problems import Problem


def worded(model: type[BaseModel], front: Front, item: dict[str, Any]) -> Problem:
    """Return one of pydantic's complaints about a front matter as a problem."""
    path = _known(tuple(item["loc"]), front.lines)
    name = ".".join(str(part) for part in path) or "front matter"
    kind, given, context = item["type"], item.get("input"), item.get("ctx", {})
    if kind == "extra_forbidden":
        allowed = _fields_at(model, path[:-1])
        what = f"'{path[-1]}' is not a field here{nearest(str(path[-1]), allowed)}; allowed: {', '.join(allowed)}"
    elif kind == "missing":
        missing = str(item["loc"][-1])
        where = f" in {name}" if path else ""
        what = f"'{missing}' is missing{where}"
    elif kind == "literal_error":
        allowed = [word.strip(" '") for word in str(context["expected"]).replace(" or ", ",").split(",")]
        what = f"{name}: '{given}' is not allowed{nearest(str(given), allowed)}; allowed: {', '.join(allowed)}"
    elif kind == "string_pattern_mismatch":
        what = f"{name}: '{str(given)[:60]}' has not the form wanted ({context.get('pattern')})"
    else:
        what = f"{name}: {item['msg'][:1].lower()}{item['msg'][1:]}"
    return Problem(front.lines.get(path, 2), what)


def _known(location: Path, lines: dict[Path, int]) -> Path:
    """pydantic adds names of union members and `[key]` marks to a location; keep the part that stands in the file."""
    path: Path = ()
    for part in location:
        if (*path, part) in lines:
            path = (*path, part)
    return path


def _fields_at(model: type[BaseModel], path: Path) -> list[str]:
    current: Any = model
    for part in path:
        if isinstance(part, int):
            continue
        current = _model_of(current.model_fields[part].annotation) if part in current.model_fields else current
    return list(current.model_fields)


def _model_of(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        found = _model_of(argument)
        if found is not None:
            return found
    return None


def nearest(given: str, allowed: list[str]) -> str:
    """Return ` (nearest: 'x')` where something like `given` is allowed, else an empty text."""
    found = process.extractOne(given, allowed, score_cutoff=60)
    return f" (nearest: '{found[0]}')" if found else ""
