"""Secrets: what narration says that somebody hid or kept from somebody else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fabula.lexicons import words_of
from fabula.types.world import Knowledge
from fabula.world.claims import about_whom, words_of_claim
from fabula.world.clauses import Clause
from fabula.world.reading import Reading

_HIDING = frozenset({"hide", "conceal", "keep", "withhold"})
_REACH = 9  # tokens from the verb to *from* and whom
_IT = frozenset({"it", "this", "that", "all", "everything"})
_STOPS = frozenset({",", ".", ";", ":", "!", "?", "--", "—", "and", "but", "away"})


def find_secrets(reading: Reading, clauses: Sequence[Clause]) -> Iterator[Knowledge]:
    """Yield what is hidden (*hid the letter from him*, *kept it from her*): its keeper holds it, the other is unaware."""
    for clause in clauses:
        if clause.lemma not in _HIDING or not clause.asserted or clause.subject is None:
            continue
        keeper = reading.person(clause.subject)
        preposition = _from(reading, clause.verb)
        if keeper is None or preposition is None:
            continue
        other = reading.person_at(preposition + 1)
        tokens = range(clause.verb + 1, preposition)
        if other is None or other == keeper or not _can_be_hidden(reading, clause, tokens):
            continue
        start, end = reading.sentence_span(clause.verb)
        yield Knowledge(
            0, words_of_claim(reading, tokens), about_whom(reading, tokens), (keeper,), (other,), "hides", "narrated",
            start, end, None, 0.6,
        )  # fmt: skip


def _from(reading: Reading, verb: int) -> int | None:
    """Return the *from* after a verb of hiding, with something between them."""
    lower, sentence = reading.discourse.tokens.lower, reading.discourse.sentence
    for i in range(verb + 1, min(verb + _REACH, len(lower) - 1)):
        if sentence[i] != sentence[verb] or lower[i] in _STOPS:
            return None
        if lower[i] == "from":
            return i if i > verb + 1 else None
    return None


def _can_be_hidden(reading: Reading, clause: Clause, tokens: range) -> bool:
    """Tell whether what is hidden is a thing or a matter; *kept* alone is vague, so it needs one that is a secret."""
    lower = reading.discourse.tokens.lower
    words = [lower[i] for i in tokens]
    if any(reading.person_at(i) is not None for i in tokens):
        return False
    if clause.lemma != "keep":
        return True
    known = words_of("secrets") | words_of("notable_objects")
    return (len(words) == 1 and words[0] in _IT) or any(word in known for word in words)
