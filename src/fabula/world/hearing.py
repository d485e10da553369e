"""Who hears each quote: whom it is meant for, and who is there, has not left yet and has come already."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from fabula.lexicons import forms_of, past_forms_of
from fabula.types.world import Entity, Quote
from fabula.world.actuality import acts_now
from fabula.world.clauses import Clause
from fabula.world.presence import is_anybody
from fabula.world.reading import Reading

Manner = Literal["aloud", "privately", "silently"]

_EARSHOT = 12  # paragraphs around a quote in which somebody must act or speak to be taken to hear it
_WRITTEN = frozenset(
    {"wrote", "written", "telegraphed", "texted", "typed", "letter", "telegram", "emailed", "messaged"}
)
_ALOUD = frozenset({"aloud", "loud"})
_REACH = 3  # tokens after a verb in which a word tells where it leads
_OUT = frozenset({"out", "away", "off", "home", "upstairs", "downstairs", "outside"})
_IN = frozenset({"in", "into", "inside", "back"})
_NO_WAY_OUT = frozenset({"of", "at", "on", "to"})  # looked out of the window, set off at a run


@dataclass(frozen=True, slots=True)
class _Sign:
    """That somebody is there at a token: he acts or speaks (`change` is 0), comes in (1) or leaves (-1)."""

    token: int
    change: int
    who: Entity


def with_hearers(reading: Reading, scenes: Sequence[tuple[int, int]], clauses: Sequence[Clause]) -> tuple[Quote, ...]:
    """Return the quotes with their hearers; `scenes` are the characters of each scene. The speaker is never one.

    What is said aloud is heard by the addressees, and by those who act or speak nearby in the same scene, unless they have
    left before or come only afterwards. What is written or whispered reaches whom it is for; what is only thought, nobody, and
    it is addressed to nobody.
    """
    paragraphs = [*(one.start for one in reading.discourse.book.paragraphs), len(reading.text)]
    signs = _signs(reading, clauses)
    scene_starts = [start for start, _ in scenes]
    found = []
    for quote in reading.quotes:
        manner = _manner(reading, quote)
        if manner == "silently":
            found.append(replace(quote, addressees=(), hearers=()))
            continue
        near: set[Entity] = set()
        if manner == "aloud":
            scene = (
                scenes[max(0, bisect_left(scene_starts, quote.start + 1) - 1)] if scenes else (quote.start, quote.end)
            )
            near = set(_those_there(reading, signs, quote, *_earshot(paragraphs, quote, scene)))
        near |= {one for one in quote.addressees if one.type == "PER"}
        near.discard(quote.speaker)
        found.append(replace(quote, hearers=tuple(sorted(near, key=lambda one: one.id))))
    return tuple(found)


def _earshot(paragraphs: Sequence[int], quote: Quote, scene: tuple[int, int]) -> tuple[int, int]:
    """Return the characters around a quote, within its scene, whose narration tells who is near; `paragraphs` begin there.

    The last of these is the text's end.
    """
    here = bisect_left(paragraphs, quote.start + 1) - 1
    last = min(here + _EARSHOT + 1, len(paragraphs) - 1)
    return max(scene[0], paragraphs[max(0, here - _EARSHOT)]), min(scene[1], paragraphs[last])


def _manner(reading: Reading, quote: Quote) -> Manner:
    """Return how a quote goes out, by the verb of its tag."""
    if quote.cue is None:
        return "aloud"
    verb = quote.cue.of(reading.text).lower()
    if verb in _WRITTEN or verb in past_forms_of("delivery_whispered") or quote.addressees == (quote.speaker,):
        return "privately"
    if verb in forms_of("unspoken_verbs"):
        last = reading.discourse.tokens_between(quote.cue.end, quote.cue.end + 1).start
        return "aloud" if _ALOUD & set(reading.discourse.tokens.lower[last : last + _REACH]) else "silently"
    return "aloud"


def _those_there(reading: Reading, signs: Sequence[_Sign], quote: Quote, start: int, end: int) -> Iterator[Entity]:
    """Yield those whose signs in the characters ``[start, end)`` tell that they are there when a quote is said."""
    tokens = reading.discourse.tokens_between(start, end)
    said = reading.discourse.tokens_between(quote.start, quote.end).start
    first, last = (bisect_left(signs, edge, key=lambda one: one.token) for edge in (tokens.start, tokens.stop))
    before: dict[Entity, int] = {}
    after: dict[Entity, int] = {}
    for sign in signs[first:last]:
        if sign.token < said:
            before[sign.who] = sign.change  # the last one counts
        else:
            after.setdefault(sign.who, sign.change)
    yield from (who for who, change in before.items() if change >= 0)
    yield from (who for who, change in after.items() if change <= 0 and who not in before)


def _signs(reading: Reading, clauses: Sequence[Clause]) -> Sequence[_Sign]:
    """Return what tells when somebody is there, in order."""
    changes = dict(_changes(reading, clauses))
    found: list[_Sign] = []
    for one in reading.discourse.references:
        those = reading.persons(one)
        if those and acts_now(reading, one) and not is_anybody(reading, one):
            found += [_Sign(one.first, changes.get(one.number, 0), who) for who in those]
    for quote in reading.quotes:
        if quote.speaker is not None and quote.speaker.type == "PER":
            token = reading.discourse.tokens_between(quote.start, quote.end).start
            found.append(_Sign(token, 0, quote.speaker))
    return sorted(found, key=lambda one: (one.token, one.change, one.who.id))


def _changes(reading: Reading, clauses: Sequence[Clause]) -> Iterator[tuple[int, int]]:
    """Yield the references that are subjects of coming in (1) or leaving (-1)."""
    for clause in clauses:
        if clause.subject is None or not clause.asserted:
            continue
        change = _change(reading, clause)
        if change:
            yield clause.subject.number, change


def _change(reading: Reading, clause: Clause) -> int:
    lower = reading.discourse.tokens.lower
    after = lower[clause.verb + 1 : clause.verb + 1 + _REACH]
    if clause.lemma in forms_of("motion_verbs"):
        out = next((i for i, word in enumerate(after) if word in _OUT), None)
        if out is not None and not _NO_WAY_OUT & set(after[out + 1 : out + 2]):
            return -1
        return 1 if clause.lemma != "go" and _IN & set(after) else 0
    if clause.lemma == "enter" or (clause.lemma == "arrive" and "at" not in after):
        return 1
    if clause.lemma == "leave":
        return 0 if clause.object is not None and clause.object.mention.type == "PER" else -1
    return -1 if clause.lemma in ("depart", "exit", "vanish", "disappear") else 0
