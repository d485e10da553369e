"""The annotated stories: their gold holds together, and figures count what they say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.stories import main
from benchmarks.story_gold import GoldStory, StoryError, load_story, story_paths
from benchmarks.story_scores import StoryMatch, score_story
from fabula.types.text import Span
from fabula.types.world import (
    Entity,
    Knowledge,
    PointOfView,
    Possession,
    Provenance,
    Quote,
    Relation,
    Scene,
    StoryObject,
    StoryWorld,
    Work,
)

TEXT = """The tide had gone out. Ada Quill waited by the harbour, and she wondered about the key.

“What have you got there?” asked Tom Brandt.

“Nothing,” she lied. She slid the key into her boot. Her brother laughed at her.

The next day Tom sat alone in the mill.
"""

GOLD = """
title = "x"
telling = "third person, limited"
quotes = [
  ["“What have", "Tom Brandt", "Ada Quill", "Ada Quill"],
  ["“Nothing", "Ada Quill", "Tom Brandt", "Tom Brandt"],
]
[[character]]
name = "Ada Quill"
names = ["Ada"]
pronouns = "she"
[[character]]
name = "Tom Brandt"
names = ["Tom"]
pronouns = "he"
[[scene]]
from = "The tide had"
place = "the harbour"
present = ["Ada Quill", "Tom Brandt"]
[[scene]]
from = "The next day"
place = "the mill"
time = "The next day"
present = ["Tom Brandt"]
[[viewpoint]]
from = "The tide had"
eyes = "Ada Quill"
[[viewpoint]]
from = "The next day"
eyes = "nobody"
[[knowledge]]
at = "She slid the key into her boot"
claim = "where the key is"
holders = ["Ada Quill"]
unaware = ["Tom Brandt"]
stance = "hides"
[[relation]]
at = "Her brother"
from = "Ada Quill"
to = "Tom Brandt"
aspect = "kinship"
change = "state"
value = 1
[[step]]
thing = "key"
at = "slid the key into her boot"
action = "has"
holder = "Ada Quill"
[[time]]
at = "The next day"
value = "P1D"
"""


@pytest.fixture
def story(tmp_path: Path) -> GoldStory:
    (tmp_path / "story.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "story.toml").write_text(GOLD, encoding="utf-8")
    return load_story(tmp_path / "story.txt")


ADA, TOM = Entity(0, "PER", "Ada Quill", ("Ada",)), Entity(1, "PER", "Tom", ("Tom Brandt",))
MILL = Entity(2, "FAC", "the mill")


def place(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def at(words: str) -> dict[str, int]:
    span = place(words)
    return {"start": span.start, "end": span.end}


def world() -> StoryWorld:
    """Return what a perfect reading of the story has, as far as its gold goes."""
    cut, end = TEXT.index("The next day"), len(TEXT)
    first, second = at("“What have you got there?”"), at("“Nothing,”")
    return StoryWorld(
        Provenance("0", "rules", "", "", ""),
        TEXT,
        Work(),
        entities=(ADA, TOM, MILL),
        scenes=(
            Scene(0, 0, cut, None, None, (ADA, TOM), "start"),
            Scene(1, cut, end, MILL, "The next day", (TOM,), "time"),
        ),
        pov=(PointOfView(0, cut, ADA, 3), PointOfView(cut, end, None, 3)),
        quotes=(
            Quote(0, **first, utterance=0, speaker=TOM, addressees=(ADA,), hearers=(ADA,), kind="explicit"),
            Quote(1, **second, utterance=1, speaker=ADA, addressees=(TOM,), hearers=(TOM,), kind="anaphoric"),
        ),
        knowledge=(
            Knowledge(0, "the key", (), (ADA,), (TOM,), "hides", "narrated", **at("She slid the key into her boot")),
        ),
        relations=(Relation(ADA, TOM, "kinship", "state", 1.0, **at("Her brother laughed at her")),),
        objects=(StoryObject("key", (Possession(ADA, None, "has", **at("She slid the key into her boot")),)),),
    )


def test_a_perfect_reading_has_all(story: GoldStory) -> None:
    score = score_story(story, world())
    for layer in ("boundaries", "scene_times", "present", "viewpoint", "speakers", "addressees", "hearers", "knowledge",
                  "stances", "relations", "objects"):  # fmt: skip
        assert getattr(score, layer).f1 == 1.0, layer
    assert (score.places.precision, score.places.recall) == (1.0, 0.5)
    assert (score.told_wrongly.recall, score.times.recall) == (0.0, 0.0)


def test_what_is_wrong_counts_against(story: GoldStory) -> None:
    told = world()
    assert score_story(story, replace(told, scenes=told.scenes[:1])).boundaries.recall == 0.0
    both = tuple(replace(one, present=(ADA, TOM)) for one in told.scenes)
    assert score_story(story, replace(told, scenes=both)).present.precision < 1.0
    (known,) = told.knowledge
    wrong = score_story(story, replace(told, knowledge=(replace(known, holders=(TOM,), unaware=()),)))
    assert (wrong.knowledge.recall, wrong.told_wrongly.recall) == (0.0, 1.0)
    (bond,) = told.relations
    assert score_story(story, replace(told, relations=(replace(bond, value=-1.0),))).relations.recall == 0.0
    (thing,) = told.objects
    given = replace(thing, history=(replace(thing.history[0], holder=TOM),))
    assert score_story(story, replace(told, objects=(given,))).objects.recall == 0.0


def test_a_stranger_to_the_gold_counts_against(story: GoldStory) -> None:
    told, stranger = world(), Entity(3, "PER", "a boy")
    scenes = tuple(replace(one, present=(*one.present, stranger)) for one in told.scenes)
    assert score_story(story, replace(told, entities=(*told.entities, stranger), scenes=scenes)).present.precision < 1.0


def test_a_nameless_teller_is_he_through_whose_eyes_gold_tells(story: GoldStory) -> None:
    teller = Entity(0, "PER", "I", narrator=True)
    told = replace(world(), entities=(teller, TOM), pov=(PointOfView(0, TEXT.index("The next"), teller, 1),))
    assert StoryMatch(story, told).names == {0: "Ada Quill", 1: "Tom Brandt"}


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('from = "The tide had"\nplace', 'from = "tide had"\nplace', "do not begin a paragraph"),
        ('place = "the harbour"', 'place = "the moon"', "does not stand in the text"),
        ('stance = "hides"', 'stance = "wonders"', "is none of knows"),
        ('unaware = ["Tom Brandt"]', 'unaware = ["Ada Quill"]', "both holds it and does not"),
        ('at = "Her brother"', 'at = "her"', "say which with #n"),
        ('from = "Ada Quill"', 'from = "Ann"', "no character is called 'Ann'"),
        ("value = 1\n", "value = 2\n", "not 1 or -1"),
        ('["“Nothing",', '["“Never",', "after the quote before"),
        ("[[time]]", "[[time", "not TOML"),
    ],
)
def test_a_gold_file_that_does_not_hold_together_says_where(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert old in GOLD
    (tmp_path / "story.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "story.toml").write_text(GOLD.replace(old, new), encoding="utf-8")
    with pytest.raises(StoryError, match=fault):
        load_story(tmp_path / "story.txt")


def test_the_second_time_is_named_by_its_number(tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "story.toml").write_text(GOLD.replace('at = "Her brother"', 'at = "key #2"'), encoding="utf-8")
    assert load_story(tmp_path / "story.txt").relations[0].span.start == TEXT.rindex("key")


def test_the_stories_of_the_project_hold_together(capsys: pytest.CaptureFixture[str]) -> None:
    files = [path.with_suffix(".toml") for folder in ("open", "kept") for path in story_paths(folder)]
    assert len(files) >= 5
    assert main(["--validate", *map(str, files)]) == 0
    assert "knowledge" in capsys.readouterr().out
