"""How much of an annotated story's world was read, layer by layer (protocol: `benchmarks/README.md`)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cached_property

from benchmarks.annotated import CastMember
from benchmarks.casts import match_cast
from benchmarks.story_gold import GoldKnowledge, GoldQuote, GoldRelation, GoldStory
from benchmarks.tallies import EMPTY, Tally, tally_sets, total
from fabula.types.text import Span
from fabula.types.world import Entity, Knowledge, Quote, Relation, StoryWorld

_NEAR = 1  # paragraphs by which a boundary, or a bond's passage, may be off
_SEXES = {"she": "F", "he": "M"}
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class StoryScore:
    """The tallies of one story, or of several by addition; shares have one number for precision and recall.

    `told_wrongly` has, of the claims that lie on a gold record's evidence, those that give it to somebody who lacks it.
    """

    boundaries: Tally = EMPTY
    boundaries_near: Tally = EMPTY
    places: Tally = EMPTY
    scene_times: Tally = EMPTY
    present: Tally = EMPTY
    viewpoint: Tally = EMPTY
    speakers: Tally = EMPTY
    addressees: Tally = EMPTY
    hearers: Tally = EMPTY
    knowledge: Tally = EMPTY
    stances: Tally = EMPTY
    told_wrongly: Tally = EMPTY
    relations: Tally = EMPTY
    objects: Tally = EMPTY
    times: Tally = EMPTY
    time_values: Tally = EMPTY

    def __add__(self, other: StoryScore) -> StoryScore:
        return StoryScore(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


def score_story(story: GoldStory, world: StoryWorld) -> StoryScore:
    """Return what a world has of the gold; the world's text must be the story's."""
    match = StoryMatch(story, world)
    return StoryScore(
        _boundaries(match, 0),
        _boundaries(match, _NEAR),
        _places(match),
        _scene_times(match),
        _present(match),
        _viewpoint(match),
        _share(match.name(quote.speaker) == gold.speaker for gold, quote in match.quotes if quote is not None),
        total(_of_quote(match, gold.addressees, quote.addressees if quote else ()) for gold, quote in match.quotes),
        total(_of_quote(match, gold.hearers, quote.hearers if quote else ()) for gold, quote in match.quotes),
        _share(bool(match.claims_for(gold)) for gold in story.knowledge),
        _share(
            any(one.stance == gold.stance for one in claims)
            for gold in story.knowledge
            if (claims := match.claims_for(gold))
        ),
        _told_wrongly(match),
        _relations(match),
        _objects(match),
        tally_sets({one.span for one in story.times}, {Span(one.start, one.end) for one in world.timeline}),
        _time_values(match),
    )


class StoryMatch:
    """A story and its world, with who is whom."""

    def __init__(self, story: GoldStory, world: StoryWorld) -> None:
        self.story, self.world = story, world
        self._paragraphs = [found.start() for found in re.finditer(r"(?:\A|(?<=\n\n))\s*\S", story.text)]
        self.quotes = [(gold, self._quote_at(gold)) for gold in story.quotes]

    @cached_property
    def names(self) -> dict[int, str]:
        """The gold name of each person, by id, who has one; a nameless teller is he through whose eyes gold tells that part."""
        cast = [
            CastMember(one.name, frozenset(one.names), _SEXES.get(one.pronouns, "X"), "major")
            for one in self.story.characters
        ]
        found = match_cast(self.world.entities, cast)
        for entity in self.world.entities:
            told = [Span(one.start, one.end) for one in self.world.pov if one.entity == entity and one.person == 1]
            votes: Counter[str] = Counter()
            for one in self.story.viewpoints:
                if one.eyes is not None and entity.id not in found:
                    votes[one.eyes] += sum(_overlap(one.span, span) for span in told)
            if votes.total():
                found[entity.id] = min(votes, key=lambda name: (-votes[name], name))
        return found

    def name(self, entity: Entity | None) -> str | None:
        """Return the gold name of an entity; a stranger's to the gold is nobody's there."""
        return None if entity is None else self.names.get(entity.id, f"?{entity.id}")

    def those(self, entities: Iterable[Entity]) -> frozenset[str]:
        """Return the gold names of the persons among some entities, groups left out."""
        return frozenset(f"{self.name(one)}" for one in entities if one.type == "PER" and not one.group)

    def paragraph(self, place: int) -> int:
        """Return the number of the paragraph at a place."""
        return bisect_right(self._paragraphs, place) - 1

    def paragraphs(self) -> Iterator[Span]:
        """Yield the paragraphs of the text."""
        for start, end in zip(self._paragraphs, [*self._paragraphs[1:], len(self.story.text)], strict=True):
            yield Span(start, end)

    def _quote_at(self, gold: GoldQuote) -> Quote | None:
        return next((one for one in self.world.quotes if one.start <= gold.start + 1 < one.end), None)

    def claims_at(self, span: Span) -> list[Knowledge]:
        """Return the claims whose evidence overlaps a stretch."""
        return [one for one in self.world.knowledge if one.start < span.end and one.end > span.start]

    def claims_for(self, gold: GoldKnowledge) -> list[Knowledge]:
        """Return the claims that find a gold record: on its evidence, one who holds it among their holders, none who lacks it."""
        found = []
        for one in self.claims_at(gold.span):
            holders, unaware = self.those(one.holders), self.those(one.unaware)
            right = holders & gold.holders if gold.holders else unaware & gold.unaware
            if right and not holders & gold.unaware:
                found.append(one)
        return found


def _share(right: Iterable[bool]) -> Tally:
    judged = list(right)
    return Tally(sum(judged), len(judged), sum(judged), len(judged))


def _overlap(one: Span, other: Span) -> int:
    return max(0, min(one.end, other.end) - max(one.start, other.start))


# -- scenes ---------------------------------------------------------------------------------------------------------


def _boundaries(match: StoryMatch, near: int) -> Tally:
    """Return the tally of the paragraphs that scenes begin with, but for the first, each matched once."""
    gold = [match.paragraph(one.span.start) for one in match.story.scenes[1:]]
    predicted = [match.paragraph(one.start) for one in match.world.scenes[1:]]
    left, hits = sorted(predicted), 0
    for one in sorted(gold):
        found = min(
            (other for other in left if abs(other - one) <= near), key=lambda other: abs(other - one), default=None
        )
        if found is not None:
            left.remove(found)
            hits += 1
    return Tally(hits, len(predicted), hits, len(gold))


def _places(match: StoryMatch) -> Tally:
    """Return the share of gold scenes with a place whose predicted place shares a word with it; silence lowers recall alone."""
    hits = said = 0
    golds = [one for one in match.story.scenes if one.place]
    for gold in golds:
        scene = max(match.world.scenes, key=lambda one: _overlap(gold.span, Span(one.start, one.end)), default=None)
        if scene is not None and scene.place is not None:
            said += 1
            names = " ".join((scene.place.name, *scene.place.aliases))
            hits += bool(_telling_words(gold.place) & _telling_words(names))
    return Tally(hits, said, hits, len(golds))


def _scene_times(match: StoryMatch) -> Tally:
    hits = said = 0
    golds = [one for one in match.story.scenes if one.time]
    for gold in golds:
        scene = max(match.world.scenes, key=lambda one: _overlap(gold.span, Span(one.start, one.end)), default=None)
        if scene is not None and scene.time is not None:
            said += 1
            hits += bool(_telling_words(gold.time) & _telling_words(scene.time))
    return Tally(hits, said, hits, len(golds))


_EMPTY_WORDS = frozenset(
    {"the", "a", "an", "of", "in", "at", "on", "his", "her", "my", "their", "our", "its", "that", "this", "s"}
)


def _telling_words(words: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORD.findall(words)) - _EMPTY_WORDS


def _present(match: StoryMatch) -> Tally:
    """Return the tally of (paragraph, character) over the story, by the scenes that the paragraphs begin in."""
    gold: set[tuple[int, str]] = set()
    predicted: set[tuple[int, str]] = set()
    for number, span in enumerate(match.paragraphs()):
        for one in match.story.scenes:
            if one.span.start <= span.start < one.span.end:
                gold |= {(number, name) for name in one.present}
        for scene in match.world.scenes:
            if scene.start <= span.start < scene.end:
                predicted |= {(number, name) for name in match.those(scene.present)}
    return tally_sets(gold, predicted)


def _viewpoint(match: StoryMatch) -> Tally:
    """Return the share of the characters of narration (outside quotes) that are told through the right eyes."""
    told = right = 0
    for point in match.world.pov:
        span = Span(point.start, point.end)
        said = sum(_overlap(span, Span(one.start, one.end)) for one in match.world.quotes)
        gold = max(match.story.viewpoints, key=lambda one: _overlap(one.span, span), default=None)
        if gold is not None and _overlap(gold.span, span):
            told += point.end - point.start - said
            right += (point.end - point.start - said) * (match.name(point.entity) == gold.eyes)
    return Tally(right, told, right, told)


# -- speech, knowledge ------------------------------------------------------------------------------------------------


def _of_quote(match: StoryMatch, gold: frozenset[str], predicted: Sequence[Entity]) -> Tally:
    return tally_sets(gold, match.those(predicted))


def _told_wrongly(match: StoryMatch) -> Tally:
    """Return, of the claims on gold evidence, the share that has a holder who lacks each gold record there that he could mean."""
    wrong = judged = 0
    for one in match.world.knowledge:
        golds = [gold for gold in match.story.knowledge if one.start < gold.span.end and one.end > gold.span.start]
        holders = match.those(one.holders)
        if golds and holders:
            judged += 1
            wrong += all(holders & gold.unaware for gold in golds)
    return Tally(wrong, judged, wrong, judged)


# -- bonds, things, times -----------------------------------------------------------------------------------------------


def _relations(match: StoryMatch) -> Tally:
    """Return the tally of bonds: gold ones placed (same two, aspect and sign, near by), predicted ones that gold has anywhere."""
    placed = sum(any(_is_placed(match, gold, one) for one in match.world.relations) for gold in match.story.relations)
    known = {(one.source, one.target, one.aspect, one.value > 0) for one in match.story.relations}
    right = sum(_bond(match, one) in known for one in match.world.relations)
    return Tally(right, len(match.world.relations), placed, len(match.story.relations))


def _bond(match: StoryMatch, one: Relation) -> tuple[str | None, str | None, str, bool]:
    return match.name(one.source), match.name(one.target), one.aspect, one.value > 0


def _is_placed(match: StoryMatch, gold: GoldRelation, one: Relation) -> bool:
    if _bond(match, one) != (gold.source, gold.target, gold.aspect, gold.value > 0):
        return False
    return gold.aspect == "kinship" or abs(match.paragraph(one.start) - match.paragraph(gold.span.start)) <= _NEAR


def _objects(match: StoryMatch) -> Tally:
    """Return the tally of steps of things: same noun, action and holder, on overlapping evidence; precision over gold things."""
    steps = [(thing.name.split()[-1].lower(), step) for thing in match.world.objects for step in thing.history]
    nouns = {gold.thing.split()[-1].lower() for gold in match.story.steps}
    found, used = 0, set()
    for gold in match.story.steps:
        for number, (noun, step) in enumerate(steps):
            same = noun == gold.thing.split()[-1].lower() and step.action == gold.action
            here = step.start < gold.span.end and step.end > gold.span.start
            if same and here and match.name(step.holder) == gold.holder:
                found += 1
                used.add(number)
                break
    return Tally(len(used), sum(noun in nouns for noun, _ in steps), found, len(match.story.steps))


def _time_values(match: StoryMatch) -> Tally:
    """Return the share of gold expressions with a value that were found, overlapping, with that value."""
    valued = [one for one in match.story.times if one.value]
    return _share(
        any(
            other.value == one.value and other.start < one.span.end and other.end > one.span.start
            for other in match.world.timeline
        )
        for one in valued
    )
