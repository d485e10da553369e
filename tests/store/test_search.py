from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import STORY, make_world

from fabula.store.library import Library
from fabula.store.search import Hit, find_passages
from fabula.types.text import Paratext
from fabula.types.world import StoryWorld, Work


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library.sqlite") as library:
        library.store(make_world())
        yield library


def words(hit: Hit) -> list[str]:
    return [match.of(hit.snippet) for match in hit.matches]


def test_a_quote_is_found_with_its_speaker(library: Library) -> None:
    (hit,) = library.search("whohas OR tide")
    assert (hit.kind, hit.speaker, hit.title, hit.work) == ("quote", "Captain Brandt", "The Lamp at Carrow", 1)
    assert STORY[hit.start : hit.end] == hit.snippet == "“The tide won’t wait for you, Miss Quill.”"
    assert words(hit) == ["tide"]


def test_the_narration_is_found(library: Library) -> None:
    (hit,) = library.search('"brass key"')
    assert (hit.kind, hit.speaker) == ("text", None)
    assert STORY[hit.start : hit.end].startswith("On the third of March")
    assert words(hit) == ["brass key"]


def test_words_are_found_in_other_forms(library: Library) -> None:
    assert [words(hit) for hit in library.search("walking")] == [["walked"]]


def test_one_place_is_one_hit(library: Library) -> None:
    assert [hit.kind for hit in library.search("key")] == ["quote", "text"]  # not the paragraph around the quote


def test_paratext_is_no_story(library: Library) -> None:
    assert library.search("Marsh OR chapter") == []


@pytest.mark.parametrize(
    "query", ["“You’re late,”", "you're late", "late:", "(late", '"late', "late AND", "^late^", "late*x*", "NEAR(late"]
)
def test_what_is_no_query_is_a_phrase(library: Library, query: str) -> None:
    assert [hit.speaker for hit in library.search(query)] in (["Captain Brandt"], [])


@given(query=st.text(max_size=12))
def test_no_query_is_an_error(query: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "queries.sqlite"
    with Library.open(path) as library:
        if not library.works():
            library.store(make_world())
        assert isinstance(library.search(query), list)


def test_a_limit_and_a_work_narrow_a_search(library: Library) -> None:
    other = library.store(make_world("other.txt"))
    assert {hit.work for hit in library.search("key")} == {1, other}
    assert {hit.work for hit in library.search("key", work=other)} == {other}
    assert len(library.search("key", limit=1)) == 1
    assert library.search("key", limit=0) == []
    assert library.search("  ") == []


def test_a_work_read_again_is_found_as_it_is_now(library: Library) -> None:
    text = STORY.replace("brass", "steel")
    library.store(make_world(text=text))
    assert library.search("brass") == []
    assert len(library.search("steel")) == 1


def test_a_removed_work_is_not_found(library: Library) -> None:
    library.remove(1)
    assert library.search("key") == []


def passages_of(text: str, *paratext: Paratext) -> list[str]:
    world = replace(make_world(), text=text, work=Work(paratext=paratext))
    return [place.of(text) for place in find_passages(world)]


def test_paragraphs_stand_between_blank_lines() -> None:
    assert passages_of("One\ntwo.\n\nThree.\r\n \r\nFour.  \n") == ["One\ntwo.", "Three.", "Four."]
    assert passages_of("One [note] two", Paratext(4, 10, "author_note")) == ["One", "two"]
    assert passages_of(" \n\n") == []


def test_long_paragraphs_are_cut_at_sentences() -> None:
    text = "A sentence of some length. " * 100
    pieces = passages_of(text)
    assert len(pieces) > 2
    assert all(len(piece) <= 1200 and piece.rstrip().endswith(".") for piece in pieces)
    assert passages_of("x" * 3000) == ["x" * 1200, "x" * 1200, "x" * 600]


@given(st.text(alphabet="ab. \n”", max_size=3000))
def test_passages_hold_every_word_once(text: str) -> None:
    world: StoryWorld = replace(make_world(), text=text, work=Work())
    places = list(find_passages(world))
    assert "".join("".join(place.of(text).split()) for place in places) == "".join(text.split())
    assert all(one.end <= other.start for one, other in pairwise(places))
