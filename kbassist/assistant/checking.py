"""From the findings of a run to a diagnosis: their facts count as checked, what servers printed is read like pasted text."""

from __future__ import annotations

from kbassist.assistant.answer import Answer, answer
from kbassist.kb.store import Store
from kbassist.model.finding import Outcome, Run
from kbassist.model.target import Target
from kbassist.model.visible import visible


def concluded(run: Run, target: Target, store: Store, top: int = 5, text: str = "") -> Answer | None:
    """Return what the findings speak for, or None where nothing is wrong. `text` is what the person said beside them."""
    if not text and not any(finding.outcome in (Outcome.FAIL, Outcome.WARN) and finding.primary for finding in run.findings):
        return None
    facts = run.facts
    provider = provider_of(target, store)
    if provider:
        facts.setdefault("provider", provider)
    said = "\n".join(part for part in (text, visible(run.wording)) if part)
    return answer(said, {}, store, top, checked=facts)


def provider_of(target: Target, store: Store) -> str:
    """Return the provider that a target names or whose host it is, or an empty text."""
    if target.provider:
        return target.provider
    service = store.service_of("host", target.host) if target.host else None
    service = service or (store.service_of("domain", target.domain) if target.domain else None)
    return service.id if service else ""
