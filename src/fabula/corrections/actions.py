"""The corrections that a reader can make, as values: one class each, told apart in JSON by ``do``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from fabula.errors import FabulaError
from fabula.types.text import Span

PRONOUNS = ("she", "he", "they", "it")
LONGEST_NAME = 200  # characters; a name is no paragraph


class CorrectionError(FabulaError):
    """A correction can't be made; the message says why and what to do."""

    exit_code = 4


@dataclass(frozen=True, slots=True)
class SaidBy:
    """Quotes, by their spans, and who says them: a name, ``""`` for nobody who could be named, ``None`` for as it was read."""

    do: ClassVar = "said-by"
    lines: tuple[Span, ...]
    who: str | None


@dataclass(frozen=True, slots=True)
class Same:
    """`other` is `one`, by whose name both then go."""

    do: ClassVar = "same"
    one: str
    other: str


@dataclass(frozen=True, slots=True)
class Apart:
    """The name `other` is not that of `one`."""

    do: ClassVar = "apart"
    one: str
    other: str


@dataclass(frozen=True, slots=True)
class NoPerson:
    """A name, or description, is no person's."""

    do: ClassVar = "not-a-person"
    name: str


@dataclass(frozen=True, slots=True)
class CalledToo:
    """A character is called `alias` as well."""

    do: ClassVar = "alias"
    name: str
    alias: str


@dataclass(frozen=True, slots=True)
class Renamed:
    """A character goes by another name, the one it had staying an alias."""

    do: ClassVar = "rename"
    name: str
    new: str


@dataclass(frozen=True, slots=True)
class HasPronouns:
    """A character is *she*, *he*, *they* or *it*."""

    do: ClassVar = "pronouns"
    name: str
    pronouns: str


@dataclass(frozen=True, slots=True)
class Narrates:
    """A character tells the story, and nobody else does; ``""``: nobody in it does."""

    do: ClassVar = "narrator"
    name: str


@dataclass(frozen=True, slots=True)
class SceneAt:
    """A scene begins, or does not, with the paragraph that starts at an offset."""

    do: ClassVar = "scene"
    at: int
    begins: bool


@dataclass(frozen=True, slots=True)
class Waive:
    """Findings of a kind that mark these words may stand."""

    do: ClassVar = "waive"
    kind: str
    text: str


Action = SaidBy | Same | Apart | NoPerson | CalledToo | Renamed | HasPronouns | Narrates | SceneAt | Waive


def parse_action(given: Mapping[str, Any]) -> Action:
    """Return the correction that a JSON object tells; ``CorrectionError`` for one that is none."""
    read = _READERS.get(str(given.get("do")))
    if read is None:
        raise CorrectionError(f"there is no correction {given.get('do')!r}; there are {', '.join(_READERS)}")
    return read(given)


def _name(given: Mapping[str, Any], key: str, *, may_be_empty: bool = False) -> str:
    value = given.get(key)
    name = " ".join(value.split()) if isinstance(value, str) else None
    if name is None or not (name or may_be_empty):
        raise CorrectionError(f"`{key}` is missing; give a name")
    if len(name) > LONGEST_NAME:
        raise CorrectionError(f"`{key}` has {len(name):,} characters; a name has {LONGEST_NAME} at most")
    if any(not one.isprintable() for one in name):
        raise CorrectionError(f"`{key}` has characters in it that can't be seen; write the name anew")
    return name


def _said_by(given: Mapping[str, Any]) -> SaidBy:
    lines = given.get("lines")
    if not isinstance(lines, list) or not lines:
        raise CorrectionError("`lines` is missing; give the [start, end] of quotes")
    who = None if given.get("who") is None else _name(given, "who", may_be_empty=True)
    return SaidBy(tuple(map(_span, lines)), who)


def _span(given: object) -> Span:
    if isinstance(given, list) and len(given) == 2 and all(type(one) is int for one in given):
        start, end = given
        if 0 <= start < end:
            return Span(start, end)
    raise CorrectionError(f"{given!r} is no quote; give [start, end], two whole numbers")


def _pronouns(given: Mapping[str, Any]) -> HasPronouns:
    if given.get("pronouns") not in PRONOUNS:
        raise CorrectionError(f"pronouns are {', '.join(PRONOUNS)}, not {given.get('pronouns')!r}")
    return HasPronouns(_name(given, "name"), str(given["pronouns"]))


def _scene(given: Mapping[str, Any]) -> SceneAt:
    at, begins = given.get("at"), given.get("begins")
    if type(at) is not int or not isinstance(begins, bool):
        raise CorrectionError("a scene needs `at`, the start of a paragraph, and `begins`, true or false")
    return SceneAt(at, begins)


def _waive(given: Mapping[str, Any]) -> Waive:
    kind, text = given.get("kind"), given.get("text")
    if not isinstance(kind, str) or not isinstance(text, str) or not text.strip():
        raise CorrectionError("to waive a finding, give its `kind` and words of the `text` that it marks")
    return Waive(kind, " ".join(text.split()))


_READERS: Mapping[str, Callable[[Mapping[str, Any]], Action]] = {
    SaidBy.do: _said_by,
    Same.do: lambda given: Same(_name(given, "one"), _name(given, "other")),
    Apart.do: lambda given: Apart(_name(given, "one"), _name(given, "other")),
    NoPerson.do: lambda given: NoPerson(_name(given, "name")),
    CalledToo.do: lambda given: CalledToo(_name(given, "name"), _name(given, "alias")),
    Renamed.do: lambda given: Renamed(_name(given, "name"), _name(given, "new")),
    HasPronouns.do: _pronouns,
    Narrates.do: lambda given: Narrates(_name(given, "name", may_be_empty=True)),
    SceneAt.do: _scene,
    Waive.do: _waive,
}


# -- in words -------------------------------------------------------------------------------------------------------


def in_words(action: Action, text: str) -> str:
    """Return a correction of the world of `text` as one short sentence, for the list of steps and for undoing."""
    match action:
        case SaidBy(lines, who):
            what = _excerpt(lines[0].of(text)) if len(lines) == 1 else f"{len(lines)} lines"
            return f"{what}: as it was read" if who is None else f"{what}: said by {who or 'nobody known'}"
        case Same(one, other):
            return f"{other} is {one}"
        case Apart(one, other):
            return f"{other} is not {one}"
        case NoPerson(name):
            return f"{name} is not a person"
        case CalledToo(name, alias):
            return f"{name} is also called {alias}"
        case Renamed(name, new):
            return f"{name} goes by {new}"
        case HasPronouns(name, pronouns):
            return f"{name} is “{pronouns}”"
        case Narrates(name):
            return f"{name} tells the story" if name else "nobody in it tells the story"
        case SceneAt(at, begins):
            start = _excerpt(text[at : at + 60])
            return f"a scene begins at {start}" if begins else f"no scene begins at {start}"
        case Waive(kind, words):
            return f"waived: {kind.replace('_', ' ')}, {_excerpt(words)}"


def _excerpt(text: str, length: int = 40) -> str:
    words = " ".join(text.split())
    return words if len(words) <= length else words[: length - 1].rsplit(" ", 1)[0] + " …"
