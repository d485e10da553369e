"""What the trees tell of speech tags: the subject of a verb, however far from it, and tags whose verb is no verb of speech."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection

from fabula.lexicons import words_of
from fabula.resolve.discourse import Discourse, Reference
from fabula.types.annotations import Syntax

_SUBJECTS = ("nsubj", "nsubj:outer", "nsubj:pass")
_RELATIVES = frozenset({"who", "that", "which"})
_STOPS = frozenset({".", "!", "?"})
_CLIMBS, _REACH = 6, 45  # clauses up, and tokens to either side
_LONGEST = 9  # tokens from the mark to a tag's verb or subject


def subject_by_tree(discourse: Discourse, verb: int, nearest: Reference | None) -> Reference | None:
    """Return the subject of a verb where the tree tells better than nearness: of *who said* whom it tells of, of *whispered by*
    who does it, and another than the `nearest` one where that is within a relative clause; else ``None``."""
    syntax = discourse.syntax
    if syntax is None:
        return None
    agent = _agent(discourse, syntax, verb)
    if agent is not None:
        return person_at(discourse, agent)
    heard = _heard_to_say(discourse, syntax, verb)
    if heard is not None:
        return heard
    chain = _clauses(discourse, syntax, verb)
    subject = _dependent(discourse, syntax, verb, _SUBJECTS)
    if subject is not None and discourse.tokens.lower[subject] in _RELATIVES:
        told_of = next((int(syntax.head[one]) for one in chain if syntax.relation[one].startswith("acl")), None)
        person = None if told_of is None else person_at(discourse, told_of)
        return person or _person_before(discourse, subject)
    if nearest is None or not _is_within_relative(discourse, syntax, nearest, chain):
        return None
    outside = [
        one
        for one in discourse.references_between(verb - _REACH, verb)
        if one.mention.type == "PER" and one.quotation < 0 and _governor(discourse, syntax, one) in chain
    ]
    return outside[-1] if outside else None


def _person_before(discourse: Discourse, token: int) -> Reference | None:
    """Return the person whose mention ends right before a token, or before a comma there."""
    end = token - 1 if discourse.tokens.lower[token - 1] == "," else token
    found = [
        one
        for one in discourse.references_between(end - _LONGEST, end)
        if one.last == end and one.mention.type == "PER" and one.quotation < 0
    ]
    return found[0] if found else None


def _heard_to_say(discourse: Discourse, syntax: Syntax, verb: int) -> Reference | None:
    """Return who says it in *Anna heard Tom say*: the own subject of the infinitive, or the object of the verb before."""
    if syntax.xpos[verb] != "VB" or syntax.relation[verb] not in ("xcomp", "ccomp"):
        return None
    own = _dependent(discourse, syntax, verb, _SUBJECTS)
    if own is None and syntax.lemma[int(syntax.head[verb])] in words_of("perception_verbs"):
        own = _dependent(discourse, syntax, int(syntax.head[verb]), ("obj",))
    return None if own is None or own > verb else person_at(discourse, own)


def says(discourse: Discourse, token: int) -> bool:
    """Tell whether a word is a verb of speech in a form that words alone do not tell: *say*, *repeating*."""
    syntax = discourse.syntax
    if syntax is None or syntax.upos[token] != "VERB" or syntax.xpos[token] not in ("VB", "VBG"):
        return False
    return syntax.lemma[token] in words_of("speech_verbs") - words_of("speech_weak")


def _clauses(discourse: Discourse, syntax: Syntax, verb: int) -> list[int]:
    """Return a verb and those of the clauses that it belongs to, from within outwards."""
    chain = [verb]
    while len(chain) <= _CLIMBS:
        head = int(syntax.head[chain[-1]])
        if head in chain or discourse.sentence[head] != discourse.sentence[verb] or discourse.spoken[head] >= 0:
            break
        chain.append(head)
    return chain


def _is_within_relative(discourse: Discourse, syntax: Syntax, reference: Reference, chain: Collection[int]) -> bool:
    """Tell whether somebody is the subject within a relative clause that a verb, with its `chain`, does not belong to."""
    governor = _governor(discourse, syntax, reference)
    if governor is None or governor in chain:
        return False
    return any(
        one not in chain and syntax.relation[one].startswith("acl") for one in _clauses(discourse, syntax, governor)
    )


def _governor(discourse: Discourse, syntax: Syntax, reference: Reference) -> int | None:
    """Return the verb that somebody is the subject of."""
    head = bisect_left(discourse.starts, reference.mention.head.start)
    return int(syntax.head[head]) if head < len(discourse.starts) and syntax.relation[head] in _SUBJECTS else None


def person_at(discourse: Discourse, token: int) -> Reference | None:
    """Return the longest mention of a person whose head is a token of narration; of a voice or the like, its owner's."""
    syntax = discourse.syntax
    found = [
        one
        for one in discourse.references_between(token - _REACH, token + 1)
        if one.mention.type == "PER" and one.quotation < 0 and one.mention.head.start == discourse.starts[token]
    ]
    if found:
        return max(found, key=lambda one: one.last - one.first)
    return None if syntax is None else _owner_of_speech(discourse, syntax, token)


def _owner_of_speech(discourse: Discourse, syntax: Syntax, noun: int) -> Reference | None:
    """Return whose a voice, an answer or the like is."""
    owner = _dependent(discourse, syntax, noun, ("nmod:poss",)) if _is_of_speech(syntax, noun) else None
    return None if owner is None else person_at(discourse, owner)


def _is_of_speech(syntax: Syntax, noun: int) -> bool:
    return syntax.lemma[noun] in words_of("speech_nouns")


def tag_by_tree(discourse: Discourse, narration: range, *, comma: bool, open_end: bool) -> tuple[Reference, int] | None:
    """Return the subject and the verb of the tag that narration after a quotation begins with, whatever its verb.

    `comma`: the quotation ends with one, so that what follows must be a tag; `open_end`: it does not end with a full stop, so
    that a verb right after it must be one.
    """
    syntax = discourse.syntax
    if syntax is None:
        return None
    stop = min(narration.stop, narration.start + _LONGEST)
    verb = next((i for i in range(narration.start, stop) if _is_finite(syntax, i)), None)
    if verb is None:
        return None
    subject = _dependent(discourse, syntax, verb, (*_SUBJECTS, "obj"))
    inverted = all(syntax.upos[i] in ("ADV", "PUNCT", "SYM") for i in range(narration.start, verb))
    if inverted and open_end:
        if subject is None or subject < verb:
            subject = _noun_after(discourse, syntax, verb, stop + 3)
        if syntax.lemma[verb] == "be" and syntax.head[verb] > verb and _is_of_speech(syntax, int(syntax.head[verb])):
            subject = int(syntax.head[verb])  # *was Anna's first question*
    elif not comma or subject is None or not narration.start <= subject < verb:
        return None
    found = None if subject is None else person_at(discourse, subject)
    if found is None or not (inverted or _opens(syntax, narration.start, found.first)):
        return None
    return found, verb


def _opens(syntax: Syntax, first: int, subject: int) -> bool:
    """Tell whether nothing but marks, adverbs and what belongs to the subject stands before it."""
    return all(syntax.upos[i] in ("ADV", "PUNCT", "SYM", "DET", "ADJ") for i in range(first, subject))


def speech_noun_before(discourse: Discourse, first: int, stop: int) -> Reference | None:
    """Return whose *answer* or *question* the narration right before a quotation says that it is: *Anna's only answer was*."""
    syntax = discourse.syntax
    if syntax is None:
        return None
    be = next((i for i in range(stop - 1, max(first, stop - 4) - 1, -1) if syntax.lemma[i] == "be"), None)
    if be is None or not all(syntax.upos[i] in ("ADV", "PUNCT") for i in range(be + 1, stop)):
        return None
    if discourse.tokens.lower[stop - 1] in _STOPS:
        return None
    noun = _dependent(discourse, syntax, int(syntax.head[be]), _SUBJECTS)
    if noun is None:
        noun = be - 1
    return _owner_of_speech(discourse, syntax, noun) if first <= noun < stop else None


def _is_finite(syntax: Syntax, i: int) -> bool:
    return syntax.xpos[i] in ("VBD", "VBZ", "VBP") and syntax.upos[i] in ("VERB", "AUX")


def _noun_after(discourse: Discourse, syntax: Syntax, verb: int, stop: int) -> int | None:
    """Return the first noun, name or pronoun after a verb, with nothing before it but what may come between the two."""
    for i in range(verb + 1, min(stop, len(discourse.starts))):
        if syntax.upos[i] in ("PROPN", "NOUN", "PRON"):
            while syntax.relation[i] in ("compound", "flat", "nmod:poss") and i < syntax.head[i] < stop:
                i = int(syntax.head[i])
            return i
        if syntax.upos[i] not in ("ADV", "ADJ", "DET", "ADP", "PART"):
            return None
    return None


def _agent(discourse: Discourse, syntax: Syntax, verb: int) -> int | None:
    """Return who does what a passive verb says: *whispered by Anna*."""
    agent = _dependent(discourse, syntax, verb, ("obl:agent", "obl"))
    if agent is None or syntax.xpos[verb] != "VBN":
        return None
    case = _dependent(discourse, syntax, agent, ("case",))
    return agent if case is not None and discourse.tokens.lower[case] == "by" else None


def _dependent(discourse: Discourse, syntax: Syntax, head: int, relations: Collection[str]) -> int | None:
    """Return the first token near by that hangs on another one by one of some relations."""
    first, last = max(0, head - _REACH), min(len(discourse.starts), head + _REACH)
    for i in range(first, last):
        if syntax.relation[i] in relations and syntax.head[i] == head and i != head:
            return i
    return None
