"""Numbers as texts write them: arabic, roman, spelled out, ordinal."""

from __future__ import annotations

import re

UNITS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
    "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
ORDINAL_UNITS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
    "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
)  # fmt: skip
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
ORDINAL_TENS = [word[:-1] + "ieth" for word in TENS]

_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_ROMAN = re.compile(r"m{0,3}(?:cm|cd|d?c{0,4})(?:xc|xl|l?x{0,4})(?:ix|iv|v?i{0,4})", re.IGNORECASE)


def _spelled_values() -> dict[str, int]:
    """Return every spelled cardinal and ordinal from 1 to 99 with its value, compounds with a hyphen."""
    values = {word: n for names in (UNITS, ORDINAL_UNITS) for n, word in enumerate(names, 1)}
    values |= {word: 10 * n for names in (TENS, ORDINAL_TENS) for n, word in enumerate(names, 2)}
    for tens, ten in enumerate(TENS, 2):
        for names in (UNITS, ORDINAL_UNITS):
            values |= {f"{ten}-{word}": 10 * tens + n for n, word in enumerate(names[:9], 1)}
    return values | {"a hundred": 100, "one hundred": 100}


SPELLED = _spelled_values()
SPELLED_PATTERN = "|".join(word.replace("-", r"[\s-]") for word in sorted(SPELLED, key=len, reverse=True))


def roman_value(numeral: str) -> int | None:
    """Return the value of a well-formed roman numeral of either case, else ``None``."""
    if not numeral or not _ROMAN.fullmatch(numeral):
        return None
    values = [_ROMAN_VALUES[letter] for letter in numeral.lower()]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))


def number_value(word: str) -> int | None:
    """Return the value of `word` ("3", "XIV", "twenty one", "Third"), else ``None``."""
    word = word.strip().lower()
    if word.isascii() and word.isdigit():
        return int(word) if len(word) < 5 else None
    return SPELLED.get("-".join(word.split())) or SPELLED.get(word) or roman_value(word)
