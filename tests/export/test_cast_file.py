"""Characters as a cast file."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

from texts import world_of

from fabula.export.cast_file import cast_to_toml
from fabula.resolve.cast import read_cast

WORLD = world_of(
    "“You are late,” said Anna Hale. She was cold.",
    "“I am, Miss Hale,” said Tom. He sat, and the cook came in.",
    "“Tom,” said Anna, “is late.”",
)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    (tmp_path / "cast.toml").write_text(cast_to_toml(WORLD), encoding="utf-8")
    cast = read_cast(tmp_path / "cast.toml")
    assert {one.name: one.gender for one in cast.members} == {"Anna Hale": "female", "Tom": "male"}
    assert {one.name: set(one.aliases) for one in cast.members}["Anna Hale"] == {"Anna", "Miss Hale"}


def test_one_who_is_they_stays_so(tmp_path: Path) -> None:
    world = world_of("Alex dropped their bag. They sat. Alex wiped their face. Alex smiled, and they slept.")
    (tmp_path / "cast.toml").write_text(cast_to_toml(world), encoding="utf-8")
    assert [(one.name, one.gender) for one in read_cast(tmp_path / "cast.toml").members] == [("Alex", "plural")]


def test_odd_names_are_quoted() -> None:
    odd = 'Anna "the \\ Cat"\x7f\nHale é'
    entities = {one: replace(one, name=odd) for one in WORLD.entities if one.name == "Anna Hale"}
    world = replace(
        WORLD,
        entities=tuple(entities.get(one, one) for one in WORLD.entities),
        mentions=tuple(replace(one, entity=entities.get(one.entity, one.entity)) for one in WORLD.mentions),
        quotes=tuple(
            replace(one, speaker=entities.get(one.speaker, one.speaker) if one.speaker else None)
            for one in WORLD.quotes
        ),
        work=replace(WORLD.work, title="A\nB"),
    )
    assert odd in [one["name"] for one in tomllib.loads(cast_to_toml(world))["character"]]


def test_nobody_makes_an_empty_list() -> None:
    assert tomllib.loads(cast_to_toml(world_of("It rained."))) == {}


def test_misspelt_names_are_left_out() -> None:
    world = world_of(*["Then Marchetti went down, and they saw Marchetti."] * 4, "“Yes,” said Marcheti.")
    assert world.misspelt_names == {"Marcheti"}
    assert 'Marcheti"' not in cast_to_toml(world)
    assert "Marchetti" in cast_to_toml(world)


def test_a_cast_of_nobody_says_how_to_begin_one() -> None:
    written = cast_to_toml(world_of("It rained all day."))
    assert tomllib.loads(written) == {}
    assert tomllib.loads(written.replace("# [[", "[[").replace("# name", "name")) == {"character": [{"name": ""}]}


def test_a_title_can_not_break_the_file() -> None:
    world = replace(WORLD, work=replace(WORLD.work, title="A\x7fB\x01C\nD"))
    assert len(tomllib.loads(cast_to_toml(world))["character"]) == 2
