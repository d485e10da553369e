"""Documents in a story: letters, e-mails, diary entries, messages and transcripts, with who writes them to whom.

They are told by their layout alone: a salutation that is a paragraph of its own, a signature, fields such as *From:*, a date that
opens an entry, lines that begin with the name of whoever says them. A letter in quotation marks is speech (`quotations`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from fabula.types.annotations import Quotation
from fabula.types.text import Book, Span

DocumentKind = Literal["letter", "email", "diary", "messages", "transcript"]

_MARKS = "*_ \t\r\n"
_LONGEST_HEAD = 90  # characters of a line that says where and when a letter is written,
_LONGEST_SALUTATION = 60  # and of one that addresses it,
_LONGEST_SIGNATURE = 160  # and of the paragraph that signs it
_HEADS = 2  # such lines, at most
_MOST_UNSIGNED = 60  # paragraphs of a letter that nobody signs
_FEWEST_LINES = 2  # with names before them, for messages to be told from a list or a play's direction
_MOST_IN_LINE = 4  # words of the name before a message
_MONTH = (
    "(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    "|Nov(?:ember)?|Dec(?:ember)?)"
)
_WEEKDAY = "(?:Mon|Tues?|Wed(?:nes)?|Thurs?|Fri|Sat(?:ur)?|Sun)(?:day)?"
_DAY = r"(?:the )?\d{1,2}(?:st|nd|rd|th)?"
_DATE = re.compile(
    rf"(?:{_WEEKDAY},? )?(?:{_DAY}(?: of)? {_MONTH}\b|{_MONTH}\.? {_DAY}\b)(?:,? \d{{4}})?|{_WEEKDAY},? {_DAY}|\b{_WEEKDAY}\b"
    rf"|\bDay \w+|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}",
    re.IGNORECASE,
)
_ENTRY = re.compile(
    rf"[*_\[(]*(?P<date>{_DATE.pattern}|Dear diary)[*_\])]*(?:[.:,]|[*_]|\s*[—–-]|$)[*_]*", re.IGNORECASE
)
_GREETING = (
    r"(?:(?:my|our|to my) )?(?:(?:own|very|poor|sweet|old) )*"
    r"(?:dear(?:est)?|darling|beloved|esteemed|honou?red|respected|hi|hello|hey|to)\b"
)
_SALUTATION = re.compile(
    rf"(?:{_GREETING},? ?(?P<name>[^.!?\n]*?)|sir|madam|sirs|gentlemen|dear (?:sir|madam))[,:;.!—–-]*", re.IGNORECASE
)
_FORMULA = re.compile(
    r"(?:yours|your|ever|with|love|lots of|all my|much|affectionately|sincerely|faithfully|always|best|kind(?:est)?"
    r"|warm(?:est|ly)?|regards|respectfully|cheers|thanks|hugs|until|i (?:am|remain)|believe me|in haste|signed|xx?x?)\b",
    re.IGNORECASE,
)
_SALUTES_INLINE = re.compile(
    rf"[*_]*{_GREETING},? (?P<name>(?:(?:Dr|Mrs?|Ms|St)\. ?)?[^.!?\n,:;—–]{{1,40}}?)"
    r"(?:[,:;.]? ?(?P<dash>[—–]|--|- )|[,:])\s*(?=[A-Z“\"])",
    re.IGNORECASE,
)
_SALUTES_QUOTED = re.compile(  # *“Dear Anna,” it said.*
    rf"{_GREETING},? (?P<name>[^.!?\n,:;—–]{{1,40}}?)[,:—–-]+[”\"’']\s+(?:it|the (?:letter|note|message))\b",
    re.IGNORECASE,
)
_CLOSES = {"“": "”", '"': '"', "‘": "’"}
_SIGNED_QUOTED = re.compile(
    r"(?:\b(?:[Yy]ours|[Ee]ver|[Ww]ith|[Ll]ove|[Aa]ffectionately|[Ss]incerely|[Ff]aithfully|[Ff]riend|[Ff]ather|[Mm]other|[Bb]rother|[Ss]ister)\b"
    r"[^.!?\n]{0,50}[,.—–-]\s*|[.!?][—–]\s*|\n\s*)(?P<name>[A-Z][\w.’']*(?: [A-Z][\w.’']*){0,3}?)[.]?\s*$"
)
_SIGNED_INLINE = re.compile(r"[.!?] ?(?:[—–-]{1,2} ?)?(?P<name>(?:[A-Z]\.? ?){1,3}|[A-Z][\w’']+)[*_]*$")
_SIGNED_AT_END = re.compile(  # *…nothing.—Yours very truly, T. Reed.*, at the end of a paragraph of the letter's words
    r"[.!?][*_]* ?(?:[—–]|-{1,2})? ?(?:(?:I (?:am|remain)|Believe me),? [^.!?\n]{0,60}, ?)?"
    r"(?:[Yy]ours?|[Ee]ver|[Ww]ith|[Yy]our|[Ll]ove|[Aa]lways|[Aa]ffectionately|[Ss]incerely)\b[^.!?\n—–]{0,50}[,—–] ?"
    r"(?P<name>(?:(?:Dr|Mrs?|Ms|Sir|Lady)\.? )?(?:[A-Z]\.? ?){0,2}[A-Z][\w’'-]*(?: [A-Z][\w’'-]*){0,2})\.?[*_]*$"
)
_INITIALS = re.compile(r"(?:[A-Z]\.? ?){1,3}")
_SIGNED_NAME = re.compile(r"[—–-]{0,2} ?(?P<name>[^\W\d_][\w.’'-]*(?: [^\W\d_][\w.’'-]*){0,3})[.,]? ?x*", re.IGNORECASE)
_AFTERWORDS = re.compile(r"[*_]*(?:P\.? ?P?\.? ?S\b|postscript)", re.IGNORECASE)
_FIELD = re.compile(
    r"[*_]*(?P<field>from|to|cc|bcc|sent|date|subject|re|time)[*_]*:[*_]* *(?P<value>[^\n]*)", re.IGNORECASE
)
_FEWEST_FIELDS = 2
_LABEL = re.compile(
    r"(?P<open>[*_]{0,3})(?:[\[(]?\d{1,2}[:.]\d\d(?: ?[ap]\.?m\.?)?[\])]? ?[-–]? ?)?<?(?P<label>[^\W\d_][^\n:*_\"“”.!?]{0,30}?)>?"
    r"(?: (?:to|->?|→|>) (?P<to>[^\n:()*_]{1,30}?))?(?: ?\([^)\n]{1,20}\))?"
    r"(?P<shut>[*_]{0,3}):(?P<after>[*_]{0,3})[ \t]+(?P<words>[^\n]*\S)"
)
_ASIDE = re.compile(r"\s*[\[(][^\n]*[\])]\s*")
_NO_LABELS = frozenset(
    {"from", "to", "cc", "bcc", "sent", "date", "subject", "re", "time", "note", "notes", "title", "summary", "rating",
     "warnings", "warning", "author", "p.s", "ps", "nb", "chapter", "part", "question", "answer"}
)  # fmt: skip
_TRANSCRIPT = re.compile(r"\b(?:transcript|recording|interview|call log)\b", re.IGNORECASE)
_PERSONAL = re.compile(r"\b(?:I|me|my|we|us|our|you|your)\b")
_OPENING_MARKS = "\"“‘«'"


@dataclass(frozen=True, slots=True)
class Message:
    """One line of an exchange: the name before it, its words, and to whom it goes, where that stands there (*Anna to Tom:*)."""

    label: Span
    words: Span
    to: Span | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A document in paragraphs ``[first, last)``: the names of its writer and its reader, and its date, where it tells them.

    `apart` tells that it stands by itself, not in the middle of a scene; `messages` are the lines of an exchange. What is
    `quoted` stands in quotation marks.
    """

    kind: DocumentKind
    first: int
    last: int
    writer: Span | None = None
    reader: Span | None = None
    date: Span | None = None
    apart: bool = True
    messages: tuple[Message, ...] = ()
    quoted: bool = False


def find_documents(book: Book) -> tuple[Document, ...]:
    """Return the documents of a book, in order, disjoint; of letters in quotation marks those that are signed."""
    return tuple(_Finder(book).find())


def with_messages(quotations: Sequence[Quotation], documents: Sequence[Document]) -> tuple[Quotation, ...]:
    """Return the quotations and, among them, the lines of messages and transcripts, which their names say who speaks."""
    lines = [message for one in documents for message in one.messages]
    if not lines:
        return tuple(quotations)
    within = [Span(one.label.start, one.words.end) for one in lines]
    kept = [one for one in quotations if not any(line.start <= one.start < line.end for line in within)]
    first = max((one.utterance for one in kept), default=-1) + 1
    said = [
        Quotation(one.words.start, one.words.end, first + number, "line", label=one.label)
        for number, one in enumerate(lines)
    ]
    found = sorted((*kept, *said), key=lambda one: one.start)
    numbers: dict[int, int] = {}
    return tuple(replace(one, utterance=numbers.setdefault(one.utterance, len(numbers))) for one in found)


def _without_stop(text: str, name: Span) -> Span:
    """Return a name without the full stop that ends its line, but for initials."""
    words = name.of(text)
    ends = words.endswith(".") and _INITIALS.fullmatch(words.split()[-1]) is None
    return Span(name.start, name.end - 1) if ends else name


class _Finder:
    """The paragraphs of a book, and which of them follow breaks."""

    def __init__(self, book: Book) -> None:
        self.book = book
        starts = [one.start for one in book.paragraphs]
        self.broken = set()
        place = 0
        for one in sorted(book.breaks, key=lambda one: one.start):
            if one.cue == "blank":
                continue
            while place < len(starts) and starts[place] < one.end:
                place += 1
            self.broken.add(place)
        self.entries = [number for number in range(len(starts)) if self._is_entry(number)]

    def find(self) -> Iterator[Document]:
        """Yield them."""
        number, after, begun = 0, True, 0
        while number < len(self.book.paragraphs):
            if number in self.broken:
                begun = number
            found = self._document(number, after=after or number in self.broken)
            after = found is not None
            if found is not None:
                yield replace(found, first=self._with_lines_above(found.first, begun)) if found.apart else found
                number = begun = found.last
            else:
                number += 1

    def _with_lines_above(self, number: int, begun: int) -> int:
        """Return where the lines begin that stand above a document, right after a break or another document: a title, a place."""
        lines = range(begun, number)
        if 0 < len(lines) <= _HEADS and all(self._is_line(one) for one in lines):
            return begun
        return number

    def _is_line(self, number: int) -> bool:
        text = self._text(number)
        if not text or len(text) > _LONGEST_SALUTATION or text[:1] in _OPENING_MARKS:
            return False
        return text[-1] not in '.!?;"”’' or self._is_head(number)

    def _document(self, number: int, *, after: bool) -> Document | None:
        if self._text(number)[:1] in _OPENING_MARKS:
            return self._quoted_letter(number)
        letter = self._email(number) or self._letter(number, after=after)
        return letter or self._exchange(number, after=after) or self._diary(number)

    def _quoted_letter(self, number: int) -> Document | None:
        """Return the letter that a paragraph begins inside quotation marks, up to its signature before the closing mark."""
        span = self._span(number)
        opening = self.book.text[span.start]
        found = _SALUTES_QUOTED.match(self.book.text, span.start + 1, span.end)
        if found is None:
            found = _SALUTES_INLINE.match(self.book.text, span.start + 1, span.end)
            if found is not None and not found["dash"]:
                return None  # *“Dear Anna, do sit down”* is no letter
        if found is None or opening not in _CLOSES:
            return None
        for last in range(number, min(number + _MOST_UNSIGNED, len(self.book.paragraphs))):
            span = self._span(last)
            if last > number and (last in self.broken or not self.book.text.startswith(opening, span.start)):
                return None
            text = span.of(self.book.text).rstrip(_MARKS)
            n_marks = text.count(_CLOSES[opening]) - (opening == '"')
            one = n_marks == 1 or found.re is _SALUTES_QUOTED  # one speech, but for *it said* after the salutation
            if text.endswith(_CLOSES[opening]) and (last > number or one):
                signed = _SIGNED_QUOTED.search(text[:-1])
                if signed is None:
                    return None
                signature = Span(span.start + signed.start("name"), span.start + signed.end("name"))
                writer = _without_stop(self.book.text, signature)
                return Document("letter", number, last + 1, writer, Span(*found.span("name")), None, quoted=True)
        return None

    def _span(self, number: int) -> Span:
        paragraph = self.book.paragraphs[number]
        return Span(paragraph.start, paragraph.end)

    def _text(self, number: int) -> str:
        return self._span(number).of(self.book.text).strip(_MARKS)

    def _limit(self, number: int) -> int:
        """Return the paragraph that follows the next break after one."""
        return min((one for one in self.broken if one > number), default=len(self.book.paragraphs))

    # -- letters and e-mails --------------------------------------------------------------------------------------------

    def _letter(self, number: int, *, after: bool) -> Document | None:
        """Return the letter that a paragraph begins: with where and when it is written, or with whom it is for."""
        at, date = number, None
        while (
            at < number + _HEADS
            and at + 1 < len(self.book.paragraphs)
            and self._is_head(at)
            and self._salutation(at, sure=True) is None
        ):
            date = date or self._date(at)
            at += 1
        inline = self._inline_letter(number, at, date)
        if inline is not None:
            return inline
        salutation = self._salutation(at, sure=date is not None or after)
        if salutation is None or (at > number and date is None):
            return None
        last, writer = self._end(at + 1, at)
        if writer is None:
            last = self._end_unsigned(at + 1, last)
        if writer is None and (date is None or last - at > _MOST_UNSIGNED) and not after:
            return None
        return Document("letter", number, last, writer, salutation if salutation.end > salutation.start else None, date)

    def _inline_letter(self, number: int, at: int, date: Span | None) -> Document | None:
        """Return the letter whose words go on right after the salutation: *Dear Tom,—I have found it.*"""
        span = self._span(at)
        found = _SALUTES_INLINE.match(self.book.text, span.start, span.end)
        if found is None or (date is None and not found["dash"]):
            return None
        reader = Span(*found.span("name"))
        signed = _SIGNED_INLINE.search(self.book.text, found.end(), span.end)
        if signed is not None:
            return Document("letter", number, at + 1, Span(*signed.span("name")), reader, date)
        last, writer = self._end(at + 1, at)
        return None if writer is None else Document("letter", number, last, writer, reader, date)

    def _is_head(self, number: int) -> bool:
        text = self._text(number)
        if _DATE.fullmatch(text.rstrip(".")) or _ENTRY.fullmatch(text):
            return True
        if len(text) <= _LONGEST_SALUTATION and text.count(".") == 1 and self._date(number) is not None:
            text = text.rstrip(".")  # *Hill Cottage, 3rd May.*
        return (
            len(text) <= _LONGEST_HEAD
            and text[-1:] not in '.!?:;"”’'
            and (self._date(number) is not None or "," in text)
        )

    def _date(self, number: int) -> Span | None:
        span = self._span(number)
        found = _DATE.search(self.book.text, span.start, span.end)
        return None if found is None else Span(*found.span())

    def _salutation(self, number: int, *, sure: bool) -> Span | None:
        """Return the name that a paragraph addresses, empty where there is none; ``None`` where it is no salutation."""
        if number >= len(self.book.paragraphs):
            return None
        span, text = self._span(number), self._text(number)
        start = self.book.text.index(text, span.start) if text else span.start
        found = _SALUTATION.fullmatch(text) if len(text) <= _LONGEST_SALUTATION else None
        if found is None or "\n" in text.strip():
            return None
        greeting = text.split()[0].lower().strip(",")
        if not sure and greeting in ("hi", "hello", "hey", "to", "sir", "madam"):
            return None
        if greeting in ("hi", "hello", "hey", "to") and text[-1:] not in ",:—-":
            return None
        name = found["name"]
        if name is None:
            return Span(start, start)
        first = start + found.start("name")
        return Span(first, first + len(name.rstrip(" ,")))

    def _end(self, number: int, salutation: int) -> tuple[int, Span | None]:
        """Return where a letter ends whose words begin with a paragraph, and the name that signs it."""
        limit = self._limit(salutation)
        at = number
        while at < limit:
            writer = self._signature(at) or self._signed_at_end(at)
            if writer is not None:
                last = at + 1
                while last < limit and _AFTERWORDS.match(self._text(last)):
                    last += 1
                return last, writer
            if at > number and (
                self._fields(at) or (self._is_head(at) and self._salutation(at + 1, sure=True) is not None)
            ):
                break
            at += 1
        return at, None

    def _end_unsigned(self, number: int, limit: int) -> int:
        """Return where a letter ends that nobody signs: before speech, and before what speaks of no *I* and no *you*."""
        at = number
        while at < limit and self._text(at)[:1] not in _OPENING_MARKS and _PERSONAL.search(self._text(at)):
            at += 1
        return max(at, min(number + 1, limit))

    def _signed_at_end(self, number: int) -> Span | None:
        """Return the name that the last words of a paragraph sign with, after a formula."""
        span = self._span(number)
        found = _SIGNED_AT_END.search(self.book.text, span.start, span.end)
        return None if found is None else Span(*found.span("name"))

    def _signature(self, number: int) -> Span | None:
        """Return the name that a paragraph signs with: after a formula (*Your old friend, Hester*), or alone on its last line."""
        span, text = self._span(number), self._text(number)
        if not text or len(text) > _LONGEST_SIGNATURE:
            return None
        lines = [line.strip(_MARKS) for line in text.split("\n") if line.strip(_MARKS)]
        formula = _FORMULA.match(lines[0])
        last = lines[-1]
        if len(lines) == 1 and formula:
            last = re.split(r"[,—–]", last)[-1].strip(_MARKS)
        elif len(lines) > 3 or (len(lines) > 1 and not formula and lines[0][-1:] not in ","):
            return None
        found = _SIGNED_NAME.fullmatch(last)
        if found is None or (len(lines) == 1 and formula and "," not in text and "—" not in text):
            return None
        name = found["name"]
        initials = _INITIALS.fullmatch(name.strip()) is not None
        sentence = not initials and last[-1:] == "."
        if not formula and (not name[0].isupper() or sentence or len(name.split()) > (3 if initials else 2)):
            return None
        start = self.book.text.rindex(name, span.start, span.end)
        return _without_stop(self.book.text, Span(start, start + len(name)))

    def _fields(self, number: int) -> dict[str, Span]:
        """Return the fields of a paragraph that has nothing else: *From: Anna*."""
        span = self._span(number)
        found: dict[str, Span] = {}
        for match in re.finditer(r"[^\n]+", self.book.text[span.start : span.end]):
            field = _FIELD.fullmatch(match.group().strip(_MARKS) or " ")
            if field is None:
                return {}
            value = field["value"].strip(_MARKS)
            start = span.start + match.start() + match.group().index(value)
            found.setdefault(field["field"].lower(), Span(start, start + len(value)))
        return found

    def _email(self, number: int) -> Document | None:
        at = number
        fields: dict[str, Span] = {}
        while at < len(self.book.paragraphs) and (more := self._fields(at)):
            fields = {**more, **fields}
            at += 1
        if len(fields) < _FEWEST_FIELDS or not fields.keys() & {"from", "to"}:
            return None
        body = at + 1 if at < len(self.book.paragraphs) and self._text(at)[-1:] in ",:" else at  # *Celia,*
        last, writer = self._end(body, number)
        reader = fields.get("to") or (self._salutation(at, sure=True) if body > at else None)
        writer = self._address(fields.get("from")) or writer
        return Document("email", number, last, writer, self._address(reader), fields.get("sent") or fields.get("date"))

    def _address(self, span: Span | None) -> Span | None:
        """Return the name of an address without what stands in brackets after it."""
        if span is None:
            return None
        name = re.split(r"[<(\[]", span.of(self.book.text))[0].rstrip()
        return Span(span.start, span.start + len(name)) if name and "@" not in name else None

    # -- diaries --------------------------------------------------------------------------------------------------------

    def _is_entry(self, number: int) -> bool:
        """Tell whether a paragraph opens with a date as a diary's entries do, not as a sentence does."""
        raw = self._span(number).of(self.book.text).lstrip()
        found = _ENTRY.match(raw)
        if found is None:
            return False
        if not any(letter.isdigit() for letter in found["date"]) and raw[:1] not in "*_[(":
            return False
        alone = not raw[found.end() :].strip(_MARKS + ".:,")
        marked = raw[:1] in "*_[(" or raw[found.end("date") : found.end("date") + 1] in ".:*_"
        return alone or (marked and not raw[found.end() :].lstrip()[:1].islower())

    def _diary(self, number: int) -> Document | None:
        """Return the entry that a paragraph begins, where there are others, or where it says *I*."""
        if number not in self.entries:
            return None
        limit = self._limit(number)
        following = [one for one in self.entries if number < one < limit]
        last = min(following, default=limit)
        for at in range(number + 1, last):
            if self._fields(at) or self._salutation(at, sure=False) is not None or self._lines(at):
                last = at
                break
        words = " ".join(self._text(one) for one in range(number, last))
        if len(self.entries) < 2 or not re.search(r"\b(?:I|my|me)\b", words):
            return None
        return Document("diary", number, last, None, None, self._date(number))

    # -- messages and transcripts ---------------------------------------------------------------------------------------

    def _exchange(self, number: int, *, after: bool) -> Document | None:
        """Return the messages, or the transcript, that a paragraph begins."""
        at, date, transcribed = number, None, False
        head = self._text(number)
        if not self._lines(at) and len(head) <= _LONGEST_HEAD and at + 1 < len(self.book.paragraphs):
            date, transcribed = self._date(at), bool(_TRANSCRIPT.search(head))
            if date is None and not transcribed:
                return None
            at += 1
        messages: list[Message] = []
        last = at
        while last < len(self.book.paragraphs) and (last == at or last not in self.broken):
            found = self._lines(last)
            if not found and not (messages and _ASIDE.fullmatch(self._span(last).of(self.book.text))):
                break
            messages += found
            last += 1
        if not messages or not self._are_messages(messages):
            return None
        kind: DocumentKind = "transcript" if transcribed else "messages"
        apart = at > number or transcribed or (after and len(messages) > _FEWEST_LINES)
        return Document(kind, number, last, None, None, date, apart, tuple(messages))

    def _lines(self, number: int) -> list[Message]:
        """Return the messages of a paragraph, each of whose lines begins with a name and a colon."""
        span = self._span(number)
        found = []
        for line in re.finditer(r"[^\n]+", self.book.text[span.start : span.end]):
            label = _LABEL.fullmatch(line.group().strip())
            if label is None or not self._may_be_name(label):
                return []
            start = span.start + line.start() + line.group().index(line.group().strip())
            found.append(
                Message(
                    Span(start + label.start("label"), start + label.end("label")),
                    Span(start + label.start("words"), start + label.end("words")),
                    None if label["to"] is None else Span(start + label.start("to"), start + label.end("to")),
                )
            )
        return found

    @staticmethod
    def _may_be_name(label: re.Match[str]) -> bool:
        words = label["label"].lower().split()
        if len(words) > _MOST_IN_LINE or " ".join(words).rstrip(".") in _NO_LABELS:
            return False
        marked = label["open"] or label["shut"] or label["after"]
        return bool(marked) or len(words) <= 2 or label["label"].isupper() or label["to"] is not None

    def _are_messages(self, messages: Sequence[Message]) -> bool:
        """Tell whether lines are said by few who speak again and again, or set their names apart by marks."""
        names = [one.label.of(self.book.text).lower() for one in messages]
        if len(messages) <= _FEWEST_LINES:
            return self.book.text[messages[0].label.start - 1] in "*_" if messages[0].label.start else False
        return len(set(names)) < len(names)
