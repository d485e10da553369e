"""Lost lines of dialogue: the same person tagged twice in a row, a line that is likely missing, a speech that doesn't come.

How likely a line is missing between two the model of `unseen_turns` tells; without it, as in a book read by rules alone, it is
looked for where one speaker is likelier than two for both.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from fabula.annotate.pronouns import PRONOUNS
from fabula.lexicons import forms_of, past_forms_of, words_of
from fabula.types.text import Span
from fabula.types.world import Entity, Finding, Quote
from fabula.world.claims import asks
from fabula.world.reading import Reading

_SURE_OF_QUESTION = 0.4  # of both speakers, where the first line asks, since a question wants an answer;
_SURE_OF_TURNS = 0.8  # or less, of a first speaker who was chosen for the sake of turns;
_SURE_OF_REPLY = 0.8  # where the second is said to reply,
_SURE_OF_NAMES = 0.8  # or where both are named
_SURE_OF_PRONOUN = 0.75  # or where one is
# Where one speaker is likelier than two for both lines though no tags say so: of 75 lines taken out of three novels, 32 are so
# found, and 2 to 6 places in 10,000 words of the novels as they are.
_SURE_OF_BOTH, _BY_TURNS = 0.4, 0.25
# Log-odds of the model from which a missing line is noted: of lines taken out of novels that it was not fitted on, five in six
# are so noted (two turns off at most), and 11 places in 10,000 words of these novels, full of dialogue, as they are.
_NOTED = -2.8
_BESIDE = 2  # paragraphs within which only the likeliest place is noted, since one lost line puts its neighbours out of turn too
_SLOPE, _OFFSET = 1.5, -1.15  # from those log-odds to what is right where one line in 200 is lost, by the same novels
_LONGEST_TAG = 12  # tokens after a speech; more is a beat, after which one may go on
_MINDED = 1  # paragraphs before a speech whose narration tells who is in mind
_LAST_TOLD = 2  # subjects of that narration, the last ones, that must be the next speaker
_SHORT_LINE = 60
_GENDERS = {"female": "she", "male": "he"}


def find_lost_lines(reading: Reading, quotes: Sequence[Quote]) -> Iterator[Finding]:
    """Yield places where lines of dialogue seem to be missing."""
    tagged = tuple(_same_speaker_twice(reading, quotes))
    yield from tagged
    yield from _missing_turns(reading, quotes, {one.spans[0].start for one in tagged})
    yield from _missing_speeches(reading)


def _missing_turns(reading: Reading, quotes: Sequence[Quote], known: set[int]) -> Iterator[Finding]:
    """Yield quotes before which the model misses a turn, the likeliest of neighbours; `known` are where some begin already."""
    paragraph = {one.id: _paragraph(reading, one) for one in quotes}
    taken = {paragraph[one.id] for one in quotes if one.start in known}
    likely = sorted((-score, number) for number, score in reading.unseen.items() if score >= _NOTED)
    before = dict(zip((one.id for one in quotes[1:]), quotes, strict=False))
    by_id = {one.id: one for one in quotes}
    for score, number in likely:
        here = paragraph[number]
        if any(near in taken for near in range(here - _BESIDE, here + _BESIDE + 1)):
            continue
        taken.add(here)
        one, other = by_id[number], before[number]
        spans = (Span(one.start, one.end), Span(other.start, other.end))
        confidence = round(1 / (1 + math.exp(_SLOPE * score - _OFFSET)), 3)
        yield Finding("lost_dialogue", "note", "A line of dialogue may be missing here or nearby.", spans, confidence)


def _paragraph(reading: Reading, quote: Quote) -> int:
    tokens = reading.discourse.tokens_between(quote.start, quote.end)
    return reading.discourse.paragraph[tokens.start] if tokens else -1


def _same_speaker_twice(reading: Reading, quotes: Sequence[Quote]) -> Iterator[Finding]:
    """Yield quotes whose speaker has just spoken, by tags or, where the model tells nothing, by who is likeliest."""
    for before, after in pairwise(quotes):
        if before.speaker is None or after.speaker is None or before.utterance == after.utterance:
            continue
        if before.speaker != after.speaker:
            if _is_probably_the_same(reading, before, after) and _follows_at_once(reading, before, after):
                yield _finding(after.speaker.name, before, after, 0.4)
            continue
        if not _follows_at_once(reading, before, after):
            continue
        if not _are_tagged(reading, before, after):
            if not reading.unseen and min(before.confidence, after.confidence) >= _SURE_OF_BOTH:
                yield _finding(after.speaker.name, before, after, _BY_TURNS)
            continue
        confidence = _confidence(reading, before, after)
        if confidence is not None:
            yield _finding(after.speaker.name, before, after, confidence)


def _finding(name: str, before: Quote, after: Quote, confidence: float) -> Finding:
    message = f"{name} speaks twice in a row across paragraphs; an answer between may be lost."
    spans = (Span(after.start, after.end), Span(before.start, before.end))
    return Finding("lost_dialogue", "warning" if confidence >= 0.5 else "note", message, spans, confidence)


def _is_probably_the_same(reading: Reading, before: Quote, after: Quote) -> bool:
    """Tell whether a pronoun's speaker was chosen for the sake of turns only: narration has the next one in mind.

    So it is when the question's *she* could be the next speaker, whom the paragraphs before tell of, and not the other.
    """
    if before.kind != "anaphoric" or after.kind != "explicit" or before.confidence >= _SURE_OF_TURNS:
        return False
    if after.confidence < _SURE_OF_NAMES or before.speaker is None or after.speaker is None:
        return False
    if not asks(reading.text, before) or not _fits_pronoun(reading, before, after.speaker):
        return False
    discourse = reading.discourse
    tokens = discourse.tokens_between(before.start, before.end)
    if not tokens:
        return False
    opening = discourse.book.paragraphs[max(0, discourse.paragraph[tokens.start] - _MINDED)]
    first = discourse.tokens_between(opening.start, before.start)
    told = [reading.person(one) for one in discourse.references_between(first.start, first.stop) if one.subject]
    return told[-_LAST_TOLD:] == [after.speaker] * _LAST_TOLD


def _fits_pronoun(reading: Reading, quote: Quote, who: Entity) -> bool:
    mention = None if quote.speaker_mention is None else quote.speaker_mention.of(reading.text).lower()
    pronoun = PRONOUNS.get(mention or "")
    return pronoun is not None and _GENDERS.get(pronoun.gender or "") == who.pronouns


def _follows_at_once(reading: Reading, before: Quote, after: Quote) -> bool:
    """Tell whether a quote opens the paragraph after another's, with no more than a tag between them."""
    discourse = reading.discourse
    first, second = discourse.tokens_between(before.start, before.end), discourse.tokens_between(after.start, after.end)
    if not first or not second or discourse.paragraph[second.start] != discourse.paragraph[first.start] + 1:
        return False
    opens = discourse.paragraph[second.start - 1] != discourse.paragraph[second.start]
    return opens and second.start - first.stop <= _LONGEST_TAG


def _are_tagged(reading: Reading, before: Quote, after: Quote) -> bool:
    """Tell whether both have a tag whose name or pronoun fits the speaker, one of them a name."""
    if "explicit" not in (before.kind, after.kind) or "implicit" in (before.kind, after.kind):
        return False
    return _fits(reading, before) and _fits(reading, after)


def _fits(reading: Reading, quote: Quote) -> bool:
    if quote.speaker_mention is None or quote.speaker is None:
        return False
    pronoun = PRONOUNS.get(quote.speaker_mention.of(reading.text).lower())
    return pronoun is None or pronoun.person == 1 or _GENDERS.get(pronoun.gender or "") == quote.speaker.pronouns


def _confidence(reading: Reading, before: Quote, after: Quote) -> float | None:
    sure = min(before.confidence, after.confidence)
    if asks(reading.text, before) and sure >= _SURE_OF_QUESTION:
        return 0.6
    if sure >= _SURE_OF_REPLY and _replies(reading, after):
        return 0.6
    if sure >= _SURE_OF_NAMES and before.kind == after.kind == "explicit":
        return 0.45
    return 0.35 if sure >= _SURE_OF_PRONOUN else None


def _replies(reading: Reading, quote: Quote) -> bool:
    cue = None if quote.cue is None else forms_of("speech_verbs").get(quote.cue.of(reading.text).lower())
    return cue in words_of("reply_verbs")


def _missing_speeches(reading: Reading) -> Iterator[Finding]:
    """Yield paragraphs that introduce a speech (*Then she said:*) where none follows."""
    discourse, paragraphs = reading.discourse, reading.discourse.book.paragraphs
    verbs = frozenset(past_forms_of("speech_verbs")) - words_of("writing_forms")
    for number, paragraph in enumerate(paragraphs[:-1]):
        if reading.text[paragraph.end - 1] not in ":,":
            continue
        tokens = discourse.tokens_between(paragraph.start, paragraph.end)
        if len(tokens) < 3 or discourse.spoken[tokens.stop - 1] >= 0:
            continue
        if not any(
            word in verbs for word in discourse.tokens.lower[max(tokens.start, tokens.stop - 5) : tokens.stop - 1]
        ):
            continue
        following = discourse.tokens_between(paragraphs[number + 1].start, paragraphs[number + 1].end)
        if (
            following
            and not any(discourse.spoken[i] >= 0 for i in following[:3])
            and not _is_set_off(reading, number + 1)
        ):
            message = "A speech is introduced here, but none follows."
            yield Finding("lost_dialogue", "warning", message, (Span(paragraph.start, paragraph.end),), 0.6)


def _is_set_off(reading: Reading, number: int) -> bool:
    """Tell whether a paragraph is verse or a letter rather than speech: short lines, or a mark of its own."""
    paragraph = reading.discourse.book.paragraphs[number]
    words = reading.text[paragraph.start : paragraph.end]
    return (
        words[:1] in "\"“‘'_*[(—-"
        or len(words) < _SHORT_LINE
        or any(len(line) < 50 for line in words.splitlines()[:-1])
    )
