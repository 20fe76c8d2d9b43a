"""Small whole numbers side by side in one big one: two rows of weights are added by a single addition.

Each lane has 32 bits. Numbers may be negative; they and their sums stay between -2**31 and 2**31 - 1.
"""

import sys
from array import array
from collections.abc import Iterable
from functools import lru_cache
from operator import lshift

WIDTH = 32
_HALF = 1 << (WIDTH - 1)
_ALL = (1 << WIDTH) - 1


def packed(lanes: Iterable[int], numbers: Iterable[int]) -> int:
    """Return the numbers of these lanes as one; lanes not named hold 0."""
    return sum(map(lshift, numbers, map(WIDTH.__mul__, lanes)))


def unpacked(together: int, size: int) -> list[int]:
    """Return the numbers of all lanes; there are `size`."""
    lifted = array("I", (together + _lift(size)).to_bytes(WIDTH // 8 * size, "little"))
    if sys.byteorder == "big":
        lifted.byteswap()
    return [value - _HALF for value in lifted]


def column(rows: Iterable[int], lane: int) -> list[int]:
    """Return the number of one lane of each row."""
    lift, shift = _lift(lane + 1), WIDTH * lane
    return [(((row + lift) >> shift) & _ALL) - _HALF for row in rows]


@lru_cache
def _lift(size: int) -> int:
    """What makes the first lanes all positive, so that none borrows from the next."""
    return packed(range(size), [_HALF] * size)
