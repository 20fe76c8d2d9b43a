"""What a draft is made from, beside the knowledge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from kbassist.model.diagnosis import Candidate, Diagnosis
from kbassist.model.report import Report


class CaseData(NamedTuple):
    """One case as drafting sees it."""

    report: Report
    diagnosis: Diagnosis
    variables: Mapping[str, str]
    """What the agent gave by hand or has in the settings."""
    asks: tuple[str, ...] = ()
    """Keys of the next questions, the most telling first."""
    findings: tuple[str, ...] = ()
    """What live checks found, one line each."""
    case_id: str = ""

    @property
    def causes(self) -> tuple[Candidate, ...]:
        """The causes, the one whose steps are advised first: what was tried without success is not told again."""
        advised = self.diagnosis.advised
        return tuple(sorted(self.diagnosis.causes, key=lambda cause: cause.id != advised)) if advised else self.diagnosis.causes


class Wish(NamedTuple):
    """For whom, how and in which language."""

    audience: str = "customer"
    tone: str = "neutral"
    language: str = "en"
