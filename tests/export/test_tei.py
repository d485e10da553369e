"""TEI: valid by the Consortium's own schema, and the story's text whole in it, with each claim at its place."""

from __future__ import annotations

import lzma
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from hostile_worlds import hostile_world
from hypothesis import given, settings
from lxml import etree
from worlds import make_tokens, make_world, span_of, worlds

from fabula.export.tei import world_to_tei
from fabula.export.xml import carried
from fabula.types.text import Chapter
from fabula.types.world import Entity, EntityMention, PointOfView, Quote, StoryWorld, Work

TEI = "{http://www.tei-c.org/ns/1.0}"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
RNG = "{http://relaxng.org/ns/structure/1.0}"
SCHEMA = Path(__file__).with_name("tei_all-3.0.0.rng.xz")

# TEI has this attribute of `said` in later versions than that of the schema (att.ascribed.directed).
TO_WHOM = (
    '<optional xmlns="http://relaxng.org/ns/structure/1.0"><attribute name="toWhom"><list><oneOrMore>'
    '<data type="anyURI" datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes"/></oneOrMore></list></attribute></optional>'
)
# What the export writes; no other element is allowed here, so that the schema is ready in a moment.
WRITTEN = frozenset({
    "TEI", "ab", "appInfo", "application", "author", "body", "date", "desc", "div", "encodingDesc", "fileDesc",
    "head", "keywords", "label", "langUsage", "language", "listOrg", "listPerson", "listPlace", "listRelation",
    "milestone", "name", "note", "org", "orgName", "p", "particDesc", "persName", "person", "personGrp", "place",
    "placeName", "profileDesc", "publicationStmt", "relation", "rs", "said", "setting", "settingDesc", "sourceDesc",
    "teiHeader", "term", "text", "textClass", "title", "titleStmt",
})  # fmt: skip


class Marked(NamedTuple):
    """An element of the body, and the stretch of the text that it holds."""

    tag: str
    start: int
    end: int
    attributes: dict[str, str]


@pytest.fixture(scope="module")
def schema() -> etree.RelaxNG:
    grammar = etree.fromstring(lzma.decompress(SCHEMA.read_bytes()))
    for one in grammar.iterfind(f"{RNG}define"):
        element = one.find(f"{RNG}element")
        if element is not None and element.get("name") == "said":
            element.append(etree.fromstring(TO_WHOM))
        elif element is not None and element.get("name") not in WRITTEN:
            one[:] = [etree.Element(f"{RNG}notAllowed")]
    return etree.RelaxNG(grammar)


def parsed(world: StoryWorld) -> etree._Element:
    return etree.fromstring(world_to_tei(world).encode())


def marked(world: StoryWorld) -> list[Marked]:
    """Return the elements of the body."""
    (body,) = parsed(world).iter(f"{TEI}body")
    found, at = [], 0

    def walk(element: etree._Element) -> Iterator[None]:
        nonlocal at
        start = at
        at += len(element.text or "")
        for child in element:
            yield from walk(child)
            at += len(child.tail or "")
        found.append(Marked(str(element.tag).removeprefix(TEI), start, at, dict(element.attrib)))
        yield

    list(walk(body))
    return found


def check(world: StoryWorld, schema: etree.RelaxNG) -> None:
    """Check that a world is valid, refers to what exists, and has its text whole."""
    document = parsed(world)
    assert schema.validate(document), schema.error_log.last_error
    ids = {one.get(XML_ID) for one in document.iter() if one.get(XML_ID)}
    for one in document.iter():
        for name in ("who", "toWhom", "ref", "prev", "active", "passive", "corresp"):
            assert {pointer[1:] for pointer in (one.get(name) or "").split()} <= ids
    (body,) = document.iter(f"{TEI}body")
    assert "".join(body.itertext()) == carried(world.text)


def test_it_is_valid_and_has_the_text(example: StoryWorld, schema: etree.RelaxNG) -> None:
    check(example, schema)
    check(make_world(tokens=make_tokens()), schema)


def test_what_xml_can_not_carry_is_replaced_in_its_place(schema: etree.RelaxNG) -> None:
    check(hostile_world(), schema)


@settings(max_examples=30, deadline=None)
@given(world=worlds())
def test_any_world_is_valid(schema: etree.RelaxNG, world: StoryWorld) -> None:
    check(world, schema)


def test_speech_is_marked_where_it_stands_and_says_whose_it_is(example: StoryWorld) -> None:
    said = {(one.start, one.end): one.attributes for one in marked(example) if one.tag == "said"}
    assert len(said) >= len(example.quotes)
    for quote in example.quotes:
        attributes = said[quote.start, quote.end]
        assert attributes.get("who") == (quote.speaker and f"#e{quote.speaker.id}")
        assert attributes.get("toWhom", "").split() == [f"#e{one.id}" for one in quote.addressees]


def test_names_and_other_mentions_are_marked_where_they_stand(example: StoryWorld) -> None:
    found = [one for one in marked(example) if one.tag in ("persName", "placeName", "orgName", "rs")]
    known = {(one.start, one.end, one.entity.id, one.form == "PROP") for one in example.mentions}
    for one in found:
        assert (one.start, one.end, int(one.attributes["ref"][2:]), one.tag != "rs") in known
    assert len(found) > 0.99 * len(example.mentions)  # a few cross a quote's edge
    assert {"persName", "placeName", "rs"} <= {one.tag for one in found}


def test_chapters_and_scenes_begin_where_they_do(example: StoryWorld) -> None:
    found = marked(example)
    chapters = [one.start for one in found if one.tag == "div" and one.attributes.get("type") == "chapter"]
    assert chapters == [one.start for one in example.work.chapters]
    scenes = {int(one.attributes["n"]): one.start for one in found if one.tag == "milestone"}
    assert len(scenes) == len(example.scenes)
    for scene in example.scenes:  # but for the blank lines between them
        assert not example.text[slice(*sorted((scenes[scene.id], scene.start)))].strip()
    assert [one.tag for one in found if example.text[one.start : one.end] == "Chapter 1: The Brass Key"] == ["head"]


def test_the_header_has_the_cast_and_its_bonds(example: StoryWorld) -> None:
    document = parsed(example)
    persons = {one.get(XML_ID): one for one in document.iter(f"{TEI}person")}
    maren = persons[f"e{example.characters[0].id}"]
    assert maren.findtext(f"{TEI}persName") == "Maren Hale"
    assert "Maren" in [one.text for one in maren.iter(f"{TEI}persName")]
    assert len(list(document.iter(f"{TEI}relation"))) == len(example.relations)
    assert len(list(document.iter(f"{TEI}setting"))) == len(example.scenes)


def test_of_spans_that_cross_speech_and_the_longer_are_kept() -> None:
    text = "“Go, Ada Quill,” he said."
    who = Entity(0, "PER", "Ada Quill")
    spans = [span_of(part, text=text) for part in ("Ada", "Ada Quill", "Quill,” he", "Quill")]
    mentions = tuple(EntityMention(one.start, one.end, who, "PER", "PROP") for one in spans)
    quote = Quote(0, 0, 16, 0, who, (), (), "explicit")
    world = StoryWorld(make_world().provenance, text, Work(), (who,), mentions, quotes=(quote,))
    found = [text[one.start : one.end] for one in marked(world) if one.tag in ("said", "persName")]
    assert found == ["Ada", "Quill", "Ada Quill", "“Go, Ada Quill,”"]


def test_a_speech_of_several_paragraphs_goes_on() -> None:
    text = "“One.\n\n“Two.\n\n“Three.”\n\nHe sat."
    who = Entity(0, "PER", "Ada")
    said = Quote(0, 0, text.index("\n\nHe"), 4, who, (), (), "implicit")
    edges = [(0, 5), (7, 12), (14, 22), (24, 31)]
    pov = tuple(PointOfView(start, end, None, 3) for start, end in edges)
    work = Work(chapters=(Chapter(0, len(text), 1, None),))
    found = marked(StoryWorld(make_world().provenance, text, work, (who,), quotes=(said,), pov=pov))
    parts = [one for one in found if one.tag == "said"]
    assert [text[one.start : one.end] for one in parts] == ["“One.", "“Two.", "“Three.”"]
    assert [one.attributes[XML_ID] for one in parts] == ["u4.1", "u4.2", "u4.3"]
    assert [one.attributes.get("prev") for one in parts] == [None, "#u4.1", "#u4.2"]
