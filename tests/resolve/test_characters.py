from __future__ import annotations

import pytest
from texts import discourse_of, make_cast

from fabula.resolve.characters import Character, Characters, build_characters
from fabula.resolve.names import parse_name
from fabula.types.cast import Cast, CastMember


def characters(*parts: str, cast: Cast | None = None) -> Characters:
    return build_characters(discourse_of(*parts), cast)


def often(name: str, n_times: int = 6) -> str:
    """Return sentences in which somebody of this name acts."""
    return " ".join(f"Then {name} spoke, and they heard {name}." for _ in range(n_times // 2))


def people(*names: str, cast: Cast | None = None) -> list[set[str]]:
    """Return the names that each person bears, for a text in which all these names are common."""
    found = characters(*map(often, names), cast=cast)
    return [{one.name, *one.aliases} for one in found.people]


@pytest.mark.parametrize(
    "names",
    [
        ("Anna Grey", "Anna"),
        ("Anna Grey", "Miss Grey"),
        ("Anna Grey", "Anna", "Miss Grey", "Miss Anna Grey"),
        ("Tobias Brown", "Toby"),
        ("Captain Vaughan", "Vaughan"),
        ("Idris Vaughan", "Captain Vaughan", "Idris"),
        ("Dr. John Brown", "Dr. Brown"),
        ("Mr. Lomax", "Lomax"),
        ("Anna Grey", "Mrs. Grey"),
        ("Monsieur Lomax", "Mr. Lomax"),
        ("Madame Grey", "Mrs. Grey"),
        ("Elizabeth Grey", "Miss Lizzy"),
        ("Captain John Brown", "Captain Brown"),
        ("Mrs. Anna Grey", "Mrs. Anna"),
        ("Evelyn Grey", "Evie"),
        (*["Ben"] * 3, "Benjamin"),
        ("Adelaide", "Addie"),
        ("Zoë Grey", "Zoe"),
        ("Lomax", "Lomax", "Lomaxy"),
        ("Mr. Tobias Lomax", *["Mr. Lomax"] * 4),
    ],
)
def test_names_of_one_person_are_joined(names: tuple[str, ...]) -> None:
    assert people(*names) == [set(names)]


@pytest.mark.parametrize(
    "names",
    [
        ("Mr. Brown", "Mrs. Brown"),
        ("Anna Grey", "Tom Grey"),
        ("Anna Grey", "Anna Brown"),
        ("Anna", "Tom"),
        ("Mrs. Brown", "Miss Brown"),
        ("Mrs. John Brown", "John Brown"),
        ("Tom Brown", "Colonel Tom"),
        ("Anna Grey", "Lady Grey"),
        ("Quillon Brown", "Mrs. Quillon Brown"),
    ],
)
def test_names_of_two_people_stay_apart(names: tuple[str, str]) -> None:
    assert sorted(map(sorted, people(*names))) == sorted([name] for name in names)


def test_a_mother_is_not_her_daughter() -> None:
    assert {"Mrs. Grey"} in people("Anna Grey", "Miss Anna", "Mrs. Grey")
    assert {"Mrs. Grey"} in people("Anna Grey", "Miss Grey", "Mrs. Grey")


def test_a_rank_seldom_given_way_to_plain_mr_is_one_person_s() -> None:
    assert people(*["Colonel Vaughan"] * 4, "Mr. Vaughan") == [{"Colonel Vaughan", "Mr. Vaughan"}]
    assert len(people("Colonel Vaughan", "Mr. Vaughan")) == 2


def test_the_foremost_sister_is_called_by_the_surname_where_the_two_names_stand_apart() -> None:
    pages = "It rained on the roofs, and nobody went out. " * 30
    anna, late = often("Anna", 60), often("Miss Grey", 12)
    apart = characters(often("Anna Grey"), often("Clara Grey", 2), anna, pages, late, pages, anna, pages, late)
    assert {"Anna", "Anna Grey", "Miss Grey"} in [{one.name, *one.aliases} for one in apart.people]
    beside = " ".join("Then Anna spoke, and they heard Miss Grey, and Anna wept." for _ in range(20))
    together = characters(often("Anna Grey"), often("Clara Grey", 2), anna, beside)
    assert {"Miss Grey"} in [{one.name, *one.aliases} for one in together.people]


def test_who_stands_beside_miss_is_another() -> None:
    pages = "It rained on the roofs, and nobody went out. " * 200
    beside = "Then Anna spoke to Miss Grey. Anna Grey wept, and Miss Grey did not. "
    found = characters(beside, pages, beside, pages, beside, pages, beside)
    assert {"Miss Grey"} in [{one.name, *one.aliases} for one in found.people]


def test_a_word_that_is_mostly_a_surname_is_its_bearer_s() -> None:
    found = people("Grey Lomax", *["Colonel Grey"] * 6, "Grey")
    assert {"Colonel Grey", "Grey"} in found


def test_the_fullest_common_name_is_shown() -> None:
    (one,) = characters(often("Anna", 12), often("Anna Grey"), often("Miss Grey")).people
    assert one == Character(0, "Anna Grey", ("Anna", "Miss Grey"), "female", 24)


def test_a_name_that_two_may_bear_keeps_both_as_candidates() -> None:
    found = characters(often("Anna Grey", 8), often("Tom Grey"), often("Grey", 2))
    named = {found.people[n].name for n in found.named("Grey")}
    assert "Tom Grey" in named
    assert found.named("Nobody") == ()


def test_a_family_is_a_group() -> None:
    found = characters(often("Tom Brown"), "They visited the Browns. The Browns said nothing.")
    groups = [one.name for one in found.people if one.group]
    assert len(groups) == 1
    assert "Browns" in groups[0]


def test_a_given_name_with_an_s_is_no_family() -> None:
    found = characters(often("Frances"), often("Frances Grey"), often("Mr. Adams"), "France won. Adam went to France.")
    assert not [one.name for one in found.people if one.group]


def test_the_sex_that_pronouns_tell_keeps_a_brother_from_being_miss() -> None:
    miss = "The door opened and Miss Grey came in. " * 6
    named = "The door opened and Idris Grey came in, and {} sat down. "
    assert len(characters(miss, named.format("she") * 3).people) == 1
    assert len(characters(miss, named.format("he") * 3).people) == 2


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
    assert characters(*parts, cast=make_cast("Anna Grey", "Tom", "Emma")).cast_is_whole
    assert not characters(*parts, cast=make_cast("Anna Grey")).cast_is_whole
    assert not characters("Nobody was there.", cast=make_cast("Anna")).cast_is_whole


def test_a_rare_slip_of_a_frequent_name_is_a_variant() -> None:
    found = characters(often("Marchetti", 12), "In the end Marsetto did nothing.", "At last Marchettti said no.")
    (variant,) = found.variants
    assert (variant.written, variant.intended) == ("Marchettti", "Marchetti")
    assert len([one for one in found.people if one.name == "Marchettti"]) == 0


def test_a_real_given_name_is_no_slip_of_another() -> None:
    found = characters(often("Maria", 12), "In the end Marian said no.")
    assert found.variants == ()
    assert {one.name for one in found.people} == {"Maria", "Marian"}


def test_given_characters_come_first_and_keep_their_names() -> None:
    found = characters(often("Tom"), often("Anna"), cast=make_cast("Miss Anna Grey|Anna", "Thomas Brown|Tom"))
    assert [(one.name, one.given, one.count) for one in found.people] == [
        ("Miss Anna Grey", True, 6),
        ("Thomas Brown", True, 6),
    ]
    assert found.named("Tom") == (1,)


def test_an_alias_of_two_given_characters_is_shared() -> None:
    found = characters(often("Anna"), cast=make_cast("Anna Grey|Anna", "Anna Brown|Anna"))
    assert set(found.named("Anna")) == {0, 1}


def test_a_main_name_wins_over_another_s_alias() -> None:
    found = characters(often("Anna"), cast=make_cast("Mrs. Grey|Anna", "Anna"))
    assert found.named("Anna") == (1,)


def test_the_cast_says_who_somebody_is_not() -> None:
    grey = CastMember("Anna Grey", not_same=("Miss Grey", "Annie"))
    found = people("Anna Grey", "Miss Grey", "Annie", cast=Cast((grey,), "0" * 64))
    assert sorted(map(sorted, found)) == [["Anna Grey"], ["Annie"], ["Miss Grey"]]
    assert len(people("Anna Grey", "Miss Grey", "Annie", cast=make_cast("Anna Grey"))) == 1


def test_no_names_make_no_characters() -> None:
    assert characters("It rained.") == Characters((), {}, ())


def test_an_initial_is_his_whose_surname_begins_with_it_unless_it_stands_more() -> None:
    lomax, initial = "Then they heard Mr. Lomax. ", "Then they heard Mr. L. Nobody spoke. "
    assert [{one.name, *one.aliases} for one in characters(lomax * 4 + initial).people] == [{"Mr. Lomax", "Mr. L."}]
    assert len(characters(lomax + initial * 4).people) == 2


def test_a_surname_that_came_before_the_full_name_may_be_a_brother_s() -> None:
    both = "Mr. Lomax spoke, and they heard Mr. Lomax and Mr. Tobias Lomax. "
    assert len(characters("Mr. Lomax sat. " * 10 + both * 6).people) == 2
    assert len(characters("Mr. Tobias Lomax sat. " + "Mr. Lomax sat. " * 10 + both * 6).people) == 1


def test_pronouns_gainsay_what_a_given_name_tells() -> None:
    woman = " ".join("Then Tobias Grey spoke, and she was heard." for _ in range(10))
    assert [one.gender for one in characters(woman).people] == ["female"]
    assert [one.gender for one in characters(woman[: len(woman) // 5]).people] == ["male"]


def test_a_chapter_s_title_tells_a_full_name() -> None:
    story = often("Lucy", 12), often("Miss Harrow", 12)
    assert len(characters(*story).people) == 2
    (one,) = characters("# 1 In Which Miss Lucy Harrow Goes to Town", *story).people
    assert {one.name, *one.aliases} == {"Lucy", "Miss Harrow", "Miss Lucy Harrow"}
    assert len(characters("# 1 In Which Lucy Goes to Harrow", *story).people) == 2


def test_an_archive_s_tags_tell_full_names_but_add_nobody() -> None:
    story = often("Lucy", 12), often("Harrow", 12)
    tags = {"Character": ("Lucy Harrow (Original)", "Osric Vane"), "Relationship": ("Lucy Harrow/Osric Vane",)}
    (one,) = build_characters(discourse_of(*story, tags=tags), None).people
    assert {one.name, *one.aliases} == {"Lucy", "Harrow", "Lucy Harrow"}
    relative = {"Character": ("Jonas Harrow",)}
    assert len(build_characters(discourse_of(*story, tags=relative), None).people) == 2
