"""Pronouns and descriptions of narration: whom they refer to, by salience.

Each person has a salience that a mention raises (a subject's most) and each further sentence lowers; a pronoun takes the
most salient person of its gender (after Lappin and Leass 1994, much simplified). What stands in quotations follows the
speaker and the addressees, and is referred when those are known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from fabula.lexicons import words_of
from fabula.resolve.discourse import Discourse, Reference
from fabula.resolve.names import word_gender
from fabula.resolve.people import People
from fabula.resolve.roles import possessor, refer_kin, refer_nominal
from fabula.types.annotations import Gender

_DECAY = 0.62  # of salience, a sentence
_FORGOTTEN = 0.02
_IN_MIND = 0.03
_WEIGHTS = {"subject": 1.0, "object": 0.55, "possessive": 0.45, "reflexive": 0.3, "quoted": 0.2, "speaker": 0.6}


class Salience:
    """How present each person is in the reader's mind at one place of the text."""

    def __init__(self) -> None:
        self._scores: dict[int, tuple[float, int]] = {}

    def raise_for(self, number: int, weight: float, sentence: int) -> None:
        """Add `weight` for a mention in `sentence`."""
        self._scores[number] = (min(2.5, self.of(number, sentence) + weight), sentence)

    def of(self, number: int, sentence: int) -> float:
        """Return the salience of one person as of `sentence`, 0 when forgotten."""
        score, last = self._scores.get(number, (0.0, sentence))
        return score * _DECAY ** min(40, sentence - last)

    def ranked(self, sentence: int) -> list[tuple[float, int]]:
        """Return the persons in mind with their salience, the highest first; those forgotten are dropped."""
        found = []
        for number in list(self._scores):
            score = self.of(number, sentence)
            if score < _FORGOTTEN:
                del self._scores[number]
            else:
                found.append((score, number))
        return sorted(found, key=lambda one: (-one[0], one[1]))

    def copy(self) -> Salience:
        """Return a copy that goes its own way."""
        other = Salience()
        other._scores = dict(self._scores)
        return other


def refer_narration(
    discourse: Discourse, people: People, speakers: Mapping[int, int], tag_speakers: Mapping[int, int]
) -> list[list[tuple[float, int]]]:
    """Refer the pronouns and descriptions outside quotations, in place; return the salience before each quotation.

    `speakers` gives the speaker of a quotation where known, `tag_speakers` the referent of a reference in a tag. The
    result is parallel to ``discourse.quotations``; each item lists (salience, person), the highest first.
    """

    def refer(reference: Reference, salience: Salience) -> int | None:
        return _refer(discourse, people, reference, salience, tag_speakers)

    return _follow(discourse, people, speakers, refer)


def salience_at_quotations(
    discourse: Discourse, people: People, speakers: Mapping[int, int]
) -> list[list[tuple[float, int]]]:
    """Return the same salience where all mentions are referred already."""
    return _follow(discourse, people, speakers, lambda reference, _: people.referent[reference.number])


def _follow(
    discourse: Discourse,
    people: People,
    speakers: Mapping[int, int],
    refer: Callable[[Reference, Salience], int | None],
) -> list[list[tuple[float, int]]]:
    salience = Salience()
    before: list[list[tuple[float, int]]] = [[] for _ in discourse.quotations]
    reached = -1
    token = -1
    for reference in sorted(discourse.references, key=lambda one: (one.first, one.last)):  # a possessor before its noun
        if reference.first != token:
            token = reference.first
            reached = _pass_quotations(discourse, token, reached, salience, speakers, before)
        number = refer(reference, salience)
        if reference.mention.type == "PER" and number is not None and not people.everyone[number].group:
            salience.raise_for(number, _weight(reference), reference.sentence)
    _pass_quotations(discourse, len(discourse.starts), reached, salience, speakers, before)
    return before


def _pass_quotations(
    discourse: Discourse,
    token: int,
    reached: int,
    salience: Salience,
    speakers: Mapping[int, int],
    before: list[list[tuple[float, int]]],
) -> int:
    """Note the salience at each quotation that begins before `token`, and let its speaker be heard."""
    position = discourse.starts[token] if token < len(discourse.starts) else len(discourse.book.text) + 1
    while reached + 1 < len(discourse.quotations) and discourse.quotations[reached + 1].start < position:
        reached += 1
        inside = discourse.tokens_between(discourse.quotations[reached].start, discourse.quotations[reached].end)
        if not inside:
            continue
        sentence = discourse.sentence[inside.start]
        before[reached] = salience.ranked(sentence)[:12]
        if reached in speakers:
            salience.raise_for(speakers[reached], _WEIGHTS["speaker"], sentence)
    return reached


def _weight(reference: Reference) -> float:
    if reference.quotation >= 0:
        return _WEIGHTS["quoted"]
    if reference.pronoun is not None:
        return _WEIGHTS[reference.pronoun.case] * 0.8
    return _WEIGHTS["subject" if reference.subject else "object"]


def _refer(
    discourse: Discourse, people: People, reference: Reference, salience: Salience, tag_speakers: Mapping[int, int]
) -> int | None:
    """Return (and note) the referent of one reference; those inside quotations wait, names are referred already."""
    if reference.mention.form == "PROP":
        return people.referent[reference.number]
    if reference.number in tag_speakers:
        people.referent[reference.number] = tag_speakers[reference.number]
    elif reference.mention.form == "NOM":
        here = _relative_here(discourse, people, reference, salience)
        people.referent[reference.number] = (
            here if here is not None else _refer_description(discourse, people, reference)
        )
    elif reference.quotation < 0 and reference.pronoun is not None:
        people.referent[reference.number] = _refer_pronoun(discourse, people, reference, salience)
    return people.referent[reference.number]


def _relative_here(discourse: Discourse, people: People, reference: Reference, salience: Salience) -> int | None:
    """Return whom *her brother* means when one single named person in mind, of that sex, can be it; else ``None``.

    Only for kin of one generation, who are at hand when they are spoken of; parents go by their names.
    """
    head = reference.mention.head
    sex = word_gender(discourse.book.text[head.start : head.end].lower())
    if (
        discourse.book.text[head.start : head.end].lower() not in words_of("kin_of_own_generation")
        or reference.quotation >= 0
    ):
        return None
    owner = possessor(discourse, people, reference)
    if owner is None:
        return None
    able = [
        number
        for score, number in salience.ranked(reference.sentence)
        if score >= _IN_MIND
        and number != owner
        and people.everyone[number].named
        and people.everyone[number].agrees(sex)
    ]
    return able[0] if len(able) == 1 else None


def _refer_description(discourse: Discourse, people: People, reference: Reference) -> int | None:
    mention = reference.mention
    if mention.type == "PER":
        return refer_nominal(discourse, people, reference)
    surface = " ".join(discourse.book.text[mention.start : mention.end].split())
    definite = discourse.tokens.lower[reference.first] in ("the", "this", "that")
    key = (surface.lower().split(" ", 1)[-1], -2)
    if not definite or key not in people.roles:
        people.roles[key] = people.add(surface, mention.type, None)
    return people.roles[key]


def _refer_pronoun(discourse: Discourse, people: People, reference: Reference, salience: Salience) -> int | None:
    pronoun = reference.pronoun
    assert pronoun is not None
    if pronoun.person == 1:
        return people.teller(reference.first) if pronoun.gender is None else None
    if pronoun.person == 2 or pronoun.gender == "plural":
        return None
    ranked = salience.ranked(reference.sentence)
    barred = _own_subject(discourse, people, reference) if pronoun.case == "object" else None
    return best_of_gender(people, ranked, pronoun.gender, barred={barred, people.teller(reference.first)})


def best_of_gender(
    people: People, ranked: Sequence[tuple[float, int]], gender: Gender | None, barred: set[int | None]
) -> int | None:
    """Return the most salient person of `gender`; one of unknown gender only if twice as salient."""
    best: int | None = None
    most = 0.0
    for score, number in ranked:
        person = people.everyone[number]
        agrees = person.agrees(gender)
        if number in barred or agrees is False or person.group:
            continue
        worth = score * (1.0 if agrees else 0.5) * (1.0 if person.named else 0.75)
        if worth > most:
            best, most = number, worth
    return best


def _own_subject(discourse: Discourse, people: People, reference: Reference) -> int | None:
    """Return the subject of the clause that an object pronoun stands in: *he saw him* has two people."""
    lower = discourse.tokens.lower
    for one in reversed(discourse.references_between(max(0, reference.first - 6), reference.first)):
        if one.sentence != reference.sentence:
            break
        if any(
            lower[i] in ("and", ",", "that", "which", "who", ";", "--", "as", "when", "while", "but")
            for i in range(one.last, reference.first)
        ):
            break
        if one.subject:
            return people.referent[one.number]
    return None


def _refer_own_kin(
    discourse: Discourse, people: People, reference: Reference, speaker: int | None, heard: Sequence[int]
) -> int | None:
    """Return the referent of a noun or name in a quotation; *my mother* is the speaker's, *your mother* the addressee's."""
    determiner = discourse.tokens.lower[reference.first]
    if reference.mention.form == "NOM" and reference.mention.type == "PER" and determiner in ("my", "your"):
        owner = speaker if determiner == "my" else heard[0] if heard else None
        return refer_kin(discourse, people, reference, owner) or people.referent[reference.number]
    return people.referent[reference.number]


def refer_quoted(
    discourse: Discourse,
    people: People,
    speakers: Mapping[int, int],
    addressees: Mapping[int, Sequence[int]],
    before: Sequence[Sequence[tuple[float, int]]],
) -> None:
    """Refer the pronouns inside quotations, in place: *I* is the speaker, *you* the one addressed, *he* neither."""
    local: dict[int, Salience] = {}
    for reference in discourse.references:
        quotation = reference.quotation
        if quotation < 0:
            continue
        here = local.setdefault(quotation, Salience())
        pronoun = reference.pronoun
        speaker = speakers.get(quotation)
        heard = addressees.get(quotation, ())
        if pronoun is None:
            number = _refer_own_kin(discourse, people, reference, speaker, heard)
        elif pronoun.gender == "plural":
            number = None
        elif pronoun.person == 1:
            number = speaker
        elif pronoun.person == 2:
            number = heard[0] if heard else None
        else:
            ranked = here.ranked(reference.sentence) or before[quotation]
            number = best_of_gender(people, ranked, pronoun.gender, barred={speaker, *heard})
            if number is None:
                number = best_of_gender(people, before[quotation], pronoun.gender, barred={speaker, *heard})
        people.referent[reference.number] = number
        if number is not None and reference.mention.type == "PER" and number not in (speaker, *heard):
            here.raise_for(number, _WEIGHTS["subject" if reference.subject else "object"], reference.sentence)
