"""Sayings: what somebody says aloud or writes in a letter, sentence by sentence, and the claims that it makes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fabula.types.world import Entity, Knowledge, Quote, Source, Stance
from fabula.world.claims import about_whom, words_of_claim
from fabula.world.reading import Reading

QUESTION = frozenset("?")
_CLOSING = frozenset("\"“”‘’'»*_")
_SURE_SPEAKER = 0.4
_WRITTEN = 0.9  # how sure it is that a letter is its writer's
_ANSWERED_WITHIN = 2  # paragraphs after a question


@dataclass(frozen=True, slots=True)
class Said:
    """Words that somebody says aloud, or writes (`quote` is then ``None``): whom they reach, where they stand, how sure that is.

    `hearers` are those who hear them, `meant_for` whom they are for; `asked` are the words of the question that they answer.
    """

    speaker: Entity
    hearers: tuple[Entity, ...]
    meant_for: tuple[Entity, ...]
    tokens: range
    confidence: float
    quote: int | None
    asked: range | None = None


def find_said_aloud(reading: Reading, quotes: Sequence[Quote]) -> Iterator[Said]:
    """Yield what quotes say whose speakers are known well enough."""
    before: Quote | None = None
    for quote in quotes:
        tokens = reading.discourse.tokens_between(quote.start, quote.end)
        asked = None
        if before is not None and before.speaker != quote.speaker:
            question = reading.discourse.tokens_between(before.start, before.end)
            near = tokens and question and _paragraphs_apart(reading, question, tokens) <= _ANSWERED_WITHIN
            asked = question if near and closes_with(reading, question, QUESTION) else None
        if quote.speaker is not None and quote.confidence >= _SURE_SPEAKER:
            yield Said(quote.speaker, quote.hearers, quote.addressees, tokens, quote.confidence, quote.id, asked)
        before = quote


def _paragraphs_apart(reading: Reading, one: range, other: range) -> int:
    return reading.discourse.paragraph[other.start] - reading.discourse.paragraph[one.start]


def find_written(reading: Reading) -> Iterator[Said]:
    """Yield what letters and diaries say outside quotation marks: who wrote it holds it."""
    discourse = reading.discourse
    for document in discourse.documents:
        inside = discourse.tokens_of(document)
        writer = reading.teller(inside.start) if inside and not document.messages and not document.quoted else None
        if writer is None:
            continue
        first = inside.start
        for i in (*inside, inside.stop):
            if (
                i == inside.stop
                or discourse.spoken[i] >= 0
                or (i > first and discourse.paragraph[i] != discourse.paragraph[i - 1])
            ):
                if i > first:
                    yield Said(writer, (), (), range(first, i), _WRITTEN, None)
                first = i if i < inside.stop and discourse.spoken[i] < 0 else i + 1


def sentences_of(reading: Reading, tokens: range) -> Iterator[range]:
    """Yield the sentences of some tokens, the first and the last of them from and up to where the tokens begin and end."""
    discourse = reading.discourse
    first = tokens.start
    for i in tokens:
        if i + 1 >= tokens.stop or discourse.sentence[i + 1] != discourse.sentence[i]:
            yield range(first, i + 1)
            first = i + 1


def closes_with(reading: Reading, tokens: range, marks: frozenset[str]) -> bool:
    """Tell whether a sentence of speech ends with one of `marks`, quotation marks apart; its tag is no part of it."""
    lower = reading.discourse.tokens.lower
    last = next((lower[i] for i in reversed(tokens) if lower[i] not in _CLOSING), "")
    return last in marks


def make_claim(
    reading: Reading, said: Said, sentence: range, claim: range, stance: Stance, how: Source, confidence: float,
    *, ignorant: bool = False,
) -> Knowledge:  # fmt: skip
    """Return the claim that the tokens `claim` of a sentence make: what is told is held by the speaker and all hearers, all else
    by the speaker alone; where `ignorant`, the speaker is unaware of it."""
    heard = (said.speaker, *(one for one in said.hearers if one != said.speaker)) if how == "told" else (said.speaker,)
    discourse = reading.discourse
    return Knowledge(
        0, words_of_claim(reading, claim), about_whom(reading, claim), () if ignorant else heard,
        (said.speaker,) if ignorant else (), stance, how, discourse.starts[sentence.start],
        discourse.ends[sentence.stop - 1], said.quote, round(confidence * said.confidence, 4),
    )  # fmt: skip
