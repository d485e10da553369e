"""Whom a title with one name may mean: a bearer of the surname, his wife or daughter, or who has the given name."""

from __future__ import annotations

from collections.abc import Sequence

from fabula.lexicons import given_names, words_of
from fabula.resolve.bearers import FAR_COMMONER, SELDOM, Bearer, Roll
from fabula.resolve.names import Name, genders_agree, normal_form, parse_name, word_gender

_MANY = 3  # how many times as often a bare titled name must stand to be another person's than the full one


def find_titled_bearers(roll: Roll, name: Name) -> list[int]:
    """Return who may be called by a title and a surname."""
    people, last = roll.people, name.parts[-1]
    family = [n for n in roll.with_last(last) if genders_agree(people[n].sex, roll.sex_of(name))]
    same_title = [n for n in family if set(name.titles) & people[n].titles and not people[n].firsts]
    if same_title:
        return same_title
    if name.married:
        return _wives(roll, family, last) or _titled_by_first_name(roll, name)
    found = [n for n in family if people[n].firsts or not people[n].titles]
    if name.titles[0] == "miss":
        found = [n for n in found if "mrs" not in people[n].titles and people[n].sex != "male"]
        return _eldest(roll, found, name) or _titled_by_first_name(roll, name)
    if not found:
        return _of_another_title(roll, family, name) or _titled_by_first_name(roll, name) or _of_initial(roll, name)
    if len(found) > 1:
        found = [n for n in found if set(name.titles) & people[n].titles]
    if len(found) != 1:
        return []
    one = people[found[0]]
    another = _is_younger(roll, one, name) or _goes_by_first_name(roll, one, name)
    same = len(family) == 1 and roll.places.introduces(_forms(one), name.form)
    return [] if another and not same and not _stands_apart(roll, one, name) else found


# -- by the surname ---------------------------------------------------------------------------------------------------


def _wives(roll: Roll, family: Sequence[int], last: str) -> list[int]:
    """Return whom *Mrs.* and a surname means: a woman who bears that title, else the only one, where no *Miss* may be she."""
    people = roll.people
    women = [n for n in family if people[n].firsts and _own_first_name(people[n])]
    wives = [n for n in women if "mrs" in people[n].titles]
    if not wives and not roll.places.count(f"miss {last}"):
        women = [n for n in women if people[n].sex == "female"]
        wives = [n for n in women if len(women) == 1 and _may_be_wife(roll, people[n], last)]
    return wives if len(wives) == 1 else []


def _may_be_wife(roll: Roll, woman: Bearer, last: str) -> bool:
    """Tell whether a woman may be the *Mrs.* of her surname: never called *Miss*, nor named too seldom beside her."""
    named = woman.count + roll.places.count(*woman.firsts)
    maiden = roll.places.count(*(f"miss {first}" for first in woman.firsts))
    return (
        "miss" not in woman.titles
        and maiden * SELDOM < named
        and named >= _MANY
        and named * FAR_COMMONER * 2 >= roll.places.count(f"mrs {last}")
    )


def _own_first_name(person: Bearer) -> bool:
    """Tell whether a married woman is known by a given name of her own, not by her husband's (*Mrs. John Smith*)."""
    return all(word_gender(first) == "female" for first in person.firsts)


def _eldest(roll: Roll, found: Sequence[int], name: Name) -> list[int]:
    """Return whom *Miss* and a surname means of those who bear it: the foremost if the names stand apart; the only one unless
    narration names her beside the other."""
    if len(found) < 2:
        return [n for n in found if not roll.places.together(_forms(roll.people[n]), name.form)]
    return [n for n in roll.foremost(found) if _stands_apart(roll, roll.people[n], name)]


def _stands_apart(roll: Roll, person: Bearer, name: Name) -> bool:
    return roll.places.apart(_forms(person), name.form)


def _forms(person: Bearer) -> set[str]:
    """Return what somebody is called by so far, and would be by given name alone."""
    return {*map(normal_form, person.surfaces), *person.firsts}


def _of_another_title(roll: Roll, family: Sequence[int], name: Name) -> list[int]:
    """Return the only one of a surname, called by a rank and now and then plain *Mr.*, or the other way round."""
    if (
        len(family) != 1
        or roll.people[family[0]].titles & words_of("titles_of_rank")
        or name.titles[0] in words_of("titles_of_rank")
    ):
        return []
    one = roll.people[family[0]]
    polite = name.titles[0] == "mr" or "mr" in one.titles
    seldom = roll.places.count(name.form) * _MANY <= one.count
    return list(family) if polite and seldom else []


def _of_initial(roll: Roll, name: Name) -> list[int]:
    """Return the one person of a title whose surname begins with the letter that stands for it (*Mr. K.*)."""
    initial = name.parts[-1]
    if len(initial) > 1:
        return []
    found = [
        n
        for n, person in enumerate(roll.people)
        if set(name.titles) & person.titles
        and person.count > roll.places.count(name.form)
        and any(last.startswith(initial) for last in person.lasts)
    ]
    return roll.foremost(found)


def _goes_by_first_name(roll: Roll, person: Bearer, name: Name) -> bool:
    """Tell whether the person is mostly called by given name, so that the common titled surname must be a relative's."""
    titled = roll.places.count(name.form)
    first = roll.places.count(*person.firsts)
    return titled >= FAR_COMMONER * person.count and titled / _MANY <= first < titled * FAR_COMMONER


def _is_younger(roll: Roll, person: Bearer, name: Name) -> bool:
    """Tell whether *Mr. John Smith* is set apart from a *Mr. Smith* who is named far more often: brother, son, or father."""
    title = name.titles[0]
    full = untitled = 0
    for surface, count in person.surfaces.items():
        own = parse_name(surface)
        untitled += 0 if own.titles else count
        full += count if title in own.titles and own.first else 0
    return full >= _MANY and full >= untitled and roll.places.count(name.form) >= _MANY * full


# -- by the given name ------------------------------------------------------------------------------------------------


def _titled_by_first_name(roll: Roll, name: Name) -> list[int]:
    """Return the one person whose given name stands after the title: *Miss Emily*, *Mr. John*; or its short form."""
    first = name.parts[-1]
    if (first not in given_names() and roll.places.count(first) < _MANY) or name.titles[0] not in words_of(
        "titles_before_given_names"
    ):
        return []
    found = [n for n in roll.with_first(first) if _may_be_titled(roll, roll.people[n], name)]
    found = [n for n in found if set(name.titles) & roll.people[n].titles] or found
    if not found:
        fuller = [other for other in roll.fuller_names(first) if other != first]
        found = sorted({n for other in fuller for n in roll.with_first(other)})
        found = [n for n in found if _may_be_titled(roll, roll.people[n], name)]
    return roll.foremost(found)


def _may_be_titled(roll: Roll, person: Bearer, name: Name) -> bool:
    return genders_agree(person.sex, roll.sex_of(name)) and name.married == ("mrs" in person.titles)
