"""A vault for Obsidian: a note a character, place and scene, linked by their names; the scenes as a project of Longform.

https://github.com/kevboh/longform: the index note lists the scenes, whose front matter has `pov`, `characters` and `setting`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fabula.export.dossiers import Dossier, dossiers_of, titles_of
from fabula.export.file_names import file_names, safe_name, title_of
from fabula.export.markdown import front_matter, inline, prose
from fabula.export.notes import Notes
from fabula.export.passages import Passage, passages
from fabula.types.world import Entity, StoryWorld

_SCENES = "Scenes"


def world_to_obsidian(world: StoryWorld) -> dict[str, str]:
    """Return the notes by their names: ``Characters/…``, ``Places/…``, ``Scenes/…``, ``Things.md`` and the index note.

    No two notes have one name, since a link is a name alone. A scene's note has its words, with Markdown's marks escaped.
    """
    parts = passages(world)
    cast, places = dossiers_of(world, parts)
    vault = _Vault(world, parts, cast, places)
    notes = {f"Characters/{vault.name(one.who)}.md": vault.note(one, "character") for one in cast}
    notes |= {f"Places/{vault.name(one.who)}.md": vault.note(one, "place") for one in places}
    notes |= {f"{_SCENES}/{name}.md": vault.scene(part) for name, part in zip(vault.scenes, parts, strict=True)}
    if world.objects:
        things = "".join(f"{line}\n" for thing in world.objects for line in vault.notes.thing(thing))
        notes["Things.md"] = f"# Things\n\n{things}"
    notes[f"{vault.index}.md"] = vault.contents(world)
    return notes


class _Vault:
    """The names of the notes, and what is in them."""

    def __init__(
        self, world: StoryWorld, parts: Sequence[Passage], cast: Sequence[Dossier], places: Sequence[Dossier]
    ) -> None:
        width = len(str(len(parts)))
        scenes = [f"{number:0{width}} {title}" for number, title in enumerate(titles_of(parts), 1)]
        title = title_of(world)
        whose = [*(one.who for one in cast), *(one.who for one in places)]
        (self.index,) = file_names([title], "Story", ["Things"])
        names = file_names([one.name for one in whose], "Nameless", ["Things", self.index])
        self._names = dict(zip(whose, names, strict=True))
        self.scenes = file_names(scenes, "Scene", ["Things", self.index, *names])
        self.notes = Notes(world, parts, self.link, lambda number: f"[[{self.scenes[number - 1]}]]" if parts else "–")

    def name(self, one: Entity) -> str:
        """Return the name of an entity's note."""
        return self._names[one]

    def link(self, one: Entity) -> str:
        """Return a link to an entity's note, or its name when it has none."""
        name = self._names.get(one)
        if name is None:
            return inline(one.name)
        shown = safe_name(one.name)
        return f"[[{name}]]" if shown in (name, "") else f"[[{name}|{shown}]]"

    def note(self, one: Dossier, kind: str) -> str:
        """Return the note about somebody or some place."""
        head = front_matter(
            type=kind, aliases=list(one.who.aliases), pronouns=one.who.pronouns, mentions=one.who.mentions,
            quotes=one.n_quotes if kind == "character" else None,
        )  # fmt: skip
        lines = "".join(f"{line}\n" for line in self.notes.portrait(one))
        return f"{head}\n# {inline(one.who.name)}\n\n{lines}"

    def scene(self, part: Passage) -> str:
        """Return the note of a scene: who, where and when, then its words."""
        scene = part.scene
        head = front_matter(
            pov=self.link(part.pov) if part.pov is not None else None,
            characters=[self.link(one) for one in scene.present] if scene is not None else [],
            setting=self.link(scene.place) if scene is not None and scene.place is not None else None,
            time=scene.time if scene is not None else None,
            chapter=part.chapter or None,
        )
        return f"{head}\n{prose(part.text)}\n"

    def contents(self, world: StoryWorld) -> str:
        """Return the index note, which is Longform's too."""
        title = title_of(world)
        longform: dict[str, Any] = {
            "format": "scenes", "title": title, "workflow": "Default Workflow", "sceneFolder": _SCENES,
            "scenes": list(self.scenes), "ignoredFiles": [],
        }  # fmt: skip
        links = "".join(f"- [[{name}]]\n" for name in (*self._names.values(), *self.scenes))
        return f"{front_matter(longform=longform, author=world.work.author)}\n# {inline(title)}\n\n{links}"
