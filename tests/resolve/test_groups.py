"""Groups that are named in one breath, and the pronouns that mean them."""

from __future__ import annotations

from texts import discourse_of, world_of

from fabula.resolve.characters import build_characters
from fabula.resolve.discourse import Discourse
from fabula.resolve.groups import find_groups
from fabula.resolve.people import gather_people


def groups(*parts: str) -> list[tuple[str, str]]:
    """Return the pronouns of a text that plainly mean a group, each with the group's name."""
    discourse = discourse_of(*parts)
    people = gather_people(discourse, build_characters(discourse, None))
    known = {number: who for number, who in enumerate(people.referent) if who is not None}
    found = find_groups(discourse, people, known)
    return [(_words(discourse, number), people.everyone[who].name) for number, who in sorted(found.items())]


def _words(discourse: Discourse, number: int) -> str:
    mention = discourse.references[number].mention
    return discourse.book.text[mention.start : mention.end]


def test_they_are_those_who_were_named_together() -> None:
    assert groups("Anna and Tom went down. They were wet, and their boots leaked. It rained on them.") == [
        ("They", "Anna and Tom"), ("their", "Anna and Tom"), ("them", "Anna and Tom"),
    ]  # fmt: skip
    assert groups("Anna, Tom and Clara went down. They were wet.") == [("They", "Anna, Tom and Clara")]


def test_the_same_members_are_one_group() -> None:
    assert groups("Anna and Tom sat. They ate.", "It rained.", "Tom and Anna slept. They snored.") == [
        ("They", "Anna and Tom"), ("They", "Anna and Tom"),
    ]  # fmt: skip


def test_who_else_comes_up_makes_it_uncertain() -> None:
    assert groups("Anna and Tom sat. Clara came. They ate.") == []
    assert groups("Anna and Tom sat. The soldiers came. They ate.") == []
    assert groups("Anna and Tom sat, and Anna sang. They ate.") == [("They", "Anna and Tom")]


def test_they_come_soon_or_are_others() -> None:
    assert groups("Anna and Tom sat. It rained. The road was white. They ate.") == []
    assert groups("Anna and Tom sat.", "“They are late,” said Clara.") == []


def test_one_or_another_are_no_group() -> None:
    assert groups("Anna or Tom sat. They ate.") == []
    assert groups("Anna saw Tom. They ate.") == []


def test_the_two_of_them_are_the_only_two_named() -> None:
    assert groups("Anna saw Tom. The two of them ate.") == [("them", "Anna and Tom")]
    assert groups("Anna saw Tom. Clara slept. Both of them ate.") == []


def test_the_members_of_a_group_are_there() -> None:
    world = world_of(
        "“Well?” said Clara.", "Anna and Tom slept.", "They came in, and they sat down.", "“Well?” said Clara."
    )
    assert {one.name for one in world.scenes[0].present} == {"Anna", "Tom", "Clara"}


ALEX = "Alex dropped their bag. They sat. Alex wiped their face. Alex smiled, and they slept."


def test_one_person_may_be_they() -> None:
    assert {who for _, who in groups(ALEX)} == {"Alex"}
    assert len(groups(ALEX)) == 4
    world = world_of("“Yes?” said Tom.", ALEX)
    assert {one.name: one.pronouns for one in world.entities}["Alex"] == "they"


def test_they_who_are_several_make_nobody_they() -> None:
    him = "Alex dropped his bag. Alex wiped his face. "
    assert {who for _, who in groups(him + ALEX)} == set()
    with_tom = "Alex and Tom ate. They sat. Alex and Tom slept. They snored. Alex and Tom rose. They washed."
    assert {who for _, who in groups(with_tom)} == {"Alex and Tom"}


def test_one_who_is_they_is_still_part_of_a_group() -> None:
    assert groups(ALEX, "Alex and Tom went out. They sang.")[-1] == ("They", "Alex and Tom")
    assert groups(ALEX, "Alex went out to Tom. They sang.")[-1] == ("They", "Alex")
