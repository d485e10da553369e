"""Markdown: headings, paragraphs, rules and emphasis; its marks are not part of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from fabula.readers.blocks import Fragment, Role
from fabula.readers.html import book_of
from fabula.readers.markup import RULE_TEXT, parse_markup, read_fragments
from fabula.types.text import Book, Span

_ATX = re.compile(r"^#{1,6}[ \t]+\S", re.MULTILINE)
_UNDERLINED = re.compile(r"^([^\n]{1,120})\n=+[ \t]*$", re.MULTILINE)
_FRONT = re.compile(r"\A---[ \t]*\n(.{0,20000}?)\n(?:---|\.\.\.)[ \t]*\n", re.DOTALL)
_FRONT_FIELD = re.compile(r"""^(title|author):[ \t]*["']?([^\n]*?)["']?[ \t]*$""", re.MULTILINE | re.IGNORECASE)
_LONE_HASH = re.compile(r"^[ \t]{0,3}(#{1,6})[ \t]*$", re.MULTILINE)
_ITALIC_HTML = re.compile(r"</?(?:i|em|cite)\b[^>]{0,100}>", re.IGNORECASE)
_BREAK_HTML = re.compile(r"<br\b", re.IGNORECASE)
# Lists and quotations in each other, deeper than anybody writes: the parser would pass over what is in them.
_MARKER = r"[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t]))"
_DEEP_MARKERS = re.compile(rf"^((?:{_MARKER}){{10}}+)(?:{_MARKER})++(?=[^\n]*\w)", re.MULTILINE)
_DEEP_INDENT = re.compile(r"^([ \t]{30})[ \t]++", re.MULTILINE)
_DEEPEST = 60
_MARKDOWN_SUFFIXES = (".md", ".markdown", ".mdown", ".mkd")


def is_markdown(name: str, text: str) -> bool:
    """Tell whether a text is Markdown: its name says so, or it has no name and two headings with hashes."""
    lowered = name.lower()
    if lowered.endswith(_MARKDOWN_SUFFIXES):
        return True
    return "." not in lowered.rsplit("/", 1)[-1] and len(_ATX.findall(text[:200_000])) >= 2


def read_markdown(text: str) -> Book:
    """Return the book of a Markdown text, without source."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    front = _FRONT.match(text)
    fields = {name.lower(): value.strip() for name, value in _FRONT_FIELD.findall(front.group(1))} if front else {}
    body = _UNDERLINED.sub(r"# \1", text[front.end() :] if front else text)
    # A line of hashes alone is an empty heading in Markdown, and a scene break in fiction.
    body = _LONE_HASH.sub(lambda match: "\n" + "\\" + match.group(1) + "\n", body)
    body = _DEEP_MARKERS.sub(r"\1 ", _DEEP_INDENT.sub(r"\1", body))
    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).disable(["code", "lheading", "reference"])
    fragments = list(_fragments(parser.parse(body), body.split("\n")))
    return book_of(
        fragments, "markdown", title=fields.get("title") or _first_title(fragments), author=fields.get("author")
    )


def _first_title(fragments: Sequence[Fragment]) -> str | None:
    """Return the words of the heading with which the text begins, when it alone is of the first level."""
    tops = [fragment for fragment in fragments if fragment.role == "heading" and fragment.level == 1]
    return " ".join(tops[0].text.split()) if len(tops) == 1 and fragments[0] is tops[0] else None


def _extra_gaps(lines: Sequence[str]) -> list[int]:
    """Return for each line the number of blank lines before it."""
    gaps, blank = [], 0
    for line in lines:
        gaps.append(blank)
        blank = 0 if line.strip() else blank + 1
    return gaps


def _fragments(tokens: Sequence[Token], lines: Sequence[str]) -> Iterator[Fragment]:
    """Yield the blocks of a parsed text, of which `lines` are the lines."""
    gaps = _extra_gaps(lines)
    role: Role | None = None
    level = 0
    for token in tokens:
        gap = max(1, gaps[token.map[0]]) if token.map and token.map[0] < len(gaps) else 1
        if token.type == "heading_open":
            role, level = "heading", int(token.tag[1:])
        elif token.type == "heading_close":
            role, level = None, 0
        elif token.type == "inline":
            text, emphasis = _read_inline(token.children or [])
            yield from _trimmed(text, emphasis, gap, role, level)
        elif token.type == "hr":
            mark = lines[token.map[0]].strip(" \t>") if token.map else RULE_TEXT
            yield Fragment(mark or RULE_TEXT, gap, "rule")
        elif token.type in ("fence", "code_block"):
            yield from _trimmed(token.content, [], gap, None, 0)
        elif token.type == "html_block":
            root = parse_markup(f"<div>{token.content}</div>".encode())
            yield from read_fragments(root) if root is not None else ()


def _trimmed(text: str, emphasis: Sequence[Span], gap: int, role: Role | None, level: int) -> Iterator[Fragment]:
    """Yield one fragment without the white space around it, none when it is empty."""
    start = len(text) - len(text.lstrip())
    words = text.strip()
    if words:
        kept = (Span(max(s.start - start, 0), min(s.end - start, len(words))) for s in emphasis if s.end > start)
        yield Fragment(words, gap, role, level, tuple(kept))


def _read_inline(children: Sequence[Token]) -> tuple[str, list[Span]]:
    """Return the characters of a paragraph without marks, and the spans that it emphasises."""
    parts: list[str] = []
    opened: list[int] = []
    emphasis: list[Span] = []
    at = 0
    for child in children:
        text = _child_text(child)
        if _opens(child):
            opened.append(at)
        elif _closes(child) and opened:
            start = opened.pop()
            if not opened and start < at:
                emphasis.append(Span(start, at))
        parts.append(text)
        at += len(text)
    return "".join(parts), emphasis


def _child_text(child: Token) -> str:
    """Return the characters of one piece of a paragraph."""
    if child.type in ("text", "code_inline", "text_special"):
        return child.content
    if child.type == "softbreak":
        return " "
    return (
        "\n" if child.type == "hardbreak" or (child.type == "html_inline" and _BREAK_HTML.match(child.content)) else ""
    )


def _opens(child: Token) -> bool:
    """Tell whether emphasis begins here."""
    html = child.type == "html_inline" and bool(_ITALIC_HTML.match(child.content))
    return child.type == "em_open" or (html and not child.content.startswith("</"))


def _closes(child: Token) -> bool:
    """Tell whether emphasis ends here."""
    return child.type == "em_close" or (child.type == "html_inline" and bool(_ITALIC_HTML.match(child.content)))
