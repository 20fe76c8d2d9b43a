"""Fixtures: a case that leads to a cause at a provider, without asking the engine."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kbassist.drafting.case import CaseData
from kbassist.kb.store import Store
from kbassist.model.diagnosis import Candidate, Diagnosis, Verdict
from kbassist.reading.read import read

CaseOf = Callable[..., CaseData]

TEXT = "2026-11-20 09:14:02 alice@acme.example: 535 5.7.8 Error: authentication failed"


@pytest.fixture(scope="session")
def case_of(store: Store) -> CaseOf:
    """Return a case of a cause: `case_of("rate-limited", provider="gmail", sure=False, asks=("port",), variables={})`."""

    def make(
        cause: str,
        provider: str | None = None,
        client: str | None = None,
        sure: bool = True,
        asks: tuple[str, ...] = (),
        variables: dict[str, str] | None = None,
        text: str = TEXT,
        library: Store = store,
    ) -> CaseData:
        article = library.article(f"causes/{cause}")
        assert article is not None
        report = read(text, library)._replace(provider=provider, client=client)
        steps, _ = library.steps(cause, provider, client)
        diagnosis = Diagnosis(
            verdict=Verdict.MATCH if sure else Verdict.AMBIGUOUS,
            matches=(),
            causes=(
                Candidate(cause, article.title, article.summary, 0.81, ("you wrote “535”",), ()),
                Candidate("client-defect", "The client", "It errs.", 0.003, (), ("you wrote “535”",)),
            ),
            next_question=None,
            next_check=None,
            check_first=False,
            steps=steps,
            sources=article.sources,
        )
        return CaseData(report, diagnosis, variables or {}, asks)

    return make
