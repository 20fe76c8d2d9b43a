"""A phrase stands in one sentence: it may go over a line that was full, but not from one line of a log into the next."""

from kbassist.kb.store import Store
from kbassist.reading.read import read


def found(text: str, store: Store) -> set[str]:
    return {fact.key for fact in read(text, store).facts}


def test_a_phrase_goes_over_a_line_that_was_full(store: Store) -> None:
    wrapped = "Our scanner in the hall sends nothing since I changed my\nmail password on Monday"
    assert "password_changed_recently" in found(wrapped, store)


def test_a_phrase_does_not_join_two_short_lines(store: Store) -> None:
    assert "password_changed_recently" not in found("job changed my\npassword: ***", store)
