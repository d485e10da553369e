"""Spelling: when one word is a slip of the pen away from another."""

from __future__ import annotations


def one_slip(one: str, other: str) -> bool:
    """Tell whether two words in lower case differ by one letter changed, lost or doubled, or by two swapped.

    Never by their first letter, a final *s* or a final *y*, which make other names (*Knightleys*, *Emmy*); short words only
    by a swap.
    """
    if one == other or one[:1] != other[:1] or abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < 4:
        return False
    if one.rstrip("s") == other.rstrip("s") or one + "y" == other or other + "y" == one:
        return False
    if len(one) == len(other):
        wrong = [i for i in range(len(one)) if one[i] != other[i]]
        if len(wrong) == 2:
            i, j = wrong
            return j == i + 1 and one[i] == other[j] and one[j] == other[i]
        return len(wrong) == 1 and len(one) >= 6
    short, long = sorted((one, other), key=len)
    return len(short) >= 5 and any(long[:i] + long[i + 1 :] == short for i in range(1, len(long)))
