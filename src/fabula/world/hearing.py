"""Who hears each quote: whom it is meant for, and who is there, has not left yet and has come already."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from fabula.lexicons import forms_of, past_forms_of, words_of
from fabula.types.text import Span
from fabula.types.world import Entity, Quote
from fabula.world.presence import Company, company_at
from fabula.world.reading import Reading

Manner = Literal["aloud", "privately", "silently"]

_SHORTLY, _OPENING = 6, 2  # paragraphs; those that open a scene
_ALOUD = frozenset({"aloud", "loud"})
_ALOUD_REACH = 3  # tokens after a verb of thinking in which *aloud* may stand


def with_hearers(reading: Reading, companies: Sequence[Company]) -> tuple[Quote, ...]:
    """Return the quotes with their hearers, given who is there in each scene. The speaker is never one.

    Of those whom it may be meant for, they are its addressees who are there in its scene, if any are. What is said aloud is heard
    by the addressees and by those who are there then. What is written or whispered reaches whom it is
    for; what is only thought, nobody, and it is addressed to nobody.
    """
    found = []
    parties = _parties(reading)
    for quote in reading.quotes:
        others = parties.get(quote.start, frozenset()) - {quote.speaker}
        if others:  # a line of messages reaches whoever else takes part
            those = tuple(sorted(others, key=lambda one: one.id))
            found.append(replace(quote, addressees=those, hearers=those))
            continue
        manner = _manner(reading, quote)
        if manner == "silently":
            found.append(replace(quote, addressees=(), hearers=()))
            continue
        token = reading.discourse.tokens_between(quote.start, quote.end).start
        company = company_at(companies, token)
        scene, afar = company.stays.keys(), company.afar
        there = tuple(one for one in quote.addressees if one in scene or one in afar) or quote.addressees
        aloud = manner == "aloud" and (quote.speaker not in afar or not (set(there) & scene))
        near: set[Entity] = company.at(token) if aloud else set()
        near |= {one for one in there if one.type == "PER"}
        near.discard(quote.speaker)
        found.append(replace(quote, addressees=there, hearers=tuple(sorted(near, key=lambda one: one.id))))
    return tuple(found)


def with_sure_hearers(reading: Reading, companies: Sequence[Company], quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    """Return the quotes with those of their hearers who surely hear them: the one whom they are meant for, and whoever is
    seen there shortly before and shortly after."""
    paragraph = reading.discourse.paragraph
    found = []
    for quote in quotes:
        token = reading.discourse.tokens_between(quote.start, quote.end).start
        company = company_at(companies, token)
        opening = paragraph[token] - paragraph[company.tokens.start] <= _OPENING
        alone = quote.addressees if len(quote.addressees) == 1 else ()
        sure = tuple(
            one
            for one in quote.hearers
            if one in alone or _is_near(company.seen.get(one, ()), token, paragraph, opening=opening)
        )
        found.append(replace(quote, hearers=sure))
    return tuple(found)


def _is_near(seen: Sequence[int], token: int, paragraph: Sequence[int], *, opening: bool) -> bool:
    """Tell whether some places lie both before a token and after it within few paragraphs, or with it in a paragraph; in the
    opening of a scene the paragraph before will do."""
    at = bisect_left(seen, token)
    before = paragraph[token] - paragraph[seen[at - 1]] if at else _SHORTLY + 1
    after = paragraph[seen[at]] - paragraph[token] if at < len(seen) else _SHORTLY + 1
    return (before <= _SHORTLY and after <= _SHORTLY) or min(before, after) == 0 or (before == 1 and opening)


def _parties(reading: Reading) -> dict[int, frozenset[Entity]]:
    """Return by the starts of messages who takes part in their exchange, where more than one does."""
    speakers = {one.start: one.speaker for one in reading.quotes}
    found = {}
    for document in reading.discourse.documents:
        starts = [one.words.start for one in document.messages]
        those = frozenset(who for start in starts if (who := speakers.get(start)) is not None and who.type == "PER")
        if len(those) > 1:
            found.update(dict.fromkeys(starts, those))
        for one in document.messages:
            to = None if one.to is None else reading.person_at(_first_token(reading, one.to))
            if to is not None:
                found[one.words.start] = frozenset({to})
    return found


def _first_token(reading: Reading, span: Span) -> int:
    return reading.discourse.tokens_between(span.start, span.end).start


def _manner(reading: Reading, quote: Quote) -> Manner:
    """Return how a quote goes out, by the verb of its tag."""
    if quote.cue is None:
        return "aloud"
    verb = quote.cue.of(reading.text).lower()
    if (
        verb in words_of("written_forms")
        or verb in past_forms_of("delivery_whispered")
        or quote.addressees == (quote.speaker,)
    ):
        return "privately"
    if verb in forms_of("unspoken_verbs"):
        last = reading.discourse.tokens_between(quote.cue.end, quote.cue.end + 1).start
        return "aloud" if _ALOUD & set(reading.discourse.tokens.lower[last : last + _ALOUD_REACH]) else "silently"
    return "aloud"
