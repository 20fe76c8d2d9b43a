"""A draft as text, markdown, HTML for a helpdesk's editor, JSON, a mail file or a mailto address."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from kbassist.model.draft import Block, Draft, Span

SCHEMA = 1
_SPECIAL = re.compile(r"([\\`*_\[\]<>|~&])")
_LINE_START = re.compile(r"^(\s*)(#{1,6}(?=\s|$)|[-+=>]|\d{1,9}(?=[.)]))", re.MULTILINE)
_WEB = re.compile(r"(https?://|mailto:)", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s<>()`'\"]*[^\s<>()`'\".,;:!?]")


# -- text ------------------------------------------------------------------------------------------------------------


def as_text(draft: Draft) -> str:
    """Return the draft as plain text, one line a paragraph: helpdesks and mail programs wrap by themselves."""
    return "\n\n".join(_text_block(block) for block in draft.blocks)


def _text_block(block: Block) -> str:
    if block.kind == "steps":
        return "\n".join(f"{n}. {_hung(_text(item), len(str(n)) + 2)}" for n, item in enumerate(block.items, 1))
    if block.kind == "list":
        return "\n".join(f"- {_hung(_text(item), 2)}" for item in block.items)
    if block.kind == "code":
        return "\n".join(f"    {line}" for line in _text(block.items[0]).splitlines())
    return _text(block.items[0])


def _text(spans: Sequence[Span]) -> str:
    return "".join(_text_span(span) for span in spans)


def _text_span(span: Span) -> str:
    if span.kind == "break":
        return "\n"
    if span.kind == "link" and _WEB.match(span.target) and span.target not in (span.text, f"mailto:{span.text}"):
        return f"{span.text} ({span.target.removeprefix('mailto:')})"
    return span.text


def _hung(text: str, indent: int) -> str:
    return text.replace("\n", "\n" + " " * indent)


# -- markdown --------------------------------------------------------------------------------------------------------


def as_markdown(draft: Draft) -> str:
    """Return the draft as CommonMark; whatever a value holds reads as text there."""
    return "\n\n".join(_markdown_block(block) for block in draft.blocks)


def _markdown_block(block: Block) -> str:
    if block.kind == "code":
        text = "".join(span.text for span in block.items[0])
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", text)), default=0))
        return f"{fence}\n{text}\n{fence}"
    if block.kind == "steps":
        return "\n".join(f"{n}. {_hung(_markdown(item), 3 + (n > 9))}" for n, item in enumerate(block.items, 1))
    if block.kind == "list":
        return "\n".join(f"- {_hung(_markdown(item), 2)}" for item in block.items)
    head = "#" * block.level + " " if block.kind == "heading" else ""
    return head + _markdown(block.items[0])


def _markdown(spans: Sequence[Span]) -> str:
    text = "".join(_markdown_span(span) for span in spans)
    return _LINE_START.sub(lambda m: f"{m[1]}{m[2]}\\" if m[2][0].isdigit() else f"{m[1]}\\{m[2]}", text)


def _markdown_span(span: Span) -> str:
    if span.kind == "break":
        return "\\\n"
    if span.kind == "link" and _WEB.match(span.target):
        return f"[{_escaped(span.text)}](<{quote(span.target, safe=':/?#@!$&*+,;=%~[]')}>)"
    if span.kind == "code":
        return _code(span.text)
    if span.kind == "literal" and span.target == "knowledge" and _URL.fullmatch(span.text):
        return f"<{span.text}>"
    mark = {"strong": "**", "em": "*"}.get(span.kind, "")
    return mark + _escaped(" ".join(span.text.split("\n"))) + mark


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _code(text: str) -> str:
    text = " ".join(text.split("\n"))
    fence = "`" * (1 + max((len(run) for run in re.findall(r"`+", text)), default=0))
    gap = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{gap}{text}{gap}{fence}"


# -- HTML ------------------------------------------------------------------------------------------------------------


def as_html(draft: Draft) -> str:
    """Return the draft as an HTML fragment of plain tags, which editors of helpdesks keep when it is pasted."""
    return "\n".join(_html_block(block) for block in draft.blocks)


def _html_block(block: Block) -> str:
    if block.kind in ("steps", "list"):
        tag = "ol" if block.kind == "steps" else "ul"
        return f"<{tag}>\n" + "\n".join(f"<li>{_html(item)}</li>" for item in block.items) + f"\n</{tag}>"
    if block.kind == "code":
        return f"<pre><code>{html.escape(''.join(span.text for span in block.items[0]))}</code></pre>"
    tag = f"h{min(6, block.level + 1)}" if block.kind == "heading" else "p"
    return f"<{tag}>{_html(block.items[0])}</{tag}>"


def _html(spans: Sequence[Span]) -> str:
    return "".join(_html_span(span) for span in spans)


def _html_span(span: Span) -> str:
    text = html.escape(span.text)
    if span.kind == "break":
        return "<br>"
    if span.kind == "link":
        return f'<a href="{html.escape(span.target)}">{text}</a>' if _WEB.match(span.target) else text
    if (span.kind == "literal" and span.target == "knowledge") or span.kind == "text":
        return _URL.sub(lambda m: f'<a href="{m[0]}">{m[0]}</a>', text)
    tag = {"strong": "strong", "em": "em", "code": "code"}.get(span.kind)
    return f"<{tag}>{text}</{tag}>" if tag else text.replace("\n", "<br>")


# -- JSON, mail ------------------------------------------------------------------------------------------------------


def as_object(draft: Draft) -> dict[str, Any]:
    """Return the draft as a mapping for JSON; while something is missing it holds no text."""
    whole = not draft.missing
    return {
        "schema": SCHEMA,
        "audience": draft.audience,
        "tone": draft.tone,
        "language": draft.language,
        "cause": draft.cause,
        "asks": list(draft.asks),
        "subject": draft.subject if whole else None,
        "text": as_text(draft) if whole else None,
        "markdown": as_markdown(draft) if whole else None,
        "html": as_html(draft) if whole else None,
        "steps": [{"text": step.text, "article": step.article} for step in _told(draft)],
        "missing": [missing._asdict() for missing in draft.missing],
        "left_out": [missing._asdict() for missing in draft.left_out],
        "lint": [remark._asdict() for remark in draft.remarks],
    }


def _told(draft: Draft) -> list[Any]:
    """The traced steps that stand in the draft."""
    told = {" ".join("".join(s.text for s in item).split()) for b in draft.blocks if b.kind == "steps" for item in b.items}
    return [step for step in draft.steps if step.text in told]


def as_json(draft: Draft) -> str:
    """Return the draft as one line of JSON."""
    return json.dumps(as_object(draft), ensure_ascii=False)


def as_eml(draft: Draft) -> bytes:
    """Return the draft as a mail file (RFC 5322) with text and HTML that mail programs open as unsent."""
    from email.message import EmailMessage  # 25 ms that the other formats save
    from email.policy import SMTP

    message = EmailMessage(policy=SMTP)
    message["Subject"] = draft.subject
    if draft.to:
        message["To"] = draft.to
    message["X-Unsent"] = "1"  # Outlook and others open such a file for editing
    message.set_content(as_text(draft) + "\n")
    message.add_alternative(as_html(draft) + "\n", subtype="html")
    return message.as_bytes()


def as_mailto(draft: Draft) -> str:
    """Return the draft as a `mailto:` address (RFC 6068): line breaks as %0D%0A, everything else percent-encoded."""
    body = as_text(draft).replace("\n", "\r\n")
    return f"mailto:{quote(draft.to, safe='@')}?subject={quote(draft.subject, safe='')}&body={quote(body, safe='')}"
