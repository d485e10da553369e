"""Statements: what is said aloud about named others, and what speakers say of their own minds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

from fabula.annotate.verbs import past_lemma
from fabula.lexicons import words_of
from fabula.lexicons.inflection import verb_forms
from fabula.types.world import Entity, Knowledge, Quote, Source, Stance
from fabula.world.claims import STANCES, about_whom, find_complement, stance_of, told_to, words_of_claim
from fabula.world.clauses import Clause, finite_follows
from fabula.world.reading import Reading

_SURE_SPEAKER = 0.5
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
_CALLED_REACH = 16  # tokens after a quote in which narration may call it a lie
_DISCLOSING = frozenset({"tell", "mention", "say", "reveal", "admit", "confess", "show"})
_SHORTEST = 4  # words of a statement
_CONDITIONS = frozenset(
    {"if", "unless", "when", "suppose", "perhaps", "maybe", "let", "would", "should", "oh", "how", "what"}
)
_QUESTION = frozenset("?")
_CLOSING = frozenset("\"“”‘’'»*_")
_NO_CLAIM = frozenset("?!")
_NOT = frozenset({"not", "n't", "never", "do", "did"})
_KNOWN_IN_SPEECH = frozenset({"know", "remember", "understand", "realise", "realize"})
_MAY_BE_ASKED = frozenset({"whether", "if", "what", "why", "where", "how", "who", "that"})
_VERB_REACH = 4


def find_statements(reading: Reading, quotes: Sequence[Quote], clauses: Sequence[Clause] = ()) -> Iterator[Knowledge]:
    """Yield the claims made aloud; whoever hears one holds it as told, whether it is true or not.

    A speaker's own stance (*I believe that…*, *I don't know where…*) is the speaker's alone, but what *I know* is told; so are
    intentions (*I shall ask him*), and what narration right after calls a lie. `clauses` are those of speech, where trees
    tell them: any statement with a subject is then one, without them only what is said of a named other.
    """
    said = _by_quotation(reading, quotes, clauses)
    lies = _lies(reading, quotes)
    for quote in quotes:
        if quote.speaker is None or quote.confidence < _SURE_SPEAKER:
            continue
        tokens = reading.discourse.tokens_between(quote.start, quote.end)
        for sentence in _sentences(reading, tokens):
            stance = _own_stance(reading, quote, sentence) or _others_stance(reading, quote, sentence)
            if quote.id in lies and _may_be_false(reading, sentence):
                yield replace(
                    _spoken(reading, quote, sentence, sentence, "lies", "told", _LIE), holders=(quote.speaker,)
                )
            elif stance is not None:
                yield stance
            elif clauses:
                yield from _stated(reading, quote, sentence, said.get(quote.id, ()))
            elif _is_statement(reading, sentence, quote.speaker):
                yield _told(reading, quote, sentence)


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


def _by_quotation(reading: Reading, quotes: Sequence[Quote], clauses: Sequence[Clause]) -> Mapping[int, list[Clause]]:
    """Return the clauses of each quote, by its id."""
    found: defaultdict[int, list[Clause]] = defaultdict(list)
    for clause in clauses:
        quote = reading.quote_of[clause.quotation]
        if quote is not None:
            found[quote.id].append(clause)
    return found


def _stated(reading: Reading, quote: Quote, sentence: range, clauses: Sequence[Clause]) -> Iterator[Knowledge]:
    """Yield what a sentence tells: a statement, an intention of the speaker's, or what is to be kept from somebody."""
    lower = reading.discourse.tokens.lower
    words = [lower[i] for i in sentence if lower[i][0].isalnum()]
    assert quote.speaker is not None
    if len(words) < _FEWEST or _ends(reading, sentence, _QUESTION):
        return
    inside = [one for one in clauses if one.verb in sentence and one.main]
    kept = next((one for one in inside if one.negated and one.lemma in _DISCLOSING), None)
    if kept is not None and told_to(reading, kept) is not None:
        yield _kept(reading, quote, sentence, kept)
        return
    main = next((one for one in inside if one.subject_token is not None and one.tense != "none"), None)
    if main is None or words[0] in _CONDITIONS:
        return
    person = main.subject.pronoun.person if main.subject is not None and main.subject.pronoun is not None else 3
    if person == _I and (main.tense == "future" or _is_going_to(lower, main.verb)):
        yield replace(
            _spoken(reading, quote, sentence, sentence, "intends", "told", _INTENDED), holders=(quote.speaker,)
        )
    elif words[0] == "no" and main.negated:
        yield replace(_spoken(reading, quote, sentence, sentence, "doubts", "told", _DENIED), holders=(quote.speaker,))
    elif main.tense != "future" and person != _YOU:
        named = main.subject is not None and main.subject.mention.form == "PROP"
        confidence = _STATED if named or main.tense in ("past", "perfect", "pluperfect") else _SAID
        yield _spoken(reading, quote, sentence, sentence, "knows", "told", confidence)


def _is_going_to(lower: Sequence[str], verb: int) -> bool:
    return lower[max(0, verb - 2) : verb] == ("going", "to") or lower[verb : verb + 2] == ("going", "to")


def _kept(reading: Reading, quote: Quote, sentence: range, clause: Clause) -> Knowledge:
    """Return what the speaker has not told somebody, or asks not to be told: *I won't tell him*, *don't tell Anna*."""
    assert quote.speaker is not None
    other = told_to(reading, clause)
    told = (quote.speaker, *quote.addressees) if clause.subject is None or clause.tense == "none" else (quote.speaker,)
    holders = tuple(one for one in dict.fromkeys(told) if one != other and one.type == "PER")
    claim = _spoken(reading, quote, sentence, sentence, "hides", "told", _KEPT)
    return replace(claim, holders=holders, unaware=() if other is None or other == quote.speaker else (other,))


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
            if discourse.spoken[i] >= 0 or discourse.paragraph[i] != discourse.paragraph[after - 1]:
                break
            if lower[i] in ("lie", "lied", "untrue") and lower[i - 1] not in ("to", "not", "n't", "n’t"):
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
    if len(words) < _SHORTEST or words[0] in _CONDITIONS or _ends(reading, tokens, _QUESTION):
        return False
    if words[0] in words_of("auxiliaries"):
        return False  # a question, or a wish
    for one in reading.discourse.references_between(tokens.start, tokens.stop):
        who = reading.person(one)
        named = one.mention.form == "PROP" and one.subject and finite_follows(reading, one.last)
        if named and who is not None and who != speaker:
            return True
    return False


def _told(reading: Reading, quote: Quote, tokens: range) -> Knowledge:
    confidence = 0.3 if _ends(reading, tokens, _NO_CLAIM) else 0.6
    return _spoken(reading, quote, tokens, tokens, "knows", "told", confidence)


def _spoken(
    reading: Reading, quote: Quote, sentence: range, claim: range, stance: Stance, how: Source, confidence: float,
    *, ignorant: bool = False,
) -> Knowledge:  # fmt: skip
    assert quote.speaker is not None
    heard = (
        (quote.speaker, *(one for one in quote.hearers if one != quote.speaker)) if how == "told" else (quote.speaker,)
    )
    discourse = reading.discourse
    return Knowledge(
        0, words_of_claim(reading, claim), about_whom(reading, claim), () if ignorant else heard,
        (quote.speaker,) if ignorant else (), stance, how, discourse.starts[sentence.start],
        discourse.ends[sentence.stop - 1], quote.id, round(confidence * quote.confidence, 4),
    )  # fmt: skip


# -- about the speaker's own mind -----------------------------------------------------------------------------------


def _own_stance(reading: Reading, quote: Quote, tokens: range) -> Knowledge | None:
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
        return _of_self(reading, quote, tokens, complement, lemma, stance, negated=negated)
    return None


def _is_passed(word: str) -> bool:
    return (
        word in _NOT
        or word.endswith("ly")
        or word in ("do", "did", "can", "could", "always", "still", "also", "'ve", "’ve")
    )


def _of_self(
    reading: Reading, quote: Quote, sentence: range, claim: range, lemma: str, stance: Stance, *, negated: bool
) -> Knowledge | None:
    if stance == "knows" and lemma not in _KNOWN_IN_SPEECH:
        return None
    if stance == "knows":
        if negated:
            return _spoken(reading, quote, sentence, claim, stance, "narrated", 0.6, ignorant=True)
        asked = reading.discourse.tokens.lower[claim.start] in _MAY_BE_ASKED - {"that"}
        return _spoken(reading, quote, sentence, claim, stance, "narrated" if asked else "told", 0.6)
    if negated:
        if stance != "believes":
            return None
        stance = "doubts"
    return _spoken(reading, quote, sentence, claim, stance, "thought", 0.6)


# -- about another's mind -------------------------------------------------------------------------------------------


def _others_stance(reading: Reading, quote: Quote, tokens: range) -> Knowledge | None:
    """Return what the speaker says that another knows or believes: *he knows that you wrote*."""
    discourse = reading.discourse
    for i in tokens:
        lemma = _third_persons().get(discourse.tokens.lower[i])
        subject = (
            next((one for one in discourse.references_between(i - 4, i) if one.last == i), None) if lemma else None
        )
        who = reading.person(subject) if subject is not None and subject.quotation >= 0 else None
        stance = stance_of(lemma) if lemma is not None else None
        if lemma is None or stance is None or who is None or who == quote.speaker:
            continue
        complement = find_complement(reading, i + 1, lemma, stance)
        if complement is not None and complement.stop <= tokens.stop and not _ends(reading, tokens, _QUESTION):
            return replace(
                _spoken(reading, quote, tokens, complement, stance, "thought", 0.4), holders=(who,), how="told"
            )
    return None


@cache
def _third_persons() -> dict[str, str]:
    """Return the third-person forms of the verbs that tell a stance, each with its lemma."""
    return {verb_forms(lemma)[1]: lemma for name, _ in STANCES for lemma in words_of(name)}
