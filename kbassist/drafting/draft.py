"""The whole way from a case to a draft."""

from __future__ import annotations

from kbassist.drafting import lint, templates, values
from kbassist.drafting.case import CaseData, Wish
from kbassist.drafting.render import Part, Renderer
from kbassist.drafting.templates import Library
from kbassist.errors import UsageError
from kbassist.model.draft import Block, Draft, Span, TracedStep, Wording
from kbassist.model.tones import TONES


def draft(case: CaseData, wish: Wish, library: Library) -> Draft:
    """Return the draft for a case. Where `missing` is not empty it has holes and is not to be shown.

    Raises UsageError for an audience, tone or language that there is not, KnowledgeError for a template that cannot be filled in.
    """
    if wish.tone not in TONES:
        raise UsageError(f"unknown tone '{wish.tone}'; allowed: {', '.join(TONES)}")
    template = templates.template(library, wish.language, wish.audience)
    blocks = templates.blocks(library, wish.language)
    supplied = values.supplied(case, wish, library)
    declared, left_out = values.variables([template, *blocks.values()], case.variables)
    parts = {name: Part(_toned(block, wish.tone), block.id) for name, block in blocks.items()}
    renderer = Renderer({**supplied, **declared, **parts})
    subject = renderer.line(renderer.fill(template.subject, template.id))
    body = renderer.fill(template.body, template.id)
    asking = bool(supplied["asks"])
    cause = case.causes[0].id if case.causes and not asking else None
    made = Draft(
        subject=subject,
        blocks=renderer.blocks(body),
        audience=wish.audience,
        tone=wish.tone,
        language=wish.language,
        cause=cause,
        asks=case.asks if asking else (),
        steps=_steps(renderer, supplied, cause),
        missing=renderer.missing,
        left_out=left_out,
        to=case.variables.get("customer_address", ""),
        provider=case.report.provider,
    )
    return made._replace(remarks=lint.remarks(made, library)) if not made.missing else made


def retold(made: Draft, text: str, library: Library) -> Draft:
    """Return the draft with a text that a person has edited in place of its blocks, linted anew. Its paragraphs are all the agent's own."""
    paragraphs = [part for part in text.split("\n\n") if part.strip()]
    spans = [tuple(Span("break" if n % 2 else "text", line) for n, line in enumerate(_broken(part))) for part in paragraphs]
    edited = made._replace(blocks=tuple(Block("paragraph", (item,)) for item in spans), steps=(), remarks=())
    return edited._replace(remarks=lint.remarks(edited, library))


def _broken(part: str) -> list[str]:
    """Return the lines of a paragraph with an empty text for each line break between them."""
    lines = part.split("\n")
    return [piece for line in lines for piece in (line, "")][:-1]


def _toned(block: Wording, tone: str) -> str:
    return block.sections.get(tone) or block.sections.get(TONES[0], "")


def _steps(renderer: Renderer, supplied: dict[str, object], cause: str | None) -> tuple[TracedStep, ...]:
    """Return every step that a draft may hold: the customer wording's and the article's own, with the article they come from."""
    if cause is None:
        return ()
    found = []
    for name in ("cause_steps", "article_steps"):
        parts = supplied[name] if isinstance(supplied[name], list) else [supplied[name]]
        for number, part in enumerate(parts if isinstance(parts, list) else []):
            text = renderer.fill("{{ it }}", name, {"it": part})
            listed = text if name == "cause_steps" else f"{number + 1}. {text}"
            found += [lint.plain(item) for block in renderer.blocks(listed) if block.kind == "steps" for item in block.items]
    return tuple(TracedStep(item, f"causes/{cause}") for item in dict.fromkeys(found))
