"""In words: how one name of a person goes with the person's other names."""

from __future__ import annotations

from collections.abc import Sequence

from fabula.annotate.spelling import one_slip
from fabula.resolve.names import Name, are_nicknames, normal_form, parse_name


def how_it_goes_with(written: str, others: Sequence[str]) -> str | None:
    """Return in a few words why `written` can be a name of whoever bears `others`; ``None`` where the names tell nothing.

    The first of these that fits any of the others, in their order: the same name, another title, the given name, the surname,
    a short form or an initial, a misspelling.
    """
    name = parse_name(written)
    known = [(other, parse_name(other)) for other in others if normal_form(other) != name.form]
    if len(known) < len(others):
        return "the same name"
    for fits in (_by_title, _by_part, _by_short_form, _by_slip):
        for other, parts in known:
            found = fits(name, parts)
            if found is not None:
                return found.format(other=other)
    return None


def _by_title(name: Name, other: Name) -> str | None:
    if name.parts == other.parts:
        return "{other} with another title" if name.titles and other.titles else "{other}, with or without the title"
    return None


def _by_part(name: Name, other: Name) -> str | None:
    if len(name.parts) == 1 and len(other.parts) > 1:
        if name.parts[0] == other.parts[0]:
            return "the given name of {other}"
        if name.parts[0] == other.parts[-1]:
            return "title and surname of {other}" if name.titles else "the surname of {other}"
    if len(other.parts) == 1 and other.parts[0] in (name.parts[:1] + name.parts[-1:]):
        return "{other} in full"
    if len(name.parts) > 1 and len(other.parts) > 1 and name.parts[-1] == other.parts[-1]:
        if name.parts[0] == other.parts[0]:
            return "given name and surname of {other}"
        if name.parts[0][0] == other.parts[0][0] and 1 in (len(name.parts[0]), len(other.parts[0])):
            return "{other} with an initial"
    return None


def _by_short_form(name: Name, other: Name) -> str | None:
    if name.parts and other.parts and are_nicknames(name.parts[0], other.parts[0]):
        return "a short form of the given name, or the full one, of {other}"
    return None


def _by_slip(name: Name, other: Name) -> str | None:
    return (
        "one slip of the pen from {other}"
        if any(one_slip(one, two) for one in name.parts for two in other.parts)
        else None
    )
