"""Persons known by a noun: which *Mr.* or *Mrs.* a kin noun means."""

from __future__ import annotations

import pytest
from texts import discourse_of

from fabula.resolve.characters import build_characters
from fabula.resolve.people import gather_people
from fabula.resolve.roles import known_relative


@pytest.mark.parametrize(
    ("story", "words", "whom"),
    [
        ("Miss Hale sat. Her father came. Mr. Hale was wet.", "Her father", "Mr. Hale"),
        ("Miss Hale sat. Her husband came. Mr. Hale was wet.", "Her husband", None),
        ("Mrs. Hale sat. Her husband came. Mr. Hale was wet.", "Her husband", "Mr. Hale"),
        ("Mrs. Hale sat. Her father came. Mr. Hale was wet.", "Her father", None),
        ("Anna Hale sat. Her father came. Mr. Hale was wet.", "Her father", "Mr. Hale"),
        ("Anna Hale sat. Her uncle came. Mr. Hale was wet.", "Her uncle", None),
        ("Mr. Hale sat. His wife came. Mrs. Hale was wet.", "His wife", "Mrs. Hale"),
        ("Miss Hale sat. Her father came. Mr. Vane was wet.", "Her father", None),
    ],
)
def test_kin_of_the_same_surname(story: str, words: str, whom: str | None) -> None:
    discourse = discourse_of(story)
    people = gather_people(discourse, build_characters(discourse, None))
    owner, relative = (
        next(one for one in discourse.references if one.mention.start == story.index(name))
        for name in (story.partition(" sat")[0], words)
    )
    known = people.referent[owner.number]
    assert known is not None
    found = known_relative(discourse, people, relative, known)
    assert (None if found is None else people.everyone[found].name) == whom
