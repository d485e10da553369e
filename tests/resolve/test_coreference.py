from __future__ import annotations

import pytest
from texts import referents, resolution_of

from fabula.resolve.coreference import Salience, best_of_gender
from fabula.resolve.people import People, Person


def meant(*parts: str) -> dict[str, str | None]:
    """Return whom each mention means, the last of the same words."""
    return dict(referents(resolution_of(*parts)))


def test_salience_fades_and_is_forgotten() -> None:
    salience = Salience()
    salience.raise_for(1, 1.0, 0)
    salience.raise_for(2, 1.0, 3)
    assert [number for _, number in salience.ranked(3)] == [2, 1]
    assert 0 < salience.of(1, 3) < salience.of(1, 0) == 1.0
    assert salience.ranked(100) == []
    assert salience.of(7, 3) == 0.0


def test_mentions_add_up_within_bounds() -> None:
    salience = Salience()
    for _ in range(50):
        salience.raise_for(1, 1.0, 0)
    assert salience.of(1, 0) == 2.5


def test_a_copy_goes_its_own_way() -> None:
    salience = Salience()
    salience.raise_for(1, 1.0, 0)
    other = salience.copy()
    other.raise_for(2, 1.0, 0)
    assert (len(salience.ranked(0)), len(other.ranked(0))) == (1, 2)


def test_the_most_salient_of_the_gender_is_meant() -> None:
    people = People([Person(0, "Anna", gender="female"), Person(1, "Tom", gender="male")], {}, [])
    ranked = [(2.0, 1), (1.0, 0)]
    assert best_of_gender(people, ranked, "female", set()) == 0
    assert best_of_gender(people, ranked, "male", set()) == 1
    assert best_of_gender(people, ranked, "male", {1}) is None
    assert best_of_gender(people, [], "male", set()) is None


def test_pronouns_take_the_person_of_their_gender() -> None:
    found = meant("Anna Grey met Mr. Brown. She gave him a key. He thanked her.")
    assert found["She"] == found["her"] == "Anna Grey"
    assert found["him"] == found["He"] == "Mr. Brown"


def test_the_later_subject_is_meant() -> None:
    assert meant("Anna met Emma. Emma laughed. She sat down.")["She"] == "Emma"


def test_an_object_is_not_the_subject_of_its_clause() -> None:
    assert meant("Tom and James came. Tom sat. James saw him.")["him"] == "Tom"


def test_inside_a_quotation_i_is_the_speaker_and_you_the_addressee() -> None:
    found = referents(resolution_of("“Do you know me?” Anna asked Tom.", "“I know you,” said Tom."))
    assert found == [
        ("you", "Tom"), ("me", "Anna"), ("Anna", "Anna"), ("Tom", "Tom"), ("I", "Tom"), ("you", "Anna"), ("Tom", "Tom"),
    ]  # fmt: skip


def test_inside_a_quotation_he_is_neither_speaker_nor_addressee() -> None:
    found = meant("James came in. Anna saw Tom.", "“He is late,” said Tom to Anna.")
    assert found["He"] == "James"


def test_kin_go_by_their_possessor() -> None:
    found = meant("Anna’s brother came. Then her brother went. Emma laughed. Emma’s mother sat.")
    assert found["Anna’s brother"] == found["her brother"] == "Anna's brother"
    assert found["Emma’s mother"] == "Emma's mother"


def test_my_kin_in_a_quotation_are_the_speaker_s() -> None:
    assert meant("“My brother is late,” said Anna Grey.")["My brother"] == "Anna Grey's brother"


@pytest.mark.parametrize("first", ["A tall woman", "The tall woman"])
def test_a_definite_description_takes_up_the_one_before(first: str) -> None:
    found = meant(f"{first} came in. The tall woman sat down. A cat slept.")
    assert found["The tall woman"] == found[first]
    assert found[first] is not None


def test_two_indefinite_descriptions_are_two_people() -> None:
    resolution = resolution_of("A woman came in. A woman went out.")
    numbers = [number for number in resolution.referents if number is not None]
    assert len(numbers) == len(set(numbers)) == 2


def test_a_role_is_the_one_who_bears_it_as_a_title() -> None:
    assert meant("Captain Vaughan came. The captain sat down.")["The captain"] == "Captain Vaughan"


def test_a_role_that_two_bear_is_nobody_s_for_certain() -> None:
    found = meant("Captain Vaughan met Captain Lomax. The captain sat down.")
    assert found["The captain"] not in ("Captain Vaughan", "Captain Lomax")


def test_they_is_left_open() -> None:
    assert meant("Anna met Tom. They sat down.")["They"] is None


def test_i_in_narration_is_the_narrator() -> None:
    resolution = resolution_of("I met Anna. She knew me. I was glad, and I said so.")
    narrators = [one for one in resolution.people if one.narrator]
    assert len(narrators) == 1
    assert dict(referents(resolution))["me"] == narrators[0].name
