"""Names that a book gives outside its story: in its chapters' titles and in the archive's tags.

*Miss Lucy Hale Goes to Town* over a chapter, or *Lucy Hale* among an archive's characters, tells that *Lucy* and *Miss Hale* of
the story are one, though no sentence of it may.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import chain

from fabula.lexicons import given_names, title_genders
from fabula.resolve.names import normal_form, parse_name
from fabula.types.text import Book

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?")
_ASIDE = re.compile(r"\([^)]*\)|\[[^]]*\]")  # *Lucy Hale (mentioned)*
_BETWEEN = re.compile(r"\s*(?:/|\s&\s|\||,\s)\s*")  # in a relationship's tag

_LONGEST = 4  # words of a name


def names_outside(book: Book, forms: Collection[str]) -> tuple[str, ...]:
    """Return the names of two words or more, as they stand there, that the story may mean by a part of them.

    `forms` are the normal forms of the names in the story. In a title a name counts if the story has its words as names; in a tag
    the given name is enough, and a surname alone is not: who bears it may be a relative who never comes up.
    """
    known = {part for form in forms for part in parse_name(form).parts}
    titles = (book.text[one.start : one.end] for one in book.paratext if one.kind == "heading")
    found = dict.fromkeys(
        chain(chain.from_iterable(_in_title(title, known) for title in titles), _in_tags(book, known))
    )
    return tuple(name for name in found if normal_form(name) not in forms)


def _in_title(title: str, known: Collection[str]) -> Iterator[str]:
    """Yield the full names in a heading, where every word may have a capital."""
    words = [match.group() for match in _WORD.finditer(title)]
    plain = [word.strip(".").lower() for word in words]
    for i in range(len(words) - 1):
        first, last = plain[i], plain[i + 1]
        named = words[i][:1].isupper() and words[i + 1][:1].isupper() and not words[i].endswith(".")
        if named and first in known and first in given_names() and last in known and last not in given_names():
            titled = i > 0 and plain[i - 1] in title_genders()
            yield " ".join(word.title() if word.isupper() else word for word in words[i - titled : i + 2])


def _in_tags(book: Book, known: Collection[str]) -> Iterator[str]:
    """Yield the full names of an archive's characters, those of relationships among them."""
    characters = book.tags.get("Character", ())
    pairs = chain.from_iterable(_BETWEEN.split(tag) for tag in book.tags.get("Relationship", ()))
    for tag in (*characters, *pairs):
        name = _ASIDE.sub("", tag).strip()
        parts = parse_name(name).parts
        if 2 <= len(parts) <= _LONGEST and name[:1].isupper() and parts[0] in known:
            yield name
