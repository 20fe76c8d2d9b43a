"""Hypothesis strategies for the events of a conversation."""

from __future__ import annotations

from hypothesis import strategies as st

from kbassist.model import case

TIMES = st.datetimes().map(lambda moment: moment.strftime("%Y-%m-%dT%H:%M:%SZ"))
TEXTS = st.text(max_size=60)
KEYS = st.sampled_from(["port", "two_factor", "worked_before", "network", "encryption", "account_kind"])
VALUES = st.sampled_from(["yes", "no", "on", "587", "unknown"])
CAUSES = st.sampled_from(["wrong-password", "app-password-required", "rate-limited", "network-blocked"])
PAIRS = st.dictionaries(KEYS, VALUES, max_size=3).map(lambda facts: tuple(facts.items()))
FOUND = st.builds(
    case.Found,
    check=st.sampled_from(["speaks", "resolve", "login"]),
    target=st.sampled_from(["a.example:587", "b.example:465"]),
    status=st.sampled_from(["pass", "fail"]),
    title=TEXTS,
    detail=TEXTS,
    facts=PAIRS,
    wording=TEXTS,
)
SAID = st.builds(case.TextSaid, TIMES, TEXTS)
ANSWERED = st.builds(case.FactAnswered, TIMES, KEYS, VALUES, TEXTS, PAIRS)
WITHDRAWN = st.builds(case.AnswerWithdrawn, TIMES, KEYS)
MADE = st.builds(case.FindingsMade, TIMES, st.lists(FOUND, max_size=3).map(tuple))
SHOWN = st.builds(case.FixShown, TIMES, CAUSES)
TRIED = st.builds(case.FixTried, TIMES, CAUSES, st.booleans())
RESOLVED = st.builds(case.Resolved, TIMES, CAUSES | st.just(""))
DRAFT = st.builds(case.DraftKept, TIMES, TEXTS, TEXTS, TEXTS)
NOTE = st.builds(case.NoteWritten, TIMES, TEXTS)
RENAMED = st.builds(case.Renamed, TIMES, TEXTS)
REMARKS = DRAFT | NOTE | RENAMED
EVIDENCE = SAID | ANSWERED | WITHDRAWN | MADE | SHOWN | TRIED | RESOLVED
EVENTS = EVIDENCE | REMARKS
