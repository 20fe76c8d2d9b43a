"""Rows of small numbers added as one big number give what adding them one by one gives."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kbassist.model.lanes import column, packed, unpacked

SIZE = 31
rows = st.lists(st.dictionaries(st.integers(0, SIZE - 1), st.integers(-50_000, 50_000)), max_size=40)


@given(rows)
def test_the_sum_of_packed_rows_is_the_sum_of_each_lane(found: list[dict[int, int]]) -> None:
    together = sum(packed(row, row.values()) for row in found)
    assert unpacked(together, SIZE) == [sum(row.get(lane, 0) for row in found) for lane in range(SIZE)]


@given(rows, st.integers(0, SIZE - 1))
def test_a_column_is_the_number_of_one_lane_in_each_row(found: list[dict[int, int]], lane: int) -> None:
    assert column([packed(row, row.values()) for row in found], lane) == [row.get(lane, 0) for row in found]


def test_the_whole_range_of_a_lane_is_kept() -> None:
    ends = [-(2**31), 2**31 - 1, -1, 0, 1, -(2**31)]
    assert unpacked(packed(range(len(ends)), ends), len(ends)) == ends
