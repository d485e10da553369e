"""What may be shared of a story whose text may not: no three of its words stand together in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from worlds import ADA, make_tokens, make_world, worlds

from fabula.export.non_consumptive import world_to_non_consumptive
from fabula.types.world import StoryWorld

BIBLIOGRAPHY = ("title", "author", "source")


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+(?:['’-]\w+)?", text.casefold())


def runs_of(text: str) -> set[tuple[str, ...]]:
    """Return all runs of three words."""
    words = words_of(text)
    return {*zip(words, words[1:], words[2:], strict=False)}


def strings_in(value: Any) -> Iterator[str]:
    """Yield every text of an export but titles and the like."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield key
            yield from strings_in(one) if key not in BIBLIOGRAPHY else ()
    elif isinstance(value, list):
        for one in value:
            yield from strings_in(one)


def exported(world: StoryWorld) -> dict[str, Any]:
    return json.loads(world_to_non_consumptive(world))  # type: ignore[no-any-return]


def test_no_three_words_of_the_story_stand_together(example: StoryWorld) -> None:
    of_story = runs_of(example.text)
    assert len(of_story) > 1000
    for one in strings_in(exported(example)):
        assert not runs_of(one) & of_story, one


def test_lists_in_order_do_not_give_the_text_back(example: StoryWorld) -> None:
    """The lemmas are alphabetic and without the forms; names apart, no list of strings follows the story."""
    lemmas = list(exported(example)["event_lemmas"])
    assert lemmas == sorted(lemmas)
    of_story = {*pairwise(words_of(example.text))}
    assert len({*pairwise(lemmas)} & of_story) <= 2


def test_structure_counts_and_names_go_out(example: StoryWorld) -> None:
    found = exported(example)
    assert [one["name"] for one in found["entities"][:1]] == [example.entities[0].name]
    assert len(found["mentions"]) == len(example.mentions)
    assert [(one["start"], one["end"]) for one in found["quotes"]] == [(one.start, one.end) for one in example.quotes]
    assert sum(found["event_lemmas"].values()) == len(example.events)
    assert len(found["tokens"]) == len(example.tokens or ())
    assert found["work"]["title"] == "The Salt Ledger"


def test_it_tells_what_was_withheld(example: StoryWorld) -> None:
    assert list(exported(example))[:3] == ["format", "version", "withheld"]
    withheld = exported(example)["withheld"]
    assert withheld["characters_of_text"] == len(example.text)
    assert withheld["claims"] == len(example.knowledge)
    assert withheld["lemmas_of_events"] == len(example.events)
    assert withheld["messages"] == len(example.findings)
    assert withheld["lemmas"] == sum(bool(one.lemma) for one in example.tokens or ())


def test_long_names_keep_their_ends_and_descriptions_a_number() -> None:
    for name, kept in (
        ("Lady Ada de Quill", "Lady … Quill"),
        ("Ada Quill", "Ada Quill"),
        ("the woman with the key", "PER 0"),
        ("She who had the key in her Coat", "PER 0"),
    ):
        who = replace(ADA, name=name, aliases=(name, "Ada"))
        world = StoryWorld(make_world().provenance, "", make_world().work, (who,))
        (one,) = exported(world)["entities"]
        assert one["name"] == kept
        assert one["aliases"] == ([kept, "Ada"] if kept != "PER 0" else ["Ada"])


@settings(max_examples=25)
@given(worlds())
def test_any_world_has_its_form(world: StoryWorld) -> None:
    found = exported(world)
    assert "text" not in found
    assert len(found["quotes"]) == len(world.quotes)


def test_the_source_is_named_without_its_folder() -> None:
    world = make_world("/home/ada/lamp.txt", tokens=make_tokens())
    assert exported(world)["provenance"]["source"] == "lamp"


def test_names_with_apostrophes_and_hyphens_are_names() -> None:
    names = ("Mrs. O'Brien", "Jean-Luc Picard", "the man who had gone away")
    people = tuple(replace(ADA, id=number, name=name, aliases=()) for number, name in enumerate(names))
    world = StoryWorld(make_world().provenance, "", make_world().work, people)
    assert [one["name"] for one in json.loads(world_to_non_consumptive(world))["entities"]] == [*names[:2], "PER 2"]
