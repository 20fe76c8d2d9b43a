"""Findings as a person reads them, a line each as they come, and as the contract's JSON."""

from __future__ import annotations

from typing import Any

from kbassist.assistant.answer import Answer
from kbassist.cli.console import Console, visible
from kbassist.cli.form import SCHEMA, as_object
from kbassist.cli.page import wrapped
from kbassist.model.finding import Event, Finding, Finished, Outcome, Progress, Run, Started

_MARKS = {
    Outcome.PASS: ("ok", "32"),
    Outcome.WARN: ("warn", "33"),
    Outcome.FAIL: ("FAIL", "1;31"),
    Outcome.SKIP: ("skip", "2"),
    Outcome.ERROR: ("ERROR", "1;31"),
}
INDENT = " " * 8


class Live:
    """Prints each check as it ends; on a terminal the last line says what is still under way, unless `still`."""

    def __init__(self, console: Console, *, transcript: bool, still: bool = False) -> None:
        self._console = console
        self._transcript = transcript
        self._live = console.stdout.isatty() and not still
        self._running: dict[str, str] = {}
        self._shown: set[tuple[Any, ...]] = set()

    def __call__(self, event: Event) -> None:
        """Take one event of a run."""
        match event:
            case Started(spec):
                self._running[spec.id] = spec.title
            case Progress(spec, words):
                self._running[spec.id] = f"{spec.title} ({words})"
            case Finished(spec, findings):
                self._running.pop(spec.id, None)
                self._erase()
                for finding in findings:
                    self._print(finding)
        self._status()

    def end(self) -> None:
        """Take the status line away."""
        self._erase()

    def _print(self, finding: Finding) -> None:
        mark, color = _MARKS[finding.outcome]
        padded = f"{mark:<6}"
        lead = f"\x1b[{color}m{padded}\x1b[0m" if self._console.color else padded
        head, *rest = wrapped(visible(finding.title), self._console.width, " " * 8, INDENT)
        self._console.out(f"  {lead}{head[8:]}")
        for line in rest:
            self._console.out(line)
        if finding.detail and finding.outcome is not Outcome.PASS:
            for line in wrapped(visible(finding.detail), self._console.width, INDENT, INDENT):
                self._console.out(line)
        if self._transcript and finding.transcript and finding.transcript not in self._shown:
            self._shown.add(finding.transcript)
            for spoken in finding.transcript:
                self._console.out(f"{INDENT}{visible(str(spoken))}")

    def _status(self) -> None:
        if self._live and self._running:
            text = visible(f"  … {', '.join(self._running.values())}")[: self._console.width - 1]
            self._console.stdout.write(f"\r{text}\x1b[K")
            self._console.stdout.flush()

    def _erase(self) -> None:
        if self._live:
            self._console.stdout.write("\r\x1b[K")


def as_findings(run: Run, found: Answer | None, *, transcript: bool) -> dict[str, Any]:
    """Return the contract's object of `check --json`; `transcript` adds the dialogues."""
    told = as_object(found) if found else {}
    return {
        "schema": SCHEMA,
        "target": run.target,
        "findings": [_object(finding, transcript=transcript) for finding in run.findings],
        "causes": told.get("causes", []),
        "next_question": told.get("next_question"),
        "steps": told.get("steps", []),
        "sources": told.get("sources", []),
        "seconds": round(run.seconds, 3),
    }


def _object(finding: Finding, *, transcript: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "check": finding.check,
        "target": finding.target,
        "status": finding.outcome.value,
        "reason": finding.reason,
        "title": visible(finding.title),
        "detail": visible(finding.detail),
        "facts": {key: visible(value) for key, value in finding.facts.items()},
        "seconds": round(finding.seconds, 3),
    }
    if transcript:
        shown["transcript"] = [visible(str(line)) for line in finding.transcript]
    return shown
