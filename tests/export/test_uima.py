"""A UIMA CAS, as dkpro-cassis reads it."""

from __future__ import annotations

import io
from dataclasses import replace

import cassis
from hostile_worlds import hostile_world
from hypothesis import given, settings
from worlds import make_tokens, make_world, worlds

from fabula.export.uima import world_to_uima
from fabula.export.xml import carried
from fabula.types.world import Entity, EntityMention, StoryWorld, Work

DKPRO = "de.tudarmstadt.ukp.dkpro.core.api"


def read(world: StoryWorld) -> cassis.Cas:
    files = world_to_uima(world)
    system = cassis.load_typesystem(io.BytesIO(files["TypeSystem.xml"].encode()))
    (xmi,) = (content for name, content in files.items() if name.endswith(".xmi"))
    return cassis.load_cas_from_xmi(io.BytesIO(xmi.encode()), typesystem=system)


def test_text_tokens_and_sentences_are_there(example: StoryWorld) -> None:
    cas = read(example)
    assert cas.sofa_string == example.text
    tokens = list(cas.select(f"{DKPRO}.segmentation.type.Token"))
    assert [(one.begin, one.end) for one in tokens] == [(one.start, one.end) for one in example.tokens or ()]
    assert [one.pos.PosValue for one in tokens] == [one.xpos for one in example.tokens or ()]
    assert [one.lemma.value for one in tokens if one.lemma] == [one.lemma for one in example.tokens or () if one.lemma]
    sentences = list(cas.select(f"{DKPRO}.segmentation.type.Sentence"))
    assert len(sentences) == len({one.sentence for one in example.tokens or ()})


def test_chains_are_linked_and_names_are_entities(example: StoryWorld) -> None:
    cas = read(example)
    chains = {}
    for chain in cas.select(f"{DKPRO}.coref.type.CoreferenceChain"):
        links, link = [], chain.first
        while link is not None:
            links.append((link.begin, link.end))
            link, whose = link.next, link.referenceRelation
        chains[whose] = links
    assert chains == {
        f"{who.id} {who.name}": [(one.start, one.end) for one in example.mentions if one.entity == who]
        for who in {one.entity for one in example.mentions}
    }
    names = [(one.begin, one.end, one.value) for one in cas.select(f"{DKPRO}.ner.type.NamedEntity")]
    assert sorted(names) == sorted((one.start, one.end, one.type) for one in example.mentions if one.form == "PROP")


def test_quotes_scenes_and_events_are_there(example: StoryWorld) -> None:
    cas = read(example)
    quotes = sorted(cas.select("fabula.Quote"), key=lambda one: one.begin)
    assert [cas.sofa_string[one.begin : one.end] for one in quotes] == [
        example.text[one.start : one.end] for one in example.quotes
    ]
    assert [one.speaker for one in quotes] == [
        f"{one.speaker.id} {one.speaker.name}" if one.speaker else None for one in example.quotes
    ]
    assert len(list(cas.select("fabula.Scene"))) == len(example.scenes)
    assert len(list(cas.select("fabula.Event"))) == len(example.events)


def test_offsets_count_as_uima_does() -> None:
    text = "\U0001f600 Ada \U0001f600 Ada"
    who = Entity(0, "PER", "Ada")
    mentions = tuple(EntityMention(start, start + 3, who, "PER", "PROP") for start in (2, 8))
    world = StoryWorld(make_world().provenance, text, Work(), (who,), mentions)
    assert 'begin="3" end="6"' in world_to_uima(world)["lamp.xmi"]
    assert [one.get_covered_text() for one in read(world).select(f"{DKPRO}.ner.type.NamedEntity")] == ["Ada", "Ada"]


def test_what_xml_can_not_carry_is_replaced_in_its_place() -> None:
    world = hostile_world()
    assert read(world).sofa_string == carried(world.text)


@settings(max_examples=25, deadline=None)
@given(worlds())
def test_any_world_reads_back(world: StoryWorld) -> None:
    cas = read(replace(world, tokens=make_tokens(world.text)))
    assert (cas.sofa_string or "") == carried(world.text)
    assert len(list(cas.select(f"{DKPRO}.coref.type.CoreferenceLink"))) == len(world.mentions)
