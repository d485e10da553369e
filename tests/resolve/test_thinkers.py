"""Whose each thought is."""

from __future__ import annotations

from texts import discourse_of, resolution_of

from fabula.resolve.characters import build_characters
from fabula.resolve.people import gather_people
from fabula.resolve.thinkers import find_cues, find_thinkers

STORY = ("Anna met Tom at the ferry.", "“Come in,” said Anna.", "“I will,” said Tom.", "“Good,” said Anna.")


def thinkers(*parts: str, shares: dict[int, dict[int, float]] | None = None) -> list[tuple[str, float]]:
    discourse = discourse_of(*STORY, *parts)
    people = gather_people(discourse, build_characters(discourse, None))
    cues = find_cues(discourse)
    told = {one.reference.number: shares[0] for one in cues.values() if shares and one.reference is not None}
    found = find_thinkers(people, cues, told)
    return [(people.everyone[one.who].name, one.confidence) for one in found.values()]


def test_the_tag_names_the_thinker() -> None:
    assert thinkers("‘I ought to have stayed,’ Tom thought.") == [("Tom", 1.0)]


def test_the_likeliest_of_those_whom_a_pronoun_may_mean_thinks_it() -> None:
    assert thinkers("‘I ought to have stayed,’ she thought.", shares={0: {0: 0.3, 1: 0.6}}) == [("Tom", 0.6)]


def test_a_pronoun_that_nobody_is_known_for_has_no_thinker() -> None:
    assert thinkers("‘I ought to have stayed,’ she thought.") == []


def test_a_thought_between_two_speeches_takes_nobody_s_turn() -> None:
    resolution = resolution_of(*STORY, "‘I ought to have stayed,’ Tom thought.", "“Then come,” said Anna.")
    said = [None if one is None else one.speaker for one in resolution.attributions]
    names = [None if who is None else resolution.people[who].name for who in said]
    assert names == ["Anna", "Tom", "Anna", "Tom", "Anna"]
    thought = resolution.attributions[3]
    assert thought is not None
    assert (thought.addressees, thought.kind) == ((), "explicit")
