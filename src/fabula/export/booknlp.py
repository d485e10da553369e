"""BookNLP's files: tab-separated without any quoting, both ends of a span inside it, ``None`` for what is not known.

As in BookNLP, 0 is the narrator who is somebody in the story; everybody else's number is the entity's id and one. The
columns called *byte* hold characters. Who has no mention, given by a cast file alone, speaks as ``None``: tools look the
number up in ``.entities`` (https://github.com/booknlp/booknlp). The ``.supersense`` has the network's, a word each, by the names
of WordNet's lexicographer files, as BookNLP's has.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence

from fabula.export.booknlp_book import book_of
from fabula.export.file_names import stem_of
from fabula.export.token_spans import TokenSpans, tokens_of
from fabula.types.world import Entity, StoryWorld, Token

TOKENS = (
    "paragraph_ID", "sentence_ID", "token_ID_within_sentence", "token_ID_within_document", "word", "lemma", "byte_onset",
    "byte_offset", "POS_tag", "fine_POS_tag", "dependency_relation", "syntactic_head_ID", "event",
)  # fmt: skip
ENTITIES = ("COREF", "start_token", "end_token", "prop", "cat", "text")
QUOTES = ("quote_start", "quote_end", "mention_start", "mention_end", "mention_phrase", "char_id", "quote")
SUPERSENSES = ("start_token", "end_token", "supersense_category", "text")
EVENT = "EVENT"

_PARTS_OF_SPEECH = {"n": "noun", "v": "verb"}
_LINE_BREAK = re.compile("[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_Row = Sequence[object]


def world_to_booknlp(world: StoryWorld) -> dict[str, str]:
    """Return the files ``.tokens``, ``.entities``, ``.quotes`` and ``.book``, named after the source.

    There is a ``.supersense`` too where the tokens have any: those that the library makes again with a network's tags. Raises
    ``UsageError`` for a world without tokens.
    """
    tokens, name = tokens_of(world, "BookNLP's format"), stem_of(world)
    spans, words = TokenSpans(tokens), [word_of(world.text, one) for one in tokens]
    files = {
        f"{name}.tokens": _table(TOKENS, _token_rows(world, tokens, words, spans)),
        f"{name}.entities": _table(ENTITIES, _entity_rows(world, words, spans)),
        f"{name}.quotes": _table(QUOTES, _quote_rows(world, words, spans)),
        f"{name}.book": json.dumps(book_of(world, tokens, words, spans, number_of), ensure_ascii=False) + "\n",
    }
    if any(one.supersense is not None for one in tokens):
        files[f"{name}.supersense"] = _table(SUPERSENSES, _sense_rows(tokens, words))
    return files


def number_of(one: Entity) -> int:
    """Return the number of an entity in these files."""
    return 0 if one.narrator else one.id + 1


def word_of(text: str, token: Token) -> str:
    """Return a token as BookNLP writes it: white space inside is one of the letters S, T and N."""
    word = text[token.start : token.end].replace(" ", "S").replace("\t", "T").replace("\0", "\ufffd")
    return _LINE_BREAK.sub("N", word)


def _token_rows(world: StoryWorld, tokens: tuple[Token, ...], words: list[str], spans: TokenSpans) -> Iterator[_Row]:
    triggers = {found[0] for one in world.events if (found := spans.of(one.start, one.end))}
    sentence, first = None, 0
    for number, (one, word) in enumerate(zip(tokens, words, strict=True)):
        if one.sentence != sentence:
            sentence, first = one.sentence, number
        head = number if one.head is None else one.head
        event = EVENT if number in triggers else "O"
        yield (
            one.paragraph, one.sentence, number - first, number, word, one.lemma, one.start, one.end, one.upos, one.xpos,
            one.deprel, head, event,
        )  # fmt: skip


def _entity_rows(world: StoryWorld, words: list[str], spans: TokenSpans) -> list[_Row]:
    found: list[tuple[int, int, int, str, str, str]] = []
    for one in world.mentions:
        where = spans.of(one.start, one.end)
        if where is not None:
            found.append((number_of(one.entity), *where, one.form, one.type, _phrase(words, where)))
    return [*sorted(found, key=lambda row: (row[1], row[2], row[0], row[3], row[4]))]


def _quote_rows(world: StoryWorld, words: list[str], spans: TokenSpans) -> Iterator[_Row]:
    mentioned = {one.entity.id for one in world.mentions if spans.of(one.start, one.end)}
    for one in world.quotes:
        where = spans.of(one.start, one.end)
        if where is None:
            continue
        by = one.speaker_mention and spans.of(one.speaker_mention.start, one.speaker_mention.end)
        mention = (*by, _phrase(words, by)) if by else (None, None, None)
        who = number_of(one.speaker) if one.speaker is not None and one.speaker.id in mentioned else None
        yield *where, *mention, who, _phrase(words, where)


def _sense_rows(tokens: Sequence[Token], words: Sequence[str]) -> Iterator[_Row]:
    for number, (one, word) in enumerate(zip(tokens, words, strict=True)):
        if one.supersense is not None:
            yield number, number, category_of(one.supersense), word


def category_of(supersense: str) -> str:
    """Return WordNet's name of what STREUSLE calls ``n.act`` or ``v.motion``."""
    part, _, name = supersense.partition(".")
    return f"{_PARTS_OF_SPEECH[part]}.{'object' if name == 'natural_object' else name}"


def _phrase(words: list[str], where: tuple[int, int]) -> str:
    return " ".join(words[where[0] : where[1] + 1])


def _table(columns: Sequence[str], rows: Iterable[_Row]) -> str:
    return "".join("\t".join(_cell(value) for value in row) + "\n" for row in (columns, *rows))


def _cell(value: object) -> str:
    """Return a value as a cell; nothing in it may end the cell or the line."""
    return _LINE_BREAK.sub(" ", str(value).replace("\t", " ").replace("\0", "\ufffd"))
