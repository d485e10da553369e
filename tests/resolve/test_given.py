from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from texts import (
    DIVIDER,
    EXAMPLE,
    make_book,
    make_cast,
    parsed_world,
    referents,
    resolution_of,
    resolve_book,
    speakers_of,
    world_of,
)

from fabula.annotate.quotations import find_quotations
from fabula.errors import CastError
from fabula.pipeline import read
from fabula.resolve.anchors import opening_at, passage_at
from fabula.resolve.cast import read_cast
from fabula.resolve.given import unplaced
from fabula.types.cast import Cast, CastMember, Passage, SaidLine, SceneMark
from fabula.types.world import StoryWorld

TALK = (
    "Anna and Tom sat in the kitchen. The ferryman stood at the door.",
    "“Where is the key?” said Anna.",
    "“I gave it to you,” said Tom.",
    "“You did not.”",
    "“I did.”",
    "“Then it is lost,” said Anna.",
)


def lines(*said: tuple[str, str | None], parts: tuple[str, ...] = TALK) -> Cast:
    """Return a cast that gives quotes, by their words, to speakers."""
    text = make_book(*parts).text
    found = []
    for words, speaker in said:
        start = text.index(words)
        found.append(SaidLine(passage_at(text, start, start + len(words)), speaker))
    return Cast((), "0" * 64, lines=tuple(found))


def said(world: StoryWorld) -> dict[str, tuple[str | None, float]]:
    """Return for each quote who says it, and how sure that is."""
    return {
        world.text[one.start : one.end]: (None if one.speaker is None else one.speaker.name, one.confidence)
        for one in world.quotes
    }


def persons(world: StoryWorld) -> set[str]:
    """Return all that persons are called in a world."""
    return {name for one in world.entities if one.type == "PER" for name in (one.name, *one.aliases)}


# -- lines ------------------------------------------------------------------------------------------------------------


def test_a_line_is_said_by_whom_the_reader_says() -> None:
    found = said(world_of(*TALK, cast=lines(("“You did not.”", "Tom"), ("“I did.”", "Anna"))))
    assert found["“You did not.”"] == ("Tom", 1.0)
    assert found["“I did.”"] == ("Anna", 1.0)


def test_a_line_may_be_given_against_its_tag() -> None:
    found = said(world_of(*TALK, cast=lines(("“Where is the key?”", "Tom"))))
    assert found["“Where is the key?”"] == ("Tom", 1.0)


def test_a_speaker_whom_nothing_names_is_somebody_of_that_name() -> None:
    world = world_of(*TALK, cast=lines(("“I did.”", "Mrs. Pell")))
    assert said(world)["“I did.”"] == ("Mrs. Pell", 1.0)
    (pell,) = (one for one in world.entities if one.name == "Mrs. Pell")
    assert (pell.type, pell.mentions) == ("PER", 1)  # the *I* of the line


def test_a_description_may_be_a_speaker() -> None:
    world = world_of(*TALK, cast=lines(("“I did.”", "the ferryman")))
    assert said(world)["“I did.”"] == ("the ferryman", 1.0)
    (ferryman,) = (one for one in world.entities if one.name.lower() == "the ferryman")
    assert ferryman.mentions >= 1


def test_a_speaker_by_another_of_his_names_is_not_somebody_else() -> None:
    parts = ("Anna Grey came in. Anna sat down.", "“Go,” said Tom.", "“No.”", "“Yes,” said Tom.")
    world = world_of(*parts, cast=lines(("“No.”", "Anna"), parts=parts))
    assert said(world)["“No.”"] == ("Anna Grey", 1.0)


def test_a_line_of_nobody_has_no_speaker() -> None:
    before, after = said(world_of(*TALK)), said(world_of(*TALK, cast=lines(("“You did not.”", None))))
    assert after.pop("“You did not.”") == (None, 1.0)
    assert {words: who for words, (who, _) in after.items()}.keys() == before.keys() - {"“You did not.”"}
    assert after["“Then it is lost,”"][0] == "Anna"


def test_a_speech_of_nobody_is_so_in_all_its_parts() -> None:
    parts = (*TALK, "“Come,” cried a voice, “come out at once!”")
    found = said(world_of(*parts, cast=lines(("“Come,”", None), parts=parts)))
    assert found["“come out at once!”"] == found["“Come,”"] == (None, 1.0)


def test_of_two_lines_for_one_quote_the_first_counts() -> None:
    found = said(world_of(*TALK, cast=lines(("“I did.”", "Anna"), ("“I did.”", None))))
    assert found["“I did.”"] == ("Anna", 1.0)


def test_a_line_that_is_nowhere_changes_nothing() -> None:
    gone = Cast((), "", lines=(SaidLine(Passage("“Who goes there?”", "Nothing", "like it"), "Tom"),))
    assert world_of(*TALK, cast=gone) == world_of(*TALK)


def test_given_quotations_keep_their_speakers() -> None:
    book = make_book(*TALK)
    given = tuple(replace(one, speaker="Anna") if one.utterance == 0 else one for one in find_quotations(book))
    cast = lines(("“Where is the key?”", "Tom"))
    assert speakers_of(resolve_book(book, cast, given))[0] == "Anna"
    strange = tuple(replace(one, speaker="Mr. Brown") for one in given)
    with pytest.raises(CastError, match="Mr"):
        resolve_book(book, cast, strange)


def test_the_narrator_may_be_given_a_line() -> None:
    parts = ("I saw Anna there. I was cold, and I spoke to her.", "“Well?” said Anna.", "“No.”", "“Go,” said Anna.")
    world = world_of(*parts, cast=lines(("“No.”", "I"), parts=parts))
    (speaker,) = (one.speaker for one in world.quotes if "No" in world.text[one.start : one.end])
    assert speaker is not None
    assert speaker.narrator


@pytest.mark.parametrize("name", ["I", "???", "Nobody, really", "she", "London", "the two men"])
def test_a_line_may_be_given_to_any_name(name: str) -> None:
    parts = (*TALK, "Anna went to London. The two men laughed.")
    assert said(world_of(*parts, cast=lines(("“I did.”", name), parts=parts)))["“I did.”"] == (name, 1.0)
    speaker = next(one.speaker for one in parsed_world(*parts, cast=lines(("“I did.”", name), parts=parts)).quotes[3:4])
    assert speaker is not None
    assert speaker.name == name


# -- what is no person ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Rome", "the moon", "The Moon", "ROME"])
def test_what_is_no_person_is_none_in_the_world(name: str) -> None:
    parts = (
        "Rome sat by the window with Anna. The Moon looked at Rome.",
        "“Well, Rome?” said Anna.",
        "“Well,” said Rome. The Moon gave Rome the key.",
        "“No,” said the Moon.",
    )
    world = world_of(*parts, cast=Cast((), "", not_persons=(name,)))
    form = name.lower().removeprefix("the ")
    assert form not in {one.lower().removeprefix("the ") for one in persons(world)}
    assert "Anna" in persons(world)


def test_longer_names_are_not_meant() -> None:
    parts = ("Tom Rome sat down. Rome slept.", "“Well?” said Tom Rome.")
    assert "Tom Rome" in persons(world_of(*parts, cast=Cast((), "", not_persons=("Rome",))))


def test_a_line_of_what_is_no_person_is_nobodys() -> None:
    cast = replace(lines(("“I did.”", "Rome")), not_persons=("Rome",))
    assert said(world_of(*TALK, cast=cast))["“I did.”"] == (None, 1.0)


# -- names ------------------------------------------------------------------------------------------------------------


def test_two_characters_are_one_by_the_names_of_both() -> None:
    parts = ("Anna Grey came in. Mrs. Lomax sat down.", "“Go,” said Mrs. Lomax.", "Anna Grey laughed.")
    world = world_of(*parts, cast=make_cast("Anna Grey|Mrs. Lomax"))
    assert {"Anna Grey", "Mrs. Lomax"} & {one.name for one in world.entities} == {"Anna Grey"}
    (anna,) = (one for one in world.entities if one.name == "Anna Grey")
    assert anna.mentions >= 4


@pytest.mark.parametrize("first", ["Tom Hart", "Thomas"])
def test_names_are_kept_apart_both_ways(first: str) -> None:
    parts = ("Thomas came in. Tom Hart sat down. Thomas laughed.", "“Go,” said Tom Hart.", "“No,” said Thomas.")
    other = ({"Tom Hart", "Thomas"} - {first}).pop()
    assert len({who for words, who in referents(resolution_of(*parts)) if words in (first, other)}) == 1
    cast = Cast((CastMember(first, not_same=(other,)),), "")
    found = {words: who for words, who in referents(resolution_of(*parts, cast=cast)) if words in (first, other)}
    assert found == {first: first, other: other}


def test_a_name_that_is_anothers_is_no_alias_though_it_is_listed_in_capitals() -> None:
    cast = Cast((CastMember("Anna Grey", ("ANNA",), not_same=("Anna",)),), "")
    found = dict(referents(resolution_of("Anna Grey came in. Anna sat down. Anna slept.", cast=cast)))
    assert found["Anna"] == "Anna"


def test_who_is_called_i_is_the_narrator() -> None:
    parts = ("I saw Tom there. I was cold. I went home.", "“Well?” said Tom.", "“Well,” I said.", "Anna slept.")
    for cast in (make_cast("Anna|I"), Cast((CastMember("Anna", narrator=True),), "")):
        world = world_of(*parts, cast=cast)
        assert [one.name for one in world.entities if one.narrator] == ["Anna"]
        assert said(world)["“Well,”"][0] == "Anna"
        assert "I" not in persons(world)


def test_beside_a_few_given_characters_everybody_speaks() -> None:
    parts = (
        "Anna and Tom sat with Emma.",
        "“Go,” said Tom.",
        "“No,” said Anna.",
        "“Yes.”",
        "“No.”",
        "Emma slept. Emma woke.",
    )
    names = set(speakers_of(resolution_of(*parts)))
    assert set(speakers_of(resolution_of(*parts, cast=make_cast("Emma")))) == names


# -- with the network -------------------------------------------------------------------------------------------------

YARD = (
    "Anna crossed the yard. An old man sat by the gate with a dog. The old man had a pipe, and he did not look up.",
    "“Is the boat here?” Anna asked him.",
    "“It was,” said the old man. He took the pipe from his mouth.",
    "Captain Hart came out of the boat-house. He wiped his hands and nodded at Anna.",
    "“The old man is deaf,” he said. He laughed.",
)


def mentions_of(world: StoryWorld, name: str) -> list[str]:
    """Return the words of all mentions of somebody."""
    return [world.text[one.start : one.end] for one in world.mentions if one.entity.name == name]


def test_a_description_becomes_a_characters_with_all_its_mentions() -> None:
    before = parsed_world(*YARD)
    (old,) = {one.entity.name for one in before.mentions if before.text[one.start : one.end] == "The old man"}
    assert old != "Captain Hart"
    world = parsed_world(*YARD, cast=make_cast(f"Captain Hart|Hart|{old}"))
    assert old not in {one.name for one in world.entities}
    both = sorted([*mentions_of(before, old), *mentions_of(before, "Captain Hart")])
    assert sorted(mentions_of(world, "Captain Hart")) == both
    assert {one.speaker and one.speaker.name for one in world.quotes} == {"Anna", "Captain Hart"}


def test_a_description_that_is_anothers_is_kept_apart() -> None:
    world = parsed_world(*YARD, cast=Cast((CastMember("Captain Hart", not_same=("the old man",)),), ""))
    whose = {one.entity.name for one in world.mentions if "old man" in world.text[one.start : one.end].lower()}
    assert "Captain Hart" not in whose
    joined = Cast((CastMember("Captain Hart", ("the old man",)), CastMember("Anna")), "")
    assert "The old man" in mentions_of(parsed_world(*YARD, cast=joined), "Captain Hart")


@pytest.mark.parametrize(("gender", "pronouns"), [("female", "she"), ("plural", "they")])
def test_given_pronouns_are_the_entitys_and_no_others_mean_it(gender: str, pronouns: str) -> None:
    world = parsed_world(*YARD, cast=Cast((CastMember("Captain Hart", gender=gender),), ""))  # type: ignore[arg-type]
    (hart,) = (one for one in world.entities if one.name == "Captain Hart")
    assert hart.pronouns == pronouns
    assert not {"he", "his", "him"} & {words.lower() for words in mentions_of(world, "Captain Hart")}


# -- scenes, and what has no place -----------------------------------------------------------------------------------


def marks(*given: tuple[str, bool], parts: tuple[str, ...]) -> Cast:
    """Return a cast that says of paragraphs, by their first words, whether a scene begins there."""
    book = make_book(*parts)
    placed = [
        (next(one for one in book.paragraphs if book.text.startswith(words, one.start)), begins)
        for words, begins in given
    ]
    return Cast(
        (), "", scenes=tuple(SceneMark(opening_at(book.text, one.start, one.end), begins) for one, begins in placed)
    )


def test_scenes_begin_where_the_reader_says() -> None:
    parts = (
        "Anna sat down.",
        "Tom slept.",
        DIVIDER,
        "Emma rose.",
        "Emma went to the door.",
        "# 2 The Key",
        "Tom woke.",
    )
    cast = marks(("Tom slept.", True), ("Emma rose.", False), ("Emma went", True), ("Tom woke.", False), parts=parts)
    world = world_of(*parts, cast=cast)
    assert [(world.text[one.start :].split(".")[0], one.break_cue) for one in world.scenes] == [
        ("Anna sat down", "start"), ("Tom slept", "given"), ("Emma went to the door", "given"),
    ]  # fmt: skip
    assert world.scenes[-1].end == len(world.text.rstrip())


def test_a_scene_that_begins_anyway_keeps_its_cue_and_the_first_is_no_other_s_part() -> None:
    parts = ("Anna sat down.", DIVIDER, "Tom slept.")
    cast = marks(("Anna sat", False), ("Tom slept", True), parts=parts)
    assert world_of(*parts, cast=cast) == world_of(*parts)


def test_what_has_no_place_is_told() -> None:
    parts = ("Anna sat down.", "“Go,” said Tom.", DIVIDER, "Emma rose and went to the door of the house.")
    cast = replace(lines(("“Go,”", "Anna"), parts=parts), scenes=marks(("Emma rose", True), parts=parts).scenes)
    lost = SaidLine(Passage("“Who goes there?”", "Nothing", "like it"), "Tom")
    mark = SceneMark(Passage("It was a cold night in the hills"), begins=True)
    wide = replace(cast, lines=(lost, *cast.lines), scenes=(*cast.scenes, mark))
    world = world_of(*parts)
    assert unplaced(cast, world.text, world.quotes, world.pov) == ()
    assert unplaced(wide, world.text, world.quotes, world.pov) == (lost, mark)


# -- the example -----------------------------------------------------------------------------------------------------


def test_corrections_of_the_example_hold_and_go_without_a_trace(tmp_path: Path) -> None:
    before = read(EXAMPLE)
    first, second, third = before.named_characters[:3]
    quote, scene = before.quotes[0], before.scenes[1]
    assert quote.speaker is not None
    speaker = next(one.name for one in (first, second, third) if one != quote.speaker)
    line, mark = (
        passage_at(before.text, quote.start, quote.end),
        opening_at(before.text, scene.start, scene.end),
    )
    cast = tmp_path / "cast.toml"
    cast.write_text(
        f"""
[[character]]
name = {json.dumps(third.name)}
aliases = {json.dumps(third.aliases, ensure_ascii=False)}
pronouns = "they"
narrator = true

[[line]]
said-by = {json.dumps(speaker)}
text = {json.dumps(line.text, ensure_ascii=False)}
before = {json.dumps(line.before, ensure_ascii=False)}
after = {json.dumps(line.after, ensure_ascii=False)}

[[scene]]
begins = false
text = {json.dumps(mark.text, ensure_ascii=False)}
before = {json.dumps(mark.before, ensure_ascii=False)}
after = {json.dumps(mark.after, ensure_ascii=False)}
""",
        encoding="utf-8",
    )
    world = read(EXAMPLE, cast=cast)
    assert [(one.name, one.pronouns) for one in world.entities if one.narrator] == [(third.name, "they")]
    assert said(world)[before.text[quote.start : quote.end]] == (speaker, 1.0)
    assert [one.start for one in world.scenes] == [one.start for one in before.scenes if one is not scene]
    assert unplaced(read_cast(cast), world.text, world.quotes, world.pov) == ()
    assert read(EXAMPLE) == before
