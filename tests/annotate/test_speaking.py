"""Whoever speaks is a person, whatever else it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from texts import analysis_of, make_book

from fabula.annotate.mentions import find_mentions
from fabula.annotate.quotations import find_quotations
from fabula.annotate.syntax import read_syntax
from fabula.annotate.tokens import tokenize

Found = list[tuple[str, str, str]]


def persons(
    text: str,
    verbs: Mapping[str, str],
    mentions: Sequence[tuple[str, str]] = (),
    names: Sequence[str] = (),
) -> Found:
    """Return the mentions as words, type and form; `verbs` gives each verb its subject, `mentions` heads their type."""
    book = make_book(text)
    tokens = tokenize(book)
    place = {word: i for i, word in enumerate(tokens.words)}  # the last of each
    heads, tags = {}, {}
    for verb, subject in verbs.items():
        heads[place[subject]] = (place[verb], "nsubj")
        tags[place[verb]] = ("VERB", "VBD")
        before = place[subject] - 1
        if tokens.lower[before] in ("the", "a"):
            heads[before] = (place[subject], "det")
            tags[before] = ("DET", "DT")
    tags |= {place[name]: ("PROPN", "NNP") for name in names}
    spans = [(place[word], place[word], kind, "NOM") for word, kind in mentions]
    analysis = analysis_of(tokens, spans, heads=heads, tags=tags)
    found = find_mentions(tokens, find_quotations(book), analysis, read_syntax(analysis, tokens.words))
    return [(book.text[one.start : one.end], one.type, one.form) for one in found]


def test_an_animal_that_speaks_is_somebody() -> None:
    assert persons("“Come in,” said the heron.", {"said": "heron"}) == [("the heron", "PER", "NOM")]


def test_what_was_taken_for_a_ship_is_somebody_when_it_speaks() -> None:
    found = persons("“Come in,” said the Gull.", {"said": "Gull"}, [("Gull", "VEH")])
    assert found == [("Gull", "PER", "NOM")]


def test_a_name_that_was_passed_over_is_one_where_it_speaks() -> None:
    assert persons("“Come in,” June agreed.", {"agreed": "June"}, names=["June"]) == [("June", "PER", "PROP")]


def test_words_may_follow_the_tag() -> None:
    assert persons("The heron said, “Come in.”", {"said": "heron"}) == [("The heron", "PER", "NOM")]


def test_whoever_speaks_often_is_somebody_where_it_does_not() -> None:
    text = "“Come in,” said the Gull. “No,” replied the Gull. Everybody looked at the Gull."
    book = make_book(text)
    tokens = tokenize(book)
    gulls = [i for i, word in enumerate(tokens.words) if word == "Gull"]
    said = [i for i, word in enumerate(tokens.words) if word in ("said", "replied")]
    heads = {gull: (verb, "nsubj") for gull, verb in zip(gulls, said, strict=False)}
    analysis = analysis_of(
        tokens, [(i, i, "VEH", "NOM") for i in gulls], heads=heads, tags=dict.fromkeys(said, ("VERB", "VBD"))
    )
    found = find_mentions(tokens, find_quotations(book), analysis, read_syntax(analysis, tokens.words))
    assert [one.type for one in found] == ["PER", "PER", "PER"]


def test_what_does_not_speak_stays_what_it_is() -> None:
    assert persons("The heron rose. “Come in,” I said.", {"rose": "heron"}) == []
    assert persons("Nobody heard what the heron said.", {"said": "heron"}) == []


def test_an_answer_or_a_voice_is_not_somebody() -> None:
    assert persons("“Come in,” replied the voice.", {"replied": "voice"}) == []
    assert persons("“Come in,” his face, long and grey in the lamp, said.", {"said": "face"}) == []


def test_a_gesture_is_no_speech() -> None:
    assert persons("“Come in.” The heron nodded.", {"nodded": "heron"}) == []


def test_a_speaker_whom_the_network_passed_over_has_the_whole_name_that_rules_find() -> None:
    text = "Monsieur De Griers came. De Griers sat down. “Yes,” said De Griers. “Well.”"
    assert persons(text, {"said": "De"}, names=("De", "Griers")) == [("De Griers", "PER", "PROP")]
