from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from texts import DIVIDER, EXAMPLE, parts_of_books, world_of
from worlds import make_world

import fabula
from fabula.present import prose
from fabula.types.text import Paratext
from fabula.types.world import PointOfView, StoryWorld, Work

TALK = (
    "Anna met Tom.",
    "“Go away, Tom,” said Anna. “Now.”",
    "“No,” said Tom.",
    DIVIDER,
    "“Well?” said Emma.",
)


def shown(world: StoryWorld, anchors: tuple[int, ...] = ()) -> list[prose.Block]:
    return list(prose.text_blocks(world, anchors))


def assert_whole(world: StoryWorld, blocks: list[prose.Block]) -> None:
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


def test_a_part_is_laid_out_as_the_whole_is() -> None:
    world = fabula.read(EXAMPLE)
    whole = prose.lay_out(world.pov, world.work.paratext)
    middle = len(world.text) // 2
    parts = [
        stretch
        for low, high in ((0, middle), (middle, len(world.text)))
        for stretch in prose.lay_out(
            [one for one in world.pov if low <= one.start < high],
            [one for one in world.work.paratext if low <= one.start < high],
        )
    ]
    assert parts == whole


def test_a_stretch_is_cut_inside_alone() -> None:
    stretch = prose.Stretch(10, 20, "story", (Paratext(14, 16, "author_note"),))
    assert list(stretch.cut([(0, 12), (18, 30), (12, 12)])) == [(10, 12), (12, 14), (14, 16), (16, 18), (18, 20)]
    assert [stretch.note_at(one) for one in (13, 14, 16)] == [None, "author_note", None]
    assert list(prose.Stretch(5, 5, "story").cut([])) == []


def test_who_goes_on_speaking_is_named_no_more() -> None:
    quotes = world_of("“Go,” said Anna. “Now.”", "“No,” said Tom.").quotes
    assert list(prose.named_at(quotes)) == [quotes[0], quotes[2]]


def test_words_between_marks_are_emphasised() -> None:
    text = "Anna *never* sat. “__Go__,” said *Tom. 2 * 3 * 4."
    (block,) = shown(world_of(text))
    assert "".join(piece.text for piece in block.pieces) == text
    assert [piece.text for piece in block.pieces if piece.emphasis == "words"] == ["never", "Go"]
    assert [piece.text for piece in block.pieces if piece.emphasis == "mark"] == ["*", "*", "__", "__"]
