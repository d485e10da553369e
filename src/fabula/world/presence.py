"""Presence: from when to when each person is there in a scene, by what narration shows him doing and by what he says.

Who comes in is there from then on, who leaves is there until then. Whoever is first seen doing something without coming in may
have been there a little before; whoever does nothing for long may be gone.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from fabula.annotate.tokens import GENITIVE_CLITICS
from fabula.lexicons import forms_of, words_of
from fabula.resolve.discourse import Reference
from fabula.types.world import Entity
from fabula.world.actuality import acts_now
from fabula.world.claims import STANCES
from fabula.world.clauses import Clause
from fabula.world.reading import Reading

_SURE_SPEAKER = 0.5  # from which one is taken to be there because of a quote alone
_ANYBODY = frozenset({"any", "every", "each", "no", "what", "which", "such", "whatever"})
_CLEAR = 0.6  # what a sign must tell to show somebody clearly
_SHOWN = 0.8  # how much the signs of somebody must tell together
_INNER, _MET = 0.4, 0.8  # what one who only knows or wants tells, and one who is looked at
_COMES_BACK = 2  # mentions of somebody without a name
_REACH = 3  # tokens after a verb in which a word tells where it leads
_IN = frozenset({"in", "into", "inside", "back"})
_WAYS_ON = frozenset({"in", "into", "to", "back", "through", "over", "up", "down", "upstairs", "on", "by"})
_NO_WAY_OUT = frozenset({"of", "at", "on", "to"})  # looked out of the window, set off at a run
_LEAD = 3  # paragraphs before a first sign in which one may have been there unseen,
_TRAIL = 12  # and after a last one
_WITH = frozenset({"with", "beside"})
_TOWARDS = _WITH | {"at", "to", "towards", "toward", "past", "behind"}
_ONCE = frozenset({"when", "after", "once"})


@dataclass(frozen=True, slots=True)
class Sign:
    """That somebody is there at a token: he acts or speaks (`change` is 0), comes in (1) or leaves (-1).

    `weight` tells how much it tells, 0 to 1; of a `voice` it is not known that the speaker is where he is heard.
    """

    token: int
    change: int
    who: Entity
    weight: float = 1.0
    voice: bool = False


@dataclass(frozen=True, slots=True)
class Company:
    """Who is there in a scene of some tokens, and in which of them: the key's order is that of the ids.

    `afar` are those who are heard there, but by telephone or through a wall; `seen` gives the tokens of what shows each.
    """

    tokens: range
    stays: Mapping[Entity, tuple[range, ...]]
    afar: frozenset[Entity] = frozenset()
    seen: Mapping[Entity, tuple[int, ...]] = field(default_factory=dict)

    def at(self, token: int) -> set[Entity]:
        """Return who is there at a token."""
        return {who for who, stays in self.stays.items() if any(token in stay for stay in stays)}


def find_company(reading: Reading, signs: Sequence[Sign], scenes: Sequence[tuple[int, int]]) -> tuple[Company, ...]:
    """Return who is there in each scene; `signs` are those of the book, `scenes` characters, in order."""
    return tuple(_company(reading, signs, reading.discourse.tokens_between(start, end)) for start, end in scenes)


def _company(reading: Reading, signs: Sequence[Sign], tokens: range) -> Company:
    first, last = (bisect_left(signs, edge, key=lambda one: one.token) for edge in (tokens.start, tokens.stop))
    afar = _heard_from_afar(reading, signs[first:last], tokens)
    here = [one for one in signs[first:last] if one.who not in afar]
    seen: defaultdict[Entity, list[int]] = defaultdict(list)
    for one in here:
        if one.weight >= _CLEAR:
            seen[one.who].append(one.token)
    return Company(
        tokens, appearances(reading, here, tokens), afar, {who: tuple(places) for who, places in seen.items()}
    )


def _heard_from_afar(reading: Reading, signs: Sequence[Sign], tokens: range) -> frozenset[Entity]:
    """Return who has nothing but a voice in a scene with a telephone, or where it is a voice that speaks, and with somebody
    who has more."""
    lower, spoken = reading.discourse.tokens.lower, reading.discourse.spoken
    told = (i for i in tokens if spoken[i] < 0)
    if not any(lower[i] in words_of("far_voices") or (lower[i] == "voice" and _speaks(reading, i)) for i in told):
        return frozenset()
    bodies = {one.who for one in signs if not one.voice}
    return frozenset(one.who for one in signs) - bodies if bodies else frozenset()


def _speaks(reading: Reading, token: int) -> bool:
    """Tell whether a word is the subject of a verb of speech: *said Tom's voice*."""
    syntax = reading.discourse.syntax
    if syntax is None or syntax.relation[token] != "nsubj":
        return False
    return syntax.lemma[int(syntax.head[token])].lower() in words_of("speech_verbs")


def company_at(companies: Sequence[Company], token: int) -> Company:
    """Return the company of the scene of a token; nobody's before the first."""
    place = bisect_right(companies, token, key=lambda one: one.tokens.start) - 1
    return companies[place] if place >= 0 else Company(range(token), {})


def find_signs(reading: Reading, clauses: Sequence[Clause]) -> Sequence[Sign]:
    """Return what tells who is there, in order; `clauses` are those of narration."""
    changes = dict(_changes(reading, clauses))
    found: list[Sign] = []
    for one, weight, voice in _actors(reading, clauses):
        if not is_anybody(reading, one):
            sure = 1.0 if one.mention.form == "PROP" else reading.confidence[one.number]
            found += [
                Sign(one.first, changes.get(one.number, 0), who, weight * sure, voice)
                for who in reading.persons(one)
                if _is_somebody(who)
            ]
    found += _left_behind_doors(reading, clauses)
    sent = {message.words.start for one in reading.discourse.documents if not one.apart for message in one.messages}
    for quote in reading.quotes:
        speaker = quote.speaker
        if (
            speaker is not None
            and speaker.type == "PER"
            and quote.confidence >= _SURE_SPEAKER
            and quote.start not in sent
        ):
            token = reading.discourse.tokens_between(quote.start, quote.end).start
            found.append(Sign(token, 0, speaker, quote.confidence, voice=True))
    return sorted(found, key=lambda one: (one.token, one.change, one.who.id))


def appearances(reading: Reading, signs: Sequence[Sign], tokens: range) -> Mapping[Entity, tuple[range, ...]]:
    """Return for each person when he is there in a scene of some tokens, by its `signs`, where they tell enough."""
    own: defaultdict[Entity, list[Sign]] = defaultdict(list)
    for sign in signs:
        own[sign.who].append(sign)
    shown = {who: some for who, some in own.items() if sum(one.weight for one in some) >= _SHOWN}
    found = {who: tuple(_stays(reading, some, tokens)) for who, some in shown.items()}
    return {who: stays for who, stays in sorted(found.items(), key=lambda one: one[0].id) if stays}


def _stays(reading: Reading, signs: Sequence[Sign], tokens: range) -> Iterator[range]:
    """Yield the stretches in which one person is there, from all signs of him in a scene."""
    paragraph = reading.discourse.paragraph
    begun: int | None = None
    seen = left = None
    for place, sign in enumerate(signs):
        comes = sign.change > 0 or (
            begun is None
            and place + 1 < len(signs)
            and signs[place + 1].change > 0
            and paragraph[signs[place + 1].token] - paragraph[sign.token] <= 1
        )
        if begun is None:
            begun = sign.token if comes or left is not None else _lead(reading, sign.token, tokens)
        elif seen is not None and paragraph[sign.token] - paragraph[seen] > 2 * _TRAIL:
            yield range(begun, _trail(reading, seen, tokens))
            begun = sign.token if comes else _lead(reading, sign.token, tokens)
        seen = sign.token
        if sign.change < 0:
            yield range(begun, sign.token + 1)
            begun, left = None, sign.token
    if begun is not None and seen is not None:
        yield range(begun, _trail(reading, seen, tokens))


def _lead(reading: Reading, token: int, tokens: range) -> int:
    paragraphs, paragraph = reading.discourse.book.paragraphs, reading.discourse.paragraph
    start = paragraphs[max(0, paragraph[token] - _LEAD)].start
    return max(tokens.start, reading.discourse.tokens_between(start, start + 1).start)


def _trail(reading: Reading, token: int, tokens: range) -> int:
    paragraphs, paragraph = reading.discourse.book.paragraphs, reading.discourse.paragraph
    end = paragraphs[min(len(paragraphs) - 1, paragraph[token] + _TRAIL)].end
    return min(tokens.stop, reading.discourse.tokens_between(end, end + 1).start)


def _is_somebody(who: Entity) -> bool:
    """Tell whether the story comes back to somebody, or names him: *a man*, once, may be no more than a manner of speaking."""
    return who.mentions >= _COMES_BACK or who.name[:1].isupper() or who.narrator


def is_anybody(reading: Reading, reference: Reference) -> bool:
    """Tell whether a description means nobody in particular: *any man*, *every woman*, *anybody*."""
    word = reading.discourse.tokens.lower[reference.first]
    return word in _ANYBODY or word in words_of("indefinite_pronouns")


# -- signs ------------------------------------------------------------------------------------------------------------


def _actors(reading: Reading, clauses: Sequence[Clause]) -> Iterator[tuple[Reference, float, bool]]:
    """Yield the references to whoever acts in the scene itself, and to those whom such an act shows beside him.

    With each comes how much it tells that he is there, and whether it is his voice alone.
    """
    if reading.discourse.syntax is None:
        yield from ((one, 1.0, False) for one in reading.discourse.references if acts_now(reading, one))
        return
    inner = frozenset(word for name, _ in STANCES for word in words_of(name)) - words_of("seen_from_outside")
    met = words_of("meeting_verbs")
    for clause in clauses:
        if (
            clause.embedded
            or clause.tense == "future"
            or (clause.tense == "pluperfect" and not _change(reading, clause))
        ):
            continue
        if clause.asserted or (clause.negated and clause.tense in ("past", "present") and clause.subject is not None):
            weight, voice = (_INNER if clause.lemma in inner else 1.0), clause.lemma in words_of("speech_verbs")
            yield from (
                (one, weight, voice)
                for one in (clause.subject, *clause.others)
                if one is not None and _is_bare(reading, one)
            )
        if clause.asserted and clause.lemma in met:
            yield from ((one, _MET, False) for one in _met(clause))
        elif clause.asserted and clause.predicate is None:
            yield from ((one, _MET, False) for one in _beside(clause, _WITH))


def _met(clause: Clause) -> Iterator[Reference]:
    """Yield whom somebody looks at, touches, finds: they are there too."""
    if clause.object is not None and clause.object_token is not None:
        yield clause.object
    yield from _beside(clause, _TOWARDS)
    if clause.recipient is not None:
        yield clause.recipient


def _beside(clause: Clause, prepositions: frozenset[str]) -> Iterator[Reference]:
    """Yield the persons in phrases with some prepositions: *sat with Anna*, *looked at her*."""
    for one in clause.obliques:
        if one.preposition in prepositions and one.reference is not None and one.reference.mention.type == "PER":
            yield one.reference


def _is_bare(reading: Reading, reference: Reference) -> bool:
    """Tell whether the person himself is the subject, not what he has: *Tom's hat fell*."""
    lower = reading.discourse.tokens.lower
    return reference.quotation < 0 and not (
        reference.last < len(lower) and lower[reference.last] in GENITIVE_CLITICS and reference.pronoun is None
    )


def _changes(reading: Reading, clauses: Sequence[Clause]) -> Iterator[tuple[int, int]]:
    """Yield the references that are subjects of coming in (1) or leaving (-1)."""
    for clause in clauses:
        if clause.subject is None or not clause.asserted or clause.embedded:
            continue
        change = _change(reading, clause)
        if change:
            yield from ((one.number, change) for one in (clause.subject, *clause.others))


def _change(reading: Reading, clause: Clause) -> int:
    if clause.tense == "pluperfect" and not _ONCE & clause.particles:
        return 0  # he had left long ago, unless it is told as done by now: *when he had walked on, she…*
    lower = reading.discourse.tokens.lower
    after = lower[clause.verb + 1 : clause.verb + 1 + _REACH]
    if clause.lemma == "go" and clause.tense == "pluperfect" and not {*after[:2]} & _WAYS_ON:
        return -1  # *when she had gone, Anna…*
    way = clause.object_token is not None and lower[clause.object_token] == "way"  # *pushed his way out*
    if way or clause.lemma in forms_of("motion_verbs"):
        after = lower[clause.verb + 1 : clause.verb + 1 + _REACH + 2 * way]
        out = next((i for i, word in enumerate(after) if word in words_of("ways_out")), None)
        if out is not None and not (_NO_WAY_OUT & set(after[out + 1 : out + 2])) - ({"of"} if way else set()):
            return -1
        if after[:1] == ("on",) and clause.tense == "pluperfect":
            return -1
        comes = clause.lemma == "come" and any(
            word in ("running", "hurrying", "up", "down", "along") for word in after[:1]
        )
        return 1 if comes or (clause.lemma != "go" and _IN & set(after)) else 0
    if clause.lemma in ("stand", "appear", "wait", "lean") and words_of("thresholds") & set(
        lower[clause.verb + 1 : clause.verb + 5]
    ):
        return 1
    if clause.lemma == "enter" or (clause.lemma == "arrive" and "at" not in after):
        return 1
    if clause.lemma == "leave":
        return 0 if clause.object is not None and clause.object.mention.type == "PER" else -1
    if clause.lemma == "hang" and after[:1] == ("up",):
        return -1
    return -1 if clause.lemma in ("depart", "exit", "vanish", "disappear") else 0


def _left_behind_doors(reading: Reading, clauses: Sequence[Clause]) -> Iterator[Sign]:
    """Yield who leaves as a door shuts behind him."""
    lower = reading.discourse.tokens.lower
    for clause in clauses:
        if (
            clause.lemma in words_of("shutting_verbs")
            and clause.asserted
            and lower[clause.verb + 1 : clause.verb + 2] == ("behind",)
        ):
            reference = reading.discourse.at_token.get(clause.verb + 2)
            who = reading.person(reference) if reference is not None else None
            if who is not None and reference is not None:
                yield Sign(reference.first, -1, who)
