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
_AGREE = 3  # times as many pronouns of one sex as of the other, to tell a name's


class NamePlaces:
    """Where the personal names of a book stand: in `surfaces` as they are written, elsewhere by their `normal_form`."""

    def __init__(self, discourse: Discourse) -> None:
        self.surfaces: defaultdict[str, list[Span]] = defaultdict(list)
        self._length = len(discourse.book.text)
        self._counts: Counter[str] = Counter()
        self._told: defaultdict[str, list[int]] = defaultdict(list)
        self._followed: defaultdict[str, Counter[Gender]] = defaultdict(Counter)
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
                follower = gender_after(discourse, place)
                if follower is not None:
                    self._followed[form][follower] += 1

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

    def sex(self, *forms: str, least: int = 2, agree: int = _AGREE) -> Gender | None:
        """Return what the pronouns that follow some forms tell, if there are `least` of them at least, and `agree` times as many
        as of the other sex."""
        votes = sum((self._followed.get(form, Counter()) for form in forms), Counter[Gender]())
        if not votes:
            return None
        (best, most), *rest = votes.most_common()
        return best if most >= max(least, agree * sum(count for _, count in rest)) else None


def gender_after(discourse: Discourse, place: int) -> Gender | None:
    """Return the sex of the pronoun of narration that follows the name at a place of the references, if one does soon."""
    reference = discourse.references[place]
    for other in discourse.references[place + 1 : place + 1 + _FOLLOWERS]:
        if other.first - reference.first > PRONOUN_REACH or other.mention.form == "PROP":
            break
        third = other.pronoun is not None and other.pronoun.person == 3
        if third and other.gender in ("male", "female") and other.quotation < 0:
            return other.gender
    return None


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
