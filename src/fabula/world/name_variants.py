"""Names misspelt: rare words a slip of the pen away from a frequent name."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from fabula.annotate.spelling import one_slip
from fabula.lexicons import given_names, person_nouns, verb_lemmas
from fabula.resolve.names import parse_name
from fabula.resolve.resolution import Resolution
from fabula.types.text import Book, Span
from fabula.types.world import Finding

_MOST = 2  # times that a misspelling stands,
_LEAST_OF_RIGHT = 15  # beside a name that stands at least this often
_SHORTEST = 4
_ENDINGS = ("s", "es", "n", "an", "ns", "y", "ly", "ie")


def find_name_variants(book: Book, resolution: Resolution) -> Iterator[Finding]:
    """Yield probable misspellings of names: those that resolving met, and capitalised words that it took for no name."""
    words = resolution.discourse.tokens.words
    counts = Counter(words)
    seen: set[int] = set()
    for variant in resolution.variants:
        word = variant.written.split()[-1]
        if counts[word.lower()] or word.isupper() or _is_form_of(word, variant.intended):
            continue
        seen.add(variant.span.end)
        yield _finding(variant.written, variant.intended, variant.span, 0.5 if word.lower() in given_names() else 0.7)
    right = _frequent_parts(resolution, counts)
    for i, word in enumerate(words):
        if not _may_be_slip(word, counts):
            continue
        intended = _intended(word, right)
        end = resolution.discourse.ends[i]
        if intended is not None and end not in seen and not _is_form_of(word, intended):
            yield _finding(word, intended, Span(resolution.discourse.starts[i], end), 0.6)


def _finding(written: str, intended: str, span: Span, confidence: float) -> Finding:
    message = f"“{written}” is probably meant for {intended}."
    return Finding("name_variant", "warning", message, (span,), confidence)


def _frequent_parts(resolution: Resolution, counts: Counter[str]) -> dict[int, list[str]]:
    """Return the words of persons' names that stand often, by length."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    parts = {
        part.capitalize()
        for person in resolution.people
        if person.named and person.type == "PER"
        for name in (person.name, *person.aliases)
        for part in parse_name(name).parts
    }
    for part in sorted(parts):
        if len(part) >= _SHORTEST and counts[part] >= _LEAST_OF_RIGHT and not counts[part.lower()]:
            found[len(part)].append(part)
    return found


def _may_be_slip(word: str, counts: Counter[str]) -> bool:
    """Tell whether a word looks like a name, is rare and no word or given name of its own."""
    if len(word) < _SHORTEST or not word[0].isupper() or not word[1:].islower() or counts[word] > _MOST:
        return False
    lower = word.lower()
    return (
        not counts[lower] and lower not in given_names() and lower not in person_nouns() and lower not in verb_lemmas()
    )


def _intended(word: str, right: dict[int, list[str]]) -> str | None:
    """Return the one frequent name that `word` is a slip away from."""
    near = [name for length in range(len(word) - 1, len(word) + 2) for name in right.get(length, ())]
    found = [
        name for name in near if (name[0] == word[0] or name[-2:] == word[-2:]) and one_slip(word.lower(), name.lower())
    ]
    return found[0] if len(found) == 1 else None


def _is_form_of(word: str, name: str) -> bool:
    """Tell whether a word is a plural or an adjective of a name, or a name with a mark in it, rather than a slip."""
    bare = word.strip("'’").lower()
    for part in name.lower().split():
        longer, shorter = (bare, part) if len(bare) > len(part) else (part, bare)
        if longer.startswith(shorter) and longer[len(shorter) :] in _ENDINGS:
            return True
        if bare[:-3] == part[:-3] and {bare[-3:], part[-3:]} == {"man", "men"}:
            return True
        if "'" in bare or "’" in bare or bare.replace("-", "") == part:
            return True
    return False
