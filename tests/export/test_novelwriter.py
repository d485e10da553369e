"""A project of novelWriter, read as its format says: items that have their documents, references that have their tags."""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest
from hostile_worlds import hostile_world
from hypothesis import given, settings
from lxml import etree
from worlds import make_world, worlds

from fabula.export.novelwriter import world_to_novelwriter
from fabula.export.passages import passages
from fabula.export.xml import carried
from fabula.types.world import StoryWorld, Work

FOLDERS = {"NOVEL", "CHARACTER", "WORLD"}
KEYWORDS = {"@pov", "@char", "@location"}


class Project(NamedTuple):
    """The documents in order with their class, the tags by document, and who or what is referred to."""

    documents: list[tuple[str, str]]
    tags: dict[str, str]
    references: list[tuple[str, str]]


def read(world: StoryWorld) -> Project:
    files = world_to_novelwriter(world)
    root = etree.fromstring(files["nwProject.nwx"].encode())
    assert (root.tag, root.get("fileVersion")) == ("novelWriterXML", "1.5")
    assert [one.tag for one in root] == ["project", "settings", "content"]
    status, importance = (
        {one.get("key") for one in root.iter(kind) for one in one} for kind in ("status", "importance")
    )
    items = root.findall("content/item")
    assert root.find("content").get("items") == str(len(items))  # type: ignore[union-attr]
    handles = [one.get("handle") or "" for one in items]
    assert len(set(handles)) == len(handles)
    assert all(re.fullmatch(r"[0-9a-f]{13}", one) for one in handles)
    roots = {one.get("handle"): one.get("class") for one in items if one.get("type") == "ROOT"}
    assert set(roots.values()) == FOLDERS
    project, written = Project([], {}, []), set()
    for one in items:
        name = one.find("name")
        assert name is not None
        assert (name.get("status") in status, name.get("import") in importance) == (True, True)
        if one.get("type") == "FILE":
            assert one.get("parent") == one.get("root")
            assert roots[one.get("root")] == one.get("class")
            written.add(f"content/{one.get('handle')}.nwd")
            text = files[f"content/{one.get('handle')}.nwd"]
            heading = re.match(r"(#{1,4})!? ", text)
            assert heading
            assert one.find("meta").get("heading") == f"H{len(heading[1])}"  # type: ignore[union-attr]
            read_document(project, str(one.get("class")), text)
    assert written == files.keys() - {"nwProject.nwx"}
    return project


def read_document(project: Project, folder: str, text: str) -> None:
    project.documents.append((folder, text))
    for line in text.split("\n"):
        if line.startswith("@tag:"):
            tag = line.removeprefix("@tag:").strip()
            assert tag.casefold() not in {one.casefold() for one in project.tags}
            project.tags[tag] = folder
        elif line.startswith("@"):
            keyword, _, names = line.partition(":")
            assert keyword in KEYWORDS
            project.references.extend((keyword, one.strip()) for one in names.split(","))


@pytest.fixture(params=["by hand", "hostile", "the example"])
def world(request: pytest.FixtureRequest, example: StoryWorld) -> StoryWorld:
    return {"by hand": make_world(), "hostile": hostile_world(), "the example": example}[request.param]


def check_references(project: Project) -> None:
    """Check that each reference has a tag; a place may stand among the characters where somebody is meant by it."""
    assert {name for _, name in project.references} <= project.tags.keys()


def test_each_reference_has_its_tag(world: StoryWorld) -> None:
    project = read(world)
    check_references(project)
    assert len(project.references) > 2


def test_chapters_and_scenes_follow_each_other(example: StoryWorld) -> None:
    headings = [text.split("\n")[0] for folder, text in read(example).documents if folder == "NOVEL"]
    assert headings[:2] == ["#! The Salt Ledger", "## Chapter 1: The Brass Key"]
    assert sum(one.startswith("## ") for one in headings) == len(example.work.chapters)
    assert sum(one.startswith("### ") for one in headings) == len(passages(example))


def shown(document: str) -> str:
    """Return the words of a scene as novelWriter shows them: without heading, references and marks."""
    _, _, body = document.partition("\n\n")
    lines = [line for line in body.split("\n") if not re.match(r"@(pov|char|location):", line)]
    assert not any(re.match(r"\s*(#{1,4}!? |@|%|>)", line) for line in lines)
    assert not re.search(r"\[(b|i|u|s|br|new page|vspace)", " ".join(lines), re.IGNORECASE)
    return re.sub(r"\\([*_~])", r"\1", "\n".join(lines)).replace("\u2060", "")


def test_the_words_of_the_scenes_are_the_story(world: StoryWorld) -> None:
    scenes = [text for folder, text in read(world).documents if folder == "NOVEL" and text.startswith("### ")]
    for text, part in zip(scenes, passages(world), strict=True):
        assert shown(text).split() == carried(part.text).split()


@settings(max_examples=25)
@given(worlds())
def test_any_world_is_a_project(world: StoryWorld) -> None:
    check_references(read(world))


def test_no_line_of_the_story_is_set_to_a_side() -> None:
    text = ">> I am here <<\n\nand here <\n\n< and here"
    files = world_to_novelwriter(StoryWorld(make_world().provenance, text, Work()))
    lines = [line for name, content in files.items() if name.endswith(".nwd") for line in content.splitlines()]
    assert sum("here" in line for line in lines) >= 3
    assert not [line for line in lines if "here" in line and (line.startswith(">") or line.endswith("<"))]
