"""Words that are one slip apart: one letter left out, doubled, wrong or swapped with its neighbour.

Two such words share a form once a letter is left out of one or both (symmetric deletion, as in SymSpell by Wolf Garbe).
"""

SHORTEST, LONGEST = 6, 20
"""Letters of the words looked at: in a shorter one a slip makes another word, a longer one is no word."""


def forms(word: str) -> list[str]:
    """Return the word and the word without each of its letters but the first, which people rarely miss."""
    return list(dict.fromkeys([word, *(word[:at] + word[at + 1 :] for at in range(1, len(word)))]))
