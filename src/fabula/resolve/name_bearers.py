"""Who may bear a name: the rules by which a name, full, titled or a single word, is somebody's of those on the roll.

A name is somebody's only where one person alone can be meant: a wrong merge is worse than a missed one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fabula.annotate.spelling import one_slip
from fabula.lexicons import given_names
from fabula.resolve.bearers import FAR_COMMONER, SELDOM, Bearer, Roll
from fabula.resolve.names import Name, are_nicknames, genders_agree, parse_name, shortens, word_gender
from fabula.resolve.titled_bearers import find_titled_bearers

_SAINTS = frozenset({"st", "saint"})  # a saint, or a place named after one, is nobody in the story
_COMMON_NICKNAME = 5  # times a nickname must stand that is spelt unlike the name
_VARIANT_MOST = 2  # a misspelling stands at most this often,
_VARIANT_LEAST_OF_RIGHT = 5  # beside a name that stands at least this often


def find_bearers(roll: Roll, name: Name) -> tuple[int, ...]:
    """Return who may bear `name`, likeliest first; those of a whole cast before others."""
    if name.titles and name.titles[0] in _SAINTS:
        return ()
    if name.first is not None:
        found = [n for n in roll.with_last(name.parts[-1]) if _has_full_name(roll, roll.people[n], name)]
    elif name.last is not None:
        found = find_titled_bearers(roll, name)
    else:
        found = _single_bearers(roll, name)
    found = [n for n in found if not roll.is_another_s(name.form, roll.people[n])]
    given = [n for n in found if roll.people[n].given and roll.whole]
    return roll.likeliest_first(given or found)


def find_misspelt(roll: Roll, name: Name, count: int) -> int | None:
    """Return the one person whose frequent name a rare unknown one is a slip of the pen away from.

    A given name may be somebody's own, so it is taken for a slip of surnames only.
    """
    word = name.parts[-1]
    if count > _VARIANT_MOST or len(name.parts) > 1:
        return None
    real = word in given_names()
    found = [
        n
        for n, person in enumerate(roll.people)
        if any(one_slip(word, other) for other in person.lasts | (set() if real else person.firsts | person.singles))
        and person.count >= _VARIANT_LEAST_OF_RIGHT
        and name.form not in person.not_same
        and genders_agree(person.sex, roll.sex_of(name) if name.titles else None)
    ]
    return found[0] if len(found) == 1 else None


def _has_full_name(roll: Roll, person: Bearer, name: Name) -> bool:
    if not genders_agree(person.sex, roll.sex_of(name)):
        return False
    if name.married != ("mrs" in person.titles) and word_gender(name.parts[0]) != "female":
        return False  # Mrs. John Smith is not John Smith
    first = name.parts[0]
    return any(
        first == other or are_nicknames(first, other) or (len(first) == 1 and other.startswith(first))
        for other in person.firsts
    )


# -- a single word ----------------------------------------------------------------------------------------------------


def _single_bearers(roll: Roll, name: Name) -> list[int]:
    """Return who may be called by one word: by given name, then surname, then short form of a given name."""
    people, word = roll.people, name.parts[0]
    count = roll.places.count(word)
    found = _of_sex(roll, roll.with_single(word), name)
    found = found or [n for n in roll.with_first(word) if genders_agree(people[n].sex, roll.sex_of(name))]
    family = _of_sex(roll, roll.with_last(word), name)
    if found and _times(roll, family, word) < FAR_COMMONER * _times(roll, found, word):
        return _dominant(roll, found, count)
    found = family or found
    if found and "lady" in name.titles:
        return [n for n in found if "lady" in people[n].titles]  # a lord's wife, not his daughter
    if found:
        return [n for n in found if people[n].sex != "female"] or found  # women are seldom called by surname alone
    if word not in given_names():
        return _fondly_called(roll, word, count)
    others = (*roll.fuller_names(word), *roll.shorter_names(word))
    same = sorted({n for other in others for n in (*roll.with_first(other), *roll.with_single(other))})
    return roll.foremost([n for n in _of_sex(roll, same, name) if _may_be_called(people[n], word, count)])


def _of_sex(roll: Roll, numbers: Iterable[int], name: Name) -> list[int]:
    return [n for n in numbers if not name.titles or genders_agree(roll.people[n].sex, roll.sex_of(name))]


def _times(roll: Roll, found: Sequence[int], word: str) -> int:
    """Return how often a word stands in longer names of some persons."""
    return sum(
        count
        for n in found
        for surface, count in roll.people[n].surfaces.items()
        if word in (name := parse_name(surface)).parts and (name.titles or len(name.parts) > 1)
    )


def _dominant(roll: Roll, found: list[int], count: int) -> list[int]:
    """Return the one most named among several of one given name, where the bare name is far commoner than they all."""
    if len(found) > 1 and count >= FAR_COMMONER * sum(roll.people[n].count for n in found):
        return [min(found, key=lambda n: (-roll.people[n].count, n))]
    return found


def _fondly_called(roll: Roll, word: str, count: int) -> list[int]:
    """Return the one whose name is put in a fond form of its own (*Potts*, *Pottsy*)."""
    stems = {word.removesuffix(end) for end in ("y", "ie")} - {word}
    ways = (roll.with_single, roll.with_last, roll.with_first)
    found = {n for stem in stems for bearers_of in ways for n in bearers_of(stem)}
    return [n for n in found if roll.people[n].count > count] if len(found) == 1 else []


def _may_be_called(person: Bearer, word: str, count: int) -> bool:
    """Tell whether `word` is a short form of a person's given name; one unlike it (*Nan*, *Anne*) must be common."""
    if not genders_agree(person.sex, word_gender(word)) or count * SELDOM < person.count:
        return False
    fuller = any(
        shortens(word, first) and (word[0] == first[0] or count >= _COMMON_NICKNAME)
        for first in person.firsts | person.singles
    )
    return fuller or any(shortens(short, word) and word[0] == short[0] for short in person.singles)
