"""Speech tags and beats: what the narration around a quotation says of its speaker.

A tag has a verb of speech (*said Mary*, *he asked*, *Tom, turning, whispered:*); a beat is any other sentence of
narration in the same paragraph, whose subject is likely to speak.
"""

from __future__ import annotations

from dataclasses import dataclass

from fabula.annotate.verbs import looks_finite
from fabula.lexicons import past_forms_of, words_of
from fabula.resolve.discourse import Discourse, Reference
from fabula.resolve.tag_trees import says, speech_noun_before, subject_by_tree, tag_by_tree
from fabula.types.text import Span

_STOPS = frozenset({".", "!", "?", ";", "...", "…"})
_OBJECTS = (("object",), ("object", "reflexive"))  # cases of a pronoun for the hearer, without *to* and with it
_LONGEST_TAG = 14  # tokens from the mark to the verb


@dataclass(frozen=True, slots=True)
class Tag:
    """What names a speaker: the reference, the verb's token (``None`` for a beat), and whom the words are said to."""

    reference: Reference
    verb: int | None
    hearer: Reference | None = None


def find_tag(discourse: Discourse, number: int) -> Tag | None:
    """Return the speech tag of quotation `number`: after it, before it, or at the end of the paragraph before; or ``None``."""
    label = discourse.quotations[number].label
    if label is not None:
        return _label(discourse, label)
    return (
        _tag_after(discourse, number)
        or _tag_before(discourse, number)
        or _lead_in(discourse, number)
        or _unusual_tag(discourse, number)
    )


def _label(discourse: Discourse, label: Span) -> Tag | None:
    """Return the name before a line of messages or of a transcript."""
    tokens = discourse.tokens_between(label.start, label.end)
    named = discourse.references_between(tokens.start, tokens.stop)
    return Tag(named[0], None) if named else None


def _unusual_tag(discourse: Discourse, number: int) -> Tag | None:
    """Return the tag that only a tree tells: after the quotation any verb, or before it a noun (*Anna's answer was*)."""
    after, before = _narration_after(discourse, number), _narration_before(discourse, number)
    mark = _last_mark(discourse, number)
    found = tag_by_tree(discourse, after, comma=mark in (",", "-", "—"), open_end=mark != ".") if after else None
    if found is not None and _may_speak(found[0]):
        return Tag(*found)
    owner = speech_noun_before(discourse, _sentence_start(discourse, before), before.stop) if before else None
    return None if owner is None else Tag(owner, None)


def _last_mark(discourse: Discourse, number: int) -> str:
    """Return the last character of the words of a quotation."""
    return discourse.quotations[number].closing(discourse.book.text)


def find_beats(discourse: Discourse, number: int) -> tuple[Reference | None, Reference | None]:
    """Return the subjects of the narration right before and right after quotation `number` in its paragraph."""
    before, after = _narration_before(discourse, number), _narration_after(discourse, number)
    return _last_subject(discourse, before), _first_subject(discourse, after)


def _lead_in(discourse: Discourse, number: int) -> Tag | None:
    """Return the tag that ends the paragraph before: *Then Anna said:*; with no verb, the subject before a colon."""
    quotation = discourse.quotations[number]
    first = discourse.tokens_between(quotation.start, quotation.end).start
    if first == 0 or first >= len(discourse.starts) or discourse.spoken[first - 1] >= 0:
        return None
    if discourse.paragraph[first - 1] == discourse.paragraph[first]:
        return None
    stop = first - 1
    mark = discourse.tokens.lower[stop]
    if mark == "." and not _begins_to_speak(discourse, stop):
        return None
    if mark not in (":", ",", "--", "—", ".") and not mark.isalpha():
        return None
    start = _sentence_start(discourse, range(max(0, stop - 80), stop + 1))
    verb = _last_speech_verb(discourse, start, stop + 1)
    if verb is not None:
        subject = _subject_of_verb(discourse, start, verb)
    else:
        subject = _last_subject(discourse, range(start, stop + 1)) if discourse.tokens.lower[stop] == ":" else None
    return Tag(subject, verb) if subject is not None else None


def _begins_to_speak(discourse: Discourse, stop: int) -> bool:
    """Tell whether a sentence ends in a verb that has its words follow: *Then Anna began.*, *Anna spoke again.*"""
    lower = discourse.tokens.lower
    last = stop - 1 if lower[stop - 1] not in ("again", "thus", "first", "on") else stop - 2
    return lower[last] in words_of("beginning_to_speak") or lower[last : last + 2] == (
        "went",
        "on",
    )


# -- where the narration is -----------------------------------------------------------------------------------------


def _narration_after(discourse: Discourse, number: int) -> range:
    quotation = discourse.quotations[number]
    first = discourse.tokens_between(quotation.end, quotation.end + 1).start
    if first >= len(discourse.starts):
        return range(first, first)
    own = discourse.tokens_between(quotation.start, quotation.end)
    paragraph = discourse.paragraph[own.start] if own else -1
    last = first
    while last < len(discourse.starts) and discourse.paragraph[last] == paragraph and discourse.spoken[last] < 0:
        last += 1
    return range(first, last)


def _narration_before(discourse: Discourse, number: int) -> range:
    quotation = discourse.quotations[number]
    last = discourse.tokens_between(quotation.start, quotation.end).start
    if last >= len(discourse.starts):
        return range(last, last)
    paragraph = discourse.paragraph[last]
    first = last
    while first > 0 and discourse.paragraph[first - 1] == paragraph and discourse.spoken[first - 1] < 0:
        first -= 1
    return range(first, last)


# -- tags after the quotation ---------------------------------------------------------------------------------------


def _tag_after(discourse: Discourse, number: int) -> Tag | None:
    narration = _narration_after(discourse, number)
    if not narration:
        return None
    lower, verbs = discourse.tokens.lower, past_forms_of("speech_verbs")
    position = narration.start
    while position < narration.stop and lower[position] in (",", "--", "—", "-", "_", "*"):
        position += 1
    inverted = _skip_adverbs(discourse, position, narration.stop)
    if inverted < narration.stop and lower[inverted] in verbs:
        place = _skip_adverbs(discourse, inverted + 1, narration.stop)
        by = place < narration.stop and lower[place] == "by"  # *whispered by Anna*
        subject = _reference_at(discourse, place + by, narration.stop)
        if subject is not None:
            return Tag(subject, inverted, _hearer(discourse, subject.last, narration.stop))
    subject = discourse.at_token.get(position)
    if subject is None or not _may_speak(subject):
        return None
    verb = _verb_after(discourse, subject.last, narration.stop)
    if verb is None or _is_beat_verb(discourse, number, position, verb):
        return None
    return Tag(subject, verb, _hearer(discourse, verb + 1, narration.stop))


def _skip_adverbs(discourse: Discourse, position: int, stop: int) -> int:
    lower = discourse.tokens.lower
    while position < stop and (lower[position].endswith("ly") or lower[position] in words_of("tag_adverbs")):
        if position in discourse.at_token:
            break
        position += 1
    return position


def _reference_at(discourse: Discourse, position: int, stop: int) -> Reference | None:
    found = discourse.at_token.get(position)
    if found is None and position < stop and discourse.tokens.lower[position] in ("the", "a", "an"):
        found = discourse.at_token.get(position + 1)
    return found if found is not None and _may_speak(found) else None


def _may_speak(reference: Reference) -> bool:
    if reference.mention.type != "PER":
        return False
    return reference.pronoun is None or reference.pronoun.case == "subject"


def _verb_after(discourse: Discourse, position: int, stop: int) -> int | None:
    """Return the speech verb that `position` leads to: at once, or after an apposition or a participle between commas."""
    lower, verbs = discourse.tokens.lower, past_forms_of("speech_verbs")
    limit = min(stop, position + _LONGEST_TAG)
    first = _skip_adverbs(discourse, position, limit)
    if first < limit and lower[first] in verbs:
        return first
    if first < limit and lower[first] in ("had", "have", "has") and first + 1 < limit:
        return first + 1 if lower[first + 1] in verbs else None
    if first < limit and lower[first] == ",":
        closing = next((i for i in range(first + 1, limit) if lower[i] in _STOPS or lower[i] == ","), None)
        if closing is not None and closing + 1 < limit and lower[closing] == ",":
            verb = _skip_adverbs(discourse, closing + 1, limit)
            if verb < limit and lower[verb] in verbs:
                return verb
    return _verb_in_coordination(discourse, first, limit)


def _verb_in_coordination(discourse: Discourse, position: int, limit: int) -> int | None:
    """Return the speech verb of *he turned and said*: joined to a first verb with the same subject."""
    lower, verbs = discourse.tokens.lower, past_forms_of("speech_verbs")
    if position >= limit or not looks_finite(lower[position]):
        return None
    for i in range(position + 1, limit - 1):
        if lower[i] in _STOPS:
            return None
        if lower[i] == "and" and lower[i + 1] in verbs and lower[i + 1] not in past_forms_of("speech_weak"):
            return i + 1
    return None


def _is_beat_verb(discourse: Discourse, number: int, position: int, verb: int) -> bool:
    """Tell whether a gesture or a new sentence after a full stop is no tag but a beat: “Yes.” He smiled."""
    mark = _last_mark(discourse, number)
    weak = discourse.tokens.lower[verb] in past_forms_of("speech_weak")
    capital = discourse.tokens.words[position][0].isupper() and discourse.at_token[position].mention.form != "PROP"
    return weak and (mark == "." or capital)


def _hearer(discourse: Discourse, position: int, stop: int) -> Reference | None:
    """Return whom a tag says the words are for: *said Anna to her brother*, *he told Tom*, *asked me*, *to herself*."""
    lower = discourse.tokens.lower
    for i in range(position, min(stop, position + 6)):
        if lower[i] in _STOPS or lower[i] == ",":
            return None
        if lower[i] == "to" or i == position:
            found = discourse.at_token.get(i + 1 if lower[i] == "to" else i)
            if (
                found is not None
                and found.mention.type == "PER"
                and (found.pronoun is None or found.pronoun.case in _OBJECTS[lower[i] == "to"])
            ):
                return found
    return None


# -- tags before the quotation --------------------------------------------------------------------------------------


def _tag_before(discourse: Discourse, number: int) -> Tag | None:
    narration = _narration_before(discourse, number)
    if not narration:
        return None
    mark = discourse.tokens.lower[narration.stop - 1]
    ends_in_verb = mark == "." and _is_strong(discourse, narration.stop - 2)  # *Anna interposed.*
    if mark not in (",", ":", "--", "—", ";", "_") and mark not in past_forms_of("speech_verbs") and not ends_in_verb:
        return None
    first = _sentence_start(discourse, narration)
    verb = _last_speech_verb(discourse, first, narration.stop)
    if verb is None:
        return None
    subject = _subject_of_verb(discourse, first, verb)
    return Tag(subject, verb, _hearer(discourse, verb + 1, narration.stop)) if subject is not None else None


def _is_strong(discourse: Discourse, token: int) -> bool:
    word = discourse.tokens.lower[token]
    return word in past_forms_of("speech_verbs") and word not in past_forms_of("speech_weak")


def _sentence_start(discourse: Discourse, narration: range) -> int:
    first = narration.stop - 1
    while first > narration.start and discourse.sentence[first - 1] == discourse.sentence[narration.stop - 1]:
        first -= 1
    return first


def _last_speech_verb(discourse: Discourse, first: int, stop: int) -> int | None:
    lower, verbs = discourse.tokens.lower, past_forms_of("speech_verbs")
    for i in range(stop - 1, first - 1, -1):
        word = lower[i]
        if i > first and lower[i - 1] == "to" and word in words_of("speech_verbs"):
            return i  # he roused himself to say:
        if word in verbs or word in words_of("speech_participles"):
            return i
        if says(discourse, i):
            return i
    return None


def _subject_of_verb(discourse: Discourse, first: int, verb: int) -> Reference | None:
    """Return the subject of the verb at `verb`: right after it when inverted, else the nearest fit one before it."""
    after = discourse.at_token.get(verb + 1)
    if after is not None and after.pronoun is not None and after.pronoun.case == "subject":
        return after
    found = [one for one in discourse.references_between(first, verb) if _may_speak(one) and one.quotation < 0]
    subjects = [one for one in found if one.subject]
    by_tree = subject_by_tree(discourse, verb, subjects[-1] if subjects else None)
    if by_tree is not None and (by_tree.pronoun is None or by_tree in found):
        return by_tree
    if subjects:
        return subjects[-1]
    if found:
        return found[0]
    return after if after is not None and after.mention.form == "PROP" and _may_speak(after) else None


# -- beats ----------------------------------------------------------------------------------------------------------


def _first_subject(discourse: Discourse, narration: range) -> Reference | None:
    for one in discourse.references_between(narration.start, narration.stop):
        if one.subject and _may_speak(one):
            return one
    return None


def _last_subject(discourse: Discourse, narration: range) -> Reference | None:
    """Return the first subject of the last sentence of a stretch that has one."""
    found: Reference | None = None
    for one in discourse.references_between(narration.start, narration.stop):
        if one.subject and _may_speak(one) and (found is None or one.sentence != found.sentence):
            found = one
    return found
