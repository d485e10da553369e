from __future__ import annotations

import pytest

from benchmarks.annotated import CastMember
from benchmarks.casts import given_names, match_cast, tally_cast, words_of, wrong_merges
from fabula.types.world import Entity

CAST = (
    CastMember("Lucy", frozenset({"Miss Honeychurch", "Lucy Honeychurch"}), "F", "major"),
    CastMember("Freddy", frozenset({"Honeychurch"}), "M", "intermediate"),
    CastMember("Mrs. Honeychurch", frozenset({"Marian"}), "F", "intermediate"),
    CastMember("Mr. Beebe", frozenset({"Arthur"}), "M", "major"),
    CastMember("Dr. Kemp", frozenset(), "M", "minor"),
    CastMember("The Little Boy", frozenset(), "M", "minor"),
)


def person(name: str, *aliases: str, number: int = 0) -> Entity:
    return Entity(number, "PER", name, aliases)


def matched(entity: Entity) -> str | None:
    return match_cast([entity], CAST).get(entity.id)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Mister Beebe", ("mr", "beebe")),
        ("Doctor Kemp's", ("dr", "kemp")),
        ("The Little Boy", ("little", "boy")),
        ("Lady St. Cloud", ("lady", "st", "cloud")),
        ("The", ("the",)),
    ],
)
def test_names_have_one_spelling(name: str, words: tuple[str, ...]) -> None:
    assert words_of(name) == words


@pytest.mark.parametrize(
    ("entity", "character"),
    [
        (person("LUCY"), "Lucy"),
        (person("the little boy"), "The Little Boy"),
        (person("Doctor Kemp"), "Dr. Kemp"),
        (person("Arthur"), "Mr. Beebe"),
        (person("the clergyman", "Mr. Beebe", "Arthur", "Lucy"), "Mr. Beebe"),
        (person("Kemp"), "Dr. Kemp"),
        (person("Freddy Honeychurch"), "Freddy"),
        (person("Mrs. Beebe"), None),
        (person("the boy"), None),
        (person("Miss Smith"), None),
        (person("Lucy Smith"), "Lucy"),
        (person("John Honeychurch"), None),
        (Entity(0, "GPE", "Lucy"), None),
    ],
)
def test_the_matching_rule(entity: Entity, character: str | None) -> None:
    assert matched(entity) == character


def test_with_the_cast_given_only_main_names_count() -> None:
    entities = [person("Lucy", number=1), person("Lucy Honeychurch", number=2)]
    assert given_names(entities, CAST) == {1: "Lucy"}


def test_characters_found_once_and_twice() -> None:
    entities = [person("Lucy", number=1), person("Miss Honeychurch", number=2), person("Mr. Beebe", number=3)]
    major = tally_cast(entities, CAST, "major")
    assert (major.gold, major.found, major.as_one, major.mapped_as_one) == (2, 2, 1, 1)


def test_a_character_is_one_only_with_its_main_name() -> None:
    main, alias = CAST[0].name, next(name for name in CAST[0].names if words_of(name) != words_of(CAST[0].name))
    assert tally_cast([person(alias)], CAST, CAST[0].category).as_one == 0
    assert tally_cast([person(alias, main)], CAST, CAST[0].category).as_one == 1
    assert tally_cast([person(main), person(alias, number=2)], CAST, CAST[0].category).as_one == 0


def test_an_indefinite_description_carries_no_name() -> None:
    main = CAST[0].name
    tally = tally_cast([person(main), person(f"a {main}", number=2)], CAST, CAST[0].category)
    assert (tally.as_one, tally.mapped_as_one) == (1, 0)


def test_an_entity_with_names_of_two_characters_is_a_wrong_merge() -> None:
    entities = [person("Lucy", "Miss Honeychurch"), person("Lucy", "Marian")]
    assert wrong_merges(entities, CAST) == [("Lucy", ("Lucy", "Mrs. Honeychurch"))]
