"""What a cast rules out: names and descriptions that are somebody else's, pronouns that are not somebody's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from fabula.resolve.discourse import Discourse
from fabula.resolve.given import forms_of
from fabula.resolve.mention_table import FORMS, PRONOUN_CLASSES, MentionTable
from fabula.resolve.people import People
from fabula.types.annotations import Gender

_NAME, _PRONOUN = FORMS.index("PROP"), FORMS.index("PRON")
_GENDER_OF: Mapping[int, Gender] = {
    PRONOUN_CLASSES.index("he"): "male",
    PRONOUN_CLASSES.index("she"): "female",
    PRONOUN_CLASSES.index("it"): "neuter",
}


def find_ruled_out(discourse: Discourse, people: People, table: MentionTable) -> Sequence[AbstractSet[int]]:
    """Return for each mention of a table whom it cannot mean, by what the cast says; nothing where it says no such thing."""
    others: defaultdict[str, set[int]] = defaultdict(set)
    sure: list[tuple[int, Gender]] = []
    for one in people.everyone:
        for form in one.not_same:
            others[form].add(one.number)
        if one.gender_given and one.gender is not None:
            sure.append((one.number, one.gender))
    if not others and not sure:
        return ()
    unlike = {sex: frozenset(who for who, own in sure if own != sex) for sex in _GENDER_OF.values()}
    found: list[AbstractSet[int]] = []
    columns = (column.tolist() for column in (table.reference, table.form, table.pronoun))
    for number, form, pronoun in zip(*columns, strict=True):
        mention = discourse.references[number].mention
        if form == _PRONOUN:
            found.append(unlike.get(_GENDER_OF.get(pronoun, "plural"), frozenset()))
        elif form == _NAME:  # whose a name is, its form has told
            found.append(frozenset())
        else:
            by_sex = unlike.get(mention.gender, frozenset()) if mention.gender in ("male", "female") else frozenset()
            by_name = (others[one] for one in forms_of(discourse.book.text, mention) if one in others)
            found.append(by_sex.union(*by_name))
    return found


def is_anothers(discourse: Discourse, people: People, reference: int, who: int) -> bool:
    """Tell whether the cast says that what a reference is called by is another's name than somebody's."""
    others = people.everyone[who].not_same
    mention = discourse.references[reference].mention
    return bool(others) and not others.isdisjoint(forms_of(discourse.book.text, mention))
