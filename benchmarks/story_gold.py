"""The annotated stories: gold story worlds, read from their files and checked (`benchmarks/gold_stories/README.md`)."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, get_args

from fabula.types.text import Span
from fabula.types.world import Aspect, Change, ObjectAction, Stance

STORIES = Path(__file__).parent / "gold_stories"
NOBODY = "nobody"
SCENE_KINDS = ("actual", "dream", "memory", "told", "imagined", "document")
_NTH = re.compile(r"^(?P<words>.*\S)\s+#(?P<nth>\d+)$", re.DOTALL)


class StoryError(Exception):
    """A gold file that does not hold together; the message names file, record and remedy."""


@dataclass(frozen=True, slots=True)
class GoldCharacter:
    """Somebody, by every name that stands for him or her."""

    name: str
    names: tuple[str, ...]
    pronouns: str


@dataclass(frozen=True, slots=True)
class GoldScene:
    """One scene: `place` and `time` are words of the text, ``""`` where it tells none."""

    span: Span
    place: str
    time: str
    present: frozenset[str]
    kind: str


@dataclass(frozen=True, slots=True)
class GoldViewpoint:
    """Through whose eyes a stretch is told; ``None``: nobody's, or everybody's."""

    span: Span
    eyes: str | None


@dataclass(frozen=True, slots=True)
class GoldQuote:
    """One stretch of direct speech by its start."""

    start: int
    speaker: str
    addressees: frozenset[str]
    hearers: frozenset[str]


@dataclass(frozen=True, slots=True)
class GoldKnowledge:
    """A claim, who holds it from here on and who does not."""

    span: Span
    claim: str
    holders: frozenset[str]
    unaware: frozenset[str]
    stance: str
    told_by: str | None


@dataclass(frozen=True, slots=True)
class GoldRelation:
    """One bond as a passage shows it; `value` is 1 or -1."""

    span: Span
    source: str
    target: str
    aspect: str
    change: str
    value: int


@dataclass(frozen=True, slots=True)
class GoldStep:
    """One step in the history of a thing."""

    span: Span
    thing: str
    action: str
    holder: str | None
    to: str | None


@dataclass(frozen=True, slots=True)
class GoldTime:
    """A time expression and its normal form."""

    span: Span
    value: str | None


@dataclass(frozen=True)
class GoldStory:
    """A story with its world; all spans are of its `text`."""

    path: Path
    text: str
    telling: str
    characters: tuple[GoldCharacter, ...]
    scenes: tuple[GoldScene, ...]
    viewpoints: tuple[GoldViewpoint, ...]
    quotes: tuple[GoldQuote, ...]
    knowledge: tuple[GoldKnowledge, ...]
    relations: tuple[GoldRelation, ...]
    steps: tuple[GoldStep, ...]
    times: tuple[GoldTime, ...]

    @property
    def name(self) -> str:
        """Return the story's name: its file's."""
        return self.path.stem


def story_paths(folder: str) -> list[Path]:
    """Return the texts of a folder of stories (``"open"`` or ``"kept"``), in order."""
    return sorted(path.with_suffix(".txt") for path in (STORIES / folder).glob("*.toml"))


def load_story(path: Path) -> GoldStory:
    """Return the story of a text file and its gold file beside it; `StoryError` lists every fault that they have."""
    gold = path.with_suffix(".toml")
    try:
        rows = tomllib.loads(gold.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise StoryError(f"{gold}: not TOML ({error})") from error
    reader = _Reader(path.with_suffix(".txt").read_text(encoding="utf-8"), rows)
    story = reader.story(path.with_suffix(".txt"))
    if reader.faults:
        raise StoryError("\n".join(f"{gold}: {fault}" for fault in reader.faults))
    return story


class _Reader:
    """Turns the rows of a gold file into values, and gathers what is wrong with them."""

    def __init__(self, text: str, rows: Mapping[str, Any]) -> None:
        self.text, self.rows = text, rows
        self.faults: list[str] = []
        self.known: frozenset[str] = frozenset()

    def story(self, path: Path) -> GoldStory:
        characters = tuple(
            GoldCharacter(row["name"], tuple(row.get("names", ())), row.get("pronouns", ""))
            for row in self._rows("character", ("name",))
        )
        self.known = frozenset(one.name for one in characters)
        if len(self.known) < len(characters):
            self.faults.append("two characters have one name")
        quotes = tuple(self._quotes())
        return GoldStory(
            path,
            self.text,
            self.rows.get("telling", ""),
            characters,
            tuple(self._scenes()),
            tuple(self._viewpoints()),
            quotes,
            tuple(self._knowledge()),
            tuple(self._relations()),
            tuple(self._steps()),
            tuple(
                GoldTime(self._at(row["at"], f"time {row['at']!r}"), row.get("value") or None)
                for row in self._rows("time", ("at",))
            ),
        )

    def _rows(self, name: str, needed: Sequence[str]) -> Iterable[Mapping[str, Any]]:
        for number, row in enumerate(self.rows.get(name, ())):
            missing = [key for key in needed if key not in row]
            if missing:
                self.faults.append(f"{name} {number + 1} has no {', '.join(missing)}")
            else:
                yield row

    # -- places -------------------------------------------------------------------------------------------------------

    @cached_property
    def _flat(self) -> tuple[str, list[int]]:
        """The text with white space as single blanks, and where each character of it stands in the text."""
        flat: list[str] = []
        places: list[int] = []
        for place, char in enumerate(self.text):
            if char.isspace():
                if flat and flat[-1] == " ":
                    continue
                char = " "
            flat.append(char)
            places.append(place)
        return "".join(flat), places

    @cached_property
    def _paragraph_starts(self) -> list[int]:
        return [found.start() for found in re.finditer(r"(?<![^\n])\S|(?<=\n\n)\s*\S", self.text)]

    def _at(self, words: str, what: str) -> Span:
        match = _NTH.match(words)
        wanted, nth = (match["words"], int(match["nth"])) if match else (words, 1)
        flat, places = self._flat
        found = [one.start() for one in re.finditer(re.escape(" ".join(wanted.split())), flat)]
        if len(found) < nth:
            self.faults.append(f"{what}: the words stand {len(found)} times in the text")
            return Span(0, 1)
        if len(found) > 1 and match is None:
            self.faults.append(f"{what}: the words stand {len(found)} times; say which with #n")
        first = found[nth - 1]
        return Span(places[first], places[first + len(" ".join(wanted.split())) - 1] + 1)

    def _stretches(self, starts: Sequence[int], what: str) -> list[Span]:
        """Return the stretches that begin at `starts` and tile the text up to its end."""
        if list(starts) != sorted(set(starts)):
            self.faults.append(f"the {what}s are not in the order of the text")
        return [
            Span(start, max(end, start + 1)) for start, end in zip(starts, [*starts[1:], len(self.text)], strict=True)
        ]

    def _opening(self, words: str, what: str) -> int:
        start = self._at(words, what).start
        if start not in set(self._paragraph_starts):
            self.faults.append(f"{what}: the words do not begin a paragraph")
        return start

    # -- names --------------------------------------------------------------------------------------------------------

    def _who(self, name: str, what: str) -> str:
        if name not in self.known:
            self.faults.append(f"{what}: no character is called {name!r}")
        return name

    def _those(self, names: Iterable[str], what: str) -> frozenset[str]:
        return frozenset(self._who(name, what) for name in names)

    def _one_of(self, value: str, allowed: Sequence[str], what: str) -> str:
        if value not in allowed:
            self.faults.append(f"{what}: {value!r} is none of {', '.join(allowed)}")
        return value

    # -- layers -------------------------------------------------------------------------------------------------------

    def _scenes(self) -> Iterable[GoldScene]:
        rows = list(self._rows("scene", ("from", "present")))
        spans = self._stretches([self._opening(row["from"], f"scene {row['from']!r}") for row in rows], "scene")
        for row, span in zip(rows, spans, strict=True):
            what = f"scene {row['from']!r}"
            kind = self._one_of(row.get("kind", "actual"), SCENE_KINDS, what)
            for key in ("place", "time"):
                if row.get(key) and " ".join(row[key].split()).lower() not in self._flat[0].lower():
                    self.faults.append(f"{what}: its {key} {row[key]!r} does not stand in the text")
            yield GoldScene(span, row.get("place", ""), row.get("time", ""), self._those(row["present"], what), kind)

    def _viewpoints(self) -> Iterable[GoldViewpoint]:
        rows = list(self._rows("viewpoint", ("from", "eyes")))
        spans = self._stretches([self._opening(row["from"], f"viewpoint {row['from']!r}") for row in rows], "viewpoint")
        for row, span in zip(rows, spans, strict=True):
            eyes = row["eyes"]
            yield GoldViewpoint(span, None if eyes == NOBODY else self._who(eyes, f"viewpoint {row['from']!r}"))

    def _quotes(self) -> Iterable[GoldQuote]:
        flat, places = self._flat
        position = 0
        for number, row in enumerate(self.rows.get("quotes", ())):
            what = f"quote {number + 1} {row[0]!r}"
            if len(row) != 4:
                self.faults.append(f"{what}: must have four fields, not {len(row)}")
                continue
            words, speaker, to, heard = row
            found = flat.find(" ".join(words.split()), position)
            if found < 0:
                self.faults.append(f"{what}: the words do not stand in the text after the quote before")
                continue
            position = found + 1
            yield GoldQuote(
                places[found],
                self._who(speaker, what),
                self._those(_listed(to), what),
                self._those(_listed(heard), what),
            )

    def _knowledge(self) -> Iterable[GoldKnowledge]:
        for row in self._rows("knowledge", ("at", "claim", "holders", "stance")):
            what = f"knowledge {row['at']!r}"
            holders, unaware = (self._those(row.get(key, ()), what) for key in ("holders", "unaware"))
            if holders & unaware:
                self.faults.append(f"{what}: {', '.join(sorted(holders & unaware))} both holds it and does not")
            stance = self._one_of(row["stance"], get_args(Stance), what)
            told_by = row.get("told_by") or None
            if told_by is not None:
                self._who(told_by, what)
            yield GoldKnowledge(self._at(row["at"], what), row["claim"], holders, unaware, stance, told_by)

    def _relations(self) -> Iterable[GoldRelation]:
        for row in self._rows("relation", ("at", "from", "to", "aspect", "change", "value")):
            what = f"relation {row['at']!r}"
            if row["value"] not in (1, -1):
                self.faults.append(f"{what}: its value is {row['value']}, not 1 or -1")
            yield GoldRelation(
                self._at(row["at"], what),
                self._who(row["from"], what),
                self._who(row["to"], what),
                self._one_of(row["aspect"], get_args(Aspect), what),
                self._one_of(row["change"], get_args(Change), what),
                row["value"],
            )

    def _steps(self) -> Iterable[GoldStep]:
        for row in self._rows("step", ("at", "thing", "action", "holder")):
            what = f"step {row['at']!r}"
            holder, to = (row.get(key) or None for key in ("holder", "to"))
            for one in (holder, to):
                if one is not None:
                    self._who(one, what)
            action = self._one_of(row["action"], get_args(ObjectAction), what)
            yield GoldStep(self._at(row["at"], what), row["thing"], action, holder, to)


def _listed(names: str) -> list[str]:
    return [name.strip() for name in names.split(";") if name.strip()]


def paragraph_at(starts: Sequence[int], place: int) -> int:
    """Return the number of the paragraph that a place stands in, given the paragraphs' starts."""
    return bisect_right(starts, place) - 1
