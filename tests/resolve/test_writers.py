"""Who says *I* in letters and diaries."""

from __future__ import annotations

from texts import DIVIDER, parsed_world, world_of

STORY = (
    "Anna and Tom Reed sat in the kitchen.",
    "“Here is a letter,” said Anna.",
    "“Read it,” said Tom Reed.",
    DIVIDER,
)
LETTER = ("3rd of May", "Dear Anna,", "I have found the key. I shall keep it for you.", "Your brother,\nTom Reed")


def tellers(*parts: str) -> list[tuple[str | None, int]]:
    return [(None if one.entity is None else one.entity.name, one.person) for one in world_of(*parts).pov]


def test_a_letter_is_told_by_who_signs_it_and_the_rest_is_not() -> None:
    found = tellers(*STORY, *LETTER, DIVIDER, "Anna folded it.")
    assert set(found[3:7]) == {("Tom Reed", 1)}
    assert {person for _, person in (*found[:3], *found[7:])} == {3}


def test_initials_are_whose_alone_they_are() -> None:
    assert tellers(*STORY, *LETTER[:3], "T. R.")[4] == ("Tom Reed", 1)


def test_a_stranger_s_letter_is_the_stranger_s() -> None:
    assert tellers(*STORY, *LETTER[:3], "Your friend,\nIvo Marsh")[4] == ("Ivo Marsh", 1)


def test_you_is_whom_a_letter_is_for() -> None:
    world = parsed_world(*STORY, *LETTER)
    assert {one.entity.name for one in world.mentions if world.text[one.start : one.end] == "you"} == {"Anna"}


def test_a_diary_is_kept_by_whom_others_call_in_it() -> None:
    told = "Anna Hale sat in the kitchen. She lit the lamp. She was tired, and she went to bed and slept. " * 3
    entries = (
        "*Monday, 3rd May.* I went out. “Good day, Mrs. Pell,” said Anna Hale. I was glad.",
        "*Tuesday, 4th May.* I slept.",
    )
    assert tellers(told, DIVIDER, *entries)[-2:] == [("Mrs. Pell", 1), ("Mrs. Pell", 1)]


def test_a_journal_named_after_its_writer_is_told_by_him() -> None:
    told = "I went out, and I saw the sea, and I was glad of it. I walked home and I slept."
    found = tellers(
        "# 1 Tom Reed's Journal", f"“Well, Tom Reed?” said Anna Hale. {told}", "# 2 Anna Hale's Diary—continued", told
    )
    assert found == [("Tom Reed", 1), ("Anna Hale", 1)]
