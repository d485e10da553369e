from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabula.lexicons.numbers import number_value, roman_value
from fabula.readers.headings import looks_like_title, read_heading


@pytest.mark.parametrize(
    ("word", "value"),
    [("3", 3), ("XIV", 14), ("iv", 4), ("IIII", 4), ("twenty-two", 22), ("Twenty two", 22), ("Third", 3),
    ("fortieth", 40),
     ("IC", None), ("", None), ("storm", None), ("12345", None), ("ninety-ninth", 99)],
)  # fmt: skip
def test_numbers(word, value):
    assert number_value(word) == value


@given(st.integers(1, 399))
def test_roman_numerals_are_read_back(number):
    units = [(100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]
    numeral, left = "", number
    for value, letters in units:
        numeral += letters * (left // value)
        left %= value
    assert roman_value(numeral) == number


@pytest.mark.parametrize(
    ("line", "rank", "number", "title"),
    [
        ("CHAPTER XIV. The Lamp", "chapter", 14, "The Lamp"), ("chapter two", "chapter", 2, None),
        ("Ch. 3 - Lamps", "chapter", 3, "Lamps"), ("=== Chapter 4 ===", "chapter", 4, None),
        ("CHAPTER V LAMPS!", "chapter", 5, "LAMPS!"), ("Chapter 6: in which nothing happens", "chapter", 6,
        "in which nothing happens"),
        ("Stave One: The Lamp", "chapter", 1, "The Lamp"), ("BOOK THE SECOND", "division", 2, None),
        ("THE THIRD PART", "division", 3, None), ("Epilogue", "chapter", None, "Epilogue"), ("Day 3", "weak", 3, None),
        ("[ 7 ]", "number", 7, None), ("IV.", "number", 4, None), ("— II —", "number", 2, None),
        ("VIII The Lamp of To-day", "number", 8, "The Lamp of To-day"),
    ],
)  # fmt: skip
def test_what_a_heading_says(line, rank, number, title):
    heading = read_heading(line)
    assert heading is not None
    assert (heading.rank, heading.number, heading.title) == (rank, number, title)


@pytest.mark.parametrize(
    "line",
    ["Chapter and verse", "Chapter 3 was the worst of all.", "Letters came.", "Part of me", "I was born.", "I am", "Ox",
     "Introduction to the lamp, a thing", "Actually", "Books!", "Volume up", "0", "Chapterhouse 5", "V. was here.", "",
     "She read chapter 3.", "Day after day"],
)  # fmt: skip
def test_what_is_no_heading(line):
    assert read_heading(line) is None


@given(st.text(max_size=60))
def test_any_line_can_be_asked(line):
    read_heading(line)
    looks_like_title(line)


@pytest.mark.parametrize(
    ("line", "expected"),
    [("The Boy Who Waited", True), ("THE FERRY", True), ("A BOARDING SCHOOL.", True), ("He waited.", False),
    ("he waited", False),
     ("“MARIT!”", False), ("Dear Marit,", False), ("The lamp was lit", False), ("“The Lamp”", True), ("123", False),
     ("Who Goes There?", True)],
)  # fmt: skip
def test_titles(line, expected):
    assert looks_like_title(line) is expected
