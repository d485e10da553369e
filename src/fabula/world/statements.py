"""Statements: what is said aloud or written in letters, of others and of the speaker's own mind."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from fabula.annotate.verbs import past_lemma
from fabula.lexicons import words_of
from fabula.lexicons.inflection import verb_forms
from fabula.types.world import Entity, Knowledge, Quote, Source, Stance
from fabula.world.claims import STANCES, about_whom, find_complement, stance_of, told_to, words_of_claim
from fabula.world.clauses import Clause, finite_follows
from fabula.world.reading import Reading

_SURE_SPEAKER = 0.4
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
_WRITTEN = 0.9  # how sure it is that a letter is its writer's
_ANSWER, _FORETOLD = 0.45, 0.4
_ANSWERED_WITHIN = 2  # paragraphs after a question
_LONGEST_ANSWER = 8  # words
_FORBIDDING = frozenset({"must", "ca", "can", "should", "shall", "sha", "mustn't", "may", "need"})
_PROMISES = frozenset({("i", "promise"), ("i", "swear"), ("i", "vow"), ("we", "promise"), ("i", "solemnly")})
_NO_LIES = frozenset({"to", "not", "n't", "n’t", "never"})
_CALLED_REACH = 16  # tokens after a quote in which narration may call it a lie
_SHORTEST = 4  # words of a statement
_QUESTION = frozenset("?")
_CLOSING = frozenset("\"“”‘’'»*_")
_NO_CLAIM = frozenset("?!")
_NOT = frozenset({"not", "n't", "never", "do", "did"})
_MAY_BE_ASKED = frozenset({"whether", "if", "what", "why", "where", "how", "who", "that"})
_VERB_REACH = 4


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


def find_statements(reading: Reading, quotes: Sequence[Quote], clauses: Sequence[Clause] = ()) -> Iterator[Knowledge]:
    """Yield the claims made aloud, and those of letters; whoever hears one holds it as told, whether it is true or not.

    A speaker's own stance (*I believe that…*, *I don't know where…*) is the speaker's alone, but what *I know* is told; so are
    intentions (*I shall ask him*), and what narration right after calls a lie. `clauses` are all, where trees
    tell those of speech: any statement with a subject is then one, without them only what is said of a named other.
    """
    lies = _lies(reading, quotes)
    by_trees = any(one.quotation >= 0 for one in clauses)
    verbs = [one.verb for one in clauses]
    for said in (*_said_aloud(reading, quotes), *(_written(reading) if by_trees else ())):
        answered = False
        for sentence in _sentences(reading, said.tokens):
            low, high = bisect_left(verbs, sentence.start), bisect_left(verbs, sentence.stop)
            inside = [one for one in clauses[low:high] if (one.quotation >= 0) == (said.quote is not None)]
            stance = _own_stance(reading, said, sentence) or _others_stance(reading, said, sentence)
            if said.quote in lies and said.quote is not None and _may_be_false(reading, sentence):
                yield replace(_spoken(reading, said, sentence, sentence, "lies", "told", _LIE), holders=(said.speaker,))
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


def _said_aloud(reading: Reading, quotes: Sequence[Quote]) -> Iterator[Said]:
    """Yield what quotes say whose speakers are known well enough."""
    before: Quote | None = None
    for quote in quotes:
        tokens = reading.discourse.tokens_between(quote.start, quote.end)
        asked = None
        if before is not None and before.speaker != quote.speaker:
            question = reading.discourse.tokens_between(before.start, before.end)
            near = tokens and question and _paragraphs_apart(reading, question, tokens) <= _ANSWERED_WITHIN
            asked = question if near and _ends(reading, question, _QUESTION) else None
        if quote.speaker is not None and quote.confidence >= _SURE_SPEAKER:
            yield Said(quote.speaker, quote.hearers, quote.addressees, tokens, quote.confidence, quote.id, asked)
        before = quote


def _paragraphs_apart(reading: Reading, one: range, other: range) -> int:
    return reading.discourse.paragraph[other.start] - reading.discourse.paragraph[one.start]


def _written(reading: Reading) -> Iterator[Said]:
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


def _answer(reading: Reading, said: Said, sentence: range, clauses: Sequence[Clause]) -> Iterator[Knowledge]:
    """Yield what a few words tell that answer a question: *“What is behind it?” “Coal.”*."""
    lower = reading.discourse.tokens.lower
    words = [lower[i] for i in sentence if lower[i][0].isalnum()]
    if (
        not words
        or len(words) > _LONGEST_ANSWER
        or _ends(reading, sentence, _QUESTION)
        or set(words) <= words_of("no_answers")
    ):
        return
    if any(one.main and one.subject_token is None and one.predicate is None for one in clauses):
        return  # an order
    assert said.asked is not None
    claim = _spoken(reading, said, sentence, sentence, "knows", "told", _ANSWER)
    about = dict.fromkeys((*about_whom(reading, said.asked), *claim.about))
    question = words_of_claim(reading, said.asked)
    yield replace(claim, claim=f"{question} {claim.claim}", about=tuple(sorted(about, key=lambda one: one.id)))


def _sentences(reading: Reading, tokens: range) -> Iterator[range]:
    discourse = reading.discourse
    first = tokens.start
    for i in tokens:
        if i + 1 >= tokens.stop or discourse.sentence[i + 1] != discourse.sentence[i]:
            yield range(first, i + 1)
            first = i + 1


def _ends(reading: Reading, tokens: range, marks: frozenset[str]) -> bool:
    """Tell whether a sentence of speech ends with one of `marks`, quotation marks apart; its tag is no part of it."""
    lower = reading.discourse.tokens.lower
    last = next((lower[i] for i in reversed(tokens) if lower[i] not in _CLOSING), "")
    return last in marks


# -- by the trees -----------------------------------------------------------------------------------------------------


def _stated(reading: Reading, said: Said, sentence: range, clauses: Sequence[Clause]) -> Iterator[Knowledge]:
    """Yield what a sentence tells: a statement, an intention of the speaker's, or what is to be kept from somebody."""
    lower = reading.discourse.tokens.lower
    words = [lower[i] for i in sentence if lower[i][0].isalnum()]
    if any(pair in _PROMISES for pair in pairwise(words)):
        yield replace(_spoken(reading, said, sentence, sentence, "intends", "told", _INTENDED), holders=(said.speaker,))
        return
    if len(words) < _FEWEST or _ends(reading, sentence, _QUESTION):
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
        yield replace(_spoken(reading, said, sentence, sentence, "intends", "told", _INTENDED), holders=(said.speaker,))
    elif words[0] == "no" and main.negated:
        yield replace(_spoken(reading, said, sentence, sentence, "doubts", "told", _DENIED), holders=(said.speaker,))
    elif main.tense == "future":
        yield replace(
            _spoken(reading, said, sentence, sentence, "believes", "told", _FORETOLD), holders=(said.speaker,)
        )
    elif person != _YOU or past:
        named = main.subject is not None and main.subject.mention.form == "PROP"
        yield _spoken(reading, said, sentence, sentence, "knows", "told", _STATED if named or past else _SAID)


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
    claim = _spoken(reading, said, sentence, sentence, "hides", "told", _KEPT)
    return replace(claim, holders=holders, unaware=() if other is None or other == said.speaker else (other,))


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
    return not _ends(reading, sentence, _QUESTION) and len(sentence) > 1


# -- about others ---------------------------------------------------------------------------------------------------


def _is_statement(reading: Reading, tokens: range, speaker: Entity) -> bool:
    """Tell whether a sentence says something of a named other: no question, no exclamation, no condition."""
    lower = reading.discourse.tokens.lower
    words = [lower[i] for i in tokens if lower[i][0].isalnum()]
    if len(words) < _SHORTEST or words[0] in words_of("claims_nothing") or _ends(reading, tokens, _QUESTION):
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
    confidence = 0.3 if _ends(reading, tokens, _NO_CLAIM) else 0.6
    return _spoken(reading, said, tokens, tokens, "knows", "told", confidence)


def _spoken(
    reading: Reading, said: Said, sentence: range, claim: range, stance: Stance, how: Source, confidence: float,
    *, ignorant: bool = False,
) -> Knowledge:  # fmt: skip
    heard = (said.speaker, *(one for one in said.hearers if one != said.speaker)) if how == "told" else (said.speaker,)
    discourse = reading.discourse
    return Knowledge(
        0, words_of_claim(reading, claim), about_whom(reading, claim), () if ignorant else heard,
        (said.speaker,) if ignorant else (), stance, how, discourse.starts[sentence.start],
        discourse.ends[sentence.stop - 1], said.quote, round(confidence * said.confidence, 4),
    )  # fmt: skip


# -- about the speaker's own mind -----------------------------------------------------------------------------------


def _own_stance(reading: Reading, said: Said, tokens: range) -> Knowledge | None:
    """Return what the speaker says to know, believe, hope, want or fear, from the first *I* with such a verb."""
    lower = reading.discourse.tokens.lower
    if _ends(reading, tokens, _QUESTION):
        return None
    for i in tokens:
        if lower[i] != "i":
            continue
        verb = next((j for j in range(i + 1, min(i + _VERB_REACH, tokens.stop)) if not _is_passed(lower[j])), None)
        if verb is None:
            return None
        lemma = lower[verb] if stance_of(lower[verb]) else past_lemma(lower[verb]) or lower[verb]
        stance = stance_of(lemma)
        complement = find_complement(reading, verb + 1, lemma, stance) if stance is not None else None
        if stance is None or complement is None or complement.stop > tokens.stop:
            continue
        negated = any(word in words_of("negations") for word in lower[i + 1 : verb])
        return _of_self(reading, said, tokens, complement, lemma, stance, negated=negated)
    return None


def _is_passed(word: str) -> bool:
    return (
        word in _NOT
        or word.endswith("ly")
        or word in ("do", "did", "can", "could", "always", "still", "also", "'ve", "’ve")
    )


def _of_self(
    reading: Reading, said: Said, sentence: range, claim: range, lemma: str, stance: Stance, *, negated: bool
) -> Knowledge | None:
    if stance == "knows" and lemma not in words_of("known_in_speech"):
        return None
    if stance == "knows":
        if negated:
            return _spoken(reading, said, sentence, claim, stance, "narrated", 0.6, ignorant=True)
        asked = reading.discourse.tokens.lower[claim.start] in _MAY_BE_ASKED - {"that"}
        return _spoken(reading, said, sentence, claim, stance, "narrated" if asked else "told", 0.6)
    if negated:
        if stance != "believes":
            return None
        stance = "doubts"
    return _spoken(reading, said, sentence, claim, stance, "thought", 0.6)


# -- about another's mind -------------------------------------------------------------------------------------------


def _others_stance(reading: Reading, said: Said, tokens: range) -> Knowledge | None:
    """Return what the speaker says that another knows or believes: *he knows that you wrote*."""
    discourse = reading.discourse
    for i in tokens:
        lemma = _third_persons().get(discourse.tokens.lower[i])
        subject = (
            next((one for one in discourse.references_between(i - 4, i) if one.last == i), None) if lemma else None
        )
        who = reading.person(subject) if subject is not None and subject.quotation >= 0 else None
        stance = stance_of(lemma) if lemma is not None else None
        if lemma is None or stance is None or who is None or who == said.speaker:
            continue
        complement = find_complement(reading, i + 1, lemma, stance)
        if complement is not None and complement.stop <= tokens.stop and not _ends(reading, tokens, _QUESTION):
            return replace(
                _spoken(reading, said, tokens, complement, stance, "thought", 0.4), holders=(who,), how="told"
            )
    return None


@cache
def _third_persons() -> dict[str, str]:
    """Return the third-person forms of the verbs that tell a stance, each with its lemma."""
    return {verb_forms(lemma)[1]: lemma for name, _ in STANCES for lemma in words_of(name)}
