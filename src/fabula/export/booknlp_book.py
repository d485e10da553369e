"""BookNLP's ``.book``: what each person does, suffers, has and is, read off the trees, and how he is mentioned."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fabula.export.token_spans import TokenSpans
from fabula.types.world import Entity, EntityMention, StoryWorld, Token

GENDERS: Mapping[str | None, str] = {"he": "he/him/his", "she": "she/her", "they": "they/them/their"}
_FORMS = {"proper": "PROP", "common": "NOM", "pronoun": "PRON"}
_PASSIVE = frozenset({"nsubj:pass"})
_Uses = dict[str, list[dict[str, Any]]]


def book_of(
    world: StoryWorld,
    tokens: Sequence[Token],
    words: Sequence[str],
    spans: TokenSpans,
    number_of: Callable[[Entity], int],
) -> dict[str, Any]:
    """Return the content of a ``.book``: the persons mentioned more than once, the most mentioned first."""
    mentions: defaultdict[Entity, list[tuple[EntityMention, tuple[int, int]]]] = defaultdict(list)
    for one in sorted(world.mentions, key=lambda one: (one.start, one.end)):
        where = spans.of(one.start, one.end)
        if where is not None and one.type == "PER":
            mentions[one.entity].append((one, where))
    trees = _Trees(tokens, words)
    several = sorted(
        (item for item in mentions.items() if len(item[1]) > 1), key=lambda item: (-len(item[1]), item[0].id)
    )
    return {"characters": [_character(number_of(who), who, some, words, trees) for who, some in several]}


def _character(
    number: int, who: Entity, some: list[tuple[EntityMention, tuple[int, int]]], words: Sequence[str], trees: _Trees
) -> dict[str, Any]:
    uses: _Uses = {"agent": [], "patient": [], "mod": [], "poss": []}
    for _, where in some:
        trees.add_uses(where, uses)
    forms = {
        name: Counter(" ".join(words[first : last + 1]) for one, (first, last) in some if one.form == form)
        for name, form in _FORMS.items()
    }
    mentions = {name: [{"c": times, "n": text} for text, times in found.most_common()] for name, found in forms.items()}
    return {**uses, "id": number, "g": _gender(who), "count": len(some), "mentions": mentions}


def _gender(who: Entity) -> dict[str, Any] | None:
    chosen = GENDERS.get(who.pronouns)
    if chosen is None:
        return None
    return {"inference": {one: float(one == chosen) for one in GENDERS.values()}, "argmax": chosen, "max": 1.0}


class _Trees:
    """The trees of a book, and what a mention in them does; relations are those of Universal Dependencies."""

    def __init__(self, tokens: Sequence[Token], words: Sequence[str]) -> None:
        self._tokens, self._words = tokens, words
        self._children: defaultdict[int, list[int]] = defaultdict(list)
        for number, one in enumerate(tokens):
            if one.head is not None and 0 <= one.head < len(tokens):
                self._children[one.head].append(number)

    def add_uses(self, where: tuple[int, int], uses: _Uses) -> None:
        """Add to `uses` what the mention of some tokens is agent and patient of, what it has, and what it is."""
        at = self._conjoined(self._head(where))
        one = self._tokens[at]
        if one.head is None or not 0 <= one.head < len(self._tokens):
            return
        relation, head = one.deprel or "", one.head
        verbal = self._tokens[head].upos == "VERB"
        if relation == "nsubj" and any(self._tokens[child].deprel == "cop" for child in self._children[head]):
            self._add(uses["mod"], head, ("NOUN", "ADJ"))
        elif (relation == "nsubj" and verbal) or relation == "obl:agent":
            self._add(uses["agent"], head, ("VERB",))
        elif (relation in _PASSIVE or relation == "obj") and verbal:
            self._add(uses["patient"], head, ("VERB",), conjuncts=False)
        elif relation == "nmod:poss":
            self._add(uses["poss"], head, None)

    def _add(self, to: list[dict[str, Any]], at: int, upos: tuple[str, ...] | None, *, conjuncts: bool = True) -> None:
        others = (one for one in self._children[at] if self._tokens[one].deprel == "conj") if conjuncts else ()
        kept = (one for one in (at, *others) if upos is None or self._tokens[one].upos in upos)
        to.extend({"w": self._words[one], "i": one} for one in kept)

    def _head(self, where: tuple[int, int]) -> int:
        first, last = where
        heads = (self._tokens[at].head for at in range(first, last + 1))
        return next((first + n for n, head in enumerate(heads) if head is None or not first <= head <= last), last)

    def _conjoined(self, at: int) -> int:
        """Return the first of the conjuncts that a token is one of, which stands in the clause for all of them."""
        one = self._tokens[at]
        known = one.head is not None and 0 <= one.head < len(self._tokens)
        return one.head if one.deprel == "conj" and known and one.head is not None else at
