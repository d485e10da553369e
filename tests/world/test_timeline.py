from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from texts import make_book, parts_of_books

from fabula.types.annotations import TimeExpression
from fabula.world.timeline import find_times


def times(*parts: str) -> tuple[TimeExpression, ...]:
    return find_times(make_book(*parts))


@pytest.mark.parametrize(
    ("text", "words", "kind", "value"),
    [
        ("On the 3rd of May, 1850, she came.", "the 3rd of May, 1850", "date", "1850-05-03"),
        ("It was March 14th, 1901.", "March 14th, 1901", "date", "1901-03-14"),
        ("He left on the 2nd of June.", "the 2nd of June", "date", "XXXX-06-02"),
        ("He was born in 1850.", "in 1850", "date", "1850"),
        ("In 1850 he was born.", "In 1850", "date", "1850"),
        ("She came on Monday morning.", "on Monday morning", "date", None),
        ("At nine o'clock she came.", "At nine o'clock", "time", "T09:00"),
        ("Nine o’clock struck.", "Nine o’clock", "time", "T09:00"),
        ("It was 10:30 p.m. then.", "10:30 p.m.", "time", "T22:30"),
        ("At half past eight it rang.", "At half past eight", "time", "T08:30"),
        ("He woke at midnight.", "at midnight", "time", "00:00"),
        ("She sang in the morning.", "in the morning", "time", "MO"),
        ("He slept for two hours.", "for two hours", "duration", "PT2H"),
        ("He slept for several days.", "for several days", "duration", "PXD"),
        ("For a week it rained.", "For a week", "duration", "P1W"),
        ("Three days later she left.", "Three days later", "relative", "P3D"),
        ("An hour later she left.", "An hour later", "relative", "PT1H"),
        ("He died eleven years ago.", "eleven years ago", "relative", "P-11Y"),
        ("Yesterday it rained.", "Yesterday", "relative", "P-1D"),
        ("The next morning it rained.", "The next morning", "relative", "P1D-MO"),
        ("That night it rained.", "That night", "relative", "P0D-NI"),
        ("She sang every day.", "every day", "frequency", "P1D"),
        ("In winter she slept.", "In winter", "season", "WI"),
    ],
)
def test_a_time_has_its_kind_and_normal_form(text: str, words: str, kind: str, value: str | None) -> None:
    (found,) = times(text)
    assert (found.text, found.kind, found.value) == (words, kind, value)
    assert found.anchor == ("scene" if kind == "relative" else None)


@pytest.mark.parametrize("text", ["He may come.", "They march on.", "She came second.", "He had 1850 pounds.", "Go."])
def test_what_is_no_time_is_none(text: str) -> None:
    assert times(text) == ()


def test_an_expression_may_run_over_a_line() -> None:
    (found,) = times("He came three\ndays later.")
    assert (found.text, found.value) == ("three\ndays later", "P3D")


def test_it_never_runs_over_a_paragraph() -> None:
    assert times("He came three", "days later.") == ()


def test_paratext_has_no_times() -> None:
    assert times("# 1 Yesterday", "It rained.") == ()


@settings(max_examples=100, deadline=None)
@given(parts_of_books())
def test_times_are_disjoint_and_read_as_they_stand(parts: list[str]) -> None:
    book = make_book(*parts)
    found = find_times(book)
    assert all(book.text[one.start : one.end] == one.text for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(any(home.start <= one.start and one.end <= home.end for home in book.paragraphs) for one in found)
