"""What tells whether one person says two turns."""

from __future__ import annotations

from texts import DIVIDER, discourse_of

from fabula.resolve.characters import build_characters
from fabula.resolve.people import gather_people
from fabula.resolve.turn_links import link_features
from fabula.resolve.turns import Turn, find_turns


def turns(*parts: str) -> tuple[Turn, ...]:
    discourse = discourse_of(*parts)
    return find_turns(discourse, gather_people(discourse, build_characters(discourse, None)))


def test_both_links_tell_of_kind_of_distance_and_of_how_the_other_ends() -> None:
    found = link_features(turns("“Are you there?”", "“I am,” said Tom.", "It rained.", "“Then come!”"), 2)
    assert found is not None
    before, alternate = found
    assert before == {"always": 1.0, "gap_1": 1.0, "kinds_named_bare": 1.0, "ends_,": 1.0}
    assert alternate == {"always": 1.0, "gap_1": 1.0, "kinds_bare_bare": 1.0, "ends_?": 1.0}


def test_two_turns_of_one_paragraph_are_told_apart_from_two_paragraphs() -> None:
    found = link_features(turns("I met Anna and Tom.", "“Go,” said Anna. “Never,” said Tom."), 1)
    assert found is not None
    assert "one_paragraph" in found[0]
    assert found[1] == {}


def test_far_turns_have_no_link() -> None:
    assert link_features(turns("“One.”", DIVIDER, "“Two.”"), 1) is None
    assert link_features(turns("“One.”"), 0) is None


def test_beats_are_kinds_of_their_own() -> None:
    said = turns("I know Anna.", "Anna rose. “One.”", "“Two.” Anna sat down.", "“Three.” It rained.")
    kinds = [name for i in (1, 2) for name in (link_features(said, i) or ({}, {}))[0] if name.startswith("kinds")]
    assert kinds == ["kinds_before_after", "kinds_after_beat"]
