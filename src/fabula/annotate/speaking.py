"""Whoever speaks is somebody: animals, things and names that the network takes for none, where a tag gives them words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from fabula.annotate.nominals import gender_of_noun
from fabula.annotate.proper_names import gender_of_name
from fabula.lexicons import past_forms_of, words_of
from fabula.types.annotations import Mention, MentionForm, Syntax
from fabula.types.text import Span, Tokens

_SUBJECTS = frozenset({"nsubj", "nsubj:outer"})
_BEFORE = frozenset({"det", "amod", "compound", "flat", "nummod", "nmod:poss"})  # relations of words before a head
_AFTER = frozenset({"flat", "compound"})  # and after it
_REACH = 12  # tokens of narration between a verb and the words that are said
_NEAR = 3  # tokens between a verb and a common noun that nobody took for a person
_OFTEN = 2  # times that somebody must speak to be somebody everywhere


def with_speakers(
    mentions: Sequence[Mention], tokens: Tokens, syntax: Syntax, spoken: Sequence[int], names: Sequence[Mention] = ()
) -> list[Mention]:
    """Return the mentions, all who speak among them as persons, and whatever is named by a capitalised word that speaks often.

    `spoken` gives each token's quotation, -1 outside; `names` are those that rules find, where a passed-over speaker may be.
    """
    name_at = {start: one for one in names for start in _starts_inside(tokens, one)}
    by_head = {one.head.start: place for place, one in enumerate(mentions) if one.form != "PRON"}
    found = list(mentions)
    times: Counter[str] = Counter()
    for subject in _subjects(tokens, syntax, spoken):
        start, word = int(tokens.start[subject]), tokens.words[subject]
        place = by_head.get(start)
        near = word[0].isupper() or abs(int(syntax.head[subject]) - subject) <= _NEAR
        name = name_at.get(start)
        if place is None and near and name is not None:
            by_head |= dict.fromkeys(_starts_inside(tokens, name), len(found))
            found.append(_as_person(name, tokens, syntax, subject))
        elif place is None and near:
            found.append(_mention(tokens, syntax, subject))
        elif place is not None and found[place].type != "PER":
            found[place] = _as_person(found[place], tokens, syntax, subject)
        if word[0].isupper() and (place is None or (place < len(mentions) and mentions[place].type != "PER")):
            times[word] += 1
    often = {word for word, count in times.items() if count >= _OFTEN}
    if not often:
        return found
    place_of = {int(start): i for i, start in enumerate(tokens.start.tolist())}
    return [
        _as_person(one, tokens, syntax, place_of[one.head.start])
        if one.type != "PER" and one.form != "PRON" and tokens.words[place_of[one.head.start]] in often
        else one
        for one in found
    ]


def _starts_inside(tokens: Tokens, name: Mention) -> list[int]:
    return [int(tokens.start[i]) for i in tokens.between(name.start, name.end)]


def _subjects(tokens: Tokens, syntax: Syntax, spoken: Sequence[int]) -> Iterator[int]:
    """Yield the nouns in narration whose verb of speech stands beside a quotation."""
    verbs = past_forms_of("speech_verbs")
    weak, of_speech = past_forms_of("speech_weak"), words_of("speech_nouns")
    for token, relation in enumerate(syntax.relation):
        if relation not in _SUBJECTS or spoken[token] >= 0 or syntax.upos[token] not in ("NOUN", "PROPN"):
            continue
        verb = int(syntax.head[token])
        lower = tokens.lower[verb]
        if spoken[verb] >= 0 or lower not in verbs or lower in weak or syntax.lemma[token] in of_speech:
            continue
        if _follows_words(tokens, spoken, min(token, verb)) or _leads_to_words(tokens, spoken, max(token, verb)):
            yield token


def _follows_words(tokens: Tokens, spoken: Sequence[int], first: int) -> bool:
    """Tell whether a quotation ends shortly before a token, with no mark between them."""
    for i in range(first - 1, max(-1, first - _REACH), -1):
        if spoken[i] >= 0:
            return True
        if not tokens.words[i][0].isalnum():
            return False
    return False


def _leads_to_words(tokens: Tokens, spoken: Sequence[int], last: int) -> bool:
    """Tell whether a quotation begins soon after a token, behind a comma or a colon of the same sentence."""
    for i in range(last + 1, min(len(spoken), last + _REACH)):
        if spoken[i] >= 0:
            return tokens.words[i - 1] in (",", ":") and i > last + 1
        if tokens.words[i] in (".", "!", "?", ";"):
            return False
    return False


def _mention(tokens: Tokens, syntax: Syntax, head: int) -> Mention:
    first, last = head, head + 1
    while first and syntax.head[first - 1] == head and syntax.relation[first - 1] in _BEFORE:
        first -= 1
    while last < len(tokens) and syntax.head[last] == head and syntax.relation[last] in _AFTER:
        last += 1
    start, end = int(tokens.start[first]), int(tokens.end[last - 1])
    name = syntax.upos[head] == "PROPN" and all(tokens.words[i][0].isupper() for i in range(first, last))
    form: MentionForm = "PROP" if name else "NOM"
    head_span = Span(int(tokens.start[head]), int(tokens.end[head]))
    return _as_person(Mention(start, end, "PER", form, head_span), tokens, syntax, head)


def _as_person(mention: Mention, tokens: Tokens, syntax: Syntax, head: int) -> Mention:
    if mention.form == "PROP":
        inside = tokens.between(mention.name.start, mention.name.end)
        gender = gender_of_name(None, " ".join(tokens.words[inside.start : inside.stop]))
    else:
        gender = gender_of_noun(tokens.lower[head])
        if gender is None and syntax.xpos[head] in ("NNS", "NNPS"):
            gender = "plural"
    return replace(mention, type="PER", gender=gender)
