"""Why the mentions of one entity were taken for one: what it is called, how often, where first, and how sure that is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from fabula.lexicons import words_of
from fabula.resolve.kinds_of_names import how_it_goes_with
from fabula.resolve.names import parse_name
from fabula.types.annotations import MentionForm
from fabula.types.world import Entity, EntityMention, StoryWorld

_BY_CONTEXT = "by what stands around it"
_BY_CAST = "your cast says so"
_BY_DIALOGUE = "who is called so answers, or is there, by another name"
_AROUND = 60  # characters before and after


@dataclass(frozen=True, slots=True)
class Reason:
    """One way in which the text refers to an entity, and why it was taken for that entity's.

    `words` as they first stand (in small letters for pronouns), `mentions` how often, `confidence` the mean of theirs,
    `[start, end)` the first of them, `text` what it stands in.
    """

    words: str
    form: MentionForm
    mentions: int
    confidence: float
    why: str
    start: int
    end: int
    text: str


def reasons_for(world: StoryWorld, who: Entity) -> tuple[Reason, ...]:
    """Return the ways in which the text refers to `who`: names first, then descriptions, then pronouns, the commonest first."""
    uses: defaultdict[tuple[MentionForm, str], list[EntityMention]] = defaultdict(list)
    for mention in world.mentions:
        if mention.entity == who:
            words = _words(world, mention)
            uses[mention.form, words if mention.form == "PROP" else words.lower()].append(mention)
    found = [_reason(world, who, form, mentions) for (form, _), mentions in uses.items()]
    order: tuple[MentionForm, ...] = ("PROP", "NOM", "PRON")
    return tuple(sorted(found, key=lambda one: (order.index(one.form), -one.mentions, one.start)))


def _reason(world: StoryWorld, who: Entity, form: MentionForm, mentions: list[EntityMention]) -> Reason:
    first = mentions[0]
    words = _words(world, first)
    confidence = round(sum(one.confidence for one in mentions) / len(mentions), 4)
    why = _why(world, who, form, words)
    shown = words.lower() if form == "PRON" else words
    around = _around(world.text, first.start, first.end)
    return Reason(shown, form, len(mentions), confidence, why, first.start, first.end, around)


def _words(world: StoryWorld, mention: EntityMention) -> str:
    return " ".join(world.text[mention.start : mention.end].split())


def _around(text: str, start: int, end: int) -> str:
    """Return the stretch in the words around it, within its paragraph."""
    before = text[max(0, start - _AROUND) : start].rpartition("\n\n")[2]
    after = text[end : end + _AROUND].partition("\n\n")[0]
    if start > _AROUND and len(before) == _AROUND:
        before = "… " + before.partition(" ")[2]
    if len(after) == _AROUND:
        after = after.rpartition(" ")[0] + " …"
    return " ".join((before + text[start:end] + after).split())


def _why(world: StoryWorld, who: Entity, form: MentionForm, words: str) -> str:
    names = (who.name, *who.aliases)
    if form == "PRON":
        return "whoever tells the story" if who.narrator and words.lower() in words_of("pronouns_I") else _BY_CONTEXT
    if world.provenance.cast_sha256 is not None and words in names and who.confidence == 1.0:
        return _BY_CAST
    if form == "PROP" and words == who.name:
        return "the name that it goes by"
    known = how_it_goes_with(words, [name for name in names if name != words])
    if known is None and form == "PROP":
        return _BY_DIALOGUE if words in names else "joined by its words alone"
    return known or _BY_CONTEXT


def kept_apart(world: StoryWorld, who: Entity) -> tuple[tuple[Entity, str], ...]:
    """Return the others of the same type who share a word of a name with `who`, and that word; the most mentioned first."""
    own = set(_parts(who))
    found = []
    for other in world.entities:
        shared = [part for part in _parts(other) if part in own]
        if other != who and other.type == who.type and shared:
            found.append((other, shared[0]))
    return tuple(sorted(found, key=lambda one: (-one[0].mentions, one[0].id)))


def _parts(entity: Entity) -> Iterator[str]:
    for name in (entity.name, *entity.aliases):
        if name[:1].isupper():  # *the old man* shares nothing with *the old woman*
            yield from parse_name(name).parts
