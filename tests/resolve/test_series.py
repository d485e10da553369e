"""The cast that the works of a series share."""

from __future__ import annotations

import pytest
from texts import world_of

from fabula.resolve.series import cast_of_series
from fabula.types.cast import Cast, CastMember, Passage, SaidLine, Waiver
from fabula.types.world import StoryWorld

FIRST = world_of(
    "Captain Idris Vaughan sat on the wall, and he smoked.",
    "“You are late,” said Anna Hale. She was cold.",
    "“I am, Miss Hale,” said Captain Vaughan. “Zoë Pell kept me.”",
    "“Zoë Pell,” said Anna, “keeps everybody.”",
    "“I do not,” said Zoë Pell.",
)
SECOND = world_of("“The boat is in,” said Anna Hale.", "“So I saw, Nan,” said Mrs. Dray. “Anna Hale, I have eyes.”")


def members(*worlds: StoryWorld, words: str, own: Cast | None = None) -> dict[str, set[str]]:
    cast = cast_of_series(worlds, own, frozenset(words.lower().split()))
    return {} if cast is None else {one.name: set(one.aliases) for one in cast.members}


def test_who_is_known_comes_up_again_by_all_names() -> None:
    found = members(FIRST, words="anna and vaughan went down")
    assert found["Anna Hale"] >= {"Anna", "Miss Hale"}
    assert any("Captain Vaughan" in {name, *others} for name, others in found.items())


def test_who_is_not_named_is_left_out() -> None:
    assert set(members(FIRST, words="anna went down")) == {"Anna Hale"}
    assert members(FIRST, words="it rained") == {}


def test_one_of_two_works_is_one() -> None:
    found = members(FIRST, SECOND, words="anna and dray")
    assert set(found) == {"Anna Hale", "Mrs. Dray"}


def test_accents_are_no_matter() -> None:
    assert any(name.startswith("Zoë") for name in members(FIRST, words="zoe pell sat"))


def test_one_who_is_they_stays_so() -> None:
    world = world_of("Alex dropped their bag. They sat. Alex wiped their face. Alex smiled, and they slept.")
    cast = cast_of_series([world], None, {"alex"})
    assert cast is not None
    assert [(one.name, one.gender) for one in cast.members] == [("Alex", "plural")]


def test_the_reader_s_own_cast_goes_first() -> None:
    own = Cast((CastMember("Anna", ("Anna Hale",)),), "0" * 64)
    found = members(FIRST, words="anna and vaughan", own=own)
    assert next(iter(found)) == "Anna"
    assert "Anna Hale" not in found
    assert cast_of_series((FIRST,), own, frozenset()) is own


def test_what_else_the_reader_gives_stays() -> None:
    line = SaidLine(Passage("“Go.”"), "Anna")
    own = Cast((CastMember("Emma"),), "0" * 64, (Waiver("blue eyes"),), ("Rome",), (line,))
    cast = cast_of_series((FIRST,), own, frozenset({"vaughan"}))
    assert cast is not None
    assert len(cast.members) > 1
    assert (cast.waived, cast.not_persons, cast.lines) == (own.waived, own.not_persons, own.lines)
    assert cast.sha256 != own.sha256


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_of_one_name_are_left_to_the_book(order: tuple[int, int]) -> None:
    him = world_of(
        "“Yes,” said Sam. He sat.",
        "“No,” said Anna to Sam. He wept. Sam rose and took his hat. Sam hurt himself.",
        "“Sam, go,” said Anna. He went.",
    )
    her = world_of(
        "“Yes,” said Sam. She sat.",
        "“No,” said Anna to Sam. She wept. Sam rose and took her hat. Sam hurt herself.",
        "“Sam, go,” said Anna. She went.",
    )
    worlds = [(him, her)[place] for place in order]
    assert "Sam" not in members(*worlds, words="sam and anna")
    assert "Anna" in members(*worlds, words="sam and anna")
