from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from texts import DIVIDER, EXAMPLE, parts_of_books, world_of
from worlds import ADA, BRANDT, STORY, TOBIAS, make_world, worlds

import fabula
from fabula.present import views
from fabula.types.text import Paratext
from fabula.types.world import PointOfView, StoryWorld, Work

TALK = (
    "Anna met Tom.",
    "“Go away, Tom,” said Anna. “Now.”",
    "“No,” said Tom.",
    DIVIDER,
    "“Well?” said Emma.",
)


def test_speakers_come_with_their_quotes() -> None:
    assert views.speakers(make_world()) == [(ADA, 2), (BRANDT, 2), (TOBIAS, 1)]


def test_the_most_frequent_speakers_have_colours() -> None:
    assert views.colours(make_world()) == {ADA.id: 1, BRANDT.id: 2, TOBIAS.id: 3}
    many = [replace(ADA, id=100 + i, name=f"N{i}") for i in range(15)]
    quotes = tuple(replace(make_world().quotes[0], id=i, speaker=one) for i, one in enumerate(many))
    assert sorted(views.colours(make_world(quotes=quotes)).values()) == list(range(1, views.N_COLOURS + 1))


def test_the_cast_has_counts_shares_and_first_mention() -> None:
    rows = views.cast_rows(make_world())
    assert [row.entity for row in rows] == [ADA, BRANDT, TOBIAS]
    assert [row.n_quotes for row in rows] == [2, 2, 1]
    assert sum(row.share for row in rows) == pytest.approx(1.0)
    assert rows[0].n_words == len(["“It", "waited", "yesterday,”", "“I", "gave", "it", "to", "the", "captain,”"])
    assert rows[0].first == STORY.index("Ada Quill")
    assert [row.n_scenes for row in rows] == [2, 1, 1]


def test_the_network_counts_who_speaks_to_whom() -> None:
    nodes, edges = views.network(make_world())
    assert {node.entity for node in nodes} == {ADA, BRANDT, TOBIAS}
    counted = {frozenset((edge.one.entity.name, edge.other.entity.name)): edge.count for edge in edges}
    assert counted == {frozenset(("Ada Quill", "Captain Brandt")): 3, frozenset(("Ada Quill", "Tobias")): 1}
    assert max(edge.weight for edge in edges) == 1.0
    assert max(node.size for node in nodes) == 1.0


def test_a_silent_world_has_no_network() -> None:
    assert views.network(make_world(quotes=(), knowledge=())) == ([], [])


def test_the_strip_shows_quotes_along_the_text() -> None:
    rows = views.strip(make_world())
    assert [row.entity for row in rows] == [ADA, BRANDT, TOBIAS]
    for row in rows:
        assert all(
            quote.speaker == row.entity and 0 <= start <= start + width <= 1 for quote, start, width in row.ticks
        )


# -- the text -------------------------------------------------------------------------------------------------------


def shown(world: StoryWorld, anchors: tuple[int, ...] = ()) -> list[views.Block]:
    return list(views.text_blocks(world, anchors))


def assert_whole(world: StoryWorld, blocks: list[views.Block]) -> None:
    """Check that each story paragraph and each paratext outside one is shown once, unchanged and in order."""
    story = [(one.start, one.end) for one in world.pov]
    outside = [
        (one.start, one.end) for one in world.work.paratext if not any(start <= one.start < end for start, end in story)
    ]
    expected = [world.text[start:end] for start, end in sorted(story + outside)]
    assert ["".join(piece.text for piece in block.pieces) for block in blocks] == expected


def test_the_whole_text_is_shown_in_order() -> None:
    world = fabula.read(EXAMPLE)
    assert_whole(world, shown(world))


@settings(max_examples=40, deadline=None)
@given(parts_of_books())
def test_any_text_is_shown_whole(parts: list[str]) -> None:
    world = world_of(*parts)
    anchors = tuple(one.start for one in world.quotes) + tuple(one.start for one in world.knowledge)
    blocks = shown(world, anchors)
    assert_whole(world, blocks)
    found = [piece.anchor for block in blocks for piece in block.pieces if piece.anchor is not None]
    assert found == sorted(set(anchors))


def test_pieces_are_cut_at_quotes_and_anchors() -> None:
    world = world_of("Anna sat. “Go,” said Anna.")
    (block,) = shown(world, (5,))
    assert [(piece.text, piece.quote is not None, piece.anchor) for piece in block.pieces] == [
        ("Anna ", False, None), ("sat. ", False, 5), ("“Go,”", True, None), (" said Anna.", False, None),
    ]  # fmt: skip


def test_a_speaker_is_named_once_a_paragraph() -> None:
    blocks = shown(world_of(*TALK))
    labels = [[piece.label for piece in block.pieces if piece.quote is not None] for block in blocks]
    assert [one for one in labels if one] == [[True, False], [True], [True]]


def test_scenes_open_where_they_begin() -> None:
    blocks = shown(world_of(*TALK))
    assert [(block.kind, block.opens_scene) for block in blocks] == [
        ("story", 0), ("story", None), ("story", None), ("divider", None), ("story", 1),
    ]  # fmt: skip


def test_a_note_inside_a_paragraph_stays_inside() -> None:
    text = "She ran. (A/N: sorry!) He followed."
    note = Paratext(9, 22, "author_note")
    world = replace(
        make_world(), text=text, work=Work(paratext=(note,)), pov=(PointOfView(0, len(text), None, 3),), scenes=(),
        quotes=(),
    )  # fmt: skip
    (block,) = shown(world)
    assert [(piece.text, piece.paratext) for piece in block.pieces] == [
        ("She ran. ", None), ("(A/N: sorry!)", "author_note"), (" He followed.", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "wrapped"),
    [
        ("One short line.", False),
        ("A line that was broken to a width by whoever wrote it\nand its end.", True),
        ("Roses are red,\nviolets are blue.", False),
    ],
)
def test_lines_broken_to_a_width_are_told_from_verse(text: str, wrapped: bool) -> None:
    (block,) = shown(world_of(text))
    assert block.wrapped is wrapped


@settings(max_examples=15, deadline=None)
@given(worlds())
def test_any_world_has_views(world: StoryWorld) -> None:
    assert len(views.cast_rows(world)) == len(world.characters)
    nodes, edges = views.network(world)
    assert {edge.one for edge in edges} | {edge.other for edge in edges} <= set(nodes)
    assert len(views.strip(world)) == len(views.speakers(world))
