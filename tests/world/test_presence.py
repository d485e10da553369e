from __future__ import annotations

from texts import DIVIDER, reading_of, world_of

from fabula.world.presence import find_hearers, present_in


def hearers(*parts: str) -> list[set[str]]:
    return [{one.name for one in quote.hearers} for quote in world_of(*parts).quotes]


def present(*parts: str) -> set[str]:
    reading = reading_of(*parts)
    return {one.name for one in present_in(reading, 0, len(reading.text))}


def test_those_who_act_or_speak_are_present() -> None:
    assert present("Anna Grey sat down.", "“Go,” said Tom.") == {"Anna Grey", "Tom"}


def test_those_who_are_only_spoken_of_are_not() -> None:
    assert present("“Emma went to London, and Emma stayed there,” said Tom.") == {"Tom"}


def test_presence_is_of_a_stretch() -> None:
    reading = reading_of("Anna sat down.", "Tom slept.")
    assert [one.name for one in present_in(reading, 0, 14)] == ["Anna"]


def test_a_quote_is_heard_by_those_around() -> None:
    assert hearers("Anna sat down. Emma stood by the door.", "“Go,” said Tom to Anna.") == [{"Anna", "Emma"}]


def test_nobody_hears_himself() -> None:
    assert hearers("Tom sat down.", "“Go,” said Tom.") == [set()]


def test_those_of_another_scene_hear_nothing() -> None:
    assert hearers("Anna sat down.", DIVIDER, "Emma stood up.", "“Go,” said Tom.") == [{"Emma"}]


def test_words_that_are_written_reach_whom_they_are_for() -> None:
    assert hearers("Emma stood there. Anna sat down.", "“Go,” wrote Tom to Anna.") == [{"Anna"}]


def test_a_book_without_quotes_has_no_hearers() -> None:
    assert find_hearers(reading_of("Anna sat down."), [(0, 14)]) == ()
