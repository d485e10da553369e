"""The personal names of a book: how often each stands, where narration says it, and which pronouns follow it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable

from fabula.resolve.apart import stand_apart, stand_together
from fabula.resolve.discourse import Discourse
from fabula.resolve.names import normal_form
from fabula.types.annotations import Gender
from fabula.types.text import Span

PRONOUN_REACH = 14  # tokens after a name in which a pronoun is taken for its own
_FOLLOWERS = 4  # mentions after a name, at most, to look at for its pronoun
# The log-odds that the pronoun after a name is of its bearer's sex, by its case, after subjects and after others; how much a
# name on the lists of given names tells by itself; and the least that tells. Counted over the novels of PDNC, where 92 in 100
# possessives after a subject are its own, and 60 in 100 objects.
_OF_SUBJECT = {"possessive": 2.4, "reflexive": 2.8, "subject": 1.8, "object": 0.3}
_OF_OTHER = {"possessive": 1.2, "reflexive": 1.3, "subject": 0.5, "object": 0.9}
_BY_NAME, _LEAST = 6.0, 2.0


class NamePlaces:
    """Where the personal names of a book stand: in `surfaces` as they are written, elsewhere by their `normal_form`."""

    def __init__(self, discourse: Discourse) -> None:
        self.surfaces: defaultdict[str, list[Span]] = defaultdict(list)
        self._length = len(discourse.book.text)
        self._counts: Counter[str] = Counter()
        self._told: defaultdict[str, list[int]] = defaultdict(list)
        self._female: defaultdict[str, float] = defaultdict(float)
        for place, reference in enumerate(discourse.references):
            mention = reference.mention
            if mention.form != "PROP" or mention.type != "PER":
                continue
            surface = " ".join(mention.name.of(discourse.book.text).split())
            form = normal_form(surface)
            self.surfaces[surface].append(mention.name)
            self._counts[form] += 1
            if reference.quotation < 0:
                self._told[form].append(mention.name.start)
                self._female[form] += female_after(discourse, place)

    @property
    def forms(self) -> Collection[str]:
        """The normal forms of all names in the story."""
        return self._counts.keys()

    def count(self, *forms: str) -> int:
        """Return how often some forms, each given once, stand."""
        return sum(self._counts[form] for form in forms)

    def told(self, forms: Iterable[str]) -> list[int]:
        """Return the characters at which narration says any of some forms, rising."""
        return sorted(place for form in set(forms) for place in self._told.get(form, ()))

    def apart(self, some: Iterable[str], form: str) -> bool:
        """Tell whether narration keeps a form away from some others, as it does with two names of one person."""
        return stand_apart(self.told(some), self.told([form]), self._length)

    def together(self, some: Iterable[str], form: str) -> bool:
        """Tell whether narration names a form beside some others, as it does with names of two persons."""
        return stand_together(self.told(some), self.told([form]), self._length)

    def introduces(self, some: Iterable[str], form: str) -> bool:
        """Tell whether narration has one of some forms before it has another, as with a full name that is shortened then."""
        first, second = self.told(some)[:1], self.told([form])[:1]
        return bool(first and second) and first < second

    def sex(self, *forms: str, named: Gender | None = None) -> Gender | None:
        """Return what the pronouns that follow some forms tell, beside what the name itself tells (`named`)."""
        return likeliest_sex(sum(self._female.get(form, 0.0) for form in forms), named)


def likeliest_sex(female: float, named: Gender | None) -> Gender | None:
    """Return the sex that log-odds and a name's own tell together; ``None`` where they tell too little."""
    if named == "female":
        female += _BY_NAME
    elif named == "male":
        female -= _BY_NAME
    if named is None and abs(female) < _LEAST:
        return None
    return "female" if female > 0 else "male" if female < 0 else named


def female_after(discourse: Discourse, place: int) -> float:
    """Return the log-odds that the bearer of the name at a place of the references is a woman, by the pronoun that follows it.

    Below 0 it is likelier a man's, and 0 where no pronoun of narration follows soon.
    """
    reference = discourse.references[place]
    for other in discourse.references[place + 1 : place + 1 + _FOLLOWERS]:
        if other.first - reference.first > PRONOUN_REACH or other.mention.form == "PROP":
            break
        pronoun = other.pronoun
        if pronoun is None or pronoun.person != 3 or other.quotation >= 0:
            continue
        if pronoun.gender in ("male", "female"):
            odds = (_OF_SUBJECT if reference.subject else _OF_OTHER).get(pronoun.case, 0.0)
            return odds if pronoun.gender == "female" else -odds
    return 0.0


def is_they_after(discourse: Discourse, place: int) -> bool:
    """Tell whether *they* or *their* follows the name at a place of the references, in its sentence or the next one.

    Nobody may come between whom it could mean, nor be joined to the name.
    """
    reference = discourse.references[place]
    words = discourse.tokens.lower
    if {"and", "or", "&"}.intersection(words[max(0, reference.first - 1) : reference.last + 1]):
        return False
    for other in discourse.references[place + 1 : place + 1 + _FOLLOWERS]:
        if other.sentence > reference.sentence + 1 or other.quotation >= 0 or other.first < reference.last:
            return False
        if other.mention.type == "PER":
            return other.pronoun is not None and other.pronoun.is_they
    return False
