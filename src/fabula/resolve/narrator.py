"""The narrator: whether somebody tells the story as *I*, and by which name the others call that person.

Where several tell in turn, lines of their own or the titles of chapters say who does (*Anna's POV*, *~Ben~*, *Chapter 3: Anna*).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from typing import NamedTuple

from fabula.lexicons import pattern_of
from fabula.resolve.discourse import Discourse
from fabula.resolve.names import normal_form
from fabula.resolve.people import People
from fabula.resolve.turns import Turn
from fabula.types.text import Book, Span

_SHARE = 0.004  # of the narration's tokens that are "I" or "me" in a first-person book; elsewhere it is near 0
_MORE = 0.15  # of a book's tokens that must stand outside documents for somebody to tell what is not written in them
_VOTES = 3  # times the narrator must be called by a name for it to be taken
_VOTES_UNNAMED = 2  # enough for a name that narration never uses; a letter to that name that the story has
_LETTER = 2  # counts as so many
_NARRATED = 0.25  # the most that a narrator's name may stand in narration, of all its uses
_NAMED_BY_ONESELF = 1  # times at most that narration names who tells it, where a line without *POV* is all that says so
_LONGEST_LINE = 60  # characters of a line that names who tells
_POINT_OF_VIEW = r"(?:pov|p\.o\.v\.|point of view)"


@cache
def _name_line() -> re.Pattern[str]:
    """Return the pattern of a line that names who tells: *Anna's POV*, *Anna Hale's Journal (continued)*."""
    kept = rf"{pattern_of('own_writings')}\b[^\n]{{0,30}}"
    return re.compile(
        rf"[\W_]*(?P<before>{_POINT_OF_VIEW}\W+)?(?P<name>[^\W\d_][\w.’' -]*?)(?:['’]s?)?(?P<after>[\s(]+{_POINT_OF_VIEW})?"
        rf"(?P<kept>\s+{kept})?[\W_]*",
        re.IGNORECASE,
    )


def is_first_person(discourse: Discourse) -> bool:
    """Tell whether the narration outside quotations and other people's letters says *I*."""
    return _says_i(discourse, told_by_narrator(discourse)) >= _SHARE


def told_by_narrator(discourse: Discourse) -> list[int]:
    """Return the tokens outside letters and messages, which their writers tell, and outside diaries, where there is more."""
    found = _outside(discourse, frozenset())
    return found if len(found) >= _MORE * len(discourse.starts) else _outside(discourse, frozenset({"diary"}))


def _outside(discourse: Discourse, but: AbstractSet[str]) -> list[int]:
    """Return the tokens outside documents, those of some kinds apart."""
    written = [discourse.tokens_of(one) for one in discourse.documents if one.kind not in but]
    edges = [0, *(edge for tokens in written for edge in (tokens.start, tokens.stop)), len(discourse.starts)]
    return [token for first, last in zip(edges[::2], edges[1::2], strict=True) for token in range(first, last)]


def _says_i(discourse: Discourse, tokens: Sequence[int]) -> float:
    """Return which share of the words of narration, among some tokens, is *I* or *me*."""
    narrated = [i for i in tokens if discourse.spoken[i] < 0]
    selves = sum(
        1 for i in narrated if discourse.tokens.lower[i] in ("i", "me", "my") and discourse.tokens.words[i] != "i"
    )
    return selves / len(narrated) if narrated else 0.0


def find_tellers(discourse: Discourse, people: People) -> tuple[tuple[int, int | None], ...]:
    """Return who tells each part of a first-person book, by the part's first token; nothing where no line names a teller
    or the narrator is known.

    A part lasts until the next line that names somebody. What stands before the first is the narrator's if it says *I*; ``None``
    tells a part that is not told in the first person.
    """
    if people.narrator is not None or not is_first_person(discourse):
        return ()
    parts = _find_parts(discourse, people)
    if not _may_all_tell(discourse, people, parts):
        parts = [part for part in parts if part.sure]
    if all(part.who is None for part in parts):
        return ()
    found = [
        (part.first, part.who if _says_i(discourse, range(part.first, part.end)) >= _SHARE else None) for part in parts
    ]
    if parts[0].first and _says_i(discourse, range(parts[0].first)) < _SHARE:
        found.insert(0, (0, None))
    return tuple(found)


def find_focal_parts(discourse: Discourse, people: People) -> tuple[tuple[int, int | None], ...]:
    """Return through whose eyes the parts are told that a line with *POV* begins, by their first tokens; ``None`` where that line
    names nobody who is known."""
    parts = [part for part in _find_parts(discourse, people) if part.sure]
    return tuple((part.first, part.who) for part in parts) if any(part.who is not None for part in parts) else ()


class _Part(NamedTuple):
    """The tokens from a line that says whose a part is to the next such line; `text` is the character at which the line ends.

    `who` is ``None`` where the line names nobody who is known (*Normal POV*).
    """

    first: int
    end: int
    text: int
    who: int | None
    sure: bool


def _find_parts(discourse: Discourse, people: People) -> list[_Part]:
    """Return the parts of a book that begin with a line that is one character's name, or says that it is told by another."""
    bearers = {form: numbers[0] for form, numbers in people.bearers.items() if len(numbers) == 1}
    lines = sorted(
        (discourse.tokens_between(line.start, len(discourse.book.text)).start, line.end, form, sure)
        for line, form, sure in _name_lines(discourse.book)
        if sure or form in bearers
    )
    ends = [*(first for first, *_ in lines[1:]), len(discourse.starts)]
    return [
        _Part(first, end, text, bearers.get(form), sure)
        for (first, text, form, sure), end in zip(lines, ends, strict=False)
    ]


def _may_all_tell(discourse: Discourse, people: People, parts: Sequence[_Part]) -> bool:
    """Tell whether lines that are just names may be those of tellers.

    There are several then, each with a part that is told as *I* and does not name its teller: a signature, or a title that says
    whom a chapter is about, fails.
    """
    return len({part.who for part in parts}) > 1 and all(
        _says_i(discourse, range(part.first, part.end)) >= _SHARE
        and _times_named(discourse, people, part) <= _NAMED_BY_ONESELF
        for part in parts
        if not part.sure
    )


def _name_lines(book: Book) -> Iterator[tuple[Span, str, bool]]:
    """Yield the titles and paragraphs that consist of a name, that name as one key, and whether it is surely the teller's.

    A title's span begins with its chapter and ends where the text of the chapter may begin.
    """
    for chapter in book.chapters:
        if chapter.title is not None and (found := _name_line().fullmatch(chapter.title)):
            yield Span(chapter.start, chapter.start), normal_form(found["name"]), _is_sure(found)
    for paragraph in book.paragraphs:
        if paragraph.end - paragraph.start <= _LONGEST_LINE:
            found = _name_line().fullmatch(book.text, paragraph.start, paragraph.end)
            if found:
                yield Span(paragraph.start, paragraph.end), normal_form(found["name"]), _is_sure(found)


def _is_sure(line: re.Match[str]) -> bool:
    return any(line[group] is not None for group in ("before", "after", "kept"))


def _times_named(discourse: Discourse, people: People, part: _Part) -> int:
    """Return how often narration names who may tell a part, after the line that does."""
    return sum(
        people.referent[one.number] == part.who and one.mention.form == "PROP" and one.quotation < 0
        for one in discourse.references_between(part.first, part.end)
        if one.mention.start >= part.text
    )


def find_narrator(discourse: Discourse, people: People, turns: Sequence[Turn]) -> int | None:
    """Return the narrator of a first-person book, adding a nameless one where no name is certain; else ``None``."""
    if people.narrator is not None:
        return people.narrator
    if not is_first_person(discourse):
        return None
    told = Counter(who for _, who in people.tellers if who is not None)
    if told:  # the main one is who tells most parts; all of them are narrators
        for who in told:
            people.everyone[who].narrator = True
        return min(told, key=lambda who: (-told[who], who))
    named = _called_by_others(discourse, people, turns)
    if named is None:
        named = people.add("I", "PER", None)
        people.everyone[named].named = True
    people.everyone[named].narrator = True
    return named


def _called_by_others(discourse: Discourse, people: People, turns: Sequence[Turn]) -> int | None:
    """Return whom others call by name right before or after *I* speak, if narration itself hardly uses that name."""
    votes: Counter[int] = Counter()
    told = frozenset(told_by_narrator(discourse)) if discourse.documents else None
    for i, turn in enumerate(turns):
        if told is not None and turn.tag is not None and turn.tag.reference.first not in told:
            continue
        if turn.tag is None or turn.tag.reference.pronoun is None or turn.tag.reference.pronoun.person != 1:
            continue
        for j in (i - 1, i + 1):
            if 0 <= j < len(turns) and turns[max(i, j)].gap <= 1:
                votes.update(turns[j].vocatives)
    narrated = Counter(
        people.referent[one.number]
        for one in discourse.references
        if one.quotation < 0 and one.mention.form == "PROP" and (told is None or one.first in told)
    )
    written_to = _written_to(discourse, people, narrated)
    if written_to is not None:
        votes[written_to] += _LETTER
    most = max(votes.values(), default=0)
    for number, count in sorted(votes.items(), key=lambda one: (-one[1], one[0])):
        person = people.everyone[number]
        if (
            count
            >= max(
                _VOTES if narrated[number] else _VOTES_UNNAMED, most / 2
            )  # far more calls to others: several tell the story in turn
            and person.named
            and (person.given or not people.cast_is_whole)
            and narrated[number] <= _NARRATED * max(person.count, count)
        ):
            return number
    return None


def _written_to(discourse: Discourse, people: People, narrated: Mapping[int | None, int]) -> int | None:
    """Return whom letters in the book are written to and narration never names, if that is one person only."""
    readers = (one.reader for one in discourse.documents if one.kind == "letter")
    names = {normal_form(reader.of(discourse.book.text)) for reader in readers if reader is not None}
    bearers = {who for name in names for who in people.bearers.get(name, ())[:1] if not narrated.get(who)}
    return bearers.pop() if len(bearers) == 1 else None
