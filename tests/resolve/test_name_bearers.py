from __future__ import annotations

import pytest
from texts import characters_of, often, people_named


@pytest.mark.parametrize(
    "names",
    [
        ("Anna Grey", "Anna"),
        ("Anna Grey", "Anna", "Miss Grey", "Miss Anna Grey"),
        ("Tobias Brown", "Toby"),
        ("Captain Vaughan", "Vaughan"),
        ("Idris Vaughan", "Captain Vaughan", "Idris"),
        ("Mr. Lomax", "Lomax"),
        ("Evelyn Grey", "Evie"),
        (*["Ben"] * 3, "Benjamin"),
        ("Adelaide", "Addie"),
        ("Zoë Grey", "Zoe"),
        ("Lomax", "Lomax", "Lomaxy"),
    ],
)
def test_names_of_one_person_are_joined(names: tuple[str, ...]) -> None:
    assert people_named(*names) == [set(names)]


@pytest.mark.parametrize(
    "names",
    [
        ("Anna Grey", "Tom Grey"),
        ("Anna Grey", "Anna Brown"),
        ("Anna", "Tom"),
        ("Mrs. John Brown", "John Brown"),
        ("Quillon Brown", "Mrs. Quillon Brown"),
    ],
)
def test_names_of_two_people_stay_apart(names: tuple[str, ...]) -> None:
    assert sorted(map(sorted, people_named(*names))) == sorted([name] for name in names)


def test_a_word_that_is_mostly_a_surname_is_its_bearer_s() -> None:
    found = people_named("Grey Lomax", *["Colonel Grey"] * 6, "Grey")
    assert {"Colonel Grey", "Grey"} in found


def test_a_name_that_two_may_bear_keeps_both_as_candidates() -> None:
    found = characters_of(often("Anna Grey", 8), often("Tom Grey"), often("Grey", 2))
    named = {found.people[n].name for n in found.named("Grey")}
    assert "Tom Grey" in named
    assert found.named("Nobody") == ()


def test_a_rare_slip_of_a_frequent_name_is_a_variant() -> None:
    found = characters_of(often("Marchetti", 12), "In the end Marsetto did nothing.", "At last Marchettti said no.")
    (variant,) = found.variants
    assert (variant.written, variant.intended) == ("Marchettti", "Marchetti")
    assert len([one for one in found.people if one.name == "Marchettti"]) == 0


def test_a_real_given_name_is_no_slip_of_another() -> None:
    found = characters_of(often("Maria", 12), "In the end Marian said no.")
    assert found.variants == ()
    assert {one.name for one in found.people} == {"Maria", "Marian"}
