from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.annotated import TypedSpan
from benchmarks.corpora import (
    CorpusMissingError,
    document_names,
    is_unknowable,
    load_document,
    load_gap,
    load_novel,
    novel_names,
)
from fabula.types.text import Span


def test_a_novel_has_its_text_cast_and_quotations(data: Path) -> None:
    novel = load_novel(data, "Emma")
    assert novel_names(data) == ("Emma",)
    assert [member.name for member in novel.cast] == ["Anna Grey", "Mr. Brown", "_unknowable"]
    assert novel.cast[0].names == {"Anna", "Miss Grey", "Anna Grey"}
    assert [span.of(novel.text) for span in novel.quotations[0].spans] == ["Good morning,", "Is it raining?"]
    assert [one.kind for one in novel.quotations] == ["explicit", "anaphoric", "implicit", None]


def test_speakers_and_addressees_become_main_names(data: Path) -> None:
    quotations = load_novel(data, "Emma").quotations
    assert [one.speaker for one in quotations] == ["Anna Grey", "Mr. Brown", "Anna Grey", "_unknowable"]
    assert quotations[0].addressees == {"Mr. Brown"}
    assert quotations[2].addressees == {"Mr. Brown", "Nobody"}, "a name outside the cast stays as it is"
    assert is_unknowable(quotations[3].speaker)


def test_mentions_inside_quotations_name_characters(data: Path) -> None:
    (mention,) = load_novel(data, "Emma").mentions
    assert (mention.start, mention.end, mention.characters) == (78, 79, {"Anna Grey"})


def test_line_ends_stay_as_they_stand(data: Path) -> None:
    path = data / "pdnc" / "Emma" / "novel_text.txt"
    path.write_bytes(b'"One,"\r\nsaid "two".')
    assert load_novel(data, "Emma").text == '"One,"\r\nsaid "two".'


def test_litbank_layers_are_character_offsets(data: Path) -> None:
    document = load_document(data, "dev", "1_anna")
    read = {TypedSpan(*one): document.text[one.start : one.end] for one in document.gold.entities}
    assert sorted((text, one.type) for one, text in read.items()) == [
        ("Anna", "PER"),
        ("Tom", "PER"),
        ("the old house of Tom", "FAC"),
    ]
    assert sorted(span.of(document.text) for span in document.gold.events) == ["said", "saw"]
    chains = [sorted(span.of(document.text) for span in chain) for chain in document.gold.chains]
    assert sorted(chains) == [["Anna", "I", "she"], ["Tom"], ["it", "the old house of Tom"]]
    (quotation,) = document.gold.quotations
    assert quotation.spans[0].of(document.text) == '" I like it , "'
    assert quotation.speaker == "Anna-1"
    assert document_names(data, "dev") == ("1_anna",)


def test_gap_items_place_pronoun_and_names(data: Path) -> None:
    (first,), (second,) = load_gap(data, "development"), load_gap(data)
    assert (first.id, second.id) == ("development-1", "validation-1")
    assert first.text[first.pronoun.start : first.pronoun.end] == "she"
    assert (first.a, first.a_same, first.b, first.b_same) == (Span(0, 3), True, Span(9, 12), False)


def test_a_missing_corpus_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(CorpusMissingError, match=r"^The corpus pdnc is not at .*; give .* --data\.$"):
        novel_names(tmp_path)


def test_an_unknown_novel_names_the_known_ones(data: Path) -> None:
    with pytest.raises(CorpusMissingError, match="it has Emma"):
        load_novel(data, "Ema")
