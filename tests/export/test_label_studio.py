"""Tasks for Label Studio: the shape of its imports, and labels that its configuration has."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from lxml import etree
from worlds import make_world, worlds

from fabula.export.label_studio import world_to_label_studio
from fabula.types.world import StoryWorld


def check(world: StoryWorld) -> list[dict[str, Any]]:
    """Return the tasks, after checking them against the configuration and their own text."""
    files = world_to_label_studio(world)
    controls = {one.get("name"): one for one in etree.fromstring(files["labels.xml"]).iter() if one.get("name")}
    labels = {one.get("value") for one in controls["label"]}
    tasks: list[dict[str, Any]] = json.loads(files["tasks.json"])
    for task in tasks:
        (prediction,) = task["predictions"]
        regions = {one["id"] for one in prediction["result"] if one["type"] != "relation"}
        for one in prediction["result"]:
            if one["type"] == "relation":
                assert {one["from_id"], one["to_id"]} <= regions
                continue
            assert controls[one["from_name"]].get("toName") == one["to_name"] == "text"
            assert controls[one["from_name"]].tag.lower() == one["type"]
            words = task["data"]["text"][one["value"]["start"] : one["value"]["end"]]
            if one["type"] == "labels":
                assert one["value"]["text"] == words
            else:
                (who,) = one["value"]["text"]
                assert isinstance(who, str)
            assert set(one["value"].get("labels", ())) <= labels
            assert 0 <= one["score"] <= 1
    assert "".join(task["data"]["text"] for task in tasks) == world.text
    return tasks


def test_a_task_is_a_chapter_with_what_is_in_it(example: StoryWorld) -> None:
    tasks = check(example)
    assert [task["data"]["start"] for task in tasks] == [0, *(one.start for one in example.work.chapters)]
    assert {task["data"]["title"] for task in tasks} == {"The Salt Ledger"}
    results = [(task["data"]["start"], one) for task in tasks for one in task["predictions"][0]["result"]]
    found = {
        (start + one["value"]["start"], start + one["value"]["end"])
        for start, one in results
        if one["type"] == "labels"
    }
    assert found == {(one.start, one.end) for one in (*example.mentions, *example.quotes)}
    speakers = [one["value"]["text"] for _, one in results if one.get("id") == "q0" and one["type"] == "textarea"]
    assert example.quotes[0].speaker is not None
    assert speakers == [[example.quotes[0].speaker.name]]


def test_who_says_a_quote_is_a_relation() -> None:
    (first, second, third) = check(make_world())
    relations = [
        one for task in (first, second, third) for one in task["predictions"][0]["result"] if one["type"] == "relation"
    ]
    assert ("q0", "m3") in {(one["from_id"], one["to_id"]) for one in relations}
    assert {one["direction"] for one in relations} == {"right"}


@settings(max_examples=25)
@given(worlds())
def test_any_world_has_tasks(world: StoryWorld) -> None:
    check(world)
