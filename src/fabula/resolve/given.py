"""What a reader gives of a text besides its characters: who says some lines, where scenes begin, and what is no person."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from fabula.resolve.anchors import Placed, find_passages
from fabula.resolve.names import normal_form
from fabula.types.annotations import EntityType, Mention, Quotation
from fabula.types.cast import Cast, SaidLine, SceneMark
from fabula.types.text import Book

NOBODY_NAMED = ""  # the speaker of a quotation that the reader gives to nobody


def with_given_lines(book: Book, quotations: Sequence[Quotation], cast: Cast | None) -> tuple[Quotation, ...]:
    """Return the quotations with the speakers that a reader gives them, `NOBODY_NAMED` for nobody.

    A quotation that has a speaker keeps it; of two lines that mean one quotation the first counts. What nobody says is the whole
    speech.
    """
    if cast is None or not cast.lines:
        return tuple(quotations)
    gone = not_persons_of(cast)
    said: dict[int, str] = {}
    able = [number for number, one in enumerate(quotations) if one.spoken and not one.thought]
    found = find_passages(book.text, [quotations[number] for number in able], [one.passage for one in cast.lines])
    for line, at in zip(cast.lines, found, strict=True):
        if at is not None:
            nobody = line.speaker is None or normal_form(line.speaker) in gone
            said.setdefault(able[at], NOBODY_NAMED if nobody else line.speaker or NOBODY_NAMED)
    silent = {quotations[number].utterance for number, speaker in said.items() if speaker == NOBODY_NAMED}
    for number, one in enumerate(quotations):
        if one.utterance in silent:
            said.setdefault(number, NOBODY_NAMED)
    return tuple(
        replace(one, speaker=said[number]) if number in said and one.speaker is None else one
        for number, one in enumerate(quotations)
    )


def given_speakers(quotations: Sequence[Quotation], cast: Cast | None) -> tuple[str, ...]:
    """Return the names, each once, that the lines of a cast give some of the quotations to."""
    lines = {line.speaker for line in cast.lines} if cast is not None else set()
    named = dict.fromkeys(one.speaker for one in quotations if one.speaker in lines)
    return tuple(name for name in named if name)


def given_scenes(book: Book, cast: Cast | None) -> Mapping[int, bool]:
    """Return the paragraphs of which a reader tells whether a scene begins there; of two marks on one the first counts."""
    if cast is None or not cast.scenes:
        return {}
    places = find_passages(book.text, book.paragraphs, [one.passage for one in cast.scenes], opening=True)
    pairs = [(at, mark.begins) for mark, at in zip(cast.scenes, places, strict=True) if at is not None]
    return dict(reversed(pairs))


def unplaced(
    cast: Cast, text: str, quotations: Sequence[Placed], paragraphs: Sequence[Placed]
) -> tuple[SaidLine | SceneMark, ...]:
    """Return the lines and scene marks of a cast that have no place in a text, by its spoken quotations and its paragraphs."""
    lines = find_passages(text, quotations, [one.passage for one in cast.lines])
    marks = find_passages(text, paragraphs, [one.passage for one in cast.scenes], opening=True)
    return (
        *(one for one, at in zip(cast.lines, lines, strict=True) if at is None),
        *(one for one, at in zip(cast.scenes, marks, strict=True) if at is None),
    )


def not_persons_of(cast: Cast | None) -> frozenset[str]:
    """Return the normal forms of the names and descriptions that are no person's."""
    return frozenset(map(normal_form, cast.not_persons)) if cast is not None else frozenset()


def without_given_things(text: str, mentions: Sequence[Mention], not_persons: Collection[str]) -> tuple[Mention, ...]:
    """Return the mentions, but none of a person by a name that is no person's.

    Such a one is of the type that the name mostly has elsewhere in the text; where it has none it is left out.
    """
    if not not_persons:
        return tuple(mentions)
    types: defaultdict[str, Counter[EntityType]] = defaultdict(Counter)
    for one in mentions:
        for form in forms_of(text, one):
            types[form][one.type] += one.type != "PER"
    return tuple(_without_persons(text, mentions, not_persons, types))


def _without_persons(
    text: str,
    mentions: Iterable[Mention],
    not_persons: Collection[str],
    types: Mapping[str, Counter[EntityType]],
) -> Iterator[Mention]:
    for one in mentions:
        form = next((form for form in forms_of(text, one) if form in not_persons), None)
        if one.type != "PER" or one.form == "PRON" or form is None:
            yield one
        elif +types[form]:
            kind = max(sorted(types[form]), key=lambda kind: types[form][kind])
            yield replace(one, type=kind, gender=None)


def forms_of(text: str, mention: Mention) -> tuple[str, ...]:
    """Return the normal forms of what a mention is called by: its name or description, and the whole of it."""
    return tuple(
        dict.fromkeys(normal_form(part) for part in (mention.name.of(text), text[mention.start : mention.end]))
    )
