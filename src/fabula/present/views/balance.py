"""Who has which share of the story: of what is said, of the scenes, of the eyes it is seen through."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fabula.present.views.limits import Limits, cut
from fabula.present.views.speaking import cast_order, n_words, words_spoken
from fabula.query.counts import count_quotes
from fabula.types.world import Entity, StoryWorld

_PRONOUNS = (("she", "she"), ("he", "he"), ("they", "they"), (None, "not known"))


@dataclass(frozen=True, slots=True)
class Share:
    """A number, and which part of all it is, in [0, 1]."""

    count: int
    part: float


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """One character's shares; of the paragraphs those count that somebody's eyes are known for."""

    entity: Entity
    words: Share
    quotes: Share
    scenes: Share
    eyes: Share


@dataclass(frozen=True, slots=True)
class ChapterRow:
    """One chapter's words (of story paragraphs), and those of them that are spoken."""

    number: int
    title: str | None
    start: int
    n_words: int
    spoken: Share


@dataclass(frozen=True, slots=True)
class PronounRow:
    """The speakers of one pronoun, with their shares of all that is said by somebody."""

    called: str
    n_speakers: int
    quotes: Share
    words: Share


def balance_values(world: StoryWorld, limits: Limits) -> Mapping[str, Any]:
    """Return the shares by character, the spoken share by chapter, and the shares by pronoun."""
    return {
        "shares": cut(balance_rows(world), limits.figures),
        "chapters": chapter_rows(world),
        "pronouns": pronoun_rows(world),
        "n_unnamed": sum(quote.speaker is None for quote in world.quotes),
    }


def balance_rows(world: StoryWorld) -> list[BalanceRow]:
    """Return the shares of the characters that have any, those who speak most first."""
    words, quotes = words_spoken(world), count_quotes(world)
    scenes = Counter(one.id for scene in world.scenes for one in scene.present)
    eyes = Counter(one.entity.id for one in world.pov if one.entity is not None)
    n_spoken = words.total() - words[None]
    rows = [
        BalanceRow(
            one,
            _share(words[one.id], n_spoken),
            _share(quotes[one.id], quotes.total()),
            _share(scenes[one.id], len(world.scenes)),
            _share(eyes[one.id], eyes.total()),
        )
        for one in cast_order(world)
    ]
    some = [row for row in rows if row.quotes.count or row.scenes.count or row.eyes.count]
    return sorted(some, key=lambda row: (-row.words.count, -row.scenes.count, row.entity.id))


def chapter_rows(world: StoryWorld) -> list[ChapterRow]:
    """Return how much of each chapter is spoken; a quote belongs to the chapter in which it begins."""
    starts = [chapter.start for chapter in world.work.chapters]
    words, spoken = Counter[int](), Counter[int]()
    for paragraph in world.pov:
        words[bisect_right(starts, paragraph.start)] += n_words(world.text[paragraph.start : paragraph.end])
    for quote in world.quotes:
        spoken[bisect_right(starts, quote.start)] += n_words(world.text[quote.start : quote.end])
    return [
        ChapterRow(number, one.title, one.start, words[number], _share(spoken[number], words[number]))
        for number, one in enumerate(world.work.chapters, 1)
    ]


def pronoun_rows(world: StoryWorld) -> list[PronounRow]:
    """Return who speaks by pronoun, *she* first; ``[]`` where no speaker has one that tells."""
    quotes, words = count_quotes(world), words_spoken(world)
    speakers = {quote.speaker for quote in world.quotes if quote.speaker is not None}
    by_pronoun: dict[str | None, list[Entity]] = {key: [] for key, _ in _PRONOUNS}
    for one in speakers:
        by_pronoun[one.pronouns if one.pronouns in by_pronoun else None].append(one)
    n_words_said = words.total() - words[None]
    rows = [
        PronounRow(
            called,
            len(by_pronoun[key]),
            _share(sum(quotes[one.id] for one in by_pronoun[key]), quotes.total()),
            _share(sum(words[one.id] for one in by_pronoun[key]), n_words_said),
        )
        for key, called in _PRONOUNS
        if by_pronoun[key]
    ]
    return rows if any(row.called != _PRONOUNS[-1][1] for row in rows) else []


def _share(count: int, total: int) -> Share:
    return Share(count, min(1.0, count / total) if total else 0.0)
