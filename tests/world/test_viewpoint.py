from __future__ import annotations

from hypothesis import given, settings
from texts import DIVIDER, parts_of_books, world_of


def eyes(*parts: str) -> list[str | None]:
    return [one.entity.name if one.entity else None for one in world_of(*parts).pov]


def slips(*parts: str) -> list[str]:
    world = world_of(*parts)
    return [one.spans[0].of(world.text) for one in world.findings if one.kind == "pov_shift"]


def test_whoever_knows_and_feels_is_the_viewpoint() -> None:
    assert eyes("Anna knew it well. She felt cold.", "Anna remembered the sea.") == ["Anna", "Anna"]


def test_bare_dialogue_has_no_viewpoint() -> None:
    assert eyes("Anna knew it. Anna felt cold.", "“Go.”", "“No,” Anna thought.") == ["Anna", None, "Anna"]


def test_what_prevails_in_a_scene_holds_for_its_plain_paragraphs() -> None:
    assert eyes("Anna knew it. Anna felt cold.", "It rained.") == ["Anna", "Anna"]


def test_each_scene_has_its_own() -> None:
    assert eyes("Anna knew it. Anna felt cold.", DIVIDER, "Tom knew it. Tom felt cold.") == ["Anna", "Tom"]


def test_a_story_that_only_shows_has_none() -> None:
    assert eyes("Anna sat down. Tom took the key.") == [None]


def test_a_first_person_story_is_its_narrator_s() -> None:
    world = world_of("I met Anna. I knew her well.", "It rained.")
    assert {(one.person, one.entity is not None and one.entity.narrator) for one in world.pov} == {(1, True)}


def test_a_story_told_to_you_is_in_the_second_person() -> None:
    assert {one.person for one in world_of("You woke. " + "You went to your house. " * 12).pov} == {2}
    assert {one.person for one in world_of("“You know you do,” said Anna. She sat.").pov} == {3}


def test_one_look_into_another_mind_is_marked() -> None:
    parts = (
        "Anna knew it all.", "Anna felt cold.", "Anna remembered the sea.", "Tom believed that he was alone.",
        "Anna knew better.", "Anna felt tired.",
    )  # fmt: skip
    assert slips(*parts) == ["Tom believed that he was alone."]


def test_a_scene_of_two_minds_is_a_custom() -> None:
    assert slips("Anna knew it all.", "Tom felt cold.", "Anna felt cold.", "Tom knew it.", "Anna knew.") == []


def test_a_deep_look_is_marked_though_little_tells_through_whom_the_scene_is_told() -> None:
    home, plain = "Anna knew it all, and Anna felt cold.", "Tom sat down. Anna sat down. It rained."
    slip = "Tom wondered whether he was alone, and Tom remembered the sea."
    assert slips(home, plain, plain, plain, slip, plain, plain, plain, home) == [slip]
    assert slips(plain, home, plain, plain, plain, slip, plain) == []  # it might as well be his scene
    assert slips(home, plain, plain, slip, "Tom knew it.", home) == []  # he is in mind for longer


def test_a_book_that_looks_into_many_minds_by_custom_has_no_slips() -> None:
    home, slip = "Anna knew it all, and Anna felt cold.", "Tom wondered why, and Tom remembered the sea."
    scene = [home, *["It rained."] * 4, slip, *["It rained."] * 4, home, DIVIDER]
    assert slips(*scene, *scene, home) == [slip, slip]
    assert slips(*scene * 5, home) == []


@settings(max_examples=60, deadline=None)
@given(parts_of_books())
def test_viewpoints_tile_the_paragraphs_in_one_person(parts: list[str]) -> None:
    world = world_of(*parts)
    assert [world.text[one.start : one.end] for one in world.pov] == [one for one in parts if one != DIVIDER]
    assert len({one.person for one in world.pov}) <= 1
    assert all(one.entity is None or one.entity.type == "PER" for one in world.pov)


def test_each_part_is_its_teller_s() -> None:
    told = ("I hated the rain, and I told Anna so.", "“Ben,” Anna said, “I heard.”", "“Good,” I said to her.")
    other = ("I heard him, and I laughed.", "“Anna?” Ben said.", "“Yes, Ben,” I said.")
    found = eyes("Ben's POV", *told, "Anna's POV", *other)
    assert found == ["Ben"] * 4 + ["Anna"] * 4
    third = world_of("Ben's POV", *told, "Anna's POV", "Anna knew it. Anna felt cold.").pov[-1]
    assert (third.person, third.entity.name if third.entity else None) == (3, "Anna")


def test_a_line_with_pov_says_through_whose_eyes_a_part_is_told() -> None:
    walk = "Ben went down to the ferry, and Anna went with him. The rope was wet."
    world = world_of("Anna's POV", walk, "She saw the boat.", "**Ben POV**", walk, "Normal POV", walk)
    names = [None if one.entity is None else one.entity.name for one in world.pov]
    assert names == ["Anna", "Anna", "Anna", "Ben", "Ben", None, None]
    assert {one.person for one in world.pov} == {3}
