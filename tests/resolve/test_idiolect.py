"""Whose words a turn's are like."""

from __future__ import annotations

from texts import discourse_of

from fabula.resolve.characters import build_characters
from fabula.resolve.idiolect import Idiolects, gather_idiolects
from fabula.resolve.people import gather_people
from fabula.resolve.surroundings import named_speaker
from fabula.resolve.turns import find_turns

PLAIN = "the boat went out past the old pier with nets ropes hooks and lamps while rain fell over grey sheds"
FINE = "indeed one hardly dares venture upon such delicate ground lest kind hearts suffer needless pain thereby dear friend"


def idiolects(*parts: str) -> Idiolects:
    discourse = discourse_of(*parts)
    people = gather_people(discourse, build_characters(discourse, None))
    turns = find_turns(discourse, people)
    return gather_idiolects(turns, [named_speaker(people, one) for one in turns])


def told(*last: str) -> Idiolects:
    tagged = [
        f"“{words}{number},” said {name}." for number in range(4) for words, name in ((PLAIN, "Tom"), (FINE, "Anna"))
    ]
    return idiolects(*tagged, *last)


def test_words_are_like_those_of_whoever_says_them_elsewhere() -> None:
    found = told("“The nets, the ropes, the lamps!”", "“Indeed, kind friend.”")
    tom, anna = (found.turn_of[0], found.turn_of[1])
    assert found.likeness(8, tom) > 0.4 > -0.4 > found.likeness(8, anna)
    assert found.likeness(9, anna) > 0.4 > -0.4 > found.likeness(9, tom)


def test_what_is_said_in_the_very_turn_does_not_count() -> None:
    found = told("“Zebras, zebras, quaggas,” said Tom.", "“Zebras, quaggas, zebras.”")
    tom = found.turn_of[0]
    assert found.likeness(9, tom) > found.likeness(8, tom) + 0.3


def test_who_has_said_little_is_like_nobody() -> None:
    found = idiolects("“Go,” said Anna.", "“Go.”")
    assert found.likeness(1, found.turn_of[0]) == 0
    assert found.likeness(1, 99) == 0
