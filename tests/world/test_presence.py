from __future__ import annotations

from dataclasses import replace

from texts import reading_of

from fabula.world.clauses import find_clauses
from fabula.world.presence import find_company, find_signs, is_anybody
from fabula.world.reading import Reading


def present_in(reading: Reading, start: int, end: int) -> list[str]:
    (company,) = find_company(reading, find_signs(reading, find_clauses(reading)), [(start, end)])
    return [one.name for one in company.stays]


def present(*parts: str) -> set[str]:
    reading = reading_of(*parts)
    return set(present_in(reading, 0, len(reading.text)))


def test_those_who_act_or_speak_are_present() -> None:
    assert present("Anna Grey sat down.", "“Go,” said Tom.") == {"Anna Grey", "Tom"}


def test_those_who_are_only_spoken_of_are_not() -> None:
    assert present("“Emma went to London, and Emma stayed there,” said Tom.") == {"Tom"}


def test_presence_is_of_a_stretch() -> None:
    reading = reading_of("Anna sat down.", "Tom slept.")
    assert present_in(reading, 0, 14) == ["Anna"]


def test_nobody_in_particular_is_meant_by_any_man_or_anybody() -> None:
    reading = reading_of("Tom met anybody, and every man.")
    (tom, *_) = reading.discourse.references
    lower = reading.discourse.tokens.lower
    at = {word: is_anybody(reading, replace(tom, first=lower.index(word))) for word in ("tom", "anybody", "every")}
    assert at == {"tom": False, "anybody": True, "every": True}
