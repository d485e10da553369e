"""Scenes that begin without a break and without a cue."""

from __future__ import annotations

from texts import parsed_reading, parsed_world

from fabula.world.clause_trees import tree_clauses
from fabula.world.paragraphs import Paragraphs
from fabula.world.presence import find_signs
from fabula.world.scene_shifts import SceneShifts, shift_weights

SCENE = (
    "Anna Grey hit the machine with the flat of her hand, and it coughed, and went on humming.",
    "“Other side,” said Tom, who did not look up from the till.",
    "“There is nothing on the other side.”",
    "“Then hit it harder,” said Tom.",
    "She hit it harder. It stopped.",
    "“Now you have done it,” he said.",
    "Anna laughed at him, and pulled the plug, and they went home.",
)
GARAGE = "The garage was dark. Emma Hale had her arm down the back of the dashboard, and she was feeling for a wire."
AFTER = ("“To the left,” said Mr. Pell from his chair.", "“That is left,” said Emma.")


def shifts(*parts: str) -> SceneShifts:
    reading = parsed_reading(*parts)
    assert reading.discourse.syntax is not None
    clauses = [one for one in tree_clauses(reading, reading.discourse.syntax) if one.quotation < 0]
    return SceneShifts.of(Paragraphs(reading, clauses, find_signs(reading, clauses)))


def test_other_people_in_another_place_are_a_scene() -> None:
    world = parsed_world(*SCENE, GARAGE, *AFTER)
    assert [world.text[one.start : one.end].split(".")[0][:20] for one in world.scenes] == [SCENE[0][:20], GARAGE[:19]]
    assert (
        len(parsed_world(*SCENE, "Anna sat down on the step. She was tired, and Tom sat down beside her.").scenes) == 1
    )


def test_features_say_who_and_what_is_new() -> None:
    found = shifts(*SCENE, GARAGE, *AFTER)
    new = found.features(len(SCENE), 0, {"place": 0.7})
    assert {"nobody", "all_new", "new_place", "cue_place"} <= new.keys()
    assert new["company_changes"] == 1.0
    on = found.features(4, 0, {})
    assert {"first_PRON"} <= on.keys()
    assert "new_place" not in on
    assert found.odds(len(SCENE), 0, {}) > found.odds(4, 0, {})


def test_every_weight_is_that_of_a_feature() -> None:
    found = shifts(*SCENE, GARAGE, *AFTER)
    known = {name for number in range(1, len(SCENE) + 3) for name in found.features(number, 0, {})}
    assert known & shift_weights().keys()
    assert all(abs(weight) < 10 for weight in shift_weights().values())
