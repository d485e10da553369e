"""Descriptions by kin: nobody stands in two degrees to one person."""

from __future__ import annotations

from texts import discourse_of

from fabula.resolve.characters import build_characters
from fabula.resolve.discourse import Discourse
from fabula.resolve.kin_apart import part_kin
from fabula.resolve.people import People, gather_people

STORY = (
    "Anna Hale sat with Tom Hale. She had not seen her father for a year. Anna wrote to her brother, and her brother came. "
    "“Your father, Jonas Hale, is well,” said Anna. Jonas Hale had a boat. Her brother laughed. Her brother went."
)


def people_of(text: str, *linked: tuple[str, str]) -> tuple[Discourse, People]:
    """Return a text's people, with each mention of some words linked to whoever has the name beside them, *her* to Anna."""
    discourse = discourse_of(text)
    people = gather_people(discourse, build_characters(discourse, None))
    number_of = {one.name: one.number for one in people.everyone}
    for one in discourse.references:
        words = text[one.mention.start : one.mention.end].lower()
        who = dict(linked).get(words)
        if who is not None:
            people.referent[one.number] = number_of[who]
    return discourse, people


def who_is(discourse: Discourse, people: People, words: str) -> list[str | None]:
    text = discourse.book.text
    found = [
        people.referent[one.number]
        for one in discourse.references
        if text[one.mention.start : one.mention.end].lower().startswith(words)
    ]
    return [None if one is None else people.everyone[one].name for one in found]


LINKS = (
    ("her", "Anna Hale"),
    ("your", "Anna Hale"),
    ("she", "Anna Hale"),
    ("her brother", "Tom Hale"),
    ("her father", "Tom Hale"),
    ("your father", "Tom Hale"),
    ("your father, jonas hale,", "Tom Hale"),
    ("your father, jonas hale", "Tom Hale"),
)


def test_the_degree_that_is_told_more_often_stays() -> None:
    discourse, people = people_of(STORY, *LINKS)
    part_kin(discourse, people, None)
    assert set(who_is(discourse, people, "her brother")) == {"Tom Hale"}


def test_the_others_mean_who_is_named_beside_one_of_them() -> None:
    discourse, people = people_of(STORY, *LINKS)
    part_kin(discourse, people, None)
    assert set(who_is(discourse, people, "her father")) == {"Jonas Hale"}


def test_without_a_name_they_are_somebody_of_their_own() -> None:
    discourse, people = people_of(STORY.replace("Your father, Jonas Hale, is", "My friend Jonas Hale is"), *LINKS)
    part_kin(discourse, people, None)
    assert set(who_is(discourse, people, "her father")) == {"Anna Hale's father"}


def test_one_degree_is_left_alone_and_so_are_two_with_few_votes() -> None:
    for text in (
        "Anna Hale met her father. Tom Hale was late.",
        "Anna Hale met her father, not her brother. Tom Hale was late.",
    ):
        discourse, people = people_of(text, *LINKS)
        part_kin(discourse, people, None)
        assert who_is(discourse, people, "her") == who_is(*people_of(text, *LINKS), "her")


def test_of_two_with_about_as_many_the_first_stays() -> None:
    told = "Anna Hale met her father. Tom Hale was late. " + "She saw her father. She saw her brother. " * 3
    discourse, people = people_of(told, *LINKS)
    part_kin(discourse, people, None)
    assert set(who_is(discourse, people, "her father")) == {"Tom Hale"}
    assert set(who_is(discourse, people, "her brother")) == {"Anna Hale's brother"}
