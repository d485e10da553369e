"""Word documents (DOCX): paragraphs with their styles, soft breaks, rules drawn as borders."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from docx import Document
from docx.document import Document as DocxDocument
from lxml import etree

from fabula.errors import SourceError
from fabula.readers.archive import Archive
from fabula.readers.blocks import Fragment, Role
from fabula.readers.html import book_of
from fabula.readers.markup import RULE_TEXT
from fabula.types.text import Book, Span

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING_STYLE = re.compile(r"heading (\d)", re.IGNORECASE)
_SKIPPED = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText", f"{_W}rPr", f"{_W}pPr"})
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_OFF = ("0", "false", "none")


def read_docx(archive: Archive, raw: bytes) -> Book:
    """Return the book of a Word document, without source; ``SourceError`` when it is broken or holds no text."""
    archive.read_all()
    try:
        document = Document(io.BytesIO(raw))
        fragments = list(_fragments(document))
        title, author = document.core_properties.title, document.core_properties.author
    except SourceError:
        raise
    except Exception as error:  # python-docx raises whatever lxml, zipfile and KeyError give
        raise SourceError(
            f"{archive.name}: the Word document is broken ({type(error).__name__}); save it again"
        ) from None
    if not fragments:
        raise SourceError(f"{archive.name}: the Word document holds no text; give one that does")
    generic = author in ("python-docx", "Unknown", "")
    return book_of(fragments, "docx", title=(title or "").strip() or None, author=None if generic else author)


def _fragments(document: DocxDocument) -> Iterator[Fragment]:
    """Yield the paragraphs of the body in order, those in tables too; an empty one widens the gap after it."""
    styles = {style.style_id: style.name or "" for style in document.styles}
    italic_styles = {
        style.style_id for style in document.styles if getattr(getattr(style, "font", None), "italic", None)
    }
    gap = 1
    for paragraph in document.element.body.iter(f"{_W}p"):
        text, emphasis = _read_paragraph(paragraph, italic_styles)
        start = len(text) - len(text.lstrip())
        words = text.strip()
        if words:
            spans = tuple(_shifted(emphasis, start, start + len(words)))
            role, level = _style_role(styles.get(_style_id(paragraph), ""))
            yield Fragment(words, gap, role, level, spans)
            gap = 1
        elif _has_rule(paragraph):
            yield Fragment(RULE_TEXT, gap, "rule")
            gap = 1
        else:
            gap += 1


def _read_paragraph(paragraph: etree._Element, italic_styles: set[str]) -> tuple[str, list[Span]]:
    """Return the characters of a paragraph and the spans set in italics; deleted and hidden text is left out."""
    parts: list[str] = []
    emphasis: list[Span] = []
    at = 0
    for run in _runs(paragraph):
        text = "".join(_run_text(run))
        if _property(run, "vanish"):
            continue
        style = run.find(f"{_W}rPr/{_W}rStyle")
        styled = style is not None and style.get(f"{_W}val") in italic_styles
        if text.strip() and (_property(run, "i", default=styled)):
            emphasis.append(Span(at, at + len(text)))
        parts.append(text)
        at += len(text)
    return "".join(parts), _joined(emphasis)


def _runs(element: etree._Element) -> Iterator[etree._Element]:
    """Yield the runs of a paragraph, also those in links and insertions, not those of a paragraph inside it."""
    for child in element:
        if child.tag in _SKIPPED or child.tag in (f"{_W}p", _FALLBACK):
            continue
        if child.tag == f"{_W}r":
            yield child
        else:
            yield from _runs(child)


def _run_text(run: etree._Element) -> Iterator[str]:
    """Yield the characters of a run."""
    for child in run:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in (f"{_W}br", f"{_W}cr") and child.get(f"{_W}type") in (None, "textWrapping"):
            yield "\n"
        elif child.tag == f"{_W}tab":
            yield "\t"
        elif child.tag == f"{_W}noBreakHyphen":
            yield "-"


def _property(run: etree._Element, name: str, *, default: bool = False) -> bool:
    """Return whether a run has a property that is either on or off."""
    found = run.find(f"{_W}rPr/{_W}{name}")
    return default if found is None else (found.get(f"{_W}val") or "1").lower() not in _OFF


def _style_id(paragraph: etree._Element) -> str:
    """Return the id of a paragraph's style, empty for the usual one."""
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return "" if style is None else style.get(f"{_W}val") or ""


def _style_role(style: str) -> tuple[Role | None, int]:
    """Return the role and level that a style gives: headings, the title, the table of contents."""
    match = _HEADING_STYLE.match(style)
    if match:
        return "heading", int(match.group(1))
    if style.lower() in ("title", "subtitle"):
        return "front_matter", 0
    return ("contents", 0) if style.lower().startswith("toc") else (None, 0)


def _has_rule(paragraph: etree._Element) -> bool:
    """Tell whether an empty paragraph is drawn as a line."""
    return paragraph.find(f"{_W}pPr/{_W}pBdr") is not None


def _joined(spans: list[Span]) -> list[Span]:
    """Return `spans` with those that touch made one."""
    joined: list[Span] = []
    for span in spans:
        if joined and joined[-1].end == span.start:
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return joined


def _shifted(spans: list[Span], start: int, end: int) -> Iterator[Span]:
    """Yield the parts of `spans` between `start` and `end`, counted from `start`."""
    for span in spans:
        first, last = max(span.start, start), min(span.end, end)
        if first < last:
            yield Span(first - start, last - start)
