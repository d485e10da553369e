"""Writers: who says *I* in a letter, and whom its *you* means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from fabula.annotate.documents import Document
from fabula.resolve.discourse import Discourse
from fabula.resolve.names import normal_form, parse_name, word_gender
from fabula.resolve.people import People
from fabula.resolve.turns import Turn
from fabula.types.annotations import Quotation
from fabula.types.text import Span


def add_writers(discourse: Discourse, people: People, turns: Sequence[Turn]) -> None:
    """Let the documents of a book be told by their writers, and the rest as before, in place.

    A diary is the narrator's where there is one, else whose the others in it call by name as they speak to him, or somebody's
    without a name; a letter that nobody is known to have written is told by nobody known.
    """
    diarist: int | None = people.narrator
    parts = list(people.tellers)
    readers = []
    for one in discourse.documents:
        if one.messages or one.quoted:
            continue
        tokens = discourse.tokens_of(one)
        writer = _writer(discourse, people, one)
        if writer is None and one.kind == "diary":
            writer = people.teller(tokens.start)
            if writer is None:
                writer = diarist = _diarist(discourse, people, turns) if diarist is None else diarist
        after = people.teller(tokens.stop)
        parts = [part for part in parts if part[0] not in tokens] + [(tokens.start, writer), (tokens.stop, after)]
        reader = _bearer(discourse, people, one.reader)
        if reader is not None:
            readers.append((tokens, reader))
    people.readers = tuple(readers)
    people.tellers = tuple(sorted(dict(parts).items()))


def _writer(discourse: Discourse, people: People, document: Document) -> int | None:
    """Return who signs a document: who bears that name, who alone has these initials, else somebody new of that name."""
    if document.writer is None:
        return None
    known = _bearer(discourse, people, document.writer)
    if known is not None:
        return known
    name = " ".join(document.writer.of(discourse.book.text).split()).rstrip(".,")
    initials = [part for part in name.replace(".", " ").split() if part]
    if all(len(part) == 1 for part in initials):
        able = [
            one.number
            for one in people.everyone[: people.n_characters]
            if not one.group and any(_has_initials(called, initials) for called in (one.name, *one.aliases))
        ]
        return able[0] if len(able) == 1 else None
    if not name[:1].isupper() or normal_form(name) in people.not_persons:
        return None
    number = people.add(name, "PER", word_gender(name.split()[0].lower()))
    people.everyone[number].named = True
    people.bearers[normal_form(name)] = (number,)
    return number


def _has_initials(name: str, initials: Sequence[str]) -> bool:
    parts = parse_name(name).parts
    letters = [part[0] for part in parts]
    wanted = [letter.lower() for letter in initials]
    return letters[: len(wanted)] == wanted and (
        len(wanted) > 1 or parse_name(name).first is not None or len(parts) == 1
    )


def _diarist(discourse: Discourse, people: People, turns: Sequence[Turn]) -> int:
    """Return who keeps a book's diaries, adding somebody without a name where nothing tells."""
    entries = [discourse.tokens_of(one) for one in discourse.documents if one.kind == "diary" and one.writer is None]
    called: Counter[int] = Counter()
    for turn in turns:
        start = discourse.quotations[turn.quotations[0]].start
        first = discourse.tokens_between(start, start + 1).start
        by_oneself = (
            turn.tag is not None and turn.tag.reference.pronoun is not None and turn.tag.reference.pronoun.person == 1
        )
        if not by_oneself and any(first in tokens for tokens in entries):
            called.update(turn.vocatives)
    named = {
        people.referent[one.number]
        for tokens in entries
        for one in discourse.references_between(tokens.start, tokens.stop)
        if one.quotation < 0 and one.mention.form == "PROP"
    }
    able = [who for who in sorted(called, key=lambda who: (-called[who], who)) if who not in named]
    if able:
        return able[0]
    number = people.add("I", "PER", None)
    people.everyone[number].named = True
    return number


def writer_of(discourse: Discourse, people: People, quotation: Quotation) -> int | None:
    """Return who signs the letter that a quotation is, or whose name stands before a line of messages; ``None`` for other
    quotations, and those inside a letter."""
    if quotation.label is not None:
        return _bearer(discourse, people, quotation.label)
    first = discourse.tokens_between(quotation.start, quotation.start + 1).start
    for one in discourse.documents:
        if one.quoted and first in discourse.tokens_of(one):
            return _bearer(discourse, people, one.writer)
    return None


def _bearer(discourse: Discourse, people: People, name: Span | None) -> int | None:
    """Return who bears a name, likeliest first; ``None`` for a name that nobody bears."""
    if name is None:
        return None
    bearers = people.bearers.get(normal_form(name.of(discourse.book.text)), ())
    return bearers[0] if bearers else None
