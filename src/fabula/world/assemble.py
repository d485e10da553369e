"""The world's stages in order, and their results as one `StoryWorld`."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from fabula.resolve.resolution import Resolution
from fabula.types.annotations import Syntax, TimeExpression
from fabula.types.text import Span, Tokens
from fabula.types.world import Entity, Finding, Provenance, Quote, Relation, StoryObject, StoryWorld, Work
from fabula.world.clause_trees import tree_clauses
from fabula.world.clauses import acts_of_narration, find_clauses
from fabula.world.continuity import find_story_findings, find_text_findings
from fabula.world.events import events_at, find_events
from fabula.world.hearing import with_hearers, with_sure_hearers
from fabula.world.knowledge import find_knowledge
from fabula.world.leaks import find_leaks
from fabula.world.lemmas import token_layer
from fabula.world.minds import look_into_minds
from fabula.world.objects import find_objects
from fabula.world.presence import find_company, find_signs
from fabula.world.reading import Reading, build_reading, entity_mentions
from fabula.world.relationships import find_relations
from fabula.world.scenes import find_scene_bounds, find_scenes, scene_span
from fabula.world.timeline import find_times
from fabula.world.viewpoint import find_head_hops, find_viewpoints

_DEEPEST = 3  # names that one may stand in: *Miss March* in *Miss March's Mr. May*
_UNREAL = frozenset({"dream", "tale"})  # scenes whose deeds have not been done


def assemble_world(
    provenance: Provenance,
    work: Work,
    resolution: Resolution,
    tokens: Tokens | None,
    syntax: Syntax | None = None,
    triggers: Sequence[int] = (),
) -> StoryWorld:
    """Return the story world of a resolved book; `tokens` are carried along when given.

    With `syntax`, the events are those that the tokens `triggers` stand for.
    """
    book = resolution.discourse.book
    reading = build_reading(resolution)
    told = find_clauses(reading) if syntax is None else tuple(tree_clauses(reading, syntax))
    clauses, narrated = acts_of_narration(told), [one for one in told if one.quotation < 0]
    times = _but_names(find_times(book), reading)
    bounds = find_scene_bounds(reading, narrated, times)
    signs = find_signs(reading, clauses)
    companies = find_company(reading, signs, [scene_span(reading, one) for one in bounds])
    scenes = find_scenes(reading, bounds, companies, times)
    quotes = with_hearers(reading, companies)
    looks = look_into_minds(reading, told)
    findings = (
        *find_text_findings(book, resolution),
        *find_story_findings(reading, quotes, narrated, companies, signs, times),
        *find_head_hops(reading, bounds, looks),
    )
    pov = find_viewpoints(reading, bounds, companies, looks)
    unreal = [Span(one.start, one.end) for one in scenes if one.break_cue in _UNREAL]
    objects = _without(find_objects(reading, told), unreal)
    relations = _outside(find_relations(reading, told, quotes, objects), unreal)
    events = find_events(reading, clauses) if syntax is None else events_at(reading, triggers, syntax)
    heard = with_sure_hearers(reading, companies, quotes)
    knowledge = find_knowledge(reading, told, heard, pov, _deeds(relations, objects, quotes))
    findings = (*findings, *find_leaks(book.text, knowledge, quotes))
    return StoryWorld(
        provenance=provenance,
        text=book.text,
        work=work,
        entities=reading.entities,
        mentions=entity_mentions(reading),
        events=_outside(events, unreal),
        quotes=quotes,
        scenes=scenes,
        pov=pov,
        knowledge=knowledge,
        relations=relations,
        objects=objects,
        timeline=times,
        findings=tuple(sorted(findings, key=_place)),
        tokens=token_layer(tokens, syntax) if tokens is not None else None,
    )


class _Placed(Protocol):
    @property
    def start(self) -> int: ...


_P = TypeVar("_P", bound=_Placed)


def _outside(found: Sequence[_P], spans: Sequence[Span]) -> tuple[_P, ...]:
    """Return what begins in none of some stretches."""
    return tuple(one for one in found if not any(span.start <= one.start < span.end for span in spans))


def _but_names(times: Sequence[TimeExpression], reading: Reading) -> tuple[TimeExpression, ...]:
    """Return the expressions of time but those that are somebody's name: *June*, *Miss March*, *Friday*."""
    names = sorted(
        (one.mention.name.start, one.mention.name.end)
        for one in reading.discourse.references
        if one.mention.form == "PROP" and one.mention.type == "PER"
    )
    found = []
    for time in times:
        place = bisect_right(names, time.start, key=lambda name: name[0])
        if not any(time.end <= end for _, end in names[max(0, place - _DEEPEST) : place]):
            found.append(time)
    return tuple(found)


def _without(objects: Sequence[StoryObject], spans: Sequence[Span]) -> tuple[StoryObject, ...]:
    """Return the things without the steps in some stretches, and without those that then have none."""
    kept = (replace(one, history=_outside(one.history, spans)) for one in objects)
    return tuple(one for one in kept if one.history)


def _deeds(
    relations: Sequence[Relation], objects: Sequence[StoryObject], quotes: Sequence[Quote]
) -> dict[tuple[int, int], set[Entity]]:
    """Return the sentences of narration in which something is done with things or between people, with those who take part."""
    found: defaultdict[tuple[int, int], set[Entity]] = defaultdict(set)
    for thing in objects:
        for step in thing.history:
            if step.action != "has":
                found[step.start, step.end] |= {one for one in (step.holder, step.to) if one is not None}
    said = [one.start for one in quotes]
    for bond in relations:
        place = bisect_right(said, bond.start) - 1
        spoken = place >= 0 and quotes[place].end > bond.start
        if bond.change != "state" and not spoken:
            found[bond.start, bond.end] |= {bond.source, bond.target}
    return dict(sorted(found.items()))


def _place(finding: Finding) -> tuple[int, str, str]:
    return (finding.spans[0].start if finding.spans else 0, finding.kind, finding.message)
