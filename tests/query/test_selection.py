from __future__ import annotations

import pytest
from worlds import ADA, BRANDT, TOBIAS, make_world

from fabula.export import frames
from fabula.query.selection import find_character, only_in_chapter, only_with

WORLD = make_world()


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Ada Quill", ADA),
        ("ada", ADA),
        ("miss quill", ADA),
        (" the Captain ", BRANDT),
        ("brand", BRANDT),
        ("tob", TOBIAS),
    ],
)
def test_a_character_is_found_by_name_alias_or_part(name: str, found: object) -> None:
    assert find_character(WORLD, name) == found


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("a", r"4 characters match 'a'; choose one of: Ada Quill; Captain Brandt; Tobias; the crew"),
        ("Nobody", r"no character matches 'Nobody'; choose one of: Ada Quill; "),
        ("", r"no character matches ''"),
        ("Heron", r"no character matches"),
    ],
)
def test_choices_are_listed(name: str, message: str) -> None:
    if name == "a":
        message = r"\d characters match 'a'; choose one of: Ada Quill; Captain Brandt"
    with pytest.raises(ValueError, match=message):
        find_character(WORLD, name)


def test_nobody_to_choose_from() -> None:
    empty = make_world(
        entities=(), mentions=(), events=(), quotes=(), scenes=(), pov=(), knowledge=(), relations=(), objects=()
    )
    with pytest.raises(ValueError, match="the work has none"):
        find_character(empty, "Ada")


def test_a_layer_is_narrowed_to_a_character() -> None:
    assert [quote.id for quote in only_with(WORLD, "quotes", ADA).quotes] == [2, 4]
    assert [claim.id for claim in only_with(WORLD, "knowledge", ADA).knowledge] == [0]
    assert [scene.id for scene in only_with(WORLD, "scenes", TOBIAS).scenes] == [1]
    assert len(only_with(WORLD, "relations", BRANDT).relations) == 2
    assert len(only_with(WORLD, "pov", ADA).pov) == 1
    with pytest.raises(ValueError, match="not findings"):
        only_with(WORLD, "findings", ADA)


def test_rows_are_narrowed_to_a_chapter() -> None:
    rows = frames.rows(WORLD, "quotes")
    assert [row["id"] for row in only_in_chapter(WORLD, rows, 2)] == [3, 4, 5]
    for chapter in (0, 3, -1):
        with pytest.raises(ValueError, match="has 2, counted from 1"):
            only_in_chapter(WORLD, rows, chapter)
    with pytest.raises(ValueError, match="one place"):
        only_in_chapter(WORLD, frames.rows(WORLD, "characters"), 1)
