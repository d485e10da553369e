"""A story bible in Markdown, one file: characters, places, things, scenes, timeline, bonds, findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fabula.export.dossiers import Dossier, cast_of, placed_findings, places_of, titles_of
from fabula.export.markdown import inline
from fabula.export.network import SPEAKS_TO, find_ties
from fabula.export.notes import bond_line, portrait, thing_line
from fabula.export.passages import Passage, passages
from fabula.types.world import Entity, StoryWorld


def world_to_bible(world: StoryWorld) -> str:
    """Return the bible; a part that there is nothing for is left out."""
    parts = passages(world)
    title = inline(world.work.title or world.provenance.source)
    by = f"\nBy {inline(world.work.author)}\n" if world.work.author else ""
    ties = (tie for tie in find_ties(world) if tie.kind != SPEAKS_TO)
    bonds = (f"- {inline(tie.source.name)}: {bond_line(tie, _name)}" for tie in ties)
    sections = (
        ("Characters", _portraits(cast_of(world, parts))),
        ("Places", _portraits(places_of(world, parts))),
        ("Things", (f"- {thing_line(thing, _name)}" for thing in world.objects)),
        ("Scenes", _scenes(parts)),
        ("Timeline", _times(world)),
        ("Bonds", bonds),
        ("Findings", _findings(world, parts)),
    )
    body = "".join(_section(name, lines) for name, lines in sections)
    return f"# {title}\n{by}{body}"


def _section(name: str, lines: Iterable[str]) -> str:
    text = "".join(f"{line}\n" for line in lines)
    return f"\n## {name}\n\n{text.strip()}\n" if text else ""


def _portraits(some: Iterable[Dossier]) -> Iterator[str]:
    for one in some:
        yield f"### {_name(one.who)}\n"
        yield from portrait(one, _name, str)
        yield ""


def _scenes(parts: Iterable[Passage]) -> Iterator[str]:
    parts = tuple(parts)
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


def _times(world: StoryWorld) -> Iterator[str]:
    for one in world.timeline:
        yield f"- {inline(one.text)} ({one.kind}{f', {inline(one.value)}' if one.value else ''})"


def _findings(world: StoryWorld, parts: tuple[Passage, ...]) -> Iterator[str]:
    for number, one in placed_findings(world, parts):
        where = "" if number is None else f" (scene {number})"
        yield f"- {one.severity.capitalize()}{where}: {inline(one.message)}"


def _name(one: Entity) -> str:
    return inline(one.name)
