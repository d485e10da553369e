from __future__ import annotations

import pytest
from texts import characters_of, discourse_of, make_cast, often, people_named

from fabula.resolve.characters import Character, Characters, build_characters
from fabula.resolve.names import parse_name
from fabula.types.cast import Cast, CastMember


def test_the_fullest_common_name_is_shown() -> None:
    (one,) = characters_of(often("Anna", 12), often("Anna Grey"), often("Miss Grey")).people
    assert one == Character(0, "Anna Grey", ("Anna", "Miss Grey"), "female", 24)


def test_a_family_is_a_group() -> None:
    found = characters_of(often("Tom Brown"), "They visited the Browns. The Browns said nothing.")
    groups = [one.name for one in found.people if one.group]
    assert len(groups) == 1
    assert "Browns" in groups[0]


def test_a_given_name_with_an_s_is_no_family() -> None:
    found = characters_of(
        often("Frances"), often("Frances Grey"), often("Mr. Adams"), "France won. Adam went to France."
    )
    assert not [one.name for one in found.people if one.group]


def test_what_stands_before_a_title_is_no_part_of_the_name() -> None:
    assert parse_name("Charming Miss Grey") == parse_name("Miss Grey")
    assert parse_name("Rev. Mr. Grey").titles == ("rev", "mr")
    assert parse_name("Anna Miss").parts == ("anna", "miss")


def test_names_that_are_known_to_be_apart_or_one_are_so() -> None:
    discourse = discourse_of(often("Anna Grey"), often("Anna"), often("Mrs. Lomax"))
    found = build_characters(discourse, None, same=[("Mrs. Lomax", "Anna Grey")], apart=[("anna grey", "anna")])
    assert sorted(sorted({one.name, *one.aliases}) for one in found.people) == [["Anna"], ["Anna Grey", "Mrs. Lomax"]]


@pytest.mark.parametrize("given", ["Anna Grey", "Mrs. Lomax"])
def test_names_that_a_cast_keeps_apart_are_not_joined_by_what_is_known_from_elsewhere(given: str) -> None:
    discourse = discourse_of(often("Anna Grey"), often("Anna"), often("Mrs. Lomax"))
    other = ({"Anna Grey", "Mrs. Lomax"} - {given}).pop()
    cast = Cast((CastMember(given, not_same=(other,)),), "")
    found = build_characters(discourse, cast, same=[("Mrs. Lomax", "Anna Grey")])
    assert not any({"Anna Grey", "Mrs. Lomax"} <= {one.name, *one.aliases} for one in found.people)


def test_a_cast_is_whole_where_it_has_most_names_of_the_book() -> None:
    parts = (often("Anna Grey"), often("Tom"), often("Emma"))
    assert characters_of(*parts, cast=make_cast("Anna Grey", "Tom", "Emma")).cast_is_whole
    assert not characters_of(*parts, cast=make_cast("Anna Grey")).cast_is_whole
    assert not characters_of("Nobody was there.", cast=make_cast("Anna")).cast_is_whole


def test_given_characters_come_first_and_keep_their_names() -> None:
    found = characters_of(often("Tom"), often("Anna"), cast=make_cast("Miss Anna Grey|Anna", "Thomas Brown|Tom"))
    assert [(one.name, one.given, one.count) for one in found.people] == [
        ("Miss Anna Grey", True, 6),
        ("Thomas Brown", True, 6),
    ]
    assert found.named("Tom") == (1,)


def test_an_alias_of_two_given_characters_is_shared() -> None:
    found = characters_of(often("Anna"), cast=make_cast("Anna Grey|Anna", "Anna Brown|Anna"))
    assert set(found.named("Anna")) == {0, 1}


def test_a_main_name_wins_over_another_s_alias() -> None:
    found = characters_of(often("Anna"), cast=make_cast("Mrs. Grey|Anna", "Anna"))
    assert found.named("Anna") == (1,)


def test_the_cast_says_who_somebody_is_not() -> None:
    grey = CastMember("Anna Grey", not_same=("Miss Grey", "Annie"))
    found = people_named("Anna Grey", "Miss Grey", "Annie", cast=Cast((grey,), "0" * 64))
    assert sorted(map(sorted, found)) == [["Anna Grey"], ["Annie"], ["Miss Grey"]]
    assert len(people_named("Anna Grey", "Miss Grey", "Annie", cast=make_cast("Anna Grey"))) == 1


def test_no_names_make_no_characters() -> None:
    assert characters_of("It rained.") == Characters((), {}, ())


def test_a_chapter_s_title_tells_a_full_name() -> None:
    story = often("Lucy", 12), often("Miss Harrow", 12)
    assert len(characters_of(*story).people) == 2
    (one,) = characters_of("# 1 In Which Miss Lucy Harrow Goes to Town", *story).people
    assert {one.name, *one.aliases} == {"Lucy", "Miss Harrow", "Miss Lucy Harrow"}
    assert len(characters_of("# 1 In Which Lucy Goes to Harrow", *story).people) == 2


def test_an_archive_s_tags_tell_full_names_but_add_nobody() -> None:
    story = often("Lucy", 12), often("Harrow", 12)
    tags = {"Character": ("Lucy Harrow (Original)", "Osric Vane"), "Relationship": ("Lucy Harrow/Osric Vane",)}
    (one,) = build_characters(discourse_of(*story, tags=tags), None).people
    assert {one.name, *one.aliases} == {"Lucy", "Harrow", "Lucy Harrow"}
    relative = {"Character": ("Jonas Harrow",)}
    assert len(build_characters(discourse_of(*story, tags=relative), None).people) == 2
