"""Any text as Markdown's: it is shown as it stands, also by Obsidian, whatever marks it has."""

from __future__ import annotations

import json
import re

from fabula.export import xml

_MARKS = re.compile(r"([\\`*_\[\]<>|~&$#^=%])")
_LINE_START = re.compile(r"(?m)^[^\S\n]*([-+]|\d+(?=[.)]))")
_LINE_BREAK = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# What YAML takes for no character of a text, or for the end of a line.
_NOT_IN_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def inline(text: str) -> str:
    """Return a text as part of a line; white space in it is blanks."""
    return _MARKS.sub(r"\\\1", xml.carried(" ".join(text.split())))


def prose(text: str) -> str:
    """Return a text of paragraphs, with blank lines between them as they are; lines lose the blanks around them."""
    lines = "\n".join(line.strip() for line in _LINE_BREAK.sub("\n", xml.carried(text)).split("\n"))
    return _LINE_START.sub(_escaped_start, _MARKS.sub(r"\\\1", lines))


def front_matter(**values: object) -> str:
    """Return YAML front matter; a name's double underscore is a blank, what is ``None`` is left out."""
    lines = (f"{name.replace('__', ' ')}: {yaml(value)}\n" for name, value in values.items() if value is not None)
    return f"---\n{''.join(lines)}---\n"


def yaml(value: object) -> str:
    """Return a value as YAML on one line, which is JSON but for some characters."""
    return _NOT_IN_YAML.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))


def _escaped_start(found: re.Match[str]) -> str:
    # A number can't be escaped itself, only the mark after it.
    return f"\\{found[1]}" if found[1] in "-+" else f"{found[1]}\\"
