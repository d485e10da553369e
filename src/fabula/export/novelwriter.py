"""A project of novelWriter: scenes with `@pov`, `@char` and `@location`, and a note with a `@tag` for each that these name.

https://docs.novelwriter.io, project format 1.5. Marks of its syntax that the story has are kept from being read as such.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fabula.export import xml
from fabula.export.dossiers import dossiers_of, titles_of
from fabula.export.file_names import file_names, title_of
from fabula.export.passages import Passage, passages
from fabula.types.world import Entity, StoryWorld

_LINE_BREAK = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_LINE_MARK = re.compile(r"(?m)^[^\S\n]*(?=[#@%>])")
_LINE_END = re.compile(r"(?m)(?<=<)(?=[^\S\n]*$)")  # which would set the line to the left or in the middle
_MARKS = re.compile(r"([*_~])")
_WORD_JOINER = "\u2060"  # seen by nobody: after it, no mark stands at the start of a line, and no bracket opens a code
_SETTINGS = (
    "<settings><status>"
    '<entry key="s000001" count="0" red="100" green="100" blue="100" shape="SQUARE">New</entry></status><importance>'
    '<entry key="i000001" count="0" red="100" green="100" blue="100" shape="SQUARE">None</entry></importance></settings>\n'
)


@dataclass(frozen=True, slots=True)
class _Document:
    """A document: its label, its text, the class of the folder that it is in, and the level of its heading."""

    label: str
    text: str
    folder: str
    level: int


def world_to_novelwriter(world: StoryWorld) -> dict[str, str]:
    """Return the project's files: ``nwProject.nwx`` and the documents in ``content``."""
    documents = list(_documents(world))
    roots = {"NOVEL": "Novel", "CHARACTER": "Characters", "WORLD": "Locations"}
    handles = {folder: f"{number:013x}" for number, folder in enumerate(roots, 1)}
    items, files = [], {}
    for folder, label in roots.items():
        items.append(_item(handles[folder], "None", handles[folder], list(roots).index(folder), folder, label, "ROOT"))
        for number, one in enumerate((one for one in documents if one.folder == folder), 1):
            handle = f"{list(roots).index(folder) + 1:x}{number:012x}"
            items.append(
                _item(handle, handles[folder], handles[folder], number - 1, folder, one.label, "FILE", one.level)
            )
            files[f"content/{handle}.nwd"] = one.text
    made = world.provenance
    project = uuid.uuid5(uuid.NAMESPACE_URL, f"{made.source_sha256} {made.source}".encode("utf-8", "replace").decode())
    author = world.work.author or ""
    return {
        "nwProject.nwx": '<?xml version="1.0" encoding="utf-8"?>\n'
        '<novelWriterXML fileVersion="1.5" fileRevision="4">\n'
        f"<project{xml.attributes(id=project)}><name>{xml.content(title_of(world))}</name>"
        f"<author>{xml.content(_line(author))}</author></project>\n"
        f"{_SETTINGS}<content{xml.attributes(items=len(items))}>\n{''.join(items)}</content>\n</novelWriterXML>\n",
        **files,
    }


def _documents(world: StoryWorld) -> Iterator[_Document]:
    parts = passages(world)
    cast, places = dossiers_of(world, parts)
    whose = [one.who for one in (*cast, *places)]
    tags = dict(zip(whose, _tags(whose), strict=True))
    by = f"\n>> By {_line(world.work.author)} <<\n" if world.work.author else ""
    yield _Document("Title Page", f"#! {_line(title_of(world))}\n{by}", "NOVEL", 1)
    yield from _scenes(world, parts, tags)
    for one in cast:
        yield _note(one.who, tags[one.who], "CHARACTER")
    for one in places:
        yield _note(one.who, tags[one.who], "WORLD")


def _scenes(world: StoryWorld, parts: Sequence[Passage], tags: dict[Entity, str]) -> Iterator[_Document]:
    chapters, chapter = sorted(world.work.chapters, key=lambda one: one.start), 0
    for part, title in zip(parts, titles_of(parts), strict=True):
        if part.chapter > chapter:
            chapter = part.chapter
            of = chapters[chapter - 1]
            heading = ": ".join(
                str(one) for one in (of.number and f"Chapter {of.number}", of.title and _line(of.title)) if one
            )
            yield _Document(heading or f"Chapter {chapter}", f"## {heading or f'Chapter {chapter}'}\n", "NOVEL", 2)
        lines = [f"### {_line(title)}", ""]
        if part.pov is not None:
            lines.append(f"@pov: {tags[part.pov]}")
        if part.scene is not None and part.scene.present:
            lines.append(f"@char: {', '.join(tags[one] for one in part.scene.present)}")
        if part.scene is not None and part.scene.place is not None:
            lines.append(f"@location: {tags[part.scene.place]}")
        yield _Document(_line(title), "\n".join([*lines, "", _prose(part.text), ""]), "NOVEL", 3)


def _note(one: Entity, tag: str, folder: str) -> _Document:
    lines = [f"# {_line(one.name) or tag}", "", f"@tag: {tag}", ""]
    if one.aliases:
        lines.append(f"Also called: {'; '.join(_prose(_line(alias)) for alias in one.aliases)}")
    if one.pronouns:
        lines.append(f"\nPronouns: {one.pronouns}")
    return _Document(_line(one.name) or tag, "\n".join([*lines, ""]), folder, 1)


def _tags(whose: Sequence[Entity]) -> list[str]:
    """Return tags: names without the comma between two of them, and without the bar before a shown name."""
    return file_names([re.sub(r"[,;@]", " ", one.name) for one in whose], "Nameless")


def _line(text: str) -> str:
    """Return a text on one line."""
    return " ".join(xml.carried(text).split())


def _prose(text: str) -> str:
    """Return a text of paragraphs that novelWriter shows as it stands."""
    lines = _LINE_BREAK.sub("\n", xml.carried(text)).replace("\\", f"\\{_WORD_JOINER}").replace("[", f"[{_WORD_JOINER}")
    return _LINE_END.sub(_WORD_JOINER, _LINE_MARK.sub(_WORD_JOINER, _MARKS.sub(r"\\\1", lines)))


def _item(handle: str, parent: str, root: str, order: int, folder: str, label: str, kind: str, level: int = 0) -> str:
    layout = None if kind == "ROOT" else "DOCUMENT" if folder == "NOVEL" else "NOTE"
    place = {"handle": handle, "parent": parent, "root": root, "order": order}
    attributes = xml.attributes(**place, type=kind, class_=folder, layout=layout)
    meta = xml.attributes(expanded="yes" if kind == "ROOT" else "no", heading=f"H{level}" if level else None)
    name = xml.attributes(status="s000001", import_="i000001", active="yes" if kind == "FILE" else None)
    return f"<item{attributes}><meta{meta}/><name{name}>{xml.content(_line(label))}</name></item>\n"
