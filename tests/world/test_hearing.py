"""Who hears what is said."""

from __future__ import annotations

from texts import DIVIDER, parsed_world, world_of


def hearers(*parts: str) -> list[set[str]]:
    return [{one.name for one in quote.hearers} for quote in world_of(*parts).quotes]


def test_a_quote_is_heard_by_those_around() -> None:
    assert hearers("Anna sat down. Emma stood by the door.", "“Go,” said Tom to Anna.") == [{"Anna", "Emma"}]


def test_nobody_hears_himself() -> None:
    assert hearers("Tom sat down.", "“Go,” said Tom.") == [set()]


def test_those_of_another_scene_hear_nothing() -> None:
    assert hearers("Anna sat down.", DIVIDER, "Emma stood up.", "“Go,” said Tom.") == [{"Emma"}]


def test_words_that_are_written_reach_whom_they_are_for() -> None:
    assert hearers("Emma stood there. Anna sat down.", "“Go,” wrote Tom to Anna.") == [{"Anna"}]


def test_who_has_left_hears_no_more() -> None:
    told = hearers("Emma sat there.", "“Go,” said Tom to Anna.", "Emma left the room.", "“Now,” said Tom to Anna.")
    assert told == [{"Anna", "Emma"}, {"Anna"}]
    told = hearers(
        "Emma sat there. Then Emma walked out.", "“Now,” said Tom to Anna.", "Emma came back in and sat down."
    )
    assert told == [{"Anna"}]


def test_who_comes_in_later_has_heard_nothing() -> None:
    told = hearers("“Go,” said Tom to Anna.", "Emma entered. Emma sat down.", "“Now,” said Tom to Anna.")
    assert told == [{"Anna"}, {"Anna", "Emma"}]


def test_leaving_somebody_or_looking_out_is_not_leaving() -> None:
    assert hearers("Emma looked out of the window.", "“Go,” said Tom to Anna.") == [{"Anna", "Emma"}]
    assert hearers("Emma left Anna to her book.", "“Go,” said Tom to Anna.") == [{"Anna", "Emma"}]


def test_a_whisper_is_for_one() -> None:
    assert hearers("Emma stood there.", "“Go,” whispered Tom to Anna.") == [{"Anna"}]


def test_what_is_only_thought_is_for_nobody() -> None:
    world = world_of("Emma stood there. Anna sat down.", "“Go,” thought Tom.", "“Go,” Tom wondered aloud.")
    first, second = world.quotes
    assert (first.hearers, first.addressees) == ((), ())
    assert {one.name for one in second.hearers} == {"Anna", "Emma"}


def test_a_book_without_quotes_has_no_hearers() -> None:
    assert hearers("Anna sat down.") == []


def test_what_is_said_is_known_by_those_who_surely_hear_it() -> None:
    before = ("Emma and Anna sat by the door.", *("It rained.",) * 7)
    said = "“The key is gone,” said Tom to Anna."

    def know(*after: str) -> set[str]:
        claims = parsed_world(*before, *after).knowledge
        return {one.name for claim in claims if claim.how == "told" for one in claim.holders}

    assert know(said, *("It rained.",) * 7, "Emma slept.") == {"Tom", "Anna"}
    assert know("Emma sang.", said, "Emma wept.") == {"Tom", "Anna", "Emma"}
