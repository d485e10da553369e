"""Writers: who says *I* in a letter, and whom its *you* means."""

from __future__ import annotations

from fabula.resolve.discourse import Discourse
from fabula.resolve.names import normal_form
from fabula.resolve.people import People
from fabula.types.text import Span


def add_writers(discourse: Discourse, people: People) -> None:
    """Let the documents of a book be told by their writers, and the rest as before, in place.

    A diary is the narrator's, where nobody signs it; a letter that nobody is known to have written is told by nobody known.
    """
    paragraphs = discourse.book.paragraphs
    parts = list(people.tellers)
    readers = []
    for one in discourse.documents:
        if one.messages:
            continue
        tokens = discourse.tokens_between(paragraphs[one.first].start, paragraphs[one.last - 1].end)
        writer = _bearer(discourse, people, one.writer)
        if writer is None and one.kind == "diary":
            continue
        after = people.teller(tokens.stop)
        parts = [part for part in parts if part[0] not in tokens] + [(tokens.start, writer), (tokens.stop, after)]
        reader = _bearer(discourse, people, one.reader)
        if reader is not None:
            readers.append((tokens, reader))
    people.readers = tuple(readers)
    people.tellers = tuple(sorted(dict(parts).items()))


def _bearer(discourse: Discourse, people: People, name: Span | None) -> int | None:
    """Return who bears a name, likeliest first; ``None`` for a name that nobody bears."""
    if name is None:
        return None
    bearers = people.bearers.get(normal_form(name.of(discourse.book.text)), ())
    return bearers[0] if bearers else None
