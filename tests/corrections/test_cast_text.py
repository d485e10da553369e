from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import STORY, make_world, span_of

from fabula.corrections.actions import (
    Action,
    Apart,
    CalledToo,
    CorrectionError,
    HasPronouns,
    Narrates,
    NoPerson,
    Renamed,
    SaidBy,
    Same,
    SceneAt,
    Waive,
)
from fabula.corrections.cast_text import corrected, parse_corrections
from fabula.types.text import Span

WORLD = make_world()
LATE, KEY = WORLD.quotes[0], WORLD.quotes[-1]


def after(*actions: Action, toml: str = "") -> dict[str, Any]:
    """Return the tables of a cast file after some corrections."""
    for action in actions:
        toml = corrected(toml, action, WORLD)
    return tomllib.loads(toml)


def said(quote: Any, who: str | None) -> SaidBy:
    return SaidBy((Span(quote.start, quote.end),), who)


def test_a_line_is_kept_with_its_words_and_those_around() -> None:
    (line,) = after(said(LATE, "Ada"))["line"]
    assert line["said-by"] == "Ada Quill", "the name that she goes by"
    assert line["text"] == " ".join(STORY[LATE.start : LATE.end].split())
    assert line["before"].endswith("in her coat.")


def test_a_line_said_by_somebody_else_has_one_row() -> None:
    tables = after(said(LATE, "Ada"), said(KEY, "Tobias"), said(LATE, ""))
    assert [(line["said-by"], line["text"][:4]) for line in tables["line"]] == [
        ("Tobias", STORY[KEY.start : KEY.start + 4]), ("", STORY[LATE.start : LATE.start + 4]),
    ]  # fmt: skip


def test_a_line_as_it_was_read_has_no_row() -> None:
    assert "line" not in after(said(LATE, "Ada"), said(LATE, None))


def test_many_lines_at_once() -> None:
    everything = SaidBy(tuple(Span(one.start, one.end) for one in WORLD.quotes), "Tobias")
    assert [line["said-by"] for line in after(everything)["line"]] == ["Tobias"] * len(WORLD.quotes)


def test_two_are_one() -> None:
    (row,) = after(Same("Ada Quill", "Tobias"))["character"]
    assert row == {"name": "Ada Quill", "aliases": ["Tobias"]}


def test_two_of_the_file_are_one_with_all_their_names() -> None:
    toml = """
[[character]]  # who has the key
name = "Ada Quill"
not-the-same-as = ["Tobias", "Ida"]

[[character]]
name = "Tobias"
aliases = ["Toby"]
pronouns = "he"
"""
    (row,) = after(Same("Ada", "Tobias"), toml=toml)["character"]
    assert row == {"name": "Ada Quill", "aliases": ["Tobias", "Toby"], "not-the-same-as": ["Ida"], "pronouns": "he"}


def test_a_name_is_another_ones() -> None:
    tables = after(Apart("Ada Quill", "Miss Quill"))
    assert tables["character"] == [
        {"name": "Ada Quill", "not-the-same-as": ["Miss Quill"]},
        {"name": "Miss Quill"},
    ]


def test_what_was_joined_is_parted_and_joined_again() -> None:
    joined = after(Same("Ada Quill", "Tobias"), Apart("Ada Quill", "Tobias"))
    assert joined["character"] == [{"name": "Ada Quill", "not-the-same-as": ["Tobias"]}, {"name": "Tobias"}]
    again = after(Same("Ada Quill", "Tobias"), Apart("Ada Quill", "Tobias"), Same("Ada Quill", "Tobias"))
    assert again["character"] == [{"name": "Ada Quill", "aliases": ["Tobias"]}]


def test_what_is_no_person_is_no_character() -> None:
    tables = after(CalledToo("Tobias", "Toby"), NoPerson("Tobias"), NoPerson("Tobias"))
    assert tables == {"not-a-person": [{"name": "Tobias"}]}
    assert after(NoPerson("Tobias"), HasPronouns("Tobias", "he")) == {
        "character": [{"name": "Tobias", "pronouns": "he"}]
    }


def test_names_pronouns_and_the_narrator() -> None:
    tables = after(
        CalledToo("Ada", "the girl"),
        Renamed("Ada Quill", "Ada"),
        HasPronouns("Tobias", "they"),
        Narrates("Ada"),
        Narrates("Tobias"),
    )
    assert tables["character"] == [
        {"name": "Ada", "aliases": ["the girl", "Ada Quill"]},
        {"name": "Tobias", "pronouns": "they", "narrator": True},
    ]


def test_a_scene_begins_or_does_not() -> None:
    paragraph = WORLD.pov[1]
    (row,) = after(SceneAt(paragraph.start, True), SceneAt(paragraph.start, False))["scene"]
    assert row["begins"] is False
    assert STORY[paragraph.start :].startswith(row["text"].split()[0])


def test_a_finding_is_waived() -> None:
    assert after(Waive("numbering", "CHAPTER I"))["waive"] == [{"kind": "numbering", "text": "CHAPTER I"}]


def test_what_was_written_by_hand_stays() -> None:
    toml = "# mine\n\n[[character]]\nname = 'Ada Quill' # the heroine\n\n[other]\nkept = 1\n"
    written = corrected(toml, HasPronouns("Ada", "she"), WORLD)
    for line in ("# mine", "name = 'Ada Quill' # the heroine", "kept = 1", 'pronouns = "she"'):
        assert line in written


def test_a_list_written_in_one_line_takes_more() -> None:
    toml = 'character = [{name = "Ada Quill"}]\n'
    tables = after(HasPronouns("Tobias", "he"), toml=toml)
    assert [row["name"] for row in tables["character"]] == ["Ada Quill", "Tobias"]


@pytest.mark.parametrize(
    ("action", "problem"),
    [
        (SaidBy((Span(1, 2),), "Ada"), "no quote"),
        (SceneAt(3, True), "no paragraph"),
        (Same("Ada", "Miss Quill"), "one already"),
        (Apart("Ada", "Ada Quill"), "goes by"),
    ],
)
def test_what_can_not_be_is_refused(action: Action, problem: str) -> None:
    with pytest.raises(CorrectionError, match=problem):
        corrected("", action, WORLD)


def test_a_file_that_says_nothing_is_no_cast() -> None:
    assert parse_corrections("", "x") is None
    assert parse_corrections("# only words\n", "x") is None


_NAMES = st.sampled_from(
    ["Ada Quill", "Ada", "Captain Brandt", "Tobias", "the captain", "Miss Quill", "a stranger", "Zoë"]
)
_ACTIONS = st.one_of(
    st.builds(said, st.sampled_from(WORLD.quotes), st.one_of(st.none(), st.just(""), _NAMES)),
    st.builds(Same, _NAMES, _NAMES),
    st.builds(Apart, _NAMES, _NAMES),
    st.builds(NoPerson, _NAMES),
    st.builds(CalledToo, _NAMES, _NAMES),
    st.builds(Renamed, _NAMES, _NAMES),
    st.builds(HasPronouns, _NAMES, st.sampled_from(["she", "he", "they", "it"])),
    st.builds(Narrates, _NAMES),
    st.builds(SceneAt, st.sampled_from([one.start for one in WORLD.pov]), st.booleans()),
    st.builds(Waive, st.just("numbering"), st.text(min_size=1).filter(lambda text: text.strip())),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_ACTIONS, max_size=8))
def test_any_corrections_leave_a_file_that_can_be_read(actions: list[Action]) -> None:
    toml = ""
    for action in actions:
        try:
            toml = corrected(toml, action, WORLD)
        except CorrectionError:
            continue
        parse_corrections(toml, "x")


def test_the_words_of_a_line_lie_where_they_stood() -> None:
    assert span_of("“It waited yesterday,”").of(STORY) in {STORY[one.start : one.end] for one in WORLD.quotes}
