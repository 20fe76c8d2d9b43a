"""Comparing letter by letter stops early where the outcome cannot count, and says the same where it can."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from kbassist.matching.score import LEAST_LIKENESS, likeness

texts = st.lists(
    st.sampled_from("authentication failed username password not accepted smtp error".split()), min_size=1, max_size=12
)


@given(texts, texts, st.floats(-1, 2))
def test_a_bound_changes_nothing_above_it(wording: list[str], text: list[str], least: float) -> None:
    one, other = " ".join(wording), " ".join(text)
    whole = likeness(one, other)
    bounded = likeness(one, other, least)
    assert bounded == (whole if whole >= max(least, LEAST_LIKENESS) else bounded)
    assert bounded in (0.0, whole)


@given(texts, texts)
def test_words_that_stand_there_are_found_whole(wording: list[str], text: list[str]) -> None:
    one = " ".join(wording)
    other = " ".join([*text, *wording, *text])
    assert likeness(one, other) == 1.0 == fuzz.partial_ratio(one, other) / 100
