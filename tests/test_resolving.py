"""Works resolved anew: as a whole in the library, and one part at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fabula import pipeline, resolving
from fabula.corrections.actions import SaidBy
from fabula.corrections.cast_text import corrected
from fabula.corrections.desk import correct
from fabula.errors import LibraryError
from fabula.pipeline import read_and_keep
from fabula.resolving import resolve_anew, resolve_part, with_tokens
from fabula.store.library import Library
from fabula.types.text import Span
from fabula.types.world import StoryWorld

STORY = """“Is it late?” asked Anna Reed.

“It is,” said Tom Hale.

“Then I must go.”

“So you must.”
"""


@pytest.fixture
def library(tmp_path: Path) -> Path:
    story, path = tmp_path / "story.txt", tmp_path / "library.sqlite"
    story.write_text(STORY, encoding="utf-8")
    groundwork, world = read_and_keep(story)
    with Library.open(path) as shelf:
        shelf.store(world, groundwork)
    for kept in (resolving._groundwork, resolving._tokens, resolving._world, resolving._known):
        kept.cache_clear()
    return path


def load(library: Path) -> StoryWorld:
    with Library.open(library) as shelf:
        return shelf.load(1)


def say(library: Path, words: str, who: str) -> SaidBy:
    start = STORY.index(words)
    action = SaidBy((Span(start, start + len(words)),), who)
    with Library.open(library) as shelf:
        correct(shelf, shelf.get(1), shelf.load(1), action)
    return action


def test_a_work_is_resolved_anew_once(library: Path) -> None:
    assert not resolve_anew(str(library), 1)
    say(library, "“Is it late?”", "Tom Hale")
    assert resolve_anew(str(library), 1)
    first = load(library).quotes[0]
    assert first.speaker is not None
    assert first.speaker.name == "Tom Hale"
    assert first.confidence == 1
    assert not resolve_anew(str(library), 1), "it heeds them already"


def test_without_its_corrections_a_work_is_as_it_was(library: Path) -> None:
    before = load(library)
    say(library, "“Is it late?”", "Tom Hale")
    resolve_anew(str(library), 1)
    assert load(library) != before
    (library.parent / "story.cast.toml").unlink()
    assert resolve_anew(str(library), 1)
    assert load(library) == before


def test_a_work_without_its_groundwork_says_what_to_do(library: Path) -> None:
    with Library.open(library) as shelf:
        shelf.store(shelf.load(1))
    say(library, "“Is it late?”", "Tom Hale")
    with pytest.raises(LibraryError, match="read again with `fabula read`"):
        resolve_anew(str(library), 1)


def test_a_part_tells_what_follows_in_it(library: Path) -> None:
    world = load(library)
    action = SaidBy((Span(world.quotes[2].start, world.quotes[2].end),), "Tom Hale")
    toml = corrected("", action, world)
    found = resolve_part(str(library), 1, (0, len(STORY)), "", toml)
    assert (world.quotes[2].start, world.quotes[2].end, "Tom Hale") in found
    assert resolve_part(str(library), 1, (0, len(STORY)), toml, toml) == []


def test_a_part_that_can_not_be_had_tells_nothing(library: Path) -> None:
    assert resolve_part(str(library), 1, (0, len(STORY)), "", "[[line]\n") == []
    with Library.open(library) as shelf:
        shelf.store(replace(shelf.load(1)))
    assert resolve_part(str(library), 1, (0, len(STORY)), "", "") == []


def test_tokens_are_made_again_as_they_were(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Library.open(library) as shelf:
        world = shelf.load(1)
        assert world.tokens is None
        again = with_tokens(shelf, 1, world)
        _, fresh = read_and_keep(shelf.source_of(1), tokens=True)
        assert again.tokens == fresh.tokens
        monkeypatch.setattr(pipeline, "sum_of_tokens", lambda _: "of other tokens")
        assert with_tokens(shelf, 1, world) is world
