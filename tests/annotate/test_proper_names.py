from __future__ import annotations

import pytest
from texts import make_book

from fabula.annotate.mentions import quotation_of_tokens
from fabula.annotate.proper_names import find_names
from fabula.annotate.quotations import find_quotations
from fabula.annotate.tokens import tokenize
from fabula.types.annotations import Mention


def found(*parts: str) -> list[tuple[str, Mention]]:
    book = make_book(*parts)
    tokens = tokenize(book)
    names = find_names(tokens, quotation_of_tokens(tokens, find_quotations(book)))
    return [(book.text[one.start : one.end], one) for one in names]


def names(*parts: str) -> list[str]:
    return [words for words, _ in found(*parts)]


def types(*parts: str) -> dict[str, str]:
    return {words: one.type for words, one in found(*parts)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Then Anna Grey came.", ["Anna Grey"]),
        ("I met Mrs. Pell and Captain Vaughan.", ["Mrs. Pell", "Captain Vaughan"]),
        ("So said J. R. Brown to me.", ["J. R. Brown"]),
        ("They liked Ludwig van Horn, and Ludwig van Horn liked them.", ["Ludwig van Horn", "Ludwig van Horn"]),
        ("I saw Sir Walter Elliot’s house.", ["Sir Walter Elliot"]),
        ("She called Mary-Anne O’Hara.", ["Mary-Anne O’Hara"]),
        ("That was Mother.", ["Mother"]),
    ],
)
def test_a_name_with_its_title_and_particles(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_words_that_only_open_sentences_are_no_names() -> None:
    assert names("Perhaps it rained. However, nobody came. Suddenly the door opened.", "Perhaps not.") == []


def test_a_name_that_opens_a_sentence_is_known_from_elsewhere() -> None:
    assert names("Marek ran. I saw Marek again.") == ["Marek", "Marek"]


def test_a_word_often_met_in_lower_case_is_no_name() -> None:
    parts = ["The rose fell. A rose, a rose! The rose and the rose.", "Rose petals lay there."]
    assert names(*parts) == []


def test_days_months_and_exclamations_are_no_names() -> None:
    assert names("He came on Monday in March. Oh, well. “Yes,” he said to Anna.") == ["Anna"]


def test_persons_and_places_are_told_apart() -> None:
    text = "Marek went to Saltmere. Marek thought of Saltmere. In Saltmere it rained. “Go,” said Marek."
    assert types(text) == {"Marek": "PER", "Saltmere": "GPE"}


def test_known_places_and_place_words_have_a_fixed_type() -> None:
    told = types("She lived in London, at Carrow Hall, near Black Lake.")
    assert told == {"London": "GPE", "Carrow Hall": "FAC", "Black Lake": "LOC"}


def test_titles_and_given_names_tell_the_gender() -> None:
    told = {words: one.gender for words, one in found("I met Mrs. Pell, Mr. Lomax, Emma Grey and Dr. Ross.")}
    assert told == {"Mrs. Pell": "female", "Mr. Lomax": "male", "Emma Grey": "female", "Dr. Ross": None}


def test_a_role_after_the_is_a_name_only_with_a_capital() -> None:
    assert names("We saw the Captain and the captain.") == ["Captain"]


def test_a_rare_slip_of_a_frequent_name_is_a_name() -> None:
    often = "Then Marchetti came, and Marchetti went, and Marchetti sat, and Marchetti ate, and Marchetti slept."
    assert names(often, "Marchettti spoke.")[-1] == "Marchettti"
    assert names(often, "Midnight passed.")[-1] == "Marchetti"


def test_a_name_never_spans_two_sentences() -> None:
    assert names("He met Anna. Tom met her. I like Anna and Tom.") == ["Anna", "Tom", "Anna", "Tom"]
