from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from worlds import ADA, BRANDT, STORY, TOBIAS, make_world, span_of, worlds

from fabula.present.views import ONE_FILE, PAGE_VIEWS, Limits, page_view
from fabula.present.views.arcs import pair_arcs
from fabula.present.views.balance import balance_rows, chapter_rows, pronoun_rows
from fabula.present.views.cast import cast_rows
from fabula.present.views.findings import findings_values, likely
from fabula.present.views.knowledge import knowledge_values
from fabula.present.views.limits import cut, shortened
from fabula.present.views.matrix import matrix_rows
from fabula.present.views.network import network
from fabula.present.views.passages import Passages
from fabula.present.views.scenes import scene_rows
from fabula.present.views.speaking import N_COLOURS, colours, speakers
from fabula.present.views.strip import stretches, strip_lanes
from fabula.present.views.things import things
from fabula.present.views.timeline import moments, timeline_scenes
from fabula.types.world import Entity, Finding, Knowledge, PointOfView, Relation, StoryWorld, WorldEvent


def many(n: int) -> tuple[Entity, ...]:
    return tuple(replace(ADA, id=100 + i, name=f"N{i}") for i in range(n))


def test_speakers_come_with_their_quotes() -> None:
    assert speakers(make_world()) == [(ADA, 2), (BRANDT, 2), (TOBIAS, 1)]


def test_the_most_frequent_speakers_have_colours() -> None:
    assert colours(make_world()) == {ADA.id: 1, BRANDT.id: 2, TOBIAS.id: 3}
    quotes = tuple(replace(make_world().quotes[0], id=i, speaker=one) for i, one in enumerate(many(15)))
    assert sorted(colours(make_world(quotes=quotes)).values()) == list(range(1, N_COLOURS + 1))


def test_a_cut_says_how_many_more_there_are() -> None:
    assert (cut("abc", 2).shown, cut("abc", 2).more) == (("a", "b"), 1)
    assert (cut("", 2).shown, cut("", 2).more) == ((), 0)
    assert shortened("a long name", 7) == "a long…"
    assert shortened("a name", 6) == "a name"


def test_a_passage_knows_its_scene_and_chapter() -> None:
    passages = Passages(make_world())
    key, lamp = span_of("brass key"), span_of("the lamp on")
    assert (passages.at(key.start, key.end).scene, passages.at(key.start, key.end).chapter) == (1, 1)
    assert (passages.at(lamp.start, lamp.end).scene, passages.at(lamp.start, lamp.end).chapter) == (2, 2)
    assert (passages.at(0, 8).scene, passages.at(0, 8).chapter) == (None, None)
    assert passages.at(0, 8).words == "The Lamp"


def test_long_passages_are_cut_between_words() -> None:
    world = make_world(text="word \n" * 1000)
    words = Passages(world).at(0, 6000).words
    assert len(words) <= 181
    assert words.endswith("word …")


def test_the_cast_has_counts_shares_and_where_it_is_seen() -> None:
    rows = cast_rows(make_world())
    assert [row.entity for row in rows] == [ADA, BRANDT, TOBIAS]
    assert [row.n_quotes for row in rows] == [2, 2, 1]
    assert sum(row.share for row in rows) == pytest.approx(1.0)
    assert rows[0].n_words == len(["“It", "waited", "yesterday,”", "“I", "gave", "it", "to", "the", "captain,”"])
    assert rows[0].first is not None
    assert rows[0].first.start == STORY.index("Ada Quill")
    assert rows[1].last is not None
    assert rows[1].last.start == STORY.index("the captain")
    assert [row.n_scenes for row in rows] == [2, 1, 1]


def test_the_network_counts_who_speaks_to_whom() -> None:
    found = network(make_world())
    assert {node.entity for node in found.nodes} == {ADA, BRANDT, TOBIAS}
    counted = {frozenset((edge.one.entity.name, edge.other.entity.name)): edge.count for edge in found.edges}
    assert counted == {frozenset(("Ada Quill", "Captain Brandt")): 3, frozenset(("Ada Quill", "Tobias")): 1}
    assert (found.strongest, found.most_active) == (3, 4)


def test_the_network_grows_from_chapter_to_chapter() -> None:
    found = network(make_world())
    assert found.steps == ("chapter 1, The Key", "chapter 2, The Lamp")
    grown = {node.entity: node.counts for node in found.nodes}
    assert grown == {ADA: (3, 4), BRANDT: (3, 3), TOBIAS: (0, 1)}
    assert [edge.counts for edge in found.edges] == [(3, 3), (0, 1)]
    assert found.edges[0].first.words == "“You’re late,”"
    assert found.edges[0].last.words == "“It waited yesterday,”"


def test_the_network_of_one_chapter_grows_from_scene_to_scene() -> None:
    world = make_world()
    found = network(replace(world, work=replace(world.work, chapters=world.work.chapters[:1])))
    assert found.steps == ("scene 1", "scene 2")


def test_a_silent_world_has_no_network() -> None:
    found = network(make_world(quotes=(), knowledge=()))
    assert (found.nodes, found.edges) == ((), ())


def test_the_strip_shows_quotes_along_the_text() -> None:
    world = make_world()
    lanes = strip_lanes(world)
    assert [lane.entity for lane in lanes] == [ADA, BRANDT, TOBIAS]
    for lane in lanes:
        assert all(tick.quote.speaker == lane.entity and 0 <= tick.x <= 1000 for tick in lane.ticks)
    counts = [[len(quotes) for quotes in one.quotes] for one in stretches(world, lanes)]
    assert counts == [[1, 2, 0], [1, 0, 1]]


def test_the_matrix_tells_what_each_does_in_each_scene() -> None:
    first, second = matrix_rows(make_world(), (ADA, BRANDT, TOBIAS))
    marks = [[cell.marks if cell else () for cell in row.cells] for row in (first, second)]
    assert marks == [
        [("viewpoint", "speaks"), ("speaks",), ()],
        [("speaks",), ("spoken of",), ("speaks",)],
    ]  # fmt: skip
    assert second.cells[1] is not None
    assert STORY[second.cells[1].start : second.cells[1].end] == "the captain"


def test_who_is_there_and_silent_is_present() -> None:
    first, _ = matrix_rows(make_world(quotes=(), knowledge=()), (BRANDT,))
    assert first.cells[0] is not None
    assert first.cells[0].marks == ("present",)


def test_scenes_tell_who_comes_and_leaves() -> None:
    come, go = span_of("walked"), span_of("went")
    events = (
        WorldEvent(come.start, come.end, "enter", ADA),
        WorldEvent(go.start, go.end, "leave", TOBIAS),
    )
    first, second = scene_rows(make_world(events=events, quotes=(), knowledge=()))
    assert [(one.who, one.move, one.passage.words) for one in first.passings] == [(ADA, "comes in", "walked")]
    assert [(one.who, one.move, one.passage.words) for one in second.passings] == [(TOBIAS, "leaves", "went")]
    assert first.eyes == (ADA,)


def test_the_timeline_puts_what_tells_the_time_to_its_scene() -> None:
    world = make_world()
    first, second = timeline_scenes(world, moments(world))
    assert [one.time.text for one in first.moments.shown] == ["the third of March", "yesterday"]
    assert [one.time.text for one in second.moments.shown] == ["An hour later"]


def bond(start: int, value: float, **changes: Any) -> Relation:
    return replace(Relation(ADA, BRANDT, "trust", "state", value, start, start + 4), **changes)


def test_arcs_are_of_bonds_that_more_than_one_scene_shows() -> None:
    early, late = STORY.index("Brandt laughed"), STORY.index("Tobias saw")
    relations = (bond(early, 0.5), bond(late, -0.5), bond(early, 0.9, source=TOBIAS))
    (pair,) = pair_arcs(make_world(relations=relations))
    assert (pair.source, pair.target) == (ADA, BRANDT)
    (line,) = pair.lines
    assert [step.point.value for step in line.steps] == [0.5, -0.5]
    (first, second) = line.steps
    assert first.x < second.x
    assert first.y < second.y  # SVG counts downwards
    assert line.path == f"M10 45.0H{first.x}V{first.y}H{second.x}V{second.y}H590"


def claim(number: int, words: str, at: str, **changes: Any) -> Knowledge:
    span = span_of(at)
    values: dict[str, Any] = {"holders": (ADA,), "unaware": (), "stance": "knows", "how": "narrated", **changes}
    return Knowledge(number, words, (), start=span.start, end=span.end, **values)


def grid(knowledge: tuple[Knowledge, ...], limits: Limits = ONE_FILE) -> Mapping[str, Any]:
    return knowledge_values(make_world(knowledge=knowledge), limits)


def test_the_grid_tells_who_was_told_by_whom() -> None:
    values = grid((claim(0, "he has the key", "I gave it", holders=(ADA, TOBIAS), how="told", quote=4),))
    columns, (row,) = values["columns"].shown, values["grid"].shown
    cells = dict(zip(columns, row.cells, strict=True))
    assert (cells[ADA].stance, cells[ADA].told_by) == ("knows", None)
    assert (cells[TOBIAS].stance, cells[TOBIAS].told_by) == ("knows", ADA)


def test_claims_of_one_wording_share_a_row() -> None:
    values = grid((
        claim(0, "The key is lost", "He had never", unaware=(TOBIAS,)),
        claim(1, "the key  is lost", "Tobias saw it", holders=(TOBIAS,), stance="believes"),
    ))  # fmt: skip
    (row,) = values["grid"].shown
    cells = dict(zip(values["columns"].shown, row.cells, strict=True))
    assert (cells[TOBIAS].stance, cells[TOBIAS].unaware) == ("believes", False)
    assert cells[TOBIAS].passage.scene == 2
    assert row.passage.scene == 1


def test_who_demonstrably_lacks_a_claim_is_marked() -> None:
    values = grid((claim(0, "the key is lost", "He had never", unaware=(BRANDT,), stance="hides"),))
    (row,) = values["grid"].shown
    cells = dict(zip(values["columns"].shown, row.cells, strict=True))
    assert cells[ADA].stance == "hides"
    assert cells[BRANDT].unaware
    assert [one.secret.unaware for one in values["secrets"].shown] == [(BRANDT,)]


def test_the_grid_prefers_what_there_is_to_compare() -> None:
    values = grid(
        (claim(0, "alone", "brass key"), claim(1, "kept", "Tobias saw it", unaware=(BRANDT,))), Limits(figures=1)
    )
    assert [row.claim for row in values["grid"].shown] == ["kept"]
    assert values["grid"].more == 1
    assert len(values["ledger"].shown) == 2


def test_things_with_the_longest_history_come_first() -> None:
    world = make_world()
    one = replace(world.objects[0], name="a lamp", history=world.objects[0].history[:1])
    assert [thing.name for thing in things(replace(world, objects=(one, *world.objects)))] == [
        "the brass key",
        "a lamp",
    ]


def test_shares_are_of_what_is_known() -> None:
    rows = {row.entity: row for row in balance_rows(make_world())}
    assert rows[ADA].quotes.part == pytest.approx(2 / 5)
    assert rows[ADA].scenes.part == 1.0
    assert rows[ADA].eyes.part == 1.0
    assert rows[TOBIAS].eyes.part == 0.0
    assert sum(row.words.part for row in rows.values()) == pytest.approx(1.0)


def test_the_spoken_part_of_each_chapter() -> None:
    world = make_world()
    paragraphs = tuple(PointOfView(one.start, one.end, None, 3) for one in world.work.chapters)
    first, second = chapter_rows(replace(world, pov=paragraphs))
    spoken = sum(
        len(quote.split())
        for quote in ("“You’re late,”", "“The tide won’t wait for you, Miss Quill.”", "“It waited yesterday,”")
    )
    assert (first.spoken.count, first.title) == (spoken, "The Key")
    assert 0 < second.spoken.part < 1


def test_shares_by_pronoun_leave_the_unknown_unknown() -> None:
    rows = {row.called: (row.n_speakers, row.quotes.count) for row in pronoun_rows(make_world())}
    assert rows == {"she": (1, 2), "he": (2, 3)}
    world = make_world()
    unknown = tuple(
        replace(one, speaker=replace(one.speaker, pronouns=None) if one.speaker else None) for one in world.quotes
    )
    assert pronoun_rows(replace(world, quotes=unknown)) == []


def test_findings_are_grouped_and_say_how_likely_they_are() -> None:
    findings = (
        Finding("numbering", "note", "a", (), 0.95),
        Finding("contradiction", "error", "b", (span_of("brass key"),), 0.5),
        Finding("garbled", "note", "c", (), 0.05),
    )
    values = findings_values(make_world(findings=findings), ONE_FILE)
    assert [group.severity for group in values["groups"]] == ["error", "note"]
    (error,), (note,) = (group.findings.shown for group in values["groups"])
    assert (error.kind, error.odds, error.passages[0].words) == ("a contradiction", "about even", "brass key")
    assert note.odds == "nearly certain"
    assert values["n_unlikely"] == 1
    assert len(likely(findings)) == 2


def test_every_view_has_a_key_of_its_own() -> None:
    keys = [view.key for view in PAGE_VIEWS]
    assert len(keys) == len(set(keys))
    assert all(page_view(key).key == key for key in keys)
    with pytest.raises(KeyError):
        page_view("nothing")


@settings(max_examples=30, deadline=None)
@given(worlds())
def test_any_world_has_views(world: StoryWorld) -> None:
    assert len(cast_rows(world)) == len(world.characters)
    found = network(world)
    assert {edge.one for edge in found.edges} | {edge.other for edge in found.edges} <= set(found.nodes)
    assert len(strip_lanes(world)) == len(speakers(world))
    for view in PAGE_VIEWS:
        assert view.values(world, ONE_FILE)
