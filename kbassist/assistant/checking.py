"""From the findings of a run to a diagnosis: their facts count as checked, what servers printed is read like pasted text."""

from __future__ import annotations

from collections.abc import Mapping

from kbassist.assistant.answer import Answer, answer
from kbassist.assistant.attribution import as_found
from kbassist.kb.store import Store
from kbassist.model.diagnosis import Verdict
from kbassist.model.finding import Finding, Outcome, Run
from kbassist.model.target import Target

OURSELVES = "kbassist"
"""The client of a check: the wording is a mail program's, but none was used, and none's steps help."""
PORTS = frozenset({"25", "465", "587", "2525"})

LEAST = 0.15
"""Probability below which the first cause is a guess that no finding speaks for."""


def concluded(
    run: Run, target: Target, store: Store, top: int = 5, text: str = "", facts: Mapping[str, str] | None = None
) -> Answer | None:
    """Return what the findings speak for, or None where nothing is wrong or nothing can be said.

    `text` and `facts` are what the person said beside them.
    """
    if not text and not any(finding.primary and _speaks(finding) for finding in run.findings):
        return None
    checked = run.facts
    if target.port:
        checked.setdefault("port", str(target.port) if str(target.port) in PORTS else "other")
    provider = provider_of(target, store)
    if provider:
        checked.setdefault("provider", provider)
    if not text:
        checked["client"] = OURSELVES
    said = "\n".join(part for part in (text, run.wording) if part)
    spared = cleared(run, store)
    made = {finding.check for finding in run.findings if finding.outcome is not Outcome.SKIP}
    found = answer(said, facts or {}, store, top, checked=checked, tried=spared, made=made)
    if found.diagnosis.verdict is Verdict.NO_MATCH and not text:
        found = answer("", facts or {}, store, top, checked=checked, tried=spared, made=made)
    if text:
        return found
    if found.diagnosis.causes and found.diagnosis.causes[0].probability < LEAST:
        return None
    causes = tuple(as_found(cause) for cause in found.diagnosis.causes)
    return found._replace(diagnosis=found.diagnosis._replace(causes=causes))


def _speaks(finding: Finding) -> bool:
    """Tell whether a finding says what is wrong; a warning does so only where it holds words or facts of its own."""
    if finding.outcome is Outcome.WARN:
        return bool(finding.wording) or finding.facts.get("antivirus_or_proxy") == "yes"
    return finding.outcome in (Outcome.FAIL, Outcome.ERROR)


def cleared(run: Run, store: Store) -> set[str]:
    """Return the causes that the checks speak against: those made for it passed, a login among them or all there are."""
    worst: dict[str, bool] = {}
    for finding in run.findings:
        if finding.primary and finding.outcome is not Outcome.SKIP:
            worst[finding.check] = worst.get(finding.check, True) and finding.outcome is Outcome.PASS
    found = set()
    for name, cause in store.causes().items():
        made = [check for check in cause.checks if check in worst]
        if made and all(worst[check] for check in made) and ("login" in made or len(made) == len(cause.checks)):
            found.add(name)
    return found


def provider_of(target: Target, store: Store) -> str:
    """Return the provider that a target names or whose host it is, or an empty text."""
    if target.provider:
        return target.provider
    service = store.service_of("host", target.host) if target.host else None
    service = service or (store.service_of("domain", target.domain) if target.domain else None)
    return service.id if service else ""
