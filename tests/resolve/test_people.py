from __future__ import annotations

from texts import discourse_of, make_cast

from fabula.resolve.characters import build_characters
from fabula.resolve.people import gather_people


def named(word: str, *parts: str, cast: tuple[str, ...]) -> list[str]:
    """Return whom each mention of a name in the narration means, as the given cast calls them."""
    discourse = discourse_of(*parts)
    people = gather_people(discourse, build_characters(discourse, make_cast(*cast)))
    found = []
    for reference in discourse.references:
        number = people.referent[reference.number]
        if reference.mention.name.of(discourse.book.text) == word and number is not None:
            found.append(people.everyone[number].name)
    return found


def test_an_alias_means_a_namesake_where_that_one_alone_has_been_named_in_full() -> None:
    cast = ("John Beaver|Beaver|John", "John Andrew", "Brenda Last")
    parts = (
        "John Andrew ran to the stables. John had a pony.",
        "Beaver came by train. John Beaver was late. John sat down.",
    )
    assert named("John", *parts, cast=cast) == ["John Andrew", "John Beaver"]


def test_a_namesake_of_the_other_sex_or_of_nobody_s_full_name_is_no_rival() -> None:
    cast = ("Frances Hale|Fran", "Anna Grey|Anna", "Anna's brother")
    assert named("Anna", "Anna’s brother came. Anna laughed.", cast=cast)[-1:] == ["Anna Grey"]
    cast = ("John Hale|John", "Mrs. John Hale")
    assert named("John", "Mrs. John Hale came. John laughed.", cast=cast) == ["John Hale"]


def test_one_who_is_named_in_full_again_and_again_is_not_whom_the_given_name_means() -> None:
    cast = ("Charles Hay", "Charles Mill")
    full = "Charles Hay came in. Charles Hay sat down. Charles Hay rose. Charles Hay sang. Charles Hay left."
    assert named("Charles", "Charles Mill slept.", full, "Charles laughed.", cast=cast)[-1:] == ["Charles Mill"]
    assert named("Charles", "Charles Mill slept.", "Charles Hay came in.", "Charles laughed.", cast=cast)[-1:] == [
        "Charles Hay"
    ]
