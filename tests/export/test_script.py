"""Voice scripts: lines that tile the story."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st
from texts import DIVIDER, EXAMPLE, world_of
from worlds import ADA, BRANDT, TOBIAS, make_world, worlds

from fabula.export.script import ScriptLine, only_sure, script_lines
from fabula.pipeline import RULES, read
from fabula.types.text import Chapter, Paratext
from fabula.types.world import PointOfView, Quote, StoryWorld, Work


def check_tiling(world: StoryWorld, lines: tuple[ScriptLine, ...]) -> None:
    """Check that lines and left out paratext, in order, are the text, and that no line is blank or doubles another."""
    covered = bytearray(len(world.text))
    at = 0
    for line in lines:
        assert at <= line.start < line.end
        assert line.text == world.text[line.start : line.end]
        assert line.text.strip()
        covered[line.start : line.end] = b"\1" * len(line.text)
        at = line.end
    left_out = bytearray(len(world.text))
    for one in world.work.paratext:
        if one.kind != "heading":
            left_out[one.start : one.end] = b"\1" * (one.end - one.start)
    at = 0
    for skipped, run in groupby(left_out):
        start, at = at, at + len(list(run))
        told = not skipped and bool(world.text[start:at].strip())  # blanks between notes are left out with them
        assert set(covered[start:at]) == {int(told)}


def plain_world(text: str, quotes: str = "", paratext: tuple[Paratext, ...] = ()) -> StoryWorld:
    """Return a world of a text in which Ada speaks what stands between the words of `quotes`, first and last each."""
    pairs = [pair.split("…") for pair in quotes.split("|")] if quotes else []
    spans = [(text.index(first), text.index(last) + len(last)) for first, last in pairs]
    return StoryWorld(
        make_world().provenance, text, Work(paratext=paratext),
        quotes=tuple(Quote(n, *span, n, ADA, (), (), "implicit") for n, span in enumerate(spans)),
    )  # fmt: skip


def told(world: StoryWorld) -> list[tuple[str, str]]:
    """Return the kind and the text of each line, having checked that they tile."""
    lines = script_lines(world)
    check_tiling(world, lines)
    return [(line.kind, line.text) for line in lines]


def test_a_story_is_told_by_narrator_and_speakers() -> None:
    lines = script_lines(make_world())
    check_tiling(make_world(), lines)
    assert [(line.kind, line.speaker, line.chapter, line.text) for line in lines[:8]] == [
        ("heading", None, 1, "CHAPTER I. The Key\n\n"),
        (
            "narration", None, 1,
            "On the third of March, Ada Quill walked down to the harbour office with a brass key in her coat.\n\n",
        ),
        ("speech", BRANDT, 1, "“You’re late,” "),
        ("narration", None, 1, "said Captain Brandt. "),
        ("speech", BRANDT, 1, "“The tide won’t wait for you, Miss Quill.”\n\n"),
        ("speech", ADA, 1, "“It waited yesterday,” "),
        (
            "narration", None, 1,
            "she answered.\n\nBrandt laughed. He had never trusted her, and <b>he</b> did not trust her now.\n\n",
        ),
        ("heading", None, 2, "\n\nCHAPTER II. The Lamp\n\n"),
    ]  # fmt: skip
    assert [(line.quote, line.cue, line.confidence) for line in lines if line.speaker == TOBIAS] == [
        (3, "whispered", 0.95)
    ]
    assert [line.text for line in lines if line.unknown] == ["“He lost it.”\n"]


def test_narration_is_cut_at_paragraphs_and_not_at_line_ends() -> None:
    world = world_of("It rained\nall day.", "# 1 Home", "“No,” said Anna. She sat.", DIVIDER, "Tom came.")
    lines = script_lines(world)
    check_tiling(world, lines)
    assert [(line.kind, line.chapter, line.text) for line in lines] == [
        ("narration", None, "It rained\nall day.\n\n"),
        ("heading", 1, "# 1 Home\n\n"),
        ("speech", 1, "“No,” "),
        ("narration", 1, "said Anna. She sat.\n\n"),
        ("narration", 1, "\n\nTom came.\n\n"),
    ]
    numbers = [line.paragraph for line in lines]
    assert numbers == sorted(numbers)
    assert numbers[2] == numbers[3]
    assert len(set(numbers)) == 4


def test_the_example_tiles() -> None:
    world = read(EXAMPLE, model=RULES)
    lines = script_lines(world)
    check_tiling(world, lines)
    assert lines[0].text == "\n\n\nChapter 1: The Brass Key\n\n"
    assert not any("all mistakes mine" in line.text for line in lines)
    assert [line.quote for line in lines if line.kind == "speech"] == [quote.id for quote in world.quotes]


@pytest.mark.parametrize("text", ["", " \n\t", "\x00", "\x85a\u2028"])
def test_nearly_nothing_tiles(text: str) -> None:
    assert "".join(part for _, part in told(plain_world(text))) == (text if text.strip() else "")


def test_of_nested_quotes_the_outer_one_is_read() -> None:
    assert told(plain_world("“He said, ‘No,’ and left.” So.", "‘…’|“…”")) == [
        ("speech", "“He said, ‘No,’ and left.” "),
        ("narration", "So."),
    ]


def test_of_overlapping_quotes_nothing_is_doubled() -> None:
    world = plain_world("«one two three» four»")
    shared = tuple(
        Quote(n, start, end, n, ADA, (), (), "implicit") for n, (start, end) in enumerate([(0, 15), (5, 21)])
    )
    assert told(replace(world, quotes=shared)) == [("speech", "«one "), ("speech", "two three» four»")]
    assert told(replace(world, quotes=shared[:1] * 2)) == [("speech", "«one two three» "), ("narration", "four»")]


def test_a_note_inside_a_quote_parts_it() -> None:
    text = "He said: “Yes [a note] indeed.” So."
    note = Paratext(text.index("["), text.index("]") + 1, "author_note")
    assert told(plain_world(text, "“…”", (note,))) == [
        ("narration", "He said: "),
        ("speech", "“Yes "),
        ("speech", " indeed.” "),
        ("narration", "So."),
    ]


def test_blanks_between_notes_are_left_out_with_them() -> None:
    text = "One. [a]\n\n[b] Two."
    notes = tuple(Paratext(text.index(mark), text.index(mark) + 3, "author_note") for mark in ("[a]", "[b]"))
    assert told(plain_world(text, paratext=notes)) == [("narration", "One. "), ("narration", " Two.")]


def test_blank_quotes_and_blank_edges_of_quotes_are_nobodys_line() -> None:
    assert told(plain_world("One <   > two.", "   …   ")) == [("narration", "One <   > two.")]
    assert told(plain_world("One < “two” > three.", " “…” ")) == [
        ("narration", "One < "),
        ("speech", "“two” "),
        ("narration", "> three."),
    ]


def test_what_is_not_sure_enough_is_unknown() -> None:
    lines = script_lines(make_world())
    assert only_sure(lines, 0) == lines
    named = [line.speaker for line in only_sure(lines, 0.98) if line.kind == "speech"]
    assert named == [BRANDT, BRANDT, None, None, None, None]
    assert [line.text for line in only_sure(lines, 1)] == [line.text for line in lines]
    assert not any(line.unknown for line in only_sure(lines, 1) if line.kind != "speech")


_pieces = st.lists(
    st.sampled_from(["a", "B,", " ", "\n", "\n\n", "\r\n", "\u2003", "“", "”", "[", "\x00", "é", "\x1f"])
)


@st.composite
def arrangements(draw: st.DrawFn) -> StoryWorld:
    """Generate worlds whose quotes, paratext, chapters and paragraphs lie anyhow."""
    text = "".join(draw(_pieces))
    edge = st.integers(0, len(text))
    spans = st.lists(st.tuples(edge, edge).map(sorted), max_size=6)
    kinds = st.sampled_from(["heading", "heading", "author_note", "front_matter", "divider"])
    return StoryWorld(
        make_world().provenance,
        text,
        Work(
            chapters=tuple(Chapter(*span) for span in draw(spans)),
            paratext=tuple(Paratext(*span, draw(kinds)) for span in draw(spans)),
        ),
        quotes=tuple(
            Quote(n, *span, n, draw(st.sampled_from([ADA, BRANDT, None])), (), (), "implicit")
            for n, span in enumerate(draw(spans))
        ),
        pov=tuple(PointOfView(*span, None, 3) for span in draw(spans)),
    )


@given(arrangements())
def test_any_arrangement_tiles(world: StoryWorld) -> None:
    lines = script_lines(world)
    check_tiling(world, lines)
    assert lines == script_lines(world)
    assert [line.paragraph for line in lines] == sorted(line.paragraph for line in lines)
    quotes = {quote.id: quote for quote in world.quotes}
    for line in lines:
        assert (line.quote is not None) == (line.kind == "speech")
        assert line.quote is None or line.speaker == quotes[line.quote].speaker


@given(worlds())
def test_any_world_tiles(world: StoryWorld) -> None:
    check_tiling(world, script_lines(world))
