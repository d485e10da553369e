"""Notes of writers: an Obsidian vault with its Longform project, and a story bible, read by parsers of YAML and CommonMark."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import yaml
from hostile_worlds import hostile_world
from hypothesis import given, settings
from markdown_it import MarkdownIt
from worlds import make_world, worlds

from fabula.export.bible import world_to_bible
from fabula.export.dossiers import dossiers_of
from fabula.export.obsidian import world_to_obsidian
from fabula.export.passages import passages
from fabula.export.xml import carried
from fabula.types.world import StoryWorld

LINK = re.compile(r"(?<!\\)\[\[([^\]|]+)(?:\|([^\]]+))?\]\]")
SURE = 0.5


@pytest.fixture(params=["by hand", "hostile", "the example"])
def world(request: pytest.FixtureRequest, example: StoryWorld) -> StoryWorld:
    return {"by hand": make_world(), "hostile": hostile_world(), "the example": example}[request.param]


def parsed(note: str) -> tuple[dict[str, object], str]:
    """Return a note's front matter and its body."""
    assert note.startswith("---\n")
    front, _, body = note[4:].partition("\n---\n")
    found = yaml.safe_load(front)
    assert isinstance(found, dict)
    return found, body


def texts_in(markdown: str) -> Iterator[tuple[str, str]]:
    """Yield each block of text as it is shown, with the kind of what it stands in."""
    kind = ""
    for token in MarkdownIt("commonmark").parse(markdown):
        if token.type == "inline":
            shown = "".join(
                "\n" if one.type in ("softbreak", "hardbreak") else one.content for one in token.children or ()
            )
            assert {one.type for one in token.children or ()} <= {"text", "text_special", "softbreak"}, token.content
            yield kind, shown
        elif token.type.endswith("_open"):
            kind = token.tag
        else:
            assert token.type.endswith("_close"), token.type


def squeezed(text: str) -> str:
    return " ".join(carried(text).split())


# -- the vault ------------------------------------------------------------------------------------------------------


def links_in(value: object) -> set[str]:
    return {found[1] for found in LINK.finditer(str(value))}


def test_links_lead_to_notes_that_are_there(world: StoryWorld) -> None:
    notes = world_to_obsidian(world)
    names = [path.rsplit("/", 1)[-1].removesuffix(".md") for path in notes]
    assert len({one.casefold() for one in names}) == len(names)  # a link is a name alone
    for path, note in notes.items():
        if path != "Things.md":
            front, body = parsed(note)
            assert links_in(front) | links_in(body) <= set(names)
    assert links_in(notes.get("Things.md", "")) <= set(names)


def test_longform_finds_its_scenes(world: StoryWorld) -> None:
    notes = world_to_obsidian(world)
    ((index, project),) = (
        (path, front) for path, note in notes.items() if "longform" in (front := front_of(path, note))
    )
    longform = project["longform"]
    assert isinstance(longform, dict)
    assert (longform["format"], longform["sceneFolder"], "/" in index) == ("scenes", "Scenes", False)
    assert [f"Scenes/{name}.md" for name in longform["scenes"]] == [one for one in notes if one.startswith("Scenes/")]
    assert len(longform["scenes"]) == len(passages(world))


def front_of(path: str, note: str) -> dict[str, object]:
    return parsed(note)[0] if path != "Things.md" else {}


def test_scenes_tell_who_where_and_when(example: StoryWorld) -> None:
    notes = world_to_obsidian(example)
    scenes = [parsed(note) for path, note in notes.items() if path.startswith("Scenes/")]
    for (front, _), part in zip(scenes, passages(example), strict=True):
        assert front["chapter"] == part.chapter
        if part.scene is not None:
            assert len(front["characters"]) == len(part.scene.present)  # type: ignore[arg-type]
            assert ("setting" in front) == (part.scene.place is not None)
    assert "[[Maren Hale]]" in scenes[0][0]["characters"]  # type: ignore[operator]


def test_the_words_of_the_scenes_are_the_story(world: StoryWorld) -> None:
    notes = world_to_obsidian(world)
    bodies = [parsed(note)[1] for path, note in notes.items() if path.startswith("Scenes/")]
    shown = [[squeezed(text) for _, text in texts_in(body)] for body in bodies]
    for texts, part in zip(shown, passages(world), strict=True):
        assert " ".join(texts).split() == squeezed(part.text).split()


def test_notes_about_characters_have_their_names_and_aliases(example: StoryWorld) -> None:
    notes = world_to_obsidian(example)
    for one in example.characters:
        front, body = parsed(notes[f"Characters/{one.name}.md"]) if f"Characters/{one.name}.md" in notes else ({}, "")
        if front:
            assert front["aliases"] == list(one.aliases)
            assert f"# {one.name}" in body.replace("\\", "")


# -- the bible ------------------------------------------------------------------------------------------------------


def test_every_claim_has_its_passage(example: StoryWorld) -> None:
    shown = [text for _, text in texts_in(world_to_bible(example))]
    numbers = [part.start for part in passages(example)]

    def told(start: int, end: int) -> tuple[str, str]:
        words = example.text[start:end].split()
        return f"scene {max(1, sum(one <= start for one in numbers))}", " ".join(words[:40])

    passages_told = [
        told(one.start, one.end)
        for one in (*example.relations, *(step for thing in example.objects for step in thing.history))
    ] + [told(span.start, span.end) for one in example.findings for span in one.spans]
    assert len(passages_told) > 30
    for scene, words in passages_told:
        assert any(f"{scene}: {words}" in text for text in shown), words
    cast = {one.who for one in dossiers_of(example, passages(example))[0]}
    sure = [one for one in example.knowledge if one.confidence >= SURE and cast & {*one.holders}]
    assert len(sure) > 30
    for record in sure:
        scene, words = told(record.start, record.end)
        at = next(n for n, text in enumerate(shown) if f"{scene}): {squeezed(record.claim)}" in text)
        assert words in (squeezed(record.claim), shown[at + 1][: len(words)])
    for time in example.timeline:
        scene, _ = told(time.start, time.end)
        assert any(text.startswith(f"{scene.capitalize()}: ") and squeezed(time.text) in text for text in shown)


def test_all_characters_places_and_scenes_have_a_heading(world: StoryWorld) -> None:
    headings = [text for kind, text in texts_in(world_to_bible(world)) if kind in ("h1", "h2", "h3")]
    assert {squeezed(one.name) for one in world.characters if squeezed(one.name)} <= set(headings)
    assert sum(bool(re.match(r"\d+\. ", one)) for one in headings) >= len(passages(world))


def test_nothing_of_a_hostile_world_is_taken_for_markdown() -> None:
    list(texts_in(world_to_bible(hostile_world())))


@settings(max_examples=25)
@given(worlds())
def test_any_world_has_notes(world: StoryWorld) -> None:
    list(texts_in(world_to_bible(world)))
    for path, note in world_to_obsidian(world).items():
        if path != "Things.md":
            list(texts_in(LINK.sub("link", parsed(note)[1])))
