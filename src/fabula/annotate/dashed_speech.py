"""Speech that a dash opens (*— Go, he said. You must.*): no mark closes it, so words alone tell where narration begins.

A tag ends the first stretch. After the tag's sentence each sentence is speech or narration: whoever speaks says *I*, *you*, or
asks; whoever tells begins with *he*, an article or a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from fabula.annotate.pronouns import PRONOUNS
from fabula.annotate.tokens import WORD
from fabula.annotate.verbs import past_lemma
from fabula.lexicons import past_forms_of, words_of

# What a dash opens; after a colon too: *He said: — Go.*
OPENING = re.compile(r"(?:[—―]|--|–)\s*(?=\w|[‘'“\"])")
_AGAIN = re.compile(r"(?<=[.:!?…])\s+(?=(?:[—―]|--|–)\s*\w)")
_BREATH = re.compile(r"(?<=[,!?…—])\s+")
_SENTENCE_END = re.compile(r"(?<=[.!?…:])\s+(?=[^\W\d_a-z]|[“\"‘'(—-])")
_RESUMED = re.compile(r",\s+(?P<rest>[^\W\d_][^\0]*)")
_MOST_SUBJECT = 4  # words of a tag's subject: *the old Buck Mulligan said*
_FIRST_AND_SECOND = frozenset(word for word, one in PRONOUNS.items() if one.person < 3)
_SUBJECTS = frozenset(word for word, one in PRONOUNS.items() if one.case == "subject" and one.person != 2)
_PAST = frozenset({"was", "were", "had", "did", "could", "would"})
_JOINING = frozenset({"and", "as", "with", "but", "then", "while", "when", "who", "in", "to", "for", "at", "on"})
_TELLING = _SUBJECTS - {"i", "we"}  # first words of a sentence that tells


def dashed_stretches(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches of speech of a paragraph that opens with a dash, or holds one that opens speech after a stop."""
    first = OPENING.match(text, start, end)
    openings = [*([first.start()] if first else []), *(found.end() for found in _AGAIN.finditer(text, start, end))]
    for opening, following in pairwise((*openings, end)):
        yield from _spoken_parts(text, opening, _without_space(text, opening, following))


def sounds_spoken(sentence: str) -> bool:
    """Tell whether a sentence beside a speech goes on with it, by its words: *I*, *you*, a question, no third person first."""
    words = [word.lower().replace("’", "'") for word in WORD.findall(sentence)]
    if not words:
        return False
    if _speaks(words) or sentence.rstrip()[-1:] in "!?":
        return True
    return not (words[0] in _TELLING or any(word in _PAST or past_lemma(word) for word in words))


def _speaks(words: Sequence[str]) -> bool:
    """Tell whether words in lower case say *I* or *you*."""
    return any(word.split("'")[0] in _FIRST_AND_SECOND for word in words)


def _spoken_parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield what is speech from a dash on: up to the tag, and of the sentences after it those that sound so."""
    tag = _find_tag(text, start, end)
    if tag is None:
        yield start, end
        return
    spoken, position = tag
    yield start, spoken
    begun: int | None = None
    for first, last in _sentences(text, position, end):
        if not sounds_spoken(text[first:last]):
            if begun is not None:
                yield begun, spoken
            begun = None
            continue
        begun, spoken = (first if begun is None else begun), last
    if begun is not None:
        yield begun, spoken


def _without_space(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip())


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end:
        cut = _SENTENCE_END.search(text, start, end)
        yield start, cut.start() if cut else end
        start = cut.end() if cut else end


def _find_tag(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return where the narration of a tag begins, and where what is beside it may be speech again."""
    for breath in _BREATH.finditer(text, start, end):
        if not _is_tag(text[breath.end() : end], hard=text[breath.start() - 1] in "!?…"):
            continue
        cut = _SENTENCE_END.search(text, breath.end(), end)
        resumed = _RESUMED.search(text, breath.end(), cut.start() if cut else end)
        if resumed and _goes_on(resumed.group("rest"), tag=text[breath.end() : resumed.start()]):
            return breath.start(), resumed.start("rest")
        return breath.start(), cut.end() if cut else end
    return None


def _goes_on(rest: str, *, tag: str) -> bool:
    """Tell whether the words behind a tag's comma are speech again: *he said, you must go*."""
    first, *words = (word.lower().replace("’", "'") for word in WORD.findall(rest))
    told = first.endswith("ing") or first in _JOINING or _speaks([word.lower() for word in WORD.findall(tag)])
    return not told and (_speaks([first, *words]) or rest.rstrip()[-1:] in "!?")


def _is_tag(rest: str, *, hard: bool) -> bool:
    """Tell whether narration that says who speaks stands at the start of `rest`; `hard`: after a mark that ends a sentence."""
    found = list(WORD.finditer(rest[:120]))
    words = [match.group() for match in found]
    lower = [word.lower() for word in words]
    if not words or (hard and words[0][0].isupper() and lower[0] in _TELLING):
        return False
    spoken = past_forms_of("speech_verbs")
    if lower[0] in spoken and words[0].islower() and len(lower) > 1:
        return lower[1] in _SUBJECTS or words[1][0].isupper() or lower[1] in words_of("determiners")
    for place, word in enumerate(lower[: _MOST_SUBJECT + 1]):
        if place and any(mark in rest[found[place - 1].end() : found[place].start()] for mark in ",.;:!?"):
            return False
        if place and word in spoken:
            return _is_subject(words[:place])
    return False


def _is_subject(words: list[str]) -> bool:
    first = words[0].lower()
    if first in _SUBJECTS:
        return len(words) <= 2
    return first in words_of("determiners") or all(word[0].isupper() or word.endswith("ly") for word in words)
