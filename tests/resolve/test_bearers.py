from __future__ import annotations

from texts import characters_of, discourse_of, often

from fabula.resolve.bearers import Bearer, Roll
from fabula.resolve.name_places import NamePlaces
from fabula.resolve.names import parse_name


def roll_of(*people: dict[str, int], apart: tuple[tuple[str, str], ...] = ()) -> Roll:
    """Return a roll of persons, each by names and how often they stand."""
    roll = Roll(NamePlaces(discourse_of(*(often(name) for person in people for name in person))), apart)
    for person in people:
        number = roll.add(Bearer())
        for name, count in person.items():
            roll.name(number, name, count)
    return roll


def test_people_are_found_by_each_kind_of_name() -> None:
    roll = roll_of({"Anna Grey": 2, "Anna": 3}, {"Mr. Grey": 4})
    assert [list(found) for found in (roll.with_first("anna"), roll.with_last("grey"), roll.with_single("anna"))] == [
        [0],
        [0, 1],
        [0],
    ]
    assert not roll.with_last("anna")


def test_who_is_joined_to_another_is_the_one_named_more() -> None:
    roll = roll_of({"Anna Grey": 2}, {"Mrs. Lomax": 5}, {"Tom": 1})
    roll.join(0, 1)
    assert (roll.now(0), roll.now(1)) == (1, 1)
    assert roll.present() == [1, 2]
    assert roll.people[1].surfaces == {"Anna Grey": 2, "Mrs. Lomax": 5}


def test_a_form_is_another_s_where_the_pair_is_kept_apart() -> None:
    roll = roll_of({"Anna Grey": 2}, {"Tom": 2}, apart=(("miss grey", "anna grey"),))
    assert roll.is_another_s("miss grey", roll.people[0])
    assert not roll.is_another_s("miss grey", roll.people[1])


def test_the_foremost_is_named_far_more_than_the_next() -> None:
    roll = roll_of({"Anna Grey": 60}, {"Clara Grey": 1}, {"Emma Grey": 50})
    assert roll.likeliest_first([1, 2, 0]) == (0, 2, 1)
    assert roll.foremost([0, 1]) == [0]
    assert roll.foremost([0, 2]) == []


def test_names_in_use_are_found_by_their_short_forms_and_the_other_way_round() -> None:
    roll = roll_of({"Tobias Grey": 2}, {"Ben": 2})
    assert roll.fuller_names("toby") == ["tobias"]
    assert roll.shorter_names("benjamin") == ["ben"]


def test_a_title_tells_the_sex_of_a_name() -> None:
    roll = roll_of({"Anna Grey": 2})
    assert [roll.sex_of(parse_name(name)) for name in ("Mrs. Lomax", "Mr. Grey", "Dr. Grey")] == [
        "female",
        "male",
        None,
    ]


def test_pronouns_gainsay_what_a_given_name_tells() -> None:
    woman = " ".join("Then Tobias Grey spoke, and she was heard." for _ in range(10))
    assert [one.gender for one in characters_of(woman).people] == ["female"]
    assert [one.gender for one in characters_of(woman[: len(woman) // 5]).people] == ["male"]
