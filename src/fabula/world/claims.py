"""Claims: the clause that a verb of knowing or telling governs, its words, and whom it is about."""

from __future__ import annotations

from functools import cache, lru_cache

from fabula.annotate.tokens import GENITIVE_CLITICS
from fabula.lexicons import words_of
from fabula.types.world import Entity, Quote, Stance
from fabula.world.clauses import Clause, finite_follows
from fabula.world.reading import Reading

STANCES: tuple[tuple[str, Stance], ...] = (
    ("cognition_hide", "hides"),
    ("cognition_doubt", "doubts"),
    ("cognition_intend", "intends"),
    ("cognition_feel", "feels"),
    ("cognition_believe", "believes"),
    ("cognition_know", "knows"),
)
_PRETENDING = frozenset({"pretend", "feign"})
_SUBORDINATORS = frozenset({"that", "how", "why", "what", "where", "who", "whether"})
_OPEN = frozenset({"whether", "if"})  # what they introduce is in doubt
_DOUBTING = frozenset({"wonder", "doubt", "question", "ask"})
_INFINITIVE: frozenset[Stance] = frozenset({"intends", "lies"})
_ENDS = frozenset({".", "!", "?", ";", "--", "—", "”", '"'})
_AND = frozenset({"and", "but", "so", "for", "yet"})
_NOT_FINITE = frozenset({"be", "been"})
_LONGEST = 40  # tokens of a claim
_SHORTEST = 3
_SUBJECT_REACH = 6  # tokens that a bare clause's subject may take


@lru_cache(maxsize=65536)
def stance_of(lemma: str) -> Stance | None:
    """Return the stance that a mental verb tells of its subject, ``None`` for other verbs."""
    if lemma in _PRETENDING:
        return "lies"
    return _stances().get(lemma)


@cache
def _stances() -> dict[str, Stance]:
    return {word: stance for name, stance in STANCES for word in words_of(name)}


def find_complement(reading: Reading, first: int, lemma: str, stance: Stance | None) -> range | None:
    """Return the tokens of the clause that begins at `first`, if one does that the verb `lemma` can govern.

    A clause has a subordinator, or is bare and has a subject with its finite verb; ``to`` opens one for intentions.
    """
    discourse = reading.discourse
    if first >= len(discourse.sentence) or discourse.sentence[first] != discourse.sentence[first - 1]:
        return None
    word = discourse.tokens.lower[first]
    if word in _SUBORDINATORS or (word in _OPEN and lemma in _DOUBTING):
        opened = not (word == "that" and not _opens_clause(reading, first + 1))
    elif word == "to":
        opened = stance in _INFINITIVE
    else:
        opened = _opens_clause(reading, first)
    last = _claim_end(reading, first)
    shortest = _SHORTEST - 1 if word == "to" else _SHORTEST
    return range(first, last) if opened and last - first >= shortest else None


def _opens_clause(reading: Reading, first: int) -> bool:
    """Tell whether a subject stands at `first` with its finite verb: *the man was gone*, not *the man's hands*."""
    subject = reading.discourse.at_token.get(first)
    if subject is not None and subject.last <= first + _SUBJECT_REACH:
        case = subject.pronoun.case if subject.pronoun is not None else "subject"
        after = reading.discourse.tokens.lower[subject.last : subject.last + 1]
        return case == "subject" and GENITIVE_CLITICS.isdisjoint(after) and finite_follows(reading, subject.last)
    lower, sentence = reading.discourse.tokens.lower, reading.discourse.sentence
    if lower[first] not in words_of("determiners") and lower[first] not in ("it", "there", "you", "nobody", "nothing"):
        return False
    for i in range(first + 1, min(first + _SUBJECT_REACH, len(lower))):
        if sentence[i] != sentence[first] or not lower[i][0].isalpha():
            return False
        inner = reading.discourse.at_token.get(i)
        if inner is not None and inner.pronoun is not None and inner.pronoun.case == "subject":
            return False
        if lower[i] in words_of("auxiliaries"):
            return lower[i] not in _NOT_FINITE
    return False


def _claim_end(reading: Reading, first: int) -> int:
    """Return where the clause ends: at a stop, at a quotation mark, or before a main clause that goes on from it."""
    discourse = reading.discourse
    lower = discourse.tokens.lower
    inside = discourse.spoken[first]
    last = first
    while last < len(lower) and discourse.sentence[last] == discourse.sentence[first] and last - first < _LONGEST:
        if lower[last] in _ENDS or discourse.spoken[last] != inside or _goes_on(reading, last):
            break
        last += 1
    return last


def _goes_on(reading: Reading, comma: int) -> bool:
    """Tell whether a comma is followed by a clause of its own: *…, and the hands were not steady*."""
    discourse = reading.discourse
    lower = discourse.tokens.lower
    if lower[comma] != ",":
        return False
    first = comma + 1 + (lower[comma + 1 : comma + 2] != () and lower[comma + 1] in _AND)
    subject = discourse.at_token.get(first)
    return subject is not None and subject.subject


def words_of_claim(reading: Reading, tokens: range) -> str:
    """Return the words of a claim on one line, without its *that* and its marks."""
    discourse = reading.discourse
    words = reading.text[discourse.starts[tokens.start] : discourse.ends[tokens.stop - 1]].split()
    bare = words[1:] if words and words[0].lower() == "that" else words
    return " ".join(bare).strip('"“”‘«» ').rstrip(" ,")


def about_whom(reading: Reading, tokens: range) -> tuple[Entity, ...]:
    """Return the entities that a claim mentions, in order of their ids; nobody in particular is left out."""
    found = {reading.referent(one) for one in reading.discourse.references_between(tokens.start, tokens.stop)}
    indefinite = words_of("indefinite_pronouns")
    return tuple(
        sorted(
            (one for one in found if one is not None and one.name.split()[-1].lower() not in indefinite),
            key=lambda one: one.id,
        )
    )


def told_to(reading: Reading, clause: Clause) -> Entity | None:
    """Return whom a clause of telling says to be told something, or not; *a soul* and *anyone* are nobody in particular."""
    lower = reading.discourse.tokens.lower
    indefinite = words_of("indefinite_determiners") | words_of("indefinite_pronouns")
    some = (one for one in (clause.object, clause.recipient) if one is not None)
    found = (reading.person(one) for one in some if lower[one.first] not in indefinite)
    return next((one for one in found if one is not None), None)


def ends_with(reading: Reading, token: int, marks: frozenset[str]) -> bool:
    """Tell whether the sentence that a token stands in ends with one of `marks`, closing quotation marks apart."""
    start, end = reading.sentence_span(token)
    return reading.text[start:end].rstrip("\"“”‘’'»)* _")[-1:] in marks


def asks(text: str, quote: Quote) -> bool:
    """Tell whether a quote of some text ends with a question."""
    return text[quote.start : quote.end].rstrip("\"”'’» ").endswith("?")
