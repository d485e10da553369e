"""A book as documents are looked for in it: its paragraphs, and which of them follow breaks."""

from __future__ import annotations

from fabula.types.text import Book, Paragraph, Span

MARKS = "*_ \t\r\n"
OPENING_MARKS = "\"“‘«'"


class Page:
    """The paragraphs of a book; the numbers of those that follow a break that is more than a blank line are `broken`."""

    def __init__(self, book: Book) -> None:
        self.text: str = book.text
        self.paragraphs: tuple[Paragraph, ...] = book.paragraphs
        self.broken: set[int] = set()
        place = 0
        for one in sorted(book.breaks, key=lambda one: one.start):
            if one.cue == "blank":
                continue
            while place < len(self.paragraphs) and self.paragraphs[place].start < one.end:
                place += 1
            self.broken.add(place)

    def span_of(self, number: int) -> Span:
        """Return where a paragraph stands."""
        paragraph = self.paragraphs[number]
        return Span(paragraph.start, paragraph.end)

    def text_of(self, number: int) -> str:
        """Return a paragraph's text, without the marks of emphasis around it."""
        return self.span_of(number).of(self.text).strip(MARKS)

    def limit_after(self, number: int) -> int:
        """Return the paragraph that follows the next break after one."""
        return min((one for one in self.broken if one > number), default=len(self.paragraphs))
