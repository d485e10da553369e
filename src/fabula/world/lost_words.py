"""Lost words: two words side by side in narration that never follow each other, so that some between them may be missing."""

from __future__ import annotations

from collections.abc import Iterator

from fabula.lexicons import strangers
from fabula.resolve.discourse import Discourse
from fabula.types.text import Span
from fabula.types.world import Finding

# Of nine novels with four words taken out of some sentences, one sentence in ten is so found, and 0.9 places in 10,000 words that
# are sound; the pairs were counted in other novels.
_SURE = 0.1
_SHORTEST = 8  # tokens of a sentence; shorter ones are cries, headings, stage directions


def find_lost_words(discourse: Discourse) -> Iterator[Finding]:
    """Yield pairs of words, or of a word and a mark, inside a sentence of narration that never follow each other."""
    lower, sentence, spoken = discourse.tokens.lower, discourse.sentence, discourse.spoken
    after = strangers()
    nothing: frozenset[str] = frozenset()
    for i in range(len(lower) - 1):
        if lower[i + 1] not in after.get(lower[i], nothing) or sentence[i] != sentence[i + 1]:
            continue
        if spoken[i] >= 0 or spoken[i + 1] >= 0 or _is_name(discourse, i) or _is_name(discourse, i + 1):
            continue
        if _length(sentence, i) >= _SHORTEST:
            span = Span(discourse.starts[i], discourse.ends[i + 1])
            message = (
                f"“{lower[i]}” and “{lower[i + 1]}” hardly ever follow each other; words between them may be lost."
            )
            yield Finding("garbled", "note", message, (span,), _SURE)


def _is_name(discourse: Discourse, i: int) -> bool:
    """Tell whether a word has a capital inside a sentence, but for *I*; a letter alone is a name where it opens one, too."""
    word, sentence = discourse.tokens.words[i], discourse.sentence
    opens = i == 0 or sentence[i] != sentence[i - 1]
    return word[0].isupper() and word != "I" and (not opens or word.isupper())


def _length(sentence: list[int], i: int) -> int:
    """Return how many tokens the sentence has that a token stands in, as far as that matters."""
    first, last = i, i
    while first > 0 and last - first < _SHORTEST and sentence[first - 1] == sentence[i]:
        first -= 1
    while last + 1 < len(sentence) and last - first < _SHORTEST and sentence[last + 1] == sentence[i]:
        last += 1
    return last - first + 1
