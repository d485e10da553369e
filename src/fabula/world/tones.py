"""Tones: bonds that speakers show towards whom they speak to: how they speak, what they call him, what they hold against him."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from fabula.lexicons import past_forms_of, phrases_of, words_of
from fabula.types.world import Aspect, Change, Entity, Quote, Relation
from fabula.world.reading import Reading

_SURE_SPEAKER = 0.5
_CALLED, _LOUD, _EXCLAIMED, _REPROACHED, _SIGNED = 0.4, 0.35, 0.3, 0.4, 0.6  # how sure each is
_ONE_OF_SEVERAL = 0.8  # how much less sure it is where several may be meant
_WORDS_TO_A_CRY = 14
_YOU = frozenset({"you", "your", "yourself", "ye", "thou"})
_SAID = frozenset({"said", "told"})
_DISBELIEVED = (("believe", "you"), ("trust", "you"))
_NOT = frozenset({"not", "n't", "n’t", "never", "how", "cannot"})

_Shown = tuple[
    Aspect, Change, float, float, bool
]  # aspect, change, value, how sure, whether it is the other's towards the speaker


def find_tones(reading: Reading, quotes: Sequence[Quote]) -> Iterator[Relation]:
    """Yield the bonds that the speakers of quotes, and the writers of letters, show towards whom they speak or write to."""
    for quote in quotes:
        others = [one for one in quote.addressees if one.type == "PER" and not one.group and one != quote.speaker]
        if quote.speaker is None or quote.confidence < _SURE_SPEAKER or not others:
            continue
        other, alone = _called(reading, quote, others) or others[0], len(others) == 1
        for aspect, change, value, sure, reversed_ in _shown(reading, quote):
            one, two = (other, quote.speaker) if reversed_ else (quote.speaker, other)
            sure *= quote.confidence * (1.0 if alone else _ONE_OF_SEVERAL)
            yield Relation(one, two, aspect, change, value, quote.start, quote.end, round(sure, 4))
    yield from _signed(reading)


def _called(reading: Reading, quote: Quote, others: Sequence[Entity]) -> Entity | None:
    """Return the first of some persons whom a quote has a name of."""
    tokens = reading.discourse.tokens_between(quote.start, quote.end)
    for one in reading.discourse.references_between(tokens.start, tokens.stop):
        who = reading.person(one)
        if who in others and one.pronoun is None:
            return who
    return None


def _shown(reading: Reading, quote: Quote) -> Iterator[_Shown]:
    tokens = reading.discourse.tokens_between(quote.start, quote.end)
    words = [reading.discourse.tokens.lower[i] for i in tokens]
    if quote.cue is not None and quote.cue.of(reading.text).lower() in _angry_forms():
        yield "anger", "up", 0.4, _LOUD, False
    elif "!" in words and _is_angry(words):
        yield "anger", "up", 0.4, _EXCLAIMED, False
    if _calls(words, words_of("endearments")):
        yield "affection", "state", 0.6, _CALLED, False
    if _calls(words, words_of("insults")):
        yield "anger", "up", 0.5, _CALLED, False
    if _calls(words, words_of("superiors")):
        yield "authority", "state", 0.4, _CALLED, True
    if "sorry" in words and "not" not in words and ("i" in words or words[:1] == ["sorry"]):
        yield "affection", "up", 0.3, _CALLED, False
        yield "anger", "down", -0.3, _CALLED, False
    if _reproaches(words):
        yield "trust", "down", -0.4, _REPROACHED, False


def _is_angry(words: Sequence[str]) -> bool:
    """Tell whether an exclamation is against whom it is said to: it sends him off, or speaks of what he did."""
    if any(_has(words, phrase.split()) for phrase in phrases_of("sending_off")):
        return True
    friendly = not words_of("friendly_exclamations").isdisjoint(words)
    return bool(_YOU & set(words)) and not friendly and words.count("!") * _WORDS_TO_A_CRY >= len(words)


def _reproaches(words: Sequence[str]) -> bool:
    """Tell whether somebody is told that he lied, or did not tell, or is not believed."""
    for i, word in enumerate(words):
        if word == "you" and i + 1 < len(words):
            if words[i + 1] in words_of("reproached_deeds") or (words[i + 1] in _SAID and "?" not in words[-2:]):
                return True
            if any(_has(words[i + 1 : i + 6], phrase.split()) for phrase in phrases_of("reproached_silence")):
                return True
    return any(_has(words, phrase) for phrase in _DISBELIEVED) and bool(_NOT & set(words))


def _has(words: Sequence[str], phrase: Sequence[str]) -> bool:
    n = len(phrase)
    return any(tuple(words[i : i + n]) == tuple(phrase) for i in range(len(words) - n + 1))


def _signed(reading: Reading) -> Iterator[Relation]:
    """Yield what the signature of a letter tells: *Your loving father*, *your old friend*."""
    discourse = reading.discourse
    for document in discourse.documents:
        if document.writer is None or document.reader is None:
            continue
        last = discourse.book.paragraphs[document.last - 1]
        words = {discourse.tokens.lower[i] for i in discourse.tokens_between(last.start, last.end)}
        one, other = (_named(reading, span.start, span.end) for span in (document.writer, document.reader))
        if one is not None and other is not None and one != other and words & words_of("fond_signatures"):
            yield Relation(one, other, "affection", "state", 0.5, last.start, last.end, _SIGNED)


def _named(reading: Reading, start: int, end: int) -> Entity | None:
    tokens = reading.discourse.tokens_between(start, end)
    for one in reading.discourse.references_between(max(0, tokens.start - 2), tokens.stop):
        who = reading.person(one)
        if who is not None and one.mention.form == "PROP" and one.mention.end > start:
            return who
    return None


def _calls(words: Sequence[str], names: frozenset[str]) -> bool:
    """Tell whether one of some names is called: between marks, not after a determiner."""
    for i, word in enumerate(words):
        if word in names:
            before, after = words[i - 1] if i else "", words[i + 1] if i + 1 < len(words) else ""
            if (not before[:1].isalnum() or before in ("my", "you", "old", "dear", "yes", "no")) and not after[
                :1
            ].isalnum():
                return True
    return False


@cache
def _angry_forms() -> frozenset[str]:
    return frozenset(past_forms_of("delivery_angry")) | {"shouted", "yelled", "screamed", "demanded"}
