"""What would embarrass in a finished draft. A rule is one function `rpNNN`; its docstring is its documentation.

Rules look at the draft as it would be sent. What a language's phrases are stands in `replies/<language>/language.md`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from kbassist.drafting.excerpts import internal
from kbassist.drafting.templates import Library
from kbassist.kb.phrases import ends_at
from kbassist.model.draft import Block, Draft, Remark, Span
from kbassist.model.tokens import words
from kbassist.reading.masks import TOKEN
from kbassist.reading.redact import redact

LONGEST_SENTENCE = 32
"""Words; readers lose longer ones (plain-language guides say 20 to 25 on average)."""
BEFORE, AFTER = 6, 3
"""Words around a phrase in which a denial makes it harmless."""

_SENTENCE_END = re.compile(r"(?<=[.!?:…])\s+|\n")
_HOLE = re.compile(
    r"\{\{|\}\}|\{%|%\}|\{#|\[(?:[A-Z][A-Z _]{2,30})\]|\b(?:TODO|FIXME|XXX|TBD|undefined|None|null)\b|\$\{|<<[^>]{0,40}>>"
)
_URL = re.compile(r"https?://[^\s<>()`'\"\]]+")
_HOST = re.compile(r"\b(?:[a-z0-9-]+\.)+[a-z]{2,24}\b", re.IGNORECASE)


class Checked(NamedTuple):
    """A draft with what the rules look up."""

    draft: Draft
    library: Library
    sentences: tuple[tuple[str, ...], ...]
    """The words of each sentence that is ours: not quoted from the customer, not code."""
    language: dict[str, Any]


_OTHERS = ("report", "article")

Rule = Callable[[Checked], Iterator[str]]


def remarks(draft: Draft, library: Library) -> tuple[Remark, ...]:
    """Return what the rules say of a draft, in the order of the rules."""
    sentences = tuple(tuple(words(part)) for text in _own_texts(draft) for part in _SENTENCE_END.split(text) if part.strip())
    checked = Checked(draft, library, sentences, library.wording(f"{draft.language}/language") or {})
    return tuple(Remark(name.upper(), what) for name, rule in _rules() for what in rule(checked))


def rules() -> dict[str, str]:
    """Return the number and the first line of the documentation of each rule."""
    return {name.upper(): (rule.__doc__ or "").split("\n")[0] for name, rule in _rules()}


def _rules() -> list[tuple[str, Rule]]:
    module = sys.modules[__name__]
    return sorted((name, getattr(module, name)) for name in dir(module) if re.fullmatch(r"rp\d{3}", name))


def rp101(checked: Checked) -> Iterator[str]:
    """It asks nobody for a password, key or code."""
    yield from (f"“{found}” asks for a secret" for found in _phrases(checked, "secrets"))


def rp102(checked: Checked) -> Iterator[str]:
    """No secret stands in it."""
    for text in [checked.draft.subject, *_own_texts(checked.draft)]:
        bare = _URL.sub(lambda m: "" if checked.library.knows_link(m[0]) else m[0], text)  # ids in known addresses are no tokens
        if TOKEN in redact(bare) and TOKEN not in bare:
            yield "something in it looks like a key or token; take it out"
    for text in _said(checked.draft, "agent", "report"):
        if redact(text) != text:
            yield "something in it looks like a password; take it out"


def rp103(checked: Checked) -> Iterator[str]:
    """No host or address of an inner network stands in it."""
    for text in [checked.draft.subject, *_own_texts(checked.draft), *_said(checked.draft, "agent", "report")]:
        yield from (f"'{name}' is an inner host or address" for name in dict.fromkeys(internal(text)))


def rp104(checked: Checked) -> Iterator[str]:
    """It blames nobody."""
    yield from (f"“{found}” sounds like blame" for found in _phrases(checked, "blame"))


def rp105(checked: Checked) -> Iterator[str]:
    """No variable is left unfilled, no placeholder left over."""
    yield from (f"'{missing.name}' has no value" for missing in checked.draft.missing)
    for text in [checked.draft.subject, *_own_texts(checked.draft)]:
        yield from (f"“{found[0]}” is left over from a template" for found in _HOLE.finditer(text))


def rp106(checked: Checked) -> Iterator[str]:
    """Every step comes from an article."""
    traced = {step.text: step.article for step in checked.draft.steps}
    for block in checked.draft.blocks:
        for item in block.items if block.kind == "steps" and checked.draft.cause else ():
            article = traced.get(plain(item))
            if article is None:
                yield f"the step “{plain(item)[:60]}” comes from no article"
            elif checked.library.article(article) is None:
                yield f"the step “{plain(item)[:60]}” names the article '{article}', which is not there"


def rp107(checked: Checked) -> Iterator[str]:
    """No sentence is too long to be understood at once."""
    for sentence in checked.sentences:
        if len(sentence) > LONGEST_SENTENCE:
            yield f"a sentence of {len(sentence)} words, at most {LONGEST_SENTENCE}: “{' '.join(sentence[:8])} …”"


def rp108(checked: Checked) -> Iterator[str]:
    """Links lead to pages that the knowledge names."""
    for span in _spans(checked.draft.blocks):
        targets = [span.target] if span.kind == "link" else _URL.findall(span.text) if _ours(span) else []
        for target in targets:
            if target.startswith("http") and not checked.library.knows_link(target.rstrip(".,;:")):
                yield f"'{target}' is no link of the knowledge"


def rp109(checked: Checked) -> Iterator[str]:
    """A customer is told no other provider's server."""
    for text in _own_texts(checked.draft) if checked.draft.audience == "customer" else ():
        for host in _HOST.findall(text):
            owners = checked.library.host_owners(host.lower())
            if owners and checked.draft.provider not in owners:
                yield f"'{host}' belongs to {', '.join(sorted(owners)[:3])}, not to this case"


def rp110(checked: Checked) -> Iterator[str]:
    """No slang, and the form of address that the language wants."""
    yield from (f"“{found}” does not belong in a reply" for found in _phrases(checked, "unfit"))


def plain(spans: Sequence[Span]) -> str:
    """Return spans as plain text."""
    return " ".join("".join(_words(span) for span in spans).split())


def _ours(span: Span) -> bool:
    return span.kind != "link" and span.target not in ("agent", "report")


def _spans(blocks: Sequence[Block]) -> Iterator[Span]:
    for block in blocks:
        for item in block.items:
            yield from item


def _own_texts(draft: Draft) -> Iterator[str]:
    """Yield the text of each item without what the customer or an article said."""
    for block in draft.blocks:
        for item in block.items if block.kind != "code" else ():
            ours = (" … " if span.target in _OTHERS and span.kind != "link" else _words(span) for span in item)
            yield "".join(ours)


def _said(draft: Draft, *by: str) -> Iterator[str]:
    """Yield what somebody said: the agent, or the report, which also stands in code."""
    yield from (span.text for span in _spans(draft.blocks) if span.target in by and span.kind != "link")


def _words(span: Span) -> str:
    return "\n" if span.kind == "break" else span.text


def _phrases(checked: Checked, kind: str) -> Iterator[str]:
    """Yield the phrases of the language that stand in the draft and are not denied."""
    denials = set(checked.language.get("denials", ()))
    for elements in checked.language.get("phrases", {}).get(kind, ()):
        for sentence in checked.sentences:
            for start in range(len(sentence)):
                end = ends_at(elements, sentence, start)
                around = sentence[max(0, start - BEFORE) : (end or 0) + AFTER]
                if end is not None and not denials & set(around):
                    yield " ".join(sentence[start:end])
                    break
