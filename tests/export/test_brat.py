"""Standoff for brat, by a small reader of the format: what an annotation says stands where it says."""

from __future__ import annotations

import configparser
import re
from typing import NamedTuple

from hostile_worlds import hostile_world
from hypothesis import given, settings
from worlds import make_world, worlds

from fabula.export.brat import world_to_brat
from fabula.types.world import Entity, Quote, StoryWorld, Work


class Standoff(NamedTuple):
    """The annotations of a document: text-bound ones, attributes, notes, relations and chains."""

    spans: dict[str, tuple[str, list[tuple[int, int]], str]]
    attributes: dict[str, tuple[str, str]]
    notes: dict[str, str]
    relations: list[tuple[str, str, str]]
    chains: list[list[str]]


def read(world: StoryWorld) -> Standoff:
    files = world_to_brat(world)
    (stem,) = (name.removesuffix(".ann") for name in files if name.endswith(".ann"))
    text = files[f"{stem}.txt"]
    found = Standoff({}, {}, {}, [], [])
    for line in files[f"{stem}.ann"].splitlines():
        label, *cells = line.split("\t")
        if label.startswith("T"):
            kind, _, places = cells[0].partition(" ")
            parts = [(int(start), int(end)) for start, end in (one.split() for one in places.split(";"))]
            assert cells[1] == " ".join(text[start:end] for start, end in parts)
            assert all(start < end for start, end in parts)
            assert label not in found.spans
            found.spans[label] = (kind, parts, cells[1])
        elif label.startswith("A"):
            name, target, value = cells[0].split()
            found.attributes[target] = (name, value)
        elif label.startswith("#"):
            assert cells[0].split()[0] == "AnnotatorNotes"
            found.notes[cells[0].split()[1]] = cells[1]
        elif label.startswith("R"):
            kind, source, target = cells[0].split()
            found.relations.append((kind, source.removeprefix("Arg1:"), target.removeprefix("Arg2:")))
        else:
            assert label == "*"
            found.chains.append(cells[0].split()[1:])
    assert {one for chain in found.chains for one in chain} <= found.spans.keys()
    assert {one for relation in found.relations for one in relation[1:]} <= found.spans.keys()
    return found


def test_spans_chains_and_speakers_are_ours(example: StoryWorld) -> None:
    found = read(example)
    assert world_to_brat(example)["the-salt-ledger.txt"] == example.text
    at = {(parts[0][0], parts[-1][1]) for kind, parts, _ in found.spans.values() if kind not in ("Quote", "Event")}
    assert at == {(one.start, one.end) for one in example.mentions}
    quotes = [label for label, (kind, _, _) in found.spans.items() if kind == "Quote"]
    assert len(quotes) == len(example.quotes)
    for label, quote in zip(quotes, example.quotes, strict=True):
        assert found.attributes[label] == ("Kind", quote.kind)
        assert found.notes[label].startswith(f"{quote.speaker.name if quote.speaker else 'somebody'} to ")
    sizes = sorted(len(chain) for chain in found.chains)
    counted = sorted(sum(one.entity == who for one in example.mentions) for who in example.entities)
    assert sizes == [one for one in counted if one > 1]
    for kind, source, target in found.relations:
        assert (kind, found.spans[source][0]) == ("Speaker", "Quote")
        assert found.spans[target][0] in ("PER", "ORG", "VEH")


def test_what_runs_over_lines_is_in_fragments() -> None:
    text = "“Go,\nAda.\n\n  Go.” She went."
    said = Quote(0, 0, 17, 0, Entity(0, "PER", "Ada"), (), (), "explicit")
    world = StoryWorld(make_world().provenance, text, Work(), quotes=(said,))
    ((_, parts, words),) = read(world).spans.values()
    assert parts == [(0, 4), (5, 9), (13, 17)]
    assert words == "“Go, Ada. Go.”"


def test_the_configuration_declares_what_is_used(example: StoryWorld) -> None:
    text = world_to_brat(example)["annotation.conf"]
    parser = configparser.ConfigParser(allow_no_value=True, delimiters=("\t",), interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(text)
    assert parser.sections() == ["entities", "relations", "events", "attributes"]
    assert {kind for kind, _, _ in read(example).spans.values()} <= set(parser["entities"])
    assert {name for name, _ in read(example).attributes.values()} <= set(parser["attributes"])
    assert all(re.match(r"Arg1?:", value) for value in parser["relations"].values() if value)


def test_odd_text_keeps_its_lines() -> None:
    read(hostile_world())


@settings(max_examples=25)
@given(worlds())
def test_any_world_reads_back(world: StoryWorld) -> None:
    read(world)
