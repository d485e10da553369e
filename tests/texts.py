"""Books made of a few paragraphs, and the stages run on them, for tests of whatever reads a text."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from hypothesis import strategies as st

from fabula.annotate.mentions import find_mentions
from fabula.annotate.quotations import find_quotations
from fabula.annotate.syntax import read_syntax
from fabula.annotate.thoughts import with_thoughts
from fabula.annotate.tokens import tokenize
from fabula.encoder.analysis import Analysis
from fabula.encoder.heads import FoundSpans
from fabula.encoder.labels import ENTITY_TYPES, FORMS, RELATIONS, UPOS, XPOS
from fabula.pipeline import analyse_tokens, linker_of, load_model
from fabula.resolve.characters import Characters, build_characters
from fabula.resolve.discourse import Discourse, build_discourse
from fabula.resolve.people import Person
from fabula.resolve.resolution import Resolution, resolve
from fabula.types.annotations import Quotation
from fabula.types.cast import Cast, CastMember
from fabula.types.text import Book, Chapter, Paragraph, Paratext, SceneBreak, Tokens
from fabula.types.world import Provenance, StoryWorld, Work
from fabula.world.assemble import assemble_world
from fabula.world.reading import Reading, build_reading

DIVIDER = "* * *"
HEADING = re.compile(r"# (\d{1,4})(?: (.+))?", re.ASCII)
EXAMPLE = Path(__file__).parent.parent / "examples" / "the-salt-ledger.txt"


def make_book(*parts: str, joint: str = "\n\n", **fields: Any) -> Book:
    """Return a book of these paragraphs; `DIVIDER` among them is a break, ``"# 2 The Lamp"`` opens a chapter."""
    text, paragraphs, breaks, paratext, chapters = "", [], [], [], []
    for part in parts:
        start, text = len(text), text + part
        if part == DIVIDER:
            breaks.append(SceneBreak(start, len(text), "divider"))
            paratext.append(Paratext(start, len(text), "divider"))
        elif heading := HEADING.fullmatch(part):
            number, title = heading.groups()
            breaks.append(SceneBreak(start, len(text), "chapter"))
            paratext.append(Paratext(start, len(text), "heading"))
            chapters.append(Chapter(start, len(text), int(number), title))
        else:
            paragraphs.append(Paragraph(start, len(text), len(chapters) - 1 if chapters else None))
        text += joint
    defaults: dict[str, Any] = {
        "chapters": tuple(chapters),
        "paragraphs": tuple(paragraphs),
        "paratext": tuple(paratext),
        "breaks": tuple(breaks),
    }
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    return Book(text, "test.txt", digest, fields.pop("format", "text"), **{**defaults, **fields})


def analysis_of(
    tokens: Tokens,
    mentions: Sequence[tuple[int, int, str, str]] = (),
    *,
    heads: Mapping[int, tuple[int, str]] = MappingProxyType({}),
    tags: Mapping[int, tuple[str, str]] = MappingProxyType({}),
    events: Sequence[int] = (),
) -> Analysis:
    """Return what a network might say of some tokens.

    `mentions` are first and last token, type and form; `heads` gives a token its head and relation (all else are roots),
    `tags` its UPOS and XPOS (``NOUN NN`` else).
    """
    n = len(tokens)
    relation = np.full(n, RELATIONS.index("root"), dtype=np.int8)
    head = np.arange(n, dtype=np.int32)
    for token, (above, label) in heads.items():
        head[token], relation[token] = above, RELATIONS.index(label)
    upos, xpos = np.full(n, UPOS.index("NOUN"), dtype=np.int8), np.full(n, XPOS.index("NN"), dtype=np.int8)
    for token, (universal, penn) in tags.items():
        upos[token], xpos[token] = UPOS.index(universal), XPOS.index(penn)
    event = np.zeros(n, dtype=np.float16)
    event[list(events)] = 0.9
    rows = [(first, last, ENTITY_TYPES.index(kind), FORMS.index(form)) for first, last, kind, form in mentions]
    return Analysis(
        upos, xpos, tokens.lower, head, relation, np.zeros(n, dtype=np.int8), tokens.sentence, event,
        found_spans(rows), found_spans([]),
    )  # fmt: skip


def found_spans(rows: Sequence[tuple[int, int, int, int]]) -> FoundSpans:
    """Return spans of first token, last token, type and form, all of them sure."""
    table = np.array(rows, dtype=np.int32).reshape(-1, 4)
    sure = np.ones(len(table), dtype=np.float32)
    return FoundSpans(*(table[:, i].copy() for i in range(4)), sure, sure, np.zeros((len(table), 2), dtype=np.float16))


def make_cast(*names: str) -> Cast:
    """Return a cast; ``"Anna Grey|Anna|Miss Grey"`` is a name and its aliases."""
    members = [one.split("|") for one in names]
    return Cast(tuple(CastMember(name, tuple(aliases)) for name, *aliases in members), "0" * 64)


def tokens_of(*parts: str, **fields: Any) -> Tokens:
    """Return the tokens of a book of these paragraphs."""
    return tokenize(make_book(*parts, **fields))


def discourse_of(*parts: str, **fields: Any) -> Discourse:
    """Return the discourse of a book of these paragraphs."""
    book = make_book(*parts, **fields)
    tokens, quotations = tokenize(book), with_thoughts(book, find_quotations(book))
    return build_discourse(book, tokens, quotations, find_mentions(tokens, quotations))


def characters_of(*parts: str, cast: Cast | None = None) -> Characters:
    """Return the characters of a book of these paragraphs."""
    return build_characters(discourse_of(*parts), cast)


def often(name: str, n_times: int = 6) -> str:
    """Return sentences in which somebody of this name acts."""
    return " ".join(f"Then {name} spoke, and they heard {name}." for _ in range(n_times // 2))


def people_named(*names: str, cast: Cast | None = None) -> list[set[str]]:
    """Return the names that each person bears, for a text in which all these names are common."""
    found = characters_of(*map(often, names), cast=cast)
    return [{one.name, *one.aliases} for one in found.people]


def resolution_of(*parts: str, cast: Cast | None = None, **fields: Any) -> Resolution:
    """Return the resolution of a book of these paragraphs."""
    return resolve_book(make_book(*parts, **fields), cast)


def resolve_book(book: Book, cast: Cast | None = None, given: tuple[Quotation, ...] | None = None) -> Resolution:
    """Return the resolution of a book, its quotations `given` or found."""
    tokens, quotations = tokenize(book), with_thoughts(book, find_quotations(book) if given is None else given)
    return resolve(book, tokens, quotations, find_mentions(tokens, quotations), cast)


def reading_of(*parts: str, **fields: Any) -> Reading:
    """Return the reading of a book of these paragraphs."""
    return build_reading(resolution_of(*parts, **fields))


def world_of(*parts: str, cast: Cast | None = None, **fields: Any) -> StoryWorld:
    """Return the story world of a book of these paragraphs, its tokens carried along."""
    book = make_book(*parts, **fields)
    origin = Provenance("0", "rules", "", book.source, book.source_sha256)
    return assemble_world(
        origin, Work(chapters=book.chapters, paratext=book.paratext), resolve_book(book, cast), tokenize(book)
    )


def parsed(*parts: str, cast: Cast | None = None) -> Resolution:
    """Return the resolution of a book of these paragraphs as the shipped network reads them, with their trees."""
    book = make_book(*parts)
    tokens, quotations = tokenize(book), with_thoughts(book, find_quotations(book))
    reader = load_model("best")
    analysis = analyse_tokens(reader, book, tokens)
    syntax = read_syntax(analysis, tokens.words)
    tokens = replace(tokens, sentence=analysis.sentence)
    mentions = find_mentions(tokens, quotations, analysis, syntax)
    return resolve(book, tokens, quotations, mentions, cast, None, syntax, linker_of(reader, analysis))


def parsed_reading(*parts: str) -> Reading:
    """Return the reading of `parsed` paragraphs."""
    return build_reading(parsed(*parts))


def parsed_world(*parts: str, cast: Cast | None = None) -> StoryWorld:
    """Return the story world of `parsed` paragraphs."""
    resolution = parsed(*parts, cast=cast)
    book = resolution.discourse.book
    origin = Provenance("0", "best", "", book.source, book.source_sha256)
    work = Work(chapters=book.chapters, paratext=book.paratext)
    return assemble_world(origin, work, resolution, None, resolution.discourse.syntax)


ROOM = "Anna and Tom sat in the kitchen with Mrs. Pell."


def bonds(*parts: str) -> set[tuple[str, str, str, bool]]:
    """Return the bonds that paragraphs show after `ROOM`: from whom, to whom, which, and whether it is that or its opposite."""
    world = parsed_world(ROOM, *parts)
    return {(one.source.name, one.target.name, one.aspect, one.value > 0) for one in world.relations}


def spoken(resolution: Resolution) -> list[tuple[str, str | None]]:
    """Return each spoken quotation without its marks, with the name of its speaker."""
    discourse = resolution.discourse
    return [
        (discourse.book.text[quotation.start + 1 : quotation.end - 1], _name(resolution.people, one.speaker))
        for quotation, one in zip(discourse.quotations, resolution.attributions, strict=True)
        if one is not None
    ]


def speakers_of(resolution: Resolution) -> list[str | None]:
    """Return the names of the speakers, in order of the quotations."""
    return [name for _, name in spoken(resolution)]


def referents(resolution: Resolution) -> list[tuple[str, str | None]]:
    """Return each mention's words with the name of whom it means."""
    text = resolution.discourse.book.text
    return [
        (text[one.mention.start : one.mention.end], _name(resolution.people, number))
        for one, number in zip(resolution.discourse.references, resolution.referents, strict=True)
    ]


def _name(people: tuple[Person, ...], number: int | None) -> str | None:
    return None if number is None else people[number].name


# -- generated texts ------------------------------------------------------------------------------------------------

_WORDS = (
    "Anna", "Tom", "Mr.", "Brown", "Mrs.", "Pell", "Captain", "Vaughan", "Miss", "O’Hara", "Sir", "the", "a",
    "her", "his", "my", "your", "said", "asked", "cried", "she", "he", "they", "I", "you", "it", "was", "had",
    "saw", "gave", "took", "told", "knew", "that", "not", "never", "brother", "mother", "man", "woman", "key",
    "letter", "house", "sea", "yesterday", "Monday", "three", "years", "ago", "I’m", "don't", "cannot", "'tis",
    "em—", "--", "…", "...", "!", "?", ",", ".", ";", ":", "\"", "\"", "“", "”", "‘", "’", "'", "«", "»", "„",
    "—", "–", "`", "(", ")", "[", "]", "*", "_", "\n", "\n\n", "\r\n", "***", "CHAPTER", "II", "A/N:", "1.",
    "<b>", "&amp;", "#", "é", "ß", "İ", "\u200b", "\u200f", "\ufeff", "\x00", "\x07", "\x85", "\u2028", "\xa0",
    "\t", "\U0001d504", "\U0001f469\u200d\U0001f680", "\ufffd", "Ⅻ", "¹", "\ud7ff",
)  # fmt: skip
_pieces = st.one_of(st.sampled_from(_WORDS), st.sampled_from(_WORDS), st.text(max_size=4))
_phrases = st.sampled_from(
    [
        "“Where is the key?” said Anna.",
        '"I gave it to Tom," she said. "He lost it."',
        "‘No,’ he answered, ‘never.’",
        "«Come in», said Mr. Brown.",
        "— Yes, said Tom.",
        "“It goes on\n\n“and on,” Anna told her brother.",
        "Anna knew that Tom had gone to London.",
        "Her mother's blue eyes were brown.",
        "An hour later she gave him the letter.",
        "Then she said:",
        "I was born in 1850, on the 3rd of May.",
        "He he said that",
        "\n\n* * *\n\n",
        "\n\nChapter 2: The Lamp\n\n",
    ]
)


def texts() -> st.SearchStrategy[str]:
    """Generate texts of words, names, quotation marks of all styles, line ends, odd and control characters."""
    joints = st.sampled_from([" ", " ", " ", "", "\n", "\n\n", "\n\n", "\r\n"])
    pairs = st.lists(st.tuples(st.one_of(_pieces, _pieces, _phrases), joints), max_size=40)
    return pairs.map(lambda found: "".join(piece + joint for piece, joint in found))


def parts_of_books() -> st.SearchStrategy[list[str]]:
    """Generate the paragraphs of such texts, dividers among them, as `make_book` takes them."""
    return texts().map(
        lambda text: [part for one in text.split("\n\n") if (part := one.strip().lstrip("# \t\r\n").strip())]
    )
