from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabula.resolve.names import Name, are_nicknames, genders_agree, normal_form, parse_name, word_gender


@pytest.mark.parametrize(
    ("text", "titles", "parts"),
    [
        ("Anna Grey", (), ("anna", "grey")),
        ("Mrs. Pell", ("mrs",), ("pell",)),
        ("Miss Anna Grey", ("miss",), ("anna", "grey")),
        ("the Captain", (), ("captain",)),
        ("Old Lady Brown", (), ("old", "lady", "brown")),
        ("Ludwig van der Berg", (), ("ludwig", "van der berg")),
        ("Anna’s", (), ("anna",)),
        ("J. R. Brown", (), ("j", "r", "brown")),
        ("Charming Miss Hill", ("miss",), ("hill",)),
        ("a friend of Mrs. Pell", (), ("friend",)),
        ("Anna’s Brother", (), ("anna’s brother",)),
        ("The", (), ()),
        ("", (), ()),
    ],
)
def test_a_name_falls_into_titles_and_parts(text: str, titles: tuple[str, ...], parts: tuple[str, ...]) -> None:
    assert parse_name(text) == Name(titles, parts)


@pytest.mark.parametrize(
    ("text", "first", "last", "gender"),
    [
        ("Anna Grey", "anna", "grey", "female"),
        ("Mrs. Pell", None, "pell", "female"),
        ("Dr. Brown", None, "brown", None),
        ("Dr. Anna Brown", "anna", "brown", "female"),
        ("Aunt Polly", None, None, "female"),
        ("Sir Walter", None, None, "male"),
        ("Tom", None, None, "male"),
        ("Marchetti", None, None, None),
    ],
)
def test_first_last_and_gender(text: str, first: str | None, last: str | None, gender: str | None) -> None:
    name = parse_name(text)
    assert (name.first, name.last) == (first, last)
    assert name.gender == gender


def test_married_women_are_known_by_their_title() -> None:
    assert parse_name("Mrs. Pell").married
    assert not parse_name("Miss Pell").married
    assert not parse_name("Pell").married


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mrs. Pell", "mrs pell"),
        ("the Captain", "Captain"),
        ("Anna  Grey", "anna grey"),
        ("Anna Grey's", "Anna Grey"),
        ("Zoë Brontë", "Zoe Bronte"),
        ("Señor Lomas", "Senor Lomas"),
        ("Tommy-boy", "Tommy"),
        ("Hanako-chan", "Hanako"),
        ("Hanako-nee-chan", "Hanako"),
    ],
)
def test_names_written_differently_have_one_normal_form(one: str, other: str) -> None:
    assert normal_form(one) == normal_form(other)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("lizzy", "elizabeth", True),
        ("elizabeth", "lizzy", True),
        ("toby", "tobias", True),
        ("anna", "anna", True),
        ("anna", "tom", False),
        ("maren", "karen", False),
        ("al", "alfred", True),
        ("e", "emma", False),
    ],
)
def test_short_forms_of_given_names(one: str, other: str, expected: bool) -> None:
    assert are_nicknames(one, other) is expected


def test_words_tell_a_gender() -> None:
    assert (word_gender("anna"), word_gender("mother"), word_gender("tom")) == ("female", "female", "male")
    assert word_gender("soldiers") is None
    assert word_gender("stone") is None


def test_what_is_not_known_agrees_with_all() -> None:
    assert genders_agree(None, "male")
    assert genders_agree("female", "female")
    assert not genders_agree("female", "male")


@given(st.text(max_size=30))
def test_any_text_has_parts_and_a_stable_normal_form(text: str) -> None:
    name = parse_name(text)
    assert all(part and part == part.strip() for part in (*name.titles, *name.parts))
    assert normal_form(normal_form(text)) == normal_form(text) or "'" in text or "’" in text or "." in text


def test_fond_forms_are_spelt_in_several_ways() -> None:
    assert are_nicknames("addie", "adelaide")
    assert are_nicknames("teddie", "edward") == are_nicknames("teddy", "edward")
    assert not are_nicknames("addie", "emma")
