"""HTML and XHTML: from bytes to a tree, and from a tree to fragments in reading order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree, html

from fabula.readers.blocks import Fragment, Role
from fabula.readers.decoding import bom_encoding, decode
from fabula.readers.markers import words
from fabula.types.text import Span

Roles = Mapping[html.HtmlElement, Role | None]
"""What a format says of an element and all inside it; ``None`` leaves it out."""

_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_BLOCKS = frozenset(
    words(
        "address article aside blockquote body caption center dd details dir div dl dt fieldset figcaption figure "
        "footer form header hgroup html legend li main menu ol p pre section summary table tbody td tfoot th thead "
        "tr ul"
    )
) | set(_HEADINGS)
_DROPPED = frozenset(
    words(
        "audio button canvas embed head iframe img input link map math meta nav noscript object rp rt script select "
        "style svg template textarea title video"
    )
)
_ITALIC = frozenset({"i", "em", "cite", "var", "dfn"})
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ITALIC_STYLE = re.compile(r"font-style\s*:\s*(?:italic|oblique)", re.IGNORECASE)
_ITALIC_CLASS = re.compile(r"(?:^|\s)(?:italics?|emphasis)\d*(?:\s|$)", re.IGNORECASE)
_DECLARED = re.compile(
    rb"""(?i)^[^>]{0,100}encoding\s*=\s*["']([\w.:-]{2,40})|<meta[^>]{0,200}charset\s*=\s*["']?([\w.:-]{2,40})"""
)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_PARAGRAPH_END = re.compile(r"\n[ \t\xa0]*\n[\s]*")
_NOTHING = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u2060\u00ad"))
_TANGLED = re.compile(
    r"</?(?!(?:p|br|hr|h[1-6]|html|head|body|title|script|style|meta)\b)[a-z][^<>]{0,2000}>", re.IGNORECASE
)
# A comment or a tag as a browser tells them, each to its end, in one pass.
_TAG = re.compile(
    r"""<!--(?:.*?-->|.*)|<[a-z][^\s>/]*+(?:[^>"'=]++|=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+)|["'])*+""",
    re.IGNORECASE | re.DOTALL,
)
_LONG_TAG, _MANY_ATTRIBUTES = 3000, 250  # characters; libxml2's time grows with the square of an element's attributes
_ATTRIBUTE = re.compile(r"[\s/]+[^\s/]")
_ENTITIES = re.compile(r"(<!DOCTYPE\b[^\[<>]{0,1000}+)\[[^\]]*+\]\s*+>", re.IGNORECASE)
RULE_TEXT = "* * *"


def parse_markup(raw: bytes) -> html.HtmlElement | None:
    """Return the root of an HTML or XHTML document, ``None`` when there is no element in it.

    The parser reads both, resolves no entity that isn't a character's, and opens nothing outside the bytes.
    """
    text = decode_markup(raw).replace("\0", "")
    text = _ENTITIES.sub(r"\1>", text, count=1)  # which no HTML parser knows how to pass over
    text = _TAG.sub(_uncrowded, text)
    root, is_whole = _parse(text)
    if not is_whole:  # thousands of elements that nobody closed: only the simplest tags can be trusted
        root, _ = _parse(_TANGLED.sub("", text))
    return root


def _uncrowded(tag: re.Match[str]) -> str:
    """Return a tag as it is, or bare where it has more attributes than anybody writes."""
    whole = tag.group()
    if len(whole) < _LONG_TAG or whole.startswith("<!--") or len(_ATTRIBUTE.findall(whole)) < _MANY_ATTRIBUTES:
        return whole
    return re.split(r"[\s/]", whole, maxsplit=1)[0]


def _parse(text: str) -> tuple[html.HtmlElement | None, bool]:
    """Return the root of a document, and whether the parser read all of it."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    if not text.strip():
        return None, True
    try:
        root = html.fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None, True
    is_whole = not any("depth" in entry.message for entry in parser.error_log)
    return (root if isinstance(root, html.HtmlElement) else None), is_whole


def decode_markup(raw: bytes) -> str:
    """Return the characters of a document: by its BOM, its declared encoding, else as a text's."""
    if bom_encoding(raw):
        return decode(raw)
    match = _DECLARED.search(raw[:4096])
    if match:
        encoding = (match.group(1) or match.group(2)).decode("ascii", "ignore").lower()
        encoding = "cp1252" if encoding in ("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii") else encoding
        try:
            return raw.decode(encoding)
        except (LookupError, UnicodeError):  # no encoding of characters, or not this one
            pass
    return decode(raw)


def words_of(element: html.HtmlElement | None) -> str:
    """Return the words inside an element on one line, empty when there is none."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def classes_of(element: html.HtmlElement) -> list[str]:
    """Return the classes of an element."""
    return str(element.get("class") or "").split()


def first(root: html.HtmlElement, path: str) -> html.HtmlElement | None:
    """Return the first element that the XPath `path` finds under `root`."""
    found = root.xpath(path)
    return found[0] if isinstance(found, list) and found else None


def read_fragments(root: html.HtmlElement, roles: Roles | None = None) -> list[Fragment]:
    """Return what an element holds as fragments: block elements, line breaks doubled, rules; hidden things left out.

    `roles` says of some elements what they are; the innermost wins. Empty paragraphs that a reader would see widen the
    gap of the fragment after them.
    """
    flow = _Flow()
    _walk(root, dict(roles or {}), flow)
    return flow.fragments


def _walk(root: html.HtmlElement, roles: dict[html.HtmlElement, Role | None], flow: _Flow) -> None:
    """Lead `flow` through the tree under `root`, without recursion."""
    dropped: set[html.HtmlElement] = set()
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        if event == "start":
            if _is_dropped(element, roles):
                dropped.add(element)
                walker.skip_subtree()
            else:
                flow.open(element, roles.get(element))
        else:
            if element not in dropped:
                flow.close(element)
            if element is not root and element.tail:
                flow.write(element.tail)
    flow.flush()


def _is_dropped(element: html.HtmlElement, roles: dict[html.HtmlElement, Role | None]) -> bool:
    """Tell whether a reader of the page would not see `element`, or its format leaves it out."""
    if element in roles:
        return roles[element] is None
    if not isinstance(element.tag, str) or element.tag in _DROPPED:
        return True
    if element.get("hidden") is not None or element.get("aria-hidden") == "true" or element.get("role") == "navigation":
        return True
    style = element.get("style")
    return bool(style and _HIDDEN_STYLE.search(style))


def _is_italic(element: html.HtmlElement) -> bool:
    """Tell whether an inline element sets its words in italics."""
    if element.tag in _ITALIC:
        return True
    style, names = element.get("style"), element.get("class")
    return bool((style and _ITALIC_STYLE.search(style)) or (names and _ITALIC_CLASS.search(names)))


@dataclass(slots=True)
class _Flow:
    """The fragments so far, and the one that is being written."""

    fragments: list[Fragment] = field(default_factory=list)
    _parts: list[str] = field(default_factory=list)
    _length: int = 0
    _ends_blank: bool = True
    _saw_something: bool = False
    _gap: int = 1
    _roles: list[Role | None] = field(default_factory=list)
    _levels: list[int] = field(default_factory=list)
    _preformatted: int = 0
    _italic_from: list[int] = field(default_factory=list)
    _italics: list[Span] = field(default_factory=list)
    _n_linked: int = 0
    _link_from: int | None = None

    def open(self, element: html.HtmlElement, role: Role | None) -> None:
        """Begin an element."""
        tag = element.tag
        if tag in _BLOCKS:
            self.flush()
        self._roles.append(role or (self._roles[-1] if self._roles else None))
        self._levels.append(_HEADINGS.get(tag, self._levels[-1] if self._levels else 0))
        self._preformatted += tag == "pre"
        if tag == "br":
            self._line_break()
        elif tag == "hr":
            self._rule()
        elif tag == "a" and "#" in (element.get("href") or ""):
            self._link_from = self._length
        elif tag not in _BLOCKS and _is_italic(element):
            self._italic_from.append(self._length)
        if element.text:
            self.write(element.text)

    def close(self, element: html.HtmlElement) -> None:
        """End an element."""
        tag = element.tag
        if tag in _BLOCKS:
            self.flush()
        elif tag == "a" and self._link_from is not None:
            self._n_linked += self._length - self._link_from
            self._link_from = None
        elif tag not in ("br", "hr") and self._italic_from and _is_italic(element):
            self._italics.append(Span(min(self._italic_from.pop(), self._length), self._length))
        self._preformatted -= tag == "pre"
        self._roles.pop()
        self._levels.pop()

    def write(self, text: str) -> None:
        """Add characters; white space runs together unless it is preformatted."""
        if not self._preformatted:
            text = _SPACE.sub(" ", text)
            if self._ends_blank and text[:1] == " ":
                text = text[1:]
        if text:
            self._saw_something = True
            self._add(text.translate(_NOTHING))
            self._ends_blank = text[-1] in " \n"

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _line_break(self) -> None:
        self._add("\n")
        self._ends_blank = self._saw_something = True

    def _rule(self) -> None:
        self.flush()
        self.fragments.append(Fragment(RULE_TEXT, self._gap, "rule"))
        self._gap = 1

    def flush(self) -> None:
        """End the block that is being written, and put it down unless it is empty."""
        if self._saw_something:
            self._put_down("".join(self._parts))
        self._parts, self._length, self._ends_blank, self._saw_something = [], 0, True, False
        self._italics, self._n_linked = [], 0
        self._italic_from = [0 for _ in self._italic_from]
        self._link_from = None if self._link_from is None else 0

    def _put_down(self, text: str) -> None:
        """Add the paragraphs of `text`, which two line breaks part, or widen the gap when there is none."""
        italics = [*self._italics, *(Span(min(at, len(text)), len(text)) for at in self._italic_from)]
        pieces = list(_pieces(text))
        if not pieces:
            self._gap += 1
        for piece, n_breaks in pieces:
            gap = self._gap + (1 if n_breaks > 2 else 0)
            level = self._levels[-1] if self._levels else 0  # the root is closed already, and may be no block
            self.fragments.append(
                Fragment(piece.of(text), gap, self._role(piece), level, tuple(_inside(italics, piece)))
            )
            self._gap = 1

    def _role(self, piece: Span) -> Role | None:
        """Return the role of the piece that is put down: the element's, a heading's, or that of a list of links."""
        role = self._roles[-1] if self._roles else None
        if role in (None, "story") and self._levels and self._levels[-1]:
            return "heading"
        if role is None and self._n_linked and self._n_linked >= 0.8 * (piece.end - piece.start):
            return "contents"
        return role


def _pieces(text: str) -> Iterator[tuple[Span, int]]:
    """Yield the paragraphs in `text`, trimmed, each with the number of line breaks before it."""
    at, n_breaks = 0, 0
    for match in [*_PARAGRAPH_END.finditer(text), None]:
        end = match.start() if match else len(text)
        words = text[at:end]
        start = at + len(words) - len(words.lstrip())
        if words.strip():
            yield Span(start, at + len(words.rstrip())), n_breaks
        n_breaks = match.group().count("\n") if match else 0
        at = match.end() if match else end


def _inside(spans: list[Span], piece: Span) -> Iterator[Span]:
    """Yield the parts of `spans` inside `piece`, counted from its start; one inside another is left out."""
    done = piece.start
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        start, end = max(span.start, done), min(span.end, piece.end)
        if start < end:
            yield Span(start - piece.start, end - piece.start)
            done = end
