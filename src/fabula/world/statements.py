"""Statements: what is said aloud or written in letters, of others and of the speaker's own mind."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from fabula.lexicons import words_of
from fabula.types.world import Entity, Knowledge, Quote, Stance
from fabula.world.claims import about_whom, told_to, words_of_claim
from fabula.world.clauses import Clause, finite_follows
from fabula.world.reading import Reading
from fabula.world.sayings import QUESTION, Said, closes_with, find_said_aloud, find_written, make_claim, sentences_of
from fabula.world.spoken_stances import find_spoken_stance

_STATED, _SAID, _INTENDED, _DENIED, _KEPT, _LIE = (
    0.6,
    0.45,
    0.6,
    0.5,
    0.6,
    0.6,
)  # how sure what is said so tells who holds it
_I, _YOU = 1, 2  # persons
_FEWEST = 3  # words of a statement that the trees tell
_ANSWER, _FORETOLD = 0.45, 0.4
_LONGEST_ANSWER = 8  # words
_FORBIDDING = frozenset({"must", "ca", "can", "should", "shall", "sha", "mustn't", "may", "need"})
_PROMISES = frozenset({("i", "promise"), ("i", "swear"), ("i", "vow"), ("we", "promise"), ("i", "solemnly")})
_NO_LIES = frozenset({"to", "not", "n't", "n’t", "never"})
_CALLED_REACH = 16  # tokens after a quote in which narration may call it a lie
_SHORTEST = 4  # words of a statement
_NO_CLAIM = frozenset("?!")


def find_statements(reading: Reading, quotes: Sequence[Quote], clauses: Sequence[Clause] = ()) -> Iterator[Knowledge]:
    """Yield the claims made aloud, and those of letters; whoever hears one holds it as told, whether it is true or not.

    A speaker's own stance (*I believe that…*, *I don't know where…*) is the speaker's alone, but what *I know* is told; so are
    intentions (*I shall ask him*), and what narration right after calls a lie. `clauses` are all, where trees
    tell those of speech: any statement with a subject is then one, without them only what is said of a named other.
    """
    lies = _lies(reading, quotes)
    by_trees = any(one.quotation >= 0 for one in clauses)
    verbs = [one.verb for one in clauses]
    for said in (*find_said_aloud(reading, quotes), *(find_written(reading) if by_trees else ())):
        answered = False
        for sentence in sentences_of(reading, said.tokens):
            low, high = bisect_left(verbs, sentence.start), bisect_left(verbs, sentence.stop)
            inside = [one for one in clauses[low:high] if (one.quotation >= 0) == (said.quote is not None)]
            stance = find_spoken_stance(reading, said, sentence)
            if said.quote in lies and said.quote is not None and _may_be_false(reading, sentence):
                yield _held_alone(reading, said, sentence, "lies", _LIE)
            elif stance is not None:
                yield stance
            elif by_trees:
                found = list(_stated(reading, said, sentence, inside))
                if not found and not answered and said.asked is not None:
                    found = list(_answer(reading, said, sentence, inside))
                yield from found
            elif _is_statement(reading, sentence, said.speaker):
                yield _told(reading, said, sentence)
            answered = True


def _answer(reading: Reading, said: Said, sentence: range, clauses: Sequence[Clause]) -> Iterator[Knowledge]:
    """Yield what a few words tell that answer a question: *“What is behind it?” “Coal.”*."""
    lower = reading.discourse.tokens.lower
    words = [lower[i] for i in sentence if lower[i][0].isalnum()]
    if (
        not words
        or len(words) > _LONGEST_ANSWER
        or closes_with(reading, sentence, QUESTION)
        or set(words) <= words_of("no_answers")
    ):
        return
    if any(one.main and one.subject_token is None and one.predicate is None for one in clauses):
        return  # an order
    assert said.asked is not None
    claim = make_claim(reading, said, sentence, sentence, "knows", "told", _ANSWER)
    about = dict.fromkeys((*about_whom(reading, said.asked), *claim.about))
    question = words_of_claim(reading, said.asked)
    yield replace(claim, claim=f"{question} {claim.claim}", about=tuple(sorted(about, key=lambda one: one.id)))


# -- by the trees -----------------------------------------------------------------------------------------------------


def _stated(reading: Reading, said: Said, sentence: range, clauses: Sequence[Clause]) -> Iterator[Knowledge]:
    """Yield what a sentence tells: a statement, an intention of the speaker's, or what is to be kept from somebody."""
    lower = reading.discourse.tokens.lower
    words = [lower[i] for i in sentence if lower[i][0].isalnum()]
    if any(pair in _PROMISES for pair in pairwise(words)):
        yield _held_alone(reading, said, sentence, "intends", _INTENDED)
        return
    if len(words) < _FEWEST or closes_with(reading, sentence, QUESTION):
        return
    inside = [one for one in clauses if one.main]
    kept = next((one for one in inside if _is_kept(reading, one)), None)
    if kept is not None:
        yield _kept(reading, said, sentence, kept)
        return
    main = next((one for one in inside if one.subject_token is not None and one.tense != "none"), None)
    if main is None or words[0] in words_of("claims_nothing"):
        return
    person = main.subject.pronoun.person if main.subject is not None and main.subject.pronoun is not None else 3
    past = main.tense in ("past", "perfect", "pluperfect")
    if person == _I and (main.tense == "future" or _is_going_to(lower, main.verb)):
        yield _held_alone(reading, said, sentence, "intends", _INTENDED)
    elif words[0] == "no" and main.negated:
        yield _held_alone(reading, said, sentence, "doubts", _DENIED)
    elif main.tense == "future":
        yield _held_alone(reading, said, sentence, "believes", _FORETOLD)
    elif person != _YOU or past:
        named = main.subject is not None and main.subject.mention.form == "PROP"
        yield make_claim(reading, said, sentence, sentence, "knows", "told", _STATED if named or past else _SAID)


def _held_alone(reading: Reading, said: Said, sentence: range, stance: Stance, confidence: float) -> Knowledge:
    """Return the claim of a whole sentence that the speaker alone holds, whoever hears it."""
    return replace(make_claim(reading, said, sentence, sentence, stance, "told", confidence), holders=(said.speaker,))


def _is_kept(reading: Reading, clause: Clause) -> bool:
    """Tell whether a clause says that somebody is not told something, or must not learn it."""
    lower = reading.discourse.tokens.lower
    if clause.lemma in words_of("disclosing_verbs") and clause.negated:
        return told_to(reading, clause) is not None
    if clause.lemma not in words_of("learning_verbs") or not clause.negated or clause.subject is None:
        return False
    if reading.person(clause.subject) is None or (
        clause.subject.pronoun is not None and clause.subject.pronoun.person == _I
    ):
        return False
    before = lower[max(0, clause.verb - 4) : clause.verb]
    return bool(_FORBIDDING & set(before)) or (bool({"is", "are"} & set(before)) and "to" in before)


def _is_going_to(lower: Sequence[str], verb: int) -> bool:
    return lower[max(0, verb - 2) : verb] == ("going", "to") or lower[verb : verb + 2] == ("going", "to")


def _kept(reading: Reading, said: Said, sentence: range, clause: Clause) -> Knowledge:
    """Return what the speaker has not told somebody, or asks not to be told: *I won't tell him*, *don't tell Anna*, *Tom must
    not know*."""
    learns = clause.lemma in words_of("learning_verbs")
    other = reading.person(clause.subject) if learns and clause.subject is not None else told_to(reading, clause)
    asked = learns or clause.subject is None or clause.tense == "none"
    told = (said.speaker, *said.meant_for) if asked else (said.speaker,)
    holders = tuple(one for one in dict.fromkeys(told) if one != other and one.type == "PER")
    claim = make_claim(reading, said, sentence, sentence, "hides", "told", _KEPT)
    return replace(claim, holders=holders, unaware=() if other is None or other == said.speaker else (other,))


# -- lies -------------------------------------------------------------------------------------------------------------


def _lies(reading: Reading, quotes: Sequence[Quote]) -> frozenset[int]:
    """Return the ids of the quotes that a tag or the narration after them in the paragraph calls lies."""
    discourse, found = reading.discourse, set()
    lower = discourse.tokens.lower
    for quote in quotes:
        if quote.cue is not None and quote.cue.of(reading.text).lower() in ("lied", "lies", "fibbed"):
            found.add(quote.id)
            continue
        after = discourse.tokens_between(quote.end, quote.end + 1).start
        for i in range(after, min(after + _CALLED_REACH, len(lower))):
            if discourse.spoken[i] >= 0 or discourse.paragraph[i] > discourse.paragraph[after - 1] + 1:
                break
            if (
                discourse.paragraph[i] != discourse.paragraph[after - 1]
                and discourse.sentence[i] > discourse.sentence[after - 1] + 2
            ):
                break
            if lower[i] in words_of("called_lies") and lower[i - 1] not in _NO_LIES:
                found.add(quote.id)
                break
    return frozenset(found)


def _may_be_false(reading: Reading, sentence: range) -> bool:
    return not closes_with(reading, sentence, QUESTION) and len(sentence) > 1


# -- about others -----------------------------------------------------------------------------------------------------


def _is_statement(reading: Reading, tokens: range, speaker: Entity) -> bool:
    """Tell whether a sentence says something of a named other: no question, no exclamation, no condition."""
    lower = reading.discourse.tokens.lower
    words = [lower[i] for i in tokens if lower[i][0].isalnum()]
    if len(words) < _SHORTEST or words[0] in words_of("claims_nothing") or closes_with(reading, tokens, QUESTION):
        return False
    if words[0] in words_of("auxiliaries"):
        return False  # a question, or a wish
    for one in reading.discourse.references_between(tokens.start, tokens.stop):
        who = reading.person(one)
        named = one.mention.form == "PROP" and one.subject and finite_follows(reading, one.last)
        if named and who is not None and who != speaker:
            return True
    return False


def _told(reading: Reading, said: Said, tokens: range) -> Knowledge:
    confidence = 0.3 if closes_with(reading, tokens, _NO_CLAIM) else 0.6
    return make_claim(reading, said, tokens, tokens, "knows", "told", confidence)
