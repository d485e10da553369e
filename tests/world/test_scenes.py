from __future__ import annotations

from hypothesis import given, settings
from texts import DIVIDER, make_book, parts_of_books, reading_of, world_of

from fabula.types.text import SceneBreak
from fabula.world.clauses import find_clauses
from fabula.world.scenes import find_scene_bounds
from fabula.world.timeline import find_times


def cues(*parts: str, **fields: object) -> list[tuple[int, int, str]]:
    reading = reading_of(*parts, **fields)
    found = find_scene_bounds(reading, find_clauses(reading), find_times(reading.discourse.book))
    return [(one.first, one.last, one.cue) for one in found]


def test_scenes_are_cut_at_the_book_s_own_breaks() -> None:
    parts = ("One.", "Two.", DIVIDER, "Three.", "# 2 The Lamp", "Four.", "Five.")
    assert cues(*parts) == [(0, 2, "start"), (2, 3, "divider"), (3, 5, "chapter")]


def test_a_book_that_opens_with_a_chapter_starts() -> None:
    assert cues("# 1 The Key", "One.", "# 2 The Lamp", "Two.") == [(0, 1, "start"), (1, 2, "chapter")]


def test_a_paragraph_that_opens_a_new_time_opens_a_scene() -> None:
    parts = ("One.", "Two.", "Three.", "Four.", "The next morning Anna woke.", "Six.")
    assert cues(*parts) == [(0, 4, "start"), (4, 6, "time")]


def test_a_time_right_after_a_break_belongs_to_its_scene() -> None:
    parts = ("One.", "Two.", "Three.", DIVIDER, "Four.", "The next morning Anna woke.", "Six.")
    assert cues(*parts) == [(0, 3, "start"), (3, 6, "divider")]


def test_a_strong_break_wins_over_a_blank_one() -> None:
    book = make_book("One.", "Two.")
    gap = (SceneBreak(5, 5, "blank"), SceneBreak(5, 5, "rule"))
    assert cues("One.", "Two.", breaks=gap) == [(0, 1, "start"), (1, 2, "rule")]
    assert cues("One.", "Two.", breaks=gap[::-1]) == [(0, 1, "start"), (1, 2, "rule")]
    assert len(book.paragraphs) == 2


def test_a_break_after_the_end_opens_nothing() -> None:
    assert cues("One.", DIVIDER) == [(0, 1, "start")]
    assert cues(DIVIDER, "One.") == [(0, 1, "start")]
    assert cues() == []


def test_a_scene_has_its_place_time_and_company() -> None:
    world = world_of(
        "Anna Grey walked into the kitchen at nine o'clock.", "Anna sat in the kitchen with Tom. Tom slept.",
        DIVIDER,
        "That night Emma was in London. Emma stayed in London.",
    )  # fmt: skip
    first, second = world.scenes
    assert first.place is not None
    assert first.place.name == "the kitchen"
    assert first.time == "nine o'clock"
    assert [one.name for one in first.present] == ["Anna Grey", "Tom"]
    assert second.place is not None
    assert (second.place.name, second.time) == ("London", "That night")
    assert [one.name for one in second.present] == ["Emma"]


def test_a_scene_with_nothing_told_has_nothing() -> None:
    (scene,) = world_of("It rained.").scenes
    assert (scene.place, scene.time, scene.present) == (None, None, ())


@settings(max_examples=60, deadline=None)
@given(parts_of_books())
def test_bounds_tile_the_paragraphs(parts: list[str]) -> None:
    reading = reading_of(*parts)
    bounds = find_scene_bounds(reading, find_clauses(reading), find_times(reading.discourse.book))
    covered = [number for one in bounds for number in range(one.first, one.last)]
    assert covered == list(range(len(reading.discourse.book.paragraphs)))
    assert all(one.first < one.last for one in bounds)
