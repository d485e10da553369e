"""What a cast rules out."""

from __future__ import annotations

from texts import parsed

from fabula.resolve.mention_table import tabulate
from fabula.resolve.people import People, Person
from fabula.resolve.rulings import find_ruled_out, is_anothers

TEXT = "Anna saw the old man. He had a dog. She gave it to the woman, and they laughed."


def ruled_out(*everyone: Person) -> dict[str, set[int]]:
    """Return by the words of the mentions whom they cannot mean, for those who cannot mean everybody."""
    discourse = parsed(TEXT).discourse
    assert discourse.syntax is not None
    table = tabulate(discourse, discourse.syntax)
    people = People(list(everyone), {}, [None] * len(discourse.references))
    text = discourse.book.text
    found = zip(table.reference.tolist(), find_ruled_out(discourse, people, table), strict=False)
    mentions = ((discourse.references[number].mention, whom) for number, whom in found)
    return {text[one.start : one.end].lower(): set(whom) for one, whom in mentions if whom}


def test_nothing_is_ruled_out_where_nothing_is_given() -> None:
    assert ruled_out(Person(0, "Anna", gender="female", given=True)) == {}


def test_pronouns_and_nouns_of_another_sex_than_is_given_are_ruled_out() -> None:
    anna = Person(0, "Anna", gender="female", given=True, gender_given=True)
    alex = Person(1, "Alex", gender="plural", given=True, gender_given=True)
    found = ruled_out(anna, alex)
    assert found["he"] == found["the old man"] == {0, 1}
    assert found["she"] == found["the woman"] == {1}
    assert "they" not in found
    assert "anna" not in found


def test_descriptions_of_another_are_ruled_out() -> None:
    assert ruled_out(Person(3, "Anna", not_same=frozenset({"old man"}))) == {"the old man": {3}}


def test_whose_a_description_is_not_is_told() -> None:
    discourse = parsed(TEXT).discourse
    people = People([Person(0, "Anna", not_same=frozenset({"old man"})), Person(1, "Tom")], {}, [])
    (number,) = (
        one.number
        for one in discourse.references
        if "old man" in discourse.book.text[one.mention.start : one.mention.end]
    )
    assert is_anothers(discourse, people, number, 0)
    assert not is_anothers(discourse, people, number, 1)
