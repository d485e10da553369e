"""GEXF and GraphML, as networkx reads them."""

from __future__ import annotations

import io
from collections import Counter

import networkx as nx
from hostile_worlds import NAMES, hostile_world
from hypothesis import given, settings
from worlds import ADA, BRANDT, CREW, TOBIAS, make_world, worlds

from fabula.export.gexf import world_to_gexf
from fabula.export.graphml import world_to_graphml
from fabula.export.network import SPEAKS_TO, Chapters, find_nodes, find_ties, runs_of
from fabula.export.xml import carried
from fabula.types.world import StoryWorld


def gexf(world: StoryWorld) -> nx.MultiDiGraph:
    return nx.read_gexf(io.BytesIO(world_to_gexf(world).encode()), node_type=int, version="1.3")


def graphml(world: StoryWorld) -> nx.MultiDiGraph:
    return nx.read_graphml(io.BytesIO(world_to_graphml(world).encode()), force_multigraph=True)


def edges_of(graph: nx.MultiDiGraph) -> dict[tuple[int, int, str], float]:
    """Return the weights of edges by their ends and kind."""
    numbers = {node: int(str(node).removeprefix("e")) for node in graph}
    return {
        (numbers[source], numbers[target], data["kind"]): data["weight"]
        for source, target, data in graph.edges(data=True)
    }


def test_ties_are_counted_by_chapter() -> None:
    ties = {(tie.source, tie.target, tie.kind): (tie.weight, tie.chapters) for tie in find_ties(make_world())}
    assert ties == {
        (BRANDT, ADA, SPEAKS_TO): (2, (1,)),
        (ADA, BRANDT, SPEAKS_TO): (1, (1,)),
        (ADA, TOBIAS, SPEAKS_TO): (1, (2,)),
        (BRANDT, ADA, "trust"): (1, (1,)),
        (ADA, BRANDT, "trust"): (1, (2,)),
    }


def test_the_weights_are_those_of_the_story(example: StoryWorld) -> None:
    counted: Counter[tuple[int, int, str]] = Counter()
    for quote in example.quotes:
        for one in quote.addressees:
            if quote.speaker is not None:
                counted[quote.speaker.id, one.id, SPEAKS_TO] += 1
    for bond in example.relations:
        counted[bond.source.id, bond.target.id, bond.aspect] += 1
    assert edges_of(gexf(example)) == edges_of(graphml(example)) == counted
    assert sum(counted.values()) > 50


def test_nodes_have_their_names_and_counts(example: StoryWorld) -> None:
    first, second = gexf(example), graphml(example)
    assert {f"e{one}" for one in first} == set(second)
    assert set(first) >= {one.id for one in example.characters}
    for one in find_nodes(example, find_ties(example)):
        for node in (first.nodes[one.who.id], second.nodes[f"e{one.who.id}"]):
            assert node["label"] == one.who.name
            assert (node["mentions"], node["quotes"], node["group"]) == (one.who.mentions, one.n_quotes, one.who.group)


def test_spells_are_the_chapters(example: StoryWorld) -> None:
    chapter_of = Chapters(example)
    graph = gexf(example)
    for source, target, data in graph.edges(data=True):
        told = {
            chapter_of(quote.start)
            for quote in example.quotes
            if data["kind"] == SPEAKS_TO and quote.speaker and quote.speaker.id == source
            if target in {one.id for one in quote.addressees}
        } | {
            chapter_of(bond.start)
            for bond in example.relations
            if (bond.source.id, bond.target.id, bond.aspect) == (source, target, data["kind"])
        }
        spelt = {chapter for first, last in data["spells"] for chapter in range(int(first), int(last) + 1)}
        assert spelt == told
    for _, data in graph.nodes(data=True):
        assert all(1 <= int(first) <= int(last) <= 2 for first, last in data.get("spells", ()))


def test_runs_of_chapters() -> None:
    assert runs_of([1, 2, 3, 5]) == [(1, 3), (5, 5)]
    assert runs_of([]) == []


def test_who_only_listens_is_no_node_unless_a_character() -> None:
    assert CREW.id not in gexf(make_world())


def test_odd_names_stay() -> None:
    expected = {number: carried(name) for number, name in enumerate(NAMES)}
    found = {int(node[1:]): data["label"] for node, data in graphml(hostile_world()).nodes(data=True)}
    assert found.items() <= expected.items()
    labels = {node: data["label"] for node, data in gexf(hostile_world()).nodes(data=True)}
    assert labels == found


@settings(max_examples=25)
@given(worlds())
def test_any_world_is_one_network_in_both(world: StoryWorld) -> None:
    assert edges_of(gexf(world)) == edges_of(graphml(world))
