"""The story in passages: every word once, without what is no story, and lines joined where a text is hard-wrapped."""

from __future__ import annotations

from hypothesis import given, settings
from worlds import make_world, worlds

from fabula.export.passages import passages
from fabula.types.text import Chapter, Paratext
from fabula.types.world import PointOfView, Scene, StoryWorld, Work

VERSE = "The tide is out,\nthe lamp is lit,\nand nobody\ncomes home."
WRAPPED = (
    "The harbour office stood at the very end of the mole, where the wind\nnever slept and the door never quite shut,"
    " and the clerk had long ago\ngiven up the struggle against either of them, and sat in his coat."
)


def world_of(*paragraphs: str, joint: str = "\n\n") -> StoryWorld:
    text, pov = "", []
    for one in paragraphs:
        pov.append(PointOfView(len(text), len(text) + len(one), None, 3))
        text += one + joint
    return StoryWorld(make_world().provenance, text, Work(), pov=tuple(pov))


def words_in(world: StoryWorld) -> list[str]:
    return [word for part in passages(world) for word in part.text.split()]


def test_scenes_come_in_order_without_headings_and_dividers() -> None:
    first, second = passages(make_world())[-2:]
    assert first.text.startswith("On the third of March")
    assert first.text.endswith("did not trust her now.")
    assert "CHAPTER" not in second.text
    assert (first.chapter, second.chapter) == (1, 2)
    assert first.pov is not None
    assert first.pov.name == "Ada Quill"


def test_full_lines_are_joined_and_verse_is_not() -> None:
    for end in ("\n", "\r\n"):
        parts = [one.replace("\n", end) for one in (WRAPPED, WRAPPED, WRAPPED, VERSE)]
        text = passages(world_of(*parts, joint=end * 2))[0].text.replace("\r", "")
        assert text.split("\n\n") == [*[WRAPPED.replace("\n", " ")] * 3, VERSE]


def test_a_paragraph_a_line_stays_one() -> None:
    assert (
        passages(world_of("“Yes,” she said.", "“No,” he said.", joint="\n"))[0].text
        == "“Yes,” she said.\n“No,” he said."
    )


def test_overlapping_scenes_have_each_word_once() -> None:
    text = "one two three four five"
    scenes = (Scene(0, 0, 13, None, None, (), "start"), Scene(1, 8, 23, None, None, (), "cast"))
    assert words_in(StoryWorld(make_world().provenance, text, Work(), scenes=scenes)) == text.split()


@settings(max_examples=40)
@given(worlds())
def test_every_character_of_ink_is_told_once(world: StoryWorld) -> None:
    outside = set(range(len(world.text))) - {at for one in world.work.paratext for at in range(one.start, one.end)}
    ink = "".join(world.text[at] for at in sorted(outside) if not world.text[at].isspace())
    assert "".join(words_in(world)) == "".join(ink.split())


def test_notes_are_left_out_where_they_overlap() -> None:
    text = "Story. Note one, note two. Story."
    notes = (Paratext(7, 16, "author_note"), Paratext(12, 26, "author_note"))
    world = StoryWorld(make_world().provenance, text, Work(chapters=(Chapter(0, 33, 1, None),), paratext=notes))
    assert [one.text for one in passages(world)] == ["Story.\n\nStory."]
