"""Worlds made of BookNLP's files: tokens, who is mentioned, who says what; what the format does not carry stays empty."""

from __future__ import annotations

import codecs
import hashlib
import json
import os
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from fabula import __version__
from fabula.errors import SourceError
from fabula.export.booknlp import ENTITIES, EVENT, QUOTES, TOKENS, word_of
from fabula.export.booknlp_book import GENDERS
from fabula.types.annotations import EntityType, MentionForm, QuotationKind
from fabula.types.text import Span
from fabula.types.world import (
    Entity,
    EntityMention,
    Pronouns,
    Provenance,
    Quote,
    StoryWorld,
    Token,
    Work,
    WorldEvent,
)

_PRONOUNS: Mapping[str, Any] = {gender: pronouns for pronouns, gender in GENDERS.items()}
_REMEDY = "give the files of one run, as BookNLP wrote them"
_Row = dict[str, str]


def read_booknlp(prefix: str | os.PathLike[str], text: str) -> StoryWorld:
    """Return the world in ``PREFIX.tokens``, ``.entities``, ``.quotes`` and, for pronouns, ``.book``, if that is there.

    `text` is what BookNLP read. Raises ``SourceError``, naming the file and the line, for files that are not BookNLP's, or not
    of this text.
    """
    path = Path(prefix)
    book = _Files(path, text)
    tokens, events = book.tokens()
    rows = book.rows("entities", ENTITIES)
    mentions = [
        (book.number(row, "COREF", rows), book.span(row, "start_token", "end_token", tokens), row) for row in rows
    ]
    entities = _entities(text, mentions, _genders(book.json("book")))
    return StoryWorld(
        provenance=Provenance(
            __version__, "booknlp", "", str(path), hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
        ),
        text=text,
        work=Work(title=path.name),
        entities=tuple(entities[number] for number in sorted(entities, key=lambda number: entities[number].id)),
        mentions=tuple(
            EntityMention(span.start, span.end, entities[number], _type(row), _form(row))
            for number, span, row in sorted(mentions, key=lambda it: (it[1].start, -it[1].end))
        ),
        quotes=book.quotes(tokens, entities),
        events=events,
        tokens=tokens,
    )


def load_booknlp(files: str | os.PathLike[str], text: str | os.PathLike[str]) -> StoryWorld:
    """Return the world in BookNLP's files: a folder of one book's, or its ``FOLDER/NAME``; `text` is the file that it read.

    BookNLP takes every end of a line for one character; files whose offsets do not are read, too. Raises ``SourceError``.
    """
    prefix = _prefix(Path(files))
    try:
        raw = Path(text).read_bytes()
    except OSError as error:
        raise SourceError(f"{text}: can't be read ({error.strerror}); give the text that BookNLP read") from None
    problem: SourceError | None = None
    for content in _readings(raw):
        try:
            return read_booknlp(prefix, content)
        except SourceError as error:
            problem = problem or error
    assert problem is not None  # there is one reading at least
    raise problem


def _readings(raw: bytes) -> Iterator[str]:
    """Yield a file's text as those may have read it who count its characters: ends of lines as one or as they stand, and the
    byte order mark as a character, as BookNLP has it, or as none, as fabula has it."""
    from fabula.readers.decoding import decode

    decoded = decode(raw)
    marked = f"\ufeff{decoded}" if raw.startswith(codecs.BOM_UTF8) else decoded
    for content in dict.fromkeys((marked, decoded)):
        yield from dict.fromkeys((content.replace("\r\n", "\n").replace("\r", "\n"), content))


def _prefix(files: Path) -> Path:
    if not files.is_dir():
        return files
    found = sorted(files.glob("*.tokens"))
    if len(found) != 1:
        names = ", ".join(one.stem for one in found[:12])
        raise SourceError(
            f"{files}: has the files of {len(found)} books ({names}); give one as FOLDER/NAME"
            if found
            else f"{files}: has no .tokens file; give the folder of BookNLP's output"
        )
    return found[0].with_suffix("")


class _Files:
    """The files of one book; every error names the file and the line."""

    def __init__(self, prefix: Path, text: str) -> None:
        self._prefix, self._text = prefix, text
        self._places: dict[int, str] = {}

    def rows(self, ending: str, columns: Sequence[str]) -> list[_Row]:
        """Return the lines of a file by its columns, which may be more than those wanted."""
        path = self._path(ending)
        lines = self._content(path).split("\n")
        names = lines[0].rstrip("\r").split("\t")
        missing = [one for one in columns if one not in names]
        if missing:
            raise SourceError(f"{path}: line 1 has no column {missing[0]!r}; give the files that BookNLP wrote")
        found = []
        for number, line in enumerate(lines[1:], 2):
            if not line.strip("\r"):
                continue
            cells = line.rstrip("\r").split("\t")
            if len(cells) != len(names):
                raise SourceError(
                    f"{path}: line {number} has {len(cells)} cells, not {len(names)}; BookNLP quotes none"
                )
            row = dict(zip(names, cells, strict=True))
            self._places[id(row)] = f"{path}: line {number}"
            found.append(row)
        return found

    def json(self, ending: str) -> Any:
        """Return what a file of JSON holds, ``None`` where there is no such file."""
        path = self._path(ending)
        if not path.exists():
            return None
        try:
            return json.loads(self._content(path))
        except (ValueError, RecursionError) as error:
            raise SourceError(f"{path}: is not JSON ({error}); remove it, or let BookNLP write it again") from None

    def tokens(self) -> tuple[tuple[Token, ...], tuple[WorldEvent, ...]]:
        """Return the tokens and the events among them."""
        rows = self.rows("tokens", TOKENS)
        tokens = tuple(self._token(row, number, rows) for number, row in enumerate(rows))
        events = tuple(
            WorldEvent(one.start, one.end, one.lemma or self._text[one.start : one.end])
            for one, row in zip(tokens, rows, strict=True)
            if row["event"] == EVENT
        )
        return tokens, events

    def quotes(self, tokens: Sequence[Token], entities: Mapping[int, Entity]) -> tuple[Quote, ...]:
        """Return the quotes; those whose speaker's mention stands in their paragraph are *explicit* or *anaphoric*."""
        rows = self.rows("quotes", QUOTES)
        forms = {(row["start_token"], row["end_token"]): row["prop"] for row in self.rows("entities", ENTITIES)}
        found: list[Quote] = []
        for row in rows:
            span, by = self.span(row, "quote_start", "quote_end", tokens), None
            if row["mention_start"] != "None":
                by = self.span(row, "mention_start", "mention_end", tokens)
            who = None
            if row["char_id"] != "None":
                who = entities.get(self.number(row, "char_id", rows))
                if who is None:
                    raise SourceError(
                        f"{self._places[id(row)]}: nobody in .entities is number {row['char_id']}; {_REMEDY}"
                    )
            near = by is not None and self._paragraph(row, "mention_start", tokens) in (
                self._paragraph(row, "quote_start", tokens),
                self._paragraph(row, "quote_end", tokens),
            )
            form = forms.get((row["mention_start"], row["mention_end"]))
            kind: QuotationKind = "implicit" if not near else "explicit" if form == "PROP" else "anaphoric"
            n = len(found)
            found.append(Quote(n, span.start, span.end, n, who, (), (), kind, speaker_mention=by))
        return tuple(found)

    def span(self, row: _Row, first: str, last: str, tokens: Sequence[Token]) -> Span:
        """Return the characters of the tokens that two cells count, both inside."""
        start, end = self.number(row, first, tokens), self.number(row, last, tokens)
        if not 0 <= start <= end < len(tokens):
            raise SourceError(
                f"{self._places[id(row)]}: there are no tokens {start} to {end}, the last is {len(tokens) - 1}; {_REMEDY}"
            )
        return Span(tokens[start].start, tokens[end].end)

    def number(self, row: _Row, column: str, _: object) -> int:
        """Return the whole number in a cell."""
        try:
            return int(row[column])
        except ValueError:
            raise SourceError(
                f"{self._places[id(row)]}: {column} is no number, but {row[column][:40]!r}; {_REMEDY}"
            ) from None

    def _paragraph(self, row: _Row, column: str, tokens: Sequence[Token]) -> int:
        return tokens[self.number(row, column, tokens)].paragraph

    def _token(self, row: _Row, number: int, rows: list[_Row]) -> Token:
        start, end, head = (self.number(row, name, rows) for name in ("byte_onset", "byte_offset", "syntactic_head_ID"))
        token = Token(
            start, end, self.number(row, "sentence_ID", rows), self.number(row, "paragraph_ID", rows),
            _known(row["lemma"]), _known(row["POS_tag"]), _known(row["fine_POS_tag"]), None if head == number else head,
            _known(row["dependency_relation"]),
        )  # fmt: skip
        if not 0 <= start <= end <= len(self._text) or word_of(self._text, token) != row["word"]:
            raise SourceError(
                f"{self._places[id(row)]}: the text does not have {row['word'][:40]!r} at {start}; give the very text that"
                " BookNLP read (its offsets count characters)"
            )
        return token

    def _path(self, ending: str) -> Path:
        return self._prefix.with_name(f"{self._prefix.name}.{ending}")

    def _content(self, path: Path) -> str:
        try:
            return path.read_bytes().decode("utf-8")
        except OSError as error:
            raise SourceError(
                f"{path}: can't be read ({error.strerror}); give FOLDER/NAME of BookNLP's output"
            ) from None
        except UnicodeDecodeError:
            raise SourceError(f"{path}: is not UTF-8; give the files that BookNLP wrote") from None


def _entities(text: str, mentions: Sequence[tuple[int, Span, _Row]], genders: Mapping[int, Any]) -> dict[int, Entity]:
    """Return the entities by BookNLP's numbers, named as they are called most: by a name, else by a description."""
    of: defaultdict[int, list[tuple[Span, _Row]]] = defaultdict(list)
    for number, span, row in mentions:
        of[number].append((span, row))
    beyond = max(of, default=0)  # the narrator's id: 0 is somebody else's
    found = {}
    for number, some in of.items():
        called = [_called(text, some, form) for form in ("PROP", "NOM", "PRON")]
        names = next(one for one in called if one)
        kind = Counter(_type(row) for _, row in some).most_common(1)[0][0]
        found[number] = Entity(
            id=number - 1 if number else beyond, type=kind, name=names[0], aliases=tuple(sorted(called[0][1:])),
            pronouns=genders.get(number), narrator=number == 0, mentions=len(some),
        )  # fmt: skip
    return found


def _called(text: str, some: Sequence[tuple[Span, _Row]], form: str) -> list[str]:
    """Return what somebody is called in mentions of one form, the most frequent first."""
    uses = Counter(" ".join(span.of(text).split()) for span, row in some if row["prop"] == form)
    return [name for name, _ in sorted(uses.items(), key=lambda use: (-use[1], -len(use[0]), use[0]))]


def _genders(book: Any) -> dict[int, Pronouns]:
    """Return the pronouns of persons by their numbers, as far as a ``.book`` tells."""
    found = {}
    for one in book.get("characters", ()) if isinstance(book, dict) else ():
        gender = one.get("g") if isinstance(one, dict) else None
        pronouns = _PRONOUNS.get(str(gender.get("argmax"))) if isinstance(gender, dict) else None
        if pronouns is not None and isinstance(one.get("id"), int):
            found[one["id"]] = pronouns
    return found


def _known(cell: str) -> str | None:
    return None if cell == "None" else cell


def _type(row: _Row) -> EntityType:
    return _allowed(row["cat"], EntityType, "PER")  # type: ignore[no-any-return]


def _form(row: _Row) -> MentionForm:
    return _allowed(row["prop"], MentionForm, "NOM")  # type: ignore[no-any-return]


def _allowed(value: str, literal: Any, other: str) -> Any:
    return value if value in get_args(literal) else other
