from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from texts import make_book, parsed_world, parts_of_books

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
        ("He left on the twenty-first of June.", "the twenty-first of June", "date", "XXXX-06-21"),
        ("Vell, 11 February", "11 February", "date", "XXXX-02-11"),
        ("Friday, 3rd February", "Friday, 3rd February", "date", "XXXX-02-03"),
        ("Tuesday, 14 February 2023, 07:52", "Tuesday, 14 February 2023, 07:52", "date", "2023-02-14T07:52"),
        ("Thursday, 16th. Rain.", "Thursday, 16th", "date", "XXXX-XX-16"),
        ("CALL, 16 FEBRUARY, 20:14", "16 FEBRUARY, 20:14", "date", "XXXX-02-16T20:14"),
        ("That was the October of 1987.", "the October of 1987", "date", "1987-10"),
        ("He was born in 1850.", "1850", "date", "1850"),
        ("She had known since October.", "October", "date", "XXXX-10"),
        ("In March it rained.", "March", "date", "XXXX-03"),
        ("She came on a Tuesday.", "a Tuesday", "date", "XXXX-WXX-2"),
        ("She came on Monday morning.", "Monday morning", "date", "XXXX-WXX-1TMO"),
        ("Saturday, six a.m., and no milk.", "Saturday, six a.m.", "date", "XXXX-WXX-6T06:00"),
        ("It was Christmas Eve.", "Christmas Eve", "date", "XXXX-12-24"),
        ("At nine o'clock she came.", "nine o'clock", "time", "T09:00"),
        ("Nine o’clock struck.", "Nine o’clock", "time", "T09:00"),
        ("It was 10:30 p.m. then.", "10:30 p.m.", "time", "T22:30"),
        ("At half past eight it rang.", "half past eight", "time", "T08:30"),
        ("At a quarter to nine in the evening it rang.", "a quarter to nine in the evening", "time", "T20:45"),
        ("He swam at ten in the morning.", "ten in the morning", "time", "T10:00"),
        ("He woke at midnight.", "midnight", "time", "T24:00"),
        ("She sang in the morning.", "the morning", "time", "TMO"),
        ("It was a flat grey morning.", "a flat grey morning", "time", "TMO"),
        ("He slept for two hours.", "two hours", "duration", "PT2H"),
        ("He waited nine hours and forty minutes.", "nine hours and forty minutes", "duration", "PT9H40M"),
        ("He waited an hour and a half.", "an hour and a half", "duration", "PT1H30M"),
        ("He slept for several days.", "several days", "duration", "PXD"),
        ("He slept for years.", "years", "duration", "PXY"),
        ("For a fortnight it rained.", "a fortnight", "duration", "P2W"),
        ("It took less than a second.", "less than a second", "duration", "PT1S"),
        ("She was twenty-two years old.", "twenty-two years old", "duration", "P22Y"),
        ("She thought for a long time.", "a long time", "duration", None),
        ("Three days later she left.", "Three days later", "relative", "P3D"),
        ("An hour later she left.", "An hour later", "relative", "PT1H"),
        ("He left half an hour ago.", "half an hour ago", "relative", "-PT30M"),
        ("He died eleven years ago.", "eleven years ago", "relative", "-P11Y"),
        ("Yesterday it rained.", "Yesterday", "relative", "-P1D"),
        ("I shall come tomorrow at nine o'clock.", "tomorrow at nine o'clock", "relative", "P1DT09:00"),
        ("The next morning it rained.", "The next morning", "relative", "P1D-MO"),
        ("That night it rained.", "That night", "relative", "P0D-NI"),
        ("He came the day before yesterday.", "the day before yesterday", "relative", "-P2D"),
        ("She is well now.", "now", "relative", "PRESENT_REF"),
        ("She sang every day.", "every day", "frequency", "P1D"),
        ("She sang every Friday.", "every Friday", "frequency", "XXXX-WXX-5"),
        ("She sang every other week.", "every other week", "frequency", "P2W"),
        ("In winter she slept.", "winter", "season", "XXXX-WI"),
        ("That spring she left.", "That spring", "season", "XXXX-SP"),
    ],
)
def test_a_time_has_its_kind_and_normal_form(text: str, words: str, kind: str, value: str | None) -> None:
    (found,) = times(text)
    assert (found.text, found.kind, found.value) == (words, kind, value)
    assert found.anchor == ("scene" if kind == "relative" else None)


@pytest.mark.parametrize(
    "text",
    [
        "He may come.",
        "They march on.",
        "She came second.",
        "He had 1850 pounds.",
        "Go.",
        "Now, look.",
        "He had a second helping.",
        "The second door.",
    ],
)
def test_what_is_no_time_is_none(text: str) -> None:
    assert times(text) == ()


def test_an_expression_may_run_over_a_line() -> None:
    (found,) = times("He came three\ndays later.")
    assert (found.text, found.value) == ("three\ndays later", "P3D")


def test_it_never_runs_over_a_paragraph() -> None:
    (found,) = times("He came three", "days later.")
    assert found.text == "days later"


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


def test_somebody_s_name_is_no_time() -> None:
    told = (
        "June Hale sat at the window. Mr. March saw June there.",
        "In March it rained, and June went home on Friday.",
    )
    assert [one.text for one in parsed_world(*told).timeline] == ["March", "Friday"]
