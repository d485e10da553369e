"""Clauses of narration: a subject, its verb in the past, and the object after it, found without a parser."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from fabula.annotate.tokens import GENITIVE_CLITICS
from fabula.annotate.verbs import past_lemma
from fabula.lexicons import past_forms_of, verb_lemmas, words_of
from fabula.resolve.discourse import Reference
from fabula.world.reading import Reading

_SUBJECT_REACH = 9  # tokens before a verb in which its subject begins,
_COORDINATED_REACH = 24  # or before one that another verb of the same subject comes before
_JOINING = frozenset({"and", ",", "then"})
_ADVERB_REACH = 4  # tokens between a subject and its verb
_OBJECT_REACH = 5  # tokens between a verb and its object
_MODALS = frozenset(
    {"would", "could", "should", "might", "may", "must", "can", "will", "shall", "'ll", "’ll", "'d", "’d", "if", "to"}
)
_STATIVE = frozenset({"be", "have", "do", "seem"})
_SHORT_AUXILIARIES = frozenset({"'d", "’d", "'ll", "’ll", "'ve", "’ve", "'re", "’re", "'m", "’m"})
_BEING = frozenset({"was", "were", "been", "be", "being", "is", "are"})
_ENDS_CLAUSE = frozenset({".", ";", "!", "?", ":", "that", "who", "which"})
_ENDS_OBJECT = frozenset({",", ".", ";", ":", "--", "—", "that", "and", "but"})
_SUPPORT_REACH = 4  # tokens after *did* in which its verb stands


Tense = Literal["past", "pluperfect", "present", "perfect", "future", "none"]


class Oblique(NamedTuple):
    """A phrase with a preposition that goes with a verb: its head, and whom or what that mentions."""

    preposition: str
    token: int
    reference: Reference | None


@dataclass(frozen=True, slots=True)
class Clause:
    """A verb with what goes with it; `verb` is its token.

    `asserted` is false in a question and under a negation, a modal, a condition or a verb of wanting; `negated` tells of a
    negation. Whom a passive is done to is its object; its subject is who does it, if that is said.

    What the trees tell beside (`clause_trees`; without trees it is empty): `others` who do it too, `recipient` to whom it is
    given or said, `subject_token` and `object_token` the heads of subject and object, `predicate` the head of what the subject
    *is*, `obliques` its phrases with prepositions, `complement` the tokens of the clause that the verb governs,
    `particles` its adverbs, particles and conjunctions, `tense`; `quotation` the number of the quotation that it stands in
    (-1: narration), `embedded` whether it is only what somebody says or thinks,
    `main` whether it hangs on no other clause but by *and* or a comma.
    """

    subject: Reference | None
    verb: int
    lemma: str
    object: Reference | None
    asserted: bool
    negated: bool
    others: tuple[Reference, ...] = ()
    recipient: Reference | None = None
    subject_token: int | None = None
    object_token: int | None = None
    predicate: int | None = None
    obliques: tuple[Oblique, ...] = ()
    complement: range | None = None
    particles: frozenset[str] = frozenset()
    tense: Tense = "past"
    quotation: int = -1
    embedded: bool = False
    main: bool = True


def find_clauses(reading: Reading) -> tuple[Clause, ...]:
    """Return the clauses of narration in order of their verbs, as far as words alone tell them."""
    return tuple(_clauses(reading))


def acts_of_narration(clauses: Iterable[Clause]) -> tuple[Clause, ...]:
    """Return the clauses of narration in which somebody does or undergoes something, not only is or has it."""
    return tuple(one for one in clauses if one.quotation < 0 and one.predicate is None and one.lemma not in _STATIVE)


def _clauses(reading: Reading) -> Iterator[Clause]:
    discourse = reading.discourse
    lower = discourse.tokens.lower
    asked = {discourse.sentence[i] for i, word in enumerate(lower) if word == "?" and discourse.spoken[i] < 0}
    for i, word in enumerate(lower):
        if discourse.spoken[i] >= 0:
            continue
        lemma = _supported_lemma(reading, i) or past_lemma(word)
        if lemma is None or lemma in _STATIVE or _is_modifier(reading, i):
            continue
        inverted = inverted_subject(reading, i)
        subject = inverted or _subject(reading, i)
        negated, modal = _polarity(reading, i, subject)
        target = _object(reading, i) if inverted is None else None
        asserted = not (negated or modal or discourse.sentence[i] in asked)
        if inverted is None and lemma not in words_of("adjectival_participles") and _is_passive(reading, i):
            subject, target = None, subject
        yield Clause(subject, i, lemma, target, asserted, negated)


def inverted_subject(reading: Reading, verb: int) -> Reference | None:
    """Return the speaker, or thinker, who follows the verb of a tag: *“Go,” said Anna*; *Oh, thought Anna*."""
    discourse = reading.discourse
    word = discourse.tokens.lower[verb]
    quoted = verb > 0 and discourse.spoken[verb - 1] >= 0 and word in past_forms_of("speech_verbs")
    thinks = verb > 0 and word in past_forms_of("thinking_verbs") and not discourse.tokens.words[verb - 1].isalpha()
    if not quoted and not thinks:
        return None
    found = discourse.at_token.get(verb + 1)
    if found is None or found.mention.type != "PER":
        return None
    return found if found.pronoun is None or found.pronoun.case == "subject" else None


def _supported_lemma(reading: Reading, i: int) -> str | None:
    """Return the verb at `i` if it stands in its base form after *did*: *did not know*, *did she know*."""
    lower, sentence = reading.discourse.tokens.lower, reading.discourse.sentence
    word = lower[i]
    if "did" not in lower[max(0, i - _SUPPORT_REACH + 1) : i]:
        return None
    for back in range(1, min(_SUPPORT_REACH, i + 1)):
        before = lower[i - back]
        if before == "did" and sentence[i - back] == sentence[i]:
            return word if word in verb_lemmas() else None
        passed = (
            before in words_of("negations") or before.endswith("ly") or before in ("he", "she", "they", "i", "even")
        )
        if not passed:
            return None
    return None


def _is_modifier(reading: Reading, i: int) -> bool:
    """Tell whether a form in -ed stands before a noun: *the painted door*, *a tired man*."""
    lower = reading.discourse.tokens.lower
    before = lower[i - 1] if i else ""
    if before in words_of("determiners") and before not in ("that", "this", "all", "both", "what", "which", "her"):
        return True
    return before in ("very", "so", "too", "more", "most", "'s", "’s", "of", "with", "in", "rather", "quite")


def _is_passive(reading: Reading, verb: int) -> bool:
    """Tell whether a form of *be* stands before the verb, adverbs apart: *was carried*, *had been sent*."""
    lower = reading.discourse.tokens.lower
    for back in range(1, min(_ADVERB_REACH, verb + 1)):
        before = lower[verb - back]
        if before in _BEING:
            return True
        if not before.endswith("ly") and before not in words_of("negations") and before not in words_of("tag_adverbs"):
            return False
    return False


def _subject(reading: Reading, verb: int) -> Reference | None:
    """Return the reference that the verb follows, reaching over adverbs, auxiliaries and a coordinated verb."""
    discourse = reading.discourse
    lower = discourse.tokens.lower
    joined = verb > 0 and lower[verb - 1] in _JOINING
    reach = _COORDINATED_REACH if joined else _SUBJECT_REACH
    for one in reversed(discourse.references_between(max(0, verb - reach), verb)):
        if one.sentence != discourse.sentence[verb] or one.quotation >= 0 or one.last > verb:
            continue
        between = lower[one.last : verb]
        if one.subject and not any(word in _ENDS_CLAUSE for word in between):
            coordinated = "and" in between or "," in between
            if lower[one.last] in GENITIVE_CLITICS and not coordinated:
                return None  # what somebody has is the subject: *Tom's hat fell*
            return one if coordinated or len(between) <= _ADVERB_REACH else None
    return None


def _polarity(reading: Reading, verb: int, subject: Reference | None) -> tuple[bool, bool]:
    lower = reading.discourse.tokens.lower
    first = subject.last if subject is not None else max(0, verb - 3)
    window = lower[max(first, verb - 4) : verb]
    negated = any(word in words_of("negations") for word in window)
    modal = any(word in _MODALS for word in window) or (
        subject is not None and subject.first > 0 and lower[subject.first - 1] in ("if", "whether", "unless")
    )
    return negated, modal


def _object(reading: Reading, verb: int) -> Reference | None:
    discourse = reading.discourse
    lower = discourse.tokens.lower
    for one in discourse.references_between(verb + 1, verb + 1 + _OBJECT_REACH):
        if one.sentence != discourse.sentence[verb] or one.quotation >= 0:
            return None
        between = lower[verb + 1 : one.first]
        if any(word in _ENDS_OBJECT for word in between):
            return None
        possessive = one.pronoun is not None and one.pronoun.case == "possessive" and not is_object_her(reading, one)
        genitive = one.last < len(lower) and lower[one.last] in GENITIVE_CLITICS
        if possessive or genitive or (one.subject and one.first > verb + 1):
            continue
        if one.subject and one.pronoun is not None:
            continue
        return one
    return None


def is_object_her(reading: Reading, reference: Reference) -> bool:
    """Tell whether a *her* is an object, as what follows can't be possessed: *told her that*, *gave her the key*."""
    lower = reading.discourse.tokens.lower
    if lower[reference.first] != "her" or reference.last - reference.first != 1:
        return False
    after = lower[reference.last] if reference.last < len(lower) else "."
    return not after[0].isalpha() or after in words_of("noun_phrase_ends") or after in words_of("after_object_her")


def finite_follows(reading: Reading, token: int) -> bool:
    """Tell whether a finite verb stands at `token` or after adverbs there; a genitive *'s* is none."""
    lower = reading.discourse.tokens.lower
    while token < len(lower) and (lower[token] in words_of("tag_adverbs") or lower[token].endswith("ly")):
        token += 1
    if token >= len(lower):
        return False
    word = lower[token]
    return word in words_of("auxiliaries") or word in _SHORT_AUXILIARIES or past_lemma(word) is not None
