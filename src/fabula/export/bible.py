"""A story bible in Markdown, one file: characters, places, things, scenes, timeline, findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from fabula.export.dossiers import Dossier, dossiers_of, titles_of
from fabula.export.file_names import title_of
from fabula.export.markdown import inline
from fabula.export.notes import Notes
from fabula.export.passages import Passage, passages
from fabula.types.world import Entity, StoryWorld


def world_to_bible(world: StoryWorld) -> str:
    """Return the bible; a part that there is nothing for is left out."""
    parts = passages(world)
    cast, places = dossiers_of(world, parts)
    notes = Notes(world, parts, _name, lambda number: f"scene {number}")
    by = f"\nBy {inline(world.work.author)}\n" if world.work.author else ""
    sections = (
        ("Characters", _portraits(cast, notes)),
        ("Places", _portraits(places, notes)),
        ("Things", (line for thing in world.objects for line in notes.thing(thing))),
        ("Scenes", _scenes(parts)),
        ("Timeline", _times(world, notes)),
        ("Findings", (line for one in world.findings for line in notes.finding(one))),
    )
    body = "".join(_section(name, lines) for name, lines in sections)
    return f"# {inline(title_of(world))}\n{by}{body}"


def _section(name: str, lines: Iterable[str]) -> str:
    text = "".join(f"{line}\n" for line in lines)
    return f"\n## {name}\n\n{text.strip()}\n" if text else ""


def _portraits(some: Iterable[Dossier], notes: Notes) -> Iterator[str]:
    for one in some:
        yield f"### {_name(one.who)}\n"
        yield from notes.portrait(one)
        yield ""


def _scenes(parts: tuple[Passage, ...]) -> Iterator[str]:
    for number, (part, title) in enumerate(zip(parts, titles_of(parts), strict=True), 1):
        yield f"### {number}. {inline(title)}\n"
        if part.chapter:
            yield f"- Chapter: {part.chapter}"
        if part.pov is not None:
            yield f"- Point of view: {_name(part.pov)}"
        if part.scene is not None and part.scene.present:
            yield f"- Present: {', '.join(map(_name, part.scene.present))}"
        yield f"- Words: {len(part.text.split()):,}"
        yield ""


def _times(world: StoryWorld, notes: Notes) -> Iterator[str]:
    """Yield a line a scene: what its words say of time, with the normal form where there is one."""
    for where, some in groupby(world.timeline, key=lambda one: notes.where(one.start)):
        said = (f"{inline(one.text)}{f' ({inline(one.value)})' if one.value else ''}" for one in some)
        yield f"- {where[:1].upper()}{where[1:]}: {'; '.join(said)}"


def _name(one: Entity) -> str:
    return inline(one.name)
