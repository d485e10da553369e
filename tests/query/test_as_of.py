from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import STORY, make_tokens, make_world, worlds

from fabula.query.as_of import SOMEBODY, Unfolding
from fabula.types.text import Span
from fabula.types.world import Entity, EntityMention, Quote, StoryWorld


def spans_in(value: Any) -> Iterator[int]:
    """Yield every end of a span in a world."""
    if is_dataclass(value):
        if hasattr(value, "end"):
            yield value.end
        for field in fields(value):
            yield from spans_in(getattr(value, field.name))
    elif isinstance(value, tuple):
        for one in value:
            yield from spans_in(one)


def until(words: str) -> int:
    return STORY.index(words)


def test_at_its_end_a_world_is_whole() -> None:
    world = make_world(tokens=make_tokens())
    assert Unfolding(world).as_of(len(STORY)) == world


@pytest.mark.parametrize(
    "offset", [0, 1, until("Brandt laughed"), until("CHAPTER II"), until("Tobias saw"), len(STORY) - 1]
)
def test_nothing_is_from_beyond(offset: int) -> None:
    world = Unfolding(make_world(tokens=make_tokens())).as_of(offset)
    assert world.text == STORY[:offset]
    assert max(spans_in(world), default=0) <= offset


@settings(max_examples=60, deadline=None)
@given(worlds(), st.floats(0, 1))
def test_no_world_tells_of_what_is_beyond(world: StoryWorld, share: float) -> None:
    offset = int(share * len(world.text))
    cut = Unfolding(world).as_of(offset)
    if offset < len(world.text):
        assert max(spans_in(cut), default=0) <= offset


def test_people_come_up_with_the_names_that_were_read() -> None:
    world = Unfolding(make_world()).as_of(until("said Captain Brandt"))
    assert [one.name for one in world.entities if one.type == "PER"] == ["Ada Quill", SOMEBODY]
    assert world.entities[0].aliases == ("Ada",)
    later = Unfolding(make_world()).as_of(until("“It waited"))
    ada = next(one for one in later.entities if one.id == 0)
    assert "Miss Quill" in ada.aliases
    assert ada.mentions < make_world().entities[0].mentions


def unmasked() -> StoryWorld:
    text = "“Go,” a stranger said. He left. “I am Tobias,” he said."
    tobias = Entity(0, "PER", "Tobias", pronouns="he", mentions=4)

    def mention(words: str, form: Any) -> EntityMention:
        start = text.index(words)
        return EntityMention(start, start + len(words), tobias, "PER", form)

    quote = Quote(0, 0, 5, 0, tobias, (), (), "anaphoric", speaker_mention=Span(6, 16))
    mentions = (mention("a stranger", "NOM"), mention("He", "PRON"), mention("Tobias", "PROP"))
    return replace(
        make_world(), text=text, entities=(tobias,), mentions=mentions, quotes=(quote,), events=(), scenes=(), pov=(),
        knowledge=(), relations=(), objects=(), timeline=(), findings=(), tokens=None,
        work=replace(make_world().work, chapters=(), paratext=()),
    )  # fmt: skip


def speaker(offset: int) -> str | None:
    quote = Unfolding(unmasked()).as_of(offset).quotes[0]
    return quote.speaker.name if quote.speaker else None


def test_who_is_not_named_yet_is_nobody_one_could_name() -> None:
    assert speaker(5) == SOMEBODY
    assert speaker(20) == "a stranger"
    assert speaker(50) == "Tobias"


def test_a_name_that_the_reader_gave_is_no_secret() -> None:
    world = unmasked()
    renamed = replace(world.entities[0], name="Old Toby")
    world = replace(
        world,
        entities=(renamed,),
        mentions=tuple(replace(one, entity=renamed) for one in world.mentions),
        quotes=tuple(replace(one, speaker=renamed) for one in world.quotes),
    )
    quote = Unfolding(world).as_of(10).quotes[0]
    assert quote.speaker is not None
    assert quote.speaker.name == "Old Toby"


def test_a_scene_goes_as_far_as_it_was_read() -> None:
    world = make_world()
    at = until("said Captain Brandt")
    scene = Unfolding(world).as_of(at).scenes[-1]
    assert scene.end == at
    assert {one.id for one in scene.present} <= {0}


@pytest.mark.parametrize("offset", [-1, len(STORY) + 1])
def test_a_place_out_of_the_text_is_refused(offset: int) -> None:
    with pytest.raises(ValueError, match="no place in a text"):
        Unfolding(make_world()).as_of(offset)
