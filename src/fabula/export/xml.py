"""Any text as XML's: what XML 1.0 can't carry is replaced, one character for one, so that offsets stay."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0's Char, turned round

_PLAIN = re.compile(r"[A-Za-z0-9 .,:;#_-]*")  # most values, which need no more care


def carried(text: str) -> str:
    """Return a text with U+FFFD for each character that XML can't carry (control characters, lone surrogates)."""
    return _NO_XML.sub("\ufffd", text)


def content(text: str) -> str:
    """Return a text as an element's content; a bare carriage return would be read as a line feed."""
    return escape(carried(text), {"\r": "&#13;"})


def attributes(**values: object) -> str:
    """Return attributes for a tag, each after a blank; those that are ``None`` are left out.

    A trailing underscore of a name is no part of it, and an inner double one is a colon: ``xml__id``, ``for_``.
    """
    return "".join(
        f" {name.rstrip('_').replace('__', ':')}={_quoted(str(value))}"
        for name, value in values.items()
        if value is not None
    )


def _quoted(value: str) -> str:
    return f'"{value}"' if _PLAIN.fullmatch(value) else quoteattr(carried(value))
