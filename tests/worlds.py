"""Worlds built by hand, and generated ones, for tests of whatever stores, exports or shows a world."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from fabula.types.annotations import TimeExpression
from fabula.types.text import Chapter, Paratext, Span
from fabula.types.world import (
    Entity,
    EntityMention,
    Finding,
    Knowledge,
    PointOfView,
    Possession,
    Provenance,
    Quote,
    Relation,
    Scene,
    StoryObject,
    StoryWorld,
    Token,
    Work,
    WorldEvent,
)

STORY = """The Lamp at Carrow

by E. Marsh

CHAPTER I. The Key

On the third of March, Ada Quill walked down to the harbour office with a brass key in her coat.

“You’re late,” said Captain Brandt. “The tide won’t wait for you, Miss Quill.”

“It waited yesterday,” she answered.

Brandt laughed. He had never trusted her, and <b>he</b> did not trust her now.

* * *

CHAPTER II. The Lamp

An hour later the lamp on Carrow Rock went out. Tobias saw it from the Heron’s deck.

“Who has the key?” Tobias whispered.

“I gave it to the captain,” said Ada. “He lost it.”
"""


def span_of(part: str, *, text: str = STORY, nth: int = 0) -> Span:
    """Return where the `nth` occurrence of `part` stands; ``ValueError`` when there is none."""
    at = -1
    for _ in range(nth + 1):
        at = text.index(part, at + 1)
    return Span(at, at + len(part))


def at(part: str, nth: int = 0) -> dict[str, int]:
    """Return ``start`` and ``end`` of a part of `STORY`, as keyword arguments."""
    span = span_of(part, nth=nth)
    return {"start": span.start, "end": span.end}


ADA = Entity(0, "PER", "Ada Quill", ("Ada", "Miss Quill"), pronouns="she", mentions=6, confidence=0.9712)
BRANDT = Entity(1, "PER", "Captain Brandt", ("Brandt", "the captain"), pronouns="he", mentions=6, confidence=0.93)
OFFICE = Entity(2, "FAC", "the harbour office", mentions=1, confidence=0.8)
ROCK = Entity(3, "LOC", "Carrow Rock", ("Carrow",), mentions=1)
TOBIAS = Entity(4, "PER", "Tobias", pronouns="he", mentions=2, confidence=0.75)
HERON = Entity(5, "VEH", "the Heron", ("Heron",), mentions=1)
CREW = Entity(6, "PER", "the crew", group=True, pronouns="they")


def _mentions() -> tuple[EntityMention, ...]:
    return (
        EntityMention(**at("Ada Quill"), entity=ADA, type="PER", form="PROP", confidence=0.99),
        EntityMention(**at("the harbour office"), entity=OFFICE, type="FAC", form="NOM", confidence=0.8),
        EntityMention(**at("her coat"), entity=ADA, type="PER", form="PRON"),
        EntityMention(**at("Captain Brandt"), entity=BRANDT, type="PER", form="PROP"),
        EntityMention(**at("you, Miss"), entity=ADA, type="PER", form="PRON"),
        EntityMention(**at("Miss Quill"), entity=ADA, type="PER", form="PROP"),
        EntityMention(**at("she"), entity=ADA, type="PER", form="PRON"),
        EntityMention(**at("Brandt", 1), entity=BRANDT, type="PER", form="PROP"),
        EntityMention(**at("Carrow Rock"), entity=ROCK, type="LOC", form="PROP"),
        EntityMention(**at("Tobias"), entity=TOBIAS, type="PER", form="PROP"),
        EntityMention(**at("the Heron"), entity=HERON, type="VEH", form="PROP"),
        EntityMention(**at("the captain"), entity=BRANDT, type="PER", form="NOM", confidence=0.6),
    )


def _quotes() -> tuple[Quote, ...]:
    return (
        Quote(
            0, **at("“You’re late,”"), utterance=0, speaker=BRANDT, addressees=(ADA,), hearers=(ADA,), kind="explicit",
            cue=span_of("said"), speaker_mention=span_of("Captain Brandt"), confidence=0.98,
        ),
        Quote(
            1, **at("“The tide won’t wait for you, Miss Quill.”"), utterance=0, speaker=BRANDT, addressees=(ADA,),
            hearers=(ADA,), kind="explicit", cue=span_of("said"), speaker_mention=span_of("Captain Brandt"),
            confidence=0.98,
        ),
        Quote(
            2, **at("“It waited yesterday,”"), utterance=1, speaker=ADA, addressees=(BRANDT,), hearers=(BRANDT,),
            kind="anaphoric", cue=span_of("answered"), speaker_mention=span_of("she"), confidence=0.9,
        ),
        Quote(
            3, **at("“Who has the key?”"), utterance=2, speaker=TOBIAS, addressees=(), hearers=(ADA, CREW),
            kind="explicit", cue=span_of("whispered"), speaker_mention=span_of("Tobias", nth=1), confidence=0.95,
        ),
        Quote(
            4, **at("“I gave it to the captain,”"), utterance=3, speaker=ADA, addressees=(TOBIAS,),
            hearers=(TOBIAS, CREW), kind="explicit", cue=span_of("said", nth=1), speaker_mention=None, confidence=0.97,
        ),
        Quote(
            5, **at("“He lost it.”"), utterance=3, speaker=None, addressees=(), hearers=(), kind="implicit",
            confidence=0.31,
        ),
    )  # fmt: skip


def _claims() -> tuple[Knowledge, ...]:
    return (
        Knowledge(
            0, "Ada gave the key to the captain", about=(ADA, BRANDT), holders=(ADA, TOBIAS), unaware=(),
            stance="knows", how="told", **at("I gave it to the captain"), quote=4, confidence=0.7,
        ),
        Knowledge(
            1, "the lamp went out", about=(ROCK,), holders=(TOBIAS,), unaware=(BRANDT, ADA), stance="knows",
            how="witnessed", **at("Tobias saw it"), quote=None, confidence=0.66,
        ),
    )  # fmt: skip


def _layers() -> dict[str, Any]:
    first, second = span_of("CHAPTER I."), span_of("CHAPTER II.")
    lost, gave, key = span_of("He lost it"), span_of("I gave it"), span_of("a brass key")
    return {
        "events": (
            WorldEvent(**at("walked"), lemma="walk", agent=ADA),
            WorldEvent(**at("gave"), lemma="give", agent=ADA, patient=BRANDT),
            WorldEvent(**at("went"), lemma="go"),
        ),
        "scenes": (
            Scene(0, first.start, second.start, OFFICE, "the third of March", (ADA, BRANDT), "chapter"),
            Scene(1, second.start, len(STORY), HERON, None, (TOBIAS, ADA, CREW), "divider"),
        ),
        "pov": (
            PointOfView(first.start, second.start, ADA, 3),
            PointOfView(second.start, len(STORY), None, 3),
        ),
        "relations": (
            Relation(BRANDT, ADA, "trust", "state", -0.8, **at("He had never trusted her"), confidence=0.85),
            Relation(ADA, BRANDT, "trust", "down", -0.25, **at("“He lost it.”"), confidence=0.4),
        ),
        "objects": (
            StoryObject(
                "the brass key",
                (
                    Possession(ADA, None, "has", key.start, key.end),
                    Possession(ADA, BRANDT, "gives", gave.start, gave.end),
                    Possession(BRANDT, None, "loses", lost.start, lost.end),
                ),
            ),
        ),
        "timeline": (
            TimeExpression(**at("the third of March"), text="the third of March", kind="date", value="XXXX-03-03"),
            TimeExpression(**at("yesterday"), text="yesterday", kind="relative", value="P-1D", anchor="utterance"),
            TimeExpression(**at("An hour later"), text="An hour later", kind="relative"),
        ),
        "findings": (
            Finding("contradiction", "warning", "The key is given away and <lost> by [another].", (gave, lost), 0.5),
            Finding("numbering", "note", "No chapter is missing.", (), 0.2),
        ),
    }


def make_world(source: str = "lamp.txt", **changes: Any) -> StoryWorld:
    """Return a small world with every layer filled but the tokens; `changes` replace fields."""
    first, second = span_of("CHAPTER I. The Key"), span_of("CHAPTER II. The Lamp")
    world = StoryWorld(
        provenance=Provenance(
            "0.1.0", "rules", "0" * 64, source, hashlib.sha256(STORY.encode()).hexdigest(), cast_sha256=None
        ),
        text=STORY,
        work=Work(
            title="The Lamp at Carrow",
            author="E. Marsh",
            tags={"fandom": ("Original Work",), "warning": ()},
            chapters=(
                Chapter(first.start, second.start, 1, "The Key"),
                Chapter(second.start, len(STORY), 2, "The Lamp"),
            ),
            paratext=(
                Paratext(0, first.start, "front_matter"),
                Paratext(first.start, first.end, "heading"),
                Paratext(**at("* * *"), kind="divider"),
                Paratext(second.start, second.end, "heading"),
            ),
        ),
        entities=(ADA, BRANDT, OFFICE, ROCK, TOBIAS, HERON, CREW),
        mentions=_mentions(),
        quotes=_quotes(),
        knowledge=_claims(),
        **_layers(),
    )
    return replace(world, **changes)


def make_tokens(text: str = STORY) -> tuple[Token, ...]:
    """Return a token a word, some with a lemma and a tag, as ``--tokens`` gives them."""
    tokens, start = [], 0
    for number, word in enumerate(text.split()):
        start = text.index(word, start)
        upos = "NOUN" if number % 3 else None
        tokens.append(
            Token(start, start + len(word), number // 8, number // 20, word.lower(), upos, None, number or None)
        )
        start += len(word)
    return tuple(tokens)


# -- generated worlds -----------------------------------------------------------------------------------------------

_words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_maybe_words = st.none() | _words
_scores = st.integers(0, 10_000).map(lambda n: n / 10_000)
_counts = st.integers(0, 10_000)


def _few(strategy: st.SearchStrategy[Any], n: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, max_size=n).map(tuple)


def _spans(n_text: int) -> st.SearchStrategy[tuple[int, int]]:
    return st.tuples(st.integers(0, n_text), st.integers(0, n_text)).map(lambda pair: (min(pair), max(pair)))


def _placed(kind: Any, n_text: int, /, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(lambda span, **values: kind(start=span[0], end=span[1], **values), span=_spans(n_text), **fields)


@st.composite
def _casts(draw: st.DrawFn) -> tuple[Entity, ...]:
    ids = draw(st.lists(st.integers(0, 50), unique=True, min_size=1, max_size=4))
    one = st.fixed_dictionaries({
        "type": st.sampled_from(["PER", "FAC", "GPE", "LOC", "VEH", "ORG"]),
        "name": _words,
        "aliases": _few(_words),
        "group": st.booleans(),
        "pronouns": st.sampled_from([None, "she", "he", "they", "it", "I", "we"]),
        "narrator": st.booleans(),
        "mentions": _counts,
        "confidence": _scores,
    })  # fmt: skip
    return tuple(Entity(id=number, **draw(one)) for number in ids)


@st.composite
def worlds(draw: st.DrawFn) -> StoryWorld:
    """Generate worlds that hold together: ids that exist, spans inside the text, four decimals at most."""
    text = draw(_words)
    n_text = len(text)
    cast = draw(_casts())
    who, company = st.sampled_from(cast), _few(st.sampled_from(cast))
    maybe = st.none() | who
    spans = _spans(n_text).map(lambda pair: Span(*pair))

    def layer(kind: Any, /, **fields: st.SearchStrategy[Any]) -> tuple[Any, ...]:
        return draw(_few(_placed(kind, n_text, **fields)))

    def numbered(kind: Any, /, **fields: st.SearchStrategy[Any]) -> tuple[Any, ...]:
        return tuple(draw(_placed(kind, n_text, id=st.just(n), **fields)) for n in range(draw(st.integers(0, 3))))

    quotes = numbered(
        Quote, utterance=_counts, speaker=maybe, addressees=company, hearers=company,
        kind=st.sampled_from(["explicit", "anaphoric", "implicit"]), cue=st.none() | spans,
        speaker_mention=st.none() | spans, confidence=_scores,
    )  # fmt: skip
    quote_ids = st.sampled_from([None, *range(len(quotes))])
    kinds = st.sampled_from(["date", "time", "duration", "relative", "frequency", "season"])
    steps = _placed(Possession, n_text, holder=maybe, to=maybe, action=st.sampled_from(["has", "gives", "loses"]))
    return StoryWorld(
        provenance=Provenance(*draw(st.tuples(*[_words] * 5)), draw(_maybe_words)),
        text=text,
        work=Work(
            draw(_maybe_words), draw(_maybe_words), "en",
            draw(st.dictionaries(_words, _few(_words), max_size=2)),
            layer(Chapter, number=st.none() | _counts, title=_maybe_words),
            layer(Paratext, kind=st.sampled_from(["heading", "licence", "divider"])),
        ),
        entities=cast,
        mentions=layer(
            EntityMention, entity=who, type=st.sampled_from(["PER", "LOC"]),
            form=st.sampled_from(["PROP", "NOM", "PRON"]), confidence=_scores,
        ),
        events=layer(WorldEvent, lemma=_words, agent=maybe, patient=maybe),
        quotes=quotes,
        scenes=numbered(Scene, place=maybe, time=_maybe_words, present=company, break_cue=_words),
        pov=layer(PointOfView, entity=maybe, person=st.sampled_from([1, 2, 3])),
        knowledge=numbered(
            Knowledge, claim=_words, about=company, holders=company, unaware=company,
            stance=st.sampled_from(["knows", "lies"]), how=st.sampled_from(["told", "inferred"]), quote=quote_ids,
            confidence=_scores,
        ),
        relations=layer(
            Relation, source=who, target=who, aspect=st.sampled_from(["trust", "fear"]),
            change=st.sampled_from(["state", "up"]), value=_scores.map(lambda x: -x), confidence=_scores,
        ),
        objects=draw(_few(st.builds(StoryObject, name=_words, history=_few(steps)))),
        timeline=layer(TimeExpression, text=_words, kind=kinds, value=_maybe_words, anchor=_maybe_words),
        findings=draw(_few(st.builds(
            Finding, kind=st.sampled_from(["garbled", "numbering"]), severity=st.sampled_from(["note", "error"]),
            message=_words, spans=_few(spans), confidence=_scores,
        ))),
        tokens=draw(st.none() | _few(_placed(
            Token, n_text, sentence=_counts, paragraph=_counts, lemma=_maybe_words, upos=_maybe_words,
            xpos=_maybe_words, head=st.none() | _counts, deprel=_maybe_words,
        ))),
    )  # fmt: skip
