from __future__ import annotations

import pytest
from texts import characters_of, often, people_named


@pytest.mark.parametrize(
    "names",
    [
        ("Anna Grey", "Miss Grey"),
        ("Dr. John Brown", "Dr. Brown"),
        ("Anna Grey", "Mrs. Grey"),
        ("Monsieur Lomax", "Mr. Lomax"),
        ("Madame Grey", "Mrs. Grey"),
        ("Elizabeth Grey", "Miss Lizzy"),
        ("Captain John Brown", "Captain Brown"),
        ("Mrs. Anna Grey", "Mrs. Anna"),
        ("Mr. Tobias Lomax", *["Mr. Lomax"] * 4),
    ],
)
def test_a_title_with_one_name_is_one_person_s(names: tuple[str, ...]) -> None:
    assert people_named(*names) == [set(names)]


@pytest.mark.parametrize(
    "names",
    [
        ("Mr. Brown", "Mrs. Brown"),
        ("Mrs. Brown", "Miss Brown"),
        ("Tom Brown", "Colonel Tom"),
        ("Anna Grey", "Lady Grey"),
    ],
)
def test_a_title_keeps_a_relative_apart(names: tuple[str, ...]) -> None:
    assert sorted(map(sorted, people_named(*names))) == sorted([name] for name in names)


def test_a_mother_is_not_her_daughter() -> None:
    assert {"Mrs. Grey"} in people_named("Anna Grey", "Miss Anna", "Mrs. Grey")
    assert {"Mrs. Grey"} in people_named("Anna Grey", "Miss Grey", "Mrs. Grey")


def test_a_rank_seldom_given_way_to_plain_mr_is_one_person_s() -> None:
    assert people_named(*["Colonel Vaughan"] * 4, "Mr. Vaughan") == [{"Colonel Vaughan", "Mr. Vaughan"}]
    assert len(people_named("Colonel Vaughan", "Mr. Vaughan")) == 2


def test_the_foremost_sister_is_called_by_the_surname_where_the_two_names_stand_apart() -> None:
    pages = "It rained on the roofs, and nobody went out. " * 30
    anna, late = often("Anna", 60), often("Miss Grey", 12)
    apart = characters_of(often("Anna Grey"), often("Clara Grey", 2), anna, pages, late, pages, anna, pages, late)
    assert {"Anna", "Anna Grey", "Miss Grey"} in [{one.name, *one.aliases} for one in apart.people]
    beside = " ".join("Then Anna spoke, and they heard Miss Grey, and Anna wept." for _ in range(20))
    together = characters_of(often("Anna Grey"), often("Clara Grey", 2), anna, beside)
    assert {"Miss Grey"} in [{one.name, *one.aliases} for one in together.people]


def test_who_stands_beside_miss_is_another() -> None:
    pages = "It rained on the roofs, and nobody went out. " * 200
    beside = "Then Anna spoke to Miss Grey. Anna Grey wept, and Miss Grey did not. "
    found = characters_of(beside, pages, beside, pages, beside, pages, beside)
    assert {"Miss Grey"} in [{one.name, *one.aliases} for one in found.people]


def test_the_sex_that_pronouns_tell_keeps_a_brother_from_being_miss() -> None:
    miss = "The door opened and Miss Grey came in. " * 6
    named = "The door opened and Idris Grey came in, and {} sat down. "
    assert len(characters_of(miss, named.format("she") * 3).people) == 1
    assert len(characters_of(miss, named.format("he") * 3).people) == 2


def test_an_initial_is_his_whose_surname_begins_with_it_unless_it_stands_more() -> None:
    lomax, initial = "Then they heard Mr. Lomax. ", "Then they heard Mr. L. Nobody spoke. "
    assert [{one.name, *one.aliases} for one in characters_of(lomax * 4 + initial).people] == [{"Mr. Lomax", "Mr. L."}]
    assert len(characters_of(lomax + initial * 4).people) == 2


def test_a_surname_that_came_before_the_full_name_may_be_a_brother_s() -> None:
    both = "Mr. Lomax spoke, and they heard Mr. Lomax and Mr. Tobias Lomax. "
    assert len(characters_of("Mr. Lomax sat. " * 10 + both * 6).people) == 2
    assert len(characters_of("Mr. Tobias Lomax sat. " + "Mr. Lomax sat. " * 10 + both * 6).people) == 1
