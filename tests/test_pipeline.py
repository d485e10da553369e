"""The stages one after another, on any text at all: nothing raises, and every span lies in the text."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from texts import DIVIDER, EXAMPLE, parts_of_books, texts, world_of

from fabula import pipeline
from fabula.encoder.analysis import Analysis
from fabula.errors import CastError, ModelError, SourceError, StageError
from fabula.export.json import encode_world, world_from_dict
from fabula.pipeline import STAGES, analyse_tokens, load_model, read, read_again, read_and_keep
from fabula.present.report import render_report
from fabula.readers.book import read_book
from fabula.resolve.cast import parse_cast
from fabula.resolve.speakers import linear_model
from fabula.resolve.speech_models import SpeechModels, shipped_models
from fabula.store.groundworks import pack, unpack
from fabula.types.text import Book, Tokens
from fabula.types.world import StoryWorld

DIALOGUE = '"Is it you?" asked Anna.\n\n"It is," said Tom.\n'


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "story.txt"
    path.write_text(DIALOGUE, encoding="utf-8")
    return path


def read_text(text: str, **options: object) -> tuple[StoryWorld, Book]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "story.txt"
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        return read(path, tokens=True, **options), read_book(path)  # type: ignore[arg-type]


def spans_in(value: object, at: str) -> Iterator[tuple[str, int, int]]:
    """Yield every span anywhere in a value, with where it was found."""
    if isinstance(value, tuple):
        for number, one in enumerate(value):
            yield from spans_in(one, f"{at}[{number}]")
    elif is_dataclass(value):
        names = [one.name for one in fields(value)]
        if "start" in names:
            yield at, value.start, value.end  # type: ignore[attr-defined]
        for name in names:
            yield from spans_in(getattr(value, name), f"{at}.{name}")


def assert_sound(world: StoryWorld, book: Book) -> None:
    """Check what holds of the world of any text."""
    length = len(world.text)
    for at, start, end in spans_in(world, "world"):
        assert 0 <= start <= end <= length, at
        assert start < end or ".chapters" in at or ".paratext" in at, f"{at} is empty"
    story = [(one.start, one.end) for one in book.paragraphs]
    assert [(one.start, one.end) for one in world.pov] == story
    assert_scenes_tile(world, story)
    assert_references_hold(world)
    for layer in (world.quotes, world.scenes, world.pov, world.timeline, world.tokens or ()):
        assert all(one.end <= other.start for one, other in pairwise(layer))
    for layer in (world.mentions, world.events, world.knowledge, world.relations):
        assert [one.start for one in layer] == sorted(one.start for one in layer)
    inside = [(one.start, one.end) for one in world.quotes]
    assert all(any(low <= start and end <= high for low, high in story) for start, end in inside)
    assert all(world.text[one.start : one.end] == one.text for one in world.timeline)


def assert_scenes_tile(world: StoryWorld, story: list[tuple[int, int]]) -> None:
    held = [[one for one in story if scene.start <= one[0] and one[1] <= scene.end] for scene in world.scenes]
    assert [one for some in held for one in some] == story
    for scene, some in zip(world.scenes, held, strict=True):
        assert (scene.start, scene.end) == (some[0][0], some[-1][1])


def assert_references_hold(world: StoryWorld) -> None:
    known = set(world.entities)
    assert [one.id for one in world.entities] == list(range(len(world.entities)))
    assert [one.id for one in world.quotes] == list(range(len(world.quotes)))
    assert [one.id for one in world.scenes] == list(range(len(world.scenes)))
    assert [one.id for one in world.knowledge] == list(range(len(world.knowledge)))
    assert [one.utterance for one in world.quotes] == sorted(one.utterance for one in world.quotes)
    for quote in world.quotes:
        assert {*quote.addressees, *quote.hearers} <= known
        assert quote.speaker is None or quote.speaker in known
        assert quote.speaker not in {*quote.addressees, *quote.hearers}
        assert set(quote.addressees) <= set(quote.hearers) or any(one.type != "PER" for one in quote.addressees)
        assert 0.0 <= quote.confidence <= 1.0
    for claim in world.knowledge:
        assert not set(claim.holders) & set(claim.unaware)
        assert claim.quote is None or claim.quote < len(world.quotes)
    counts = dict.fromkeys(known, 0)
    for mention in world.mentions:
        counts[mention.entity] += 1
    assert {one: one.mentions for one in known} == counts


@example("<b> Anna ")  # markup whose root is no block
@settings(max_examples=80, deadline=None)
@given(texts())
def test_any_text_gives_a_sound_world_or_no_text_at_all(text: str) -> None:
    try:
        world, book = read_text(text)
    except SourceError:
        return  # empty, or with NUL bytes: no text
    assert_sound(world, book)
    exported = json.loads(encode_world(world))
    assert world_from_dict(exported) == world


@settings(max_examples=40, deadline=None)
@given(parts_of_books())
def test_any_paragraphs_give_a_sound_world(parts: list[str]) -> None:
    world = world_of(*parts)
    story = [part for part in parts if part != DIVIDER]
    assert [world.text[one.start : one.end] for one in world.pov] == story
    for at, start, end in spans_in(world, "world"):
        assert 0 <= start < end <= len(world.text), at
    assert_references_hold(world)


@example("{yesterday ")  # a time inside a token
@settings(max_examples=40, deadline=None)
@given(texts())
def test_any_pretokenized_text_gives_spans_inside_it(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "story.txt"
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        try:
            world = read(path, pretokenized=True, tokens=True)
        except SourceError:
            return
    for at, start, end in spans_in(world, "world"):
        assert 0 <= start <= end <= len(world.text), at
    assert_references_hold(world)
    assert all(not any(c.isspace() for c in world.text[one.start : one.end]) for one in world.tokens or ())


@settings(max_examples=20, deadline=None)
@given(parts_of_books())
def test_any_world_that_is_read_makes_a_report(parts: list[str]) -> None:
    assert render_report(world_of(*parts)).endswith("</html>")


def test_the_example_is_sound() -> None:
    assert_sound(read(EXAMPLE, tokens=True), read_book(EXAMPLE))


def test_progress_names_every_stage_in_order(story: Path) -> None:
    seen: list[tuple[str, float]] = []
    read(story, progress=lambda name, seconds: seen.append((name, seconds)))
    assert tuple(name for name, _ in seen) == STAGES
    assert all(seconds >= 0 for _, seconds in seen)


def test_provenance_names_the_source_and_what_read_it(story: Path, tmp_path: Path) -> None:
    cast = tmp_path / "cast.json"
    cast.write_text('[{"name": "Anna Grey", "aliases": ["Anna"]}]', encoding="utf-8")
    origin = read(story, cast=cast).provenance
    assert (origin.source, origin.model) == (str(story), "best")
    assert len(origin.source_sha256) == len(origin.cast_sha256 or "") == 64
    assert read(story).provenance.cast_sha256 is None


def test_tokens_are_carried_only_when_asked_for(story: Path) -> None:
    assert read(story).tokens is None
    tokens = read(story, tokens=True).tokens
    assert tokens is not None
    assert [DIALOGUE[one.start : one.end] for one in tokens][:5] == ['"', "Is", "it", "you", "?"]


def test_a_cast_comes_first_and_as_given(story: Path, tmp_path: Path) -> None:
    cast = tmp_path / "cast.csv"
    cast.write_text("name,aliases\nThomas Brown,Tom\nAnna Grey,Anna\n", encoding="utf-8")
    world = read(story, cast=cast)
    assert [quote.speaker.name for quote in world.quotes if quote.speaker] == ["Anna Grey", "Thomas Brown"]


def test_given_quotations_are_taken_as_they_are(story: Path, tmp_path: Path) -> None:
    spans = tmp_path / "quotes.json"
    spans.write_text("[[26, 34], [0, 12]]", encoding="utf-8")
    world = read(story, quotes=spans)
    assert [(one.start, one.end) for one in world.quotes] == [(0, 12), (26, 34)]
    assert [one.speaker.name for one in world.quotes if one.speaker] == ["Anna", "Tom"]


def test_given_speakers_are_fixed_and_tell_of_the_others(tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    parts = ["Anna and Tom sat down.", *(f"“{word} it is then.”" for word in ("Rain", "Snow", "Hail", "Fog"))]
    text = "\n\n".join(parts)
    story.write_text(text, encoding="utf-8")
    starts = [text.index(part) for part in parts[1:]]
    rows: list[list[object]] = [[at, at + len(part)] for at, part in zip(starts, parts[1:], strict=True)]
    for first, second in (("Anna", "Tom"), ("Tom", "Anna")):
        rows[1] = [*rows[1][:2], second]
        spans = tmp_path / "quotes.json"
        spans.write_text(json.dumps(rows), encoding="utf-8")
        quotes = read(story, quotes=spans).quotes
        assert [one.speaker.name for one in quotes if one.speaker] == [first, second] * 2
        assert quotes[1].confidence == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[[0, 1000]]", "not a span of a text"),
        ("[[5, 5]]", "not a span of a text"),
        ("[[0, true]]", "item 0"),
        ("[[0]]", "item 0"),
        ("[[0, 12, 5]]", "item 0"),
        ('[[0, 12, "Zebedee"]]', "'Zebedee', a name that neither"),
        ("{}", "must hold a list"),
        ("[[0, 1]", "not JSON"),
    ],
)
def test_a_wrong_quotations_file_is_refused_by_name(story: Path, tmp_path: Path, content: str, said: str) -> None:
    spans = tmp_path / "quotes.json"
    spans.write_text(content, encoding="utf-8")
    with pytest.raises(CastError, match=said) as caught:
        read(story, quotes=spans)
    assert str(spans) in str(caught.value)


def test_a_missing_quotations_file_is_refused(story: Path, tmp_path: Path) -> None:
    with pytest.raises(CastError, match="can't read"):
        read(story, quotes=tmp_path / "none.json")


@pytest.mark.parametrize("spans", ["[[0, 3], [0, 3]]", "[[0, 12], [4, 30]]", "[[1, 2]]", "[[15, 17], [12, 13]]"])
def test_odd_but_possible_quotation_spans_are_read(story: Path, tmp_path: Path, spans: str) -> None:
    path = tmp_path / "quotes.json"
    path.write_text(spans, encoding="utf-8")
    world = read(story, quotes=path)
    assert len(world.quotes) == len(json.loads(spans))


def test_a_stage_that_fails_is_named_with_its_book(story: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object) -> None:
        raise ZeroDivisionError("no such luck")

    monkeypatch.setattr(pipeline, "find_mentions", broken)
    with pytest.raises(StageError, match=r"story\.txt: the stage 'mentions' failed .*ZeroDivisionError: no such luck"):
        read(story)


def test_what_the_user_can_mend_keeps_its_own_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        read(tmp_path / "none.txt")
    empty = tmp_path / "empty.txt"
    empty.write_text(" \n", encoding="utf-8")
    with pytest.raises(SourceError, match="empty"):
        read(empty)


def test_models_of_speech_stand_in_for_the_packages_own(story: Path) -> None:
    nothing = SpeechModels(linear_model({}), shipped_models().addressees)
    assert max(quote.confidence for quote in read(story, speech_models=nothing).quotes) <= 0.5
    assert all(quote.confidence > 0.8 for quote in read(story).quotes)


def test_without_a_network_tags_and_trees_are_unknown(story: Path) -> None:
    world = read(story, tokens=True, model="rules")
    assert world.provenance.model == "rules"
    assert world.tokens
    assert {(one.upos, one.head, one.deprel) for one in world.tokens} == {(None, None, None)}


def test_the_network_s_tags_and_trees_are_carried_along(story: Path) -> None:
    world = read(story, tokens=True)
    assert world.tokens
    assert all(one.lemma and one.upos and one.xpos and one.deprel for one in world.tokens)
    sentences = [one.sentence for one in world.tokens]
    for sentence in range(sentences[-1] + 1):
        members = [one for one in world.tokens if one.sentence == sentence]
        assert sum(one.head is None for one in members) == 1
    assert all(one.head is None or sentences[one.head] == one.sentence for one in world.tokens)


def test_every_mention_has_an_entity(story: Path) -> None:
    world = read(story)
    assert world.mentions
    ids = {one.id for one in world.entities}
    assert {one.entity.id for one in world.mentions} <= ids
    assert [one.id for one in world.entities] == list(range(len(world.entities)))


def test_the_number_of_threads_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    worlds = []
    for threads in (1, 3):
        monkeypatch.setattr("fabula.encoder.model.n_processors", lambda n=threads: n)
        worlds.append(read(EXAMPLE, tokens=True))
    assert worlds[0] == worlds[1]


def test_a_model_that_is_not_there_is_refused_by_name(story: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"manifest\.json.*can't read"):
        read(story, model=tmp_path)
    with pytest.raises(ModelError, match="grand"):
        read(story, model="grand")


def test_the_words_encoded_are_told(story: Path) -> None:
    told: list[tuple[int, int]] = []
    read(story, watch=lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1] > 0


def test_a_kept_analysis_can_stand_in(story: Path) -> None:
    kept: list[Analysis] = []

    def analyse(book: Book, tokens: Tokens) -> Analysis:
        kept.append(analyse_tokens(load_model("best"), book, tokens))
        return kept[-1]

    assert read(story, analyse=analyse) == read(story)
    assert len(kept) == 1


def test_a_book_without_quotations_or_names_is_read() -> None:
    world = world_of("It rained.", "It rained again.")
    assert (world.quotes, world.characters) == ((), ())
    assert len(world.scenes) == 1


def test_a_book_of_no_paragraphs_has_an_empty_world() -> None:
    world = world_of()
    assert (world.entities, world.scenes, world.pov, world.quotes, world.tokens) == ((), (), (), (), ())


@pytest.mark.parametrize(
    "piece",
    ["N", "Nn ", "no ", "“", "‘a ", "He said, ", '" ', "— ", "to-", "Mr. ", "he he ", "three ", "«", "of the house "],
)
def test_much_of_one_thing_is_read_in_linear_time(piece: str) -> None:
    started = time.process_time()
    world_of((piece * (20_000 // len(piece))).strip())
    assert time.process_time() - started < 5  # quadratic ways took from 7 seconds to minutes


def test_what_a_reading_keeps_gives_the_same_world_again(
    story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = tmp_path / "cast.toml"
    cast.write_text('[[character]]\nname = "Anna"\naliases = ["Ann"]\n')
    kept, world = read_and_keep(story, cast=cast)
    kept = unpack(pack(kept), kept.book.text)
    monkeypatch.setattr(pipeline, "analyse_tokens", None)  # the network has no need to read again
    assert encode_world(read_again(kept)) == encode_world(world)
    corrected = read_again(kept, parse_cast('[[line]]\nsaid-by = "Rose"\ntext = "“It is,”"\n', "x"))
    assert corrected.quotes[-1].speaker is not None
    assert corrected.quotes[-1].speaker.name == "Rose"
    assert corrected.provenance.cast_sha256 not in (None, world.provenance.cast_sha256)


def test_another_network_reads_again(story: Path) -> None:
    kept, world = read_and_keep(story, model="rules")
    again = read_again(replace(kept, model="best"))
    assert world.provenance.model == "rules"
    assert again.provenance.model != "rules"
