"""The narrator: whether somebody tells the story as *I*, and by which name the others call that person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from fabula.resolve.discourse import Discourse
from fabula.resolve.people import People
from fabula.resolve.turns import Turn

_SHARE = 0.004  # of the narration's tokens that are "I" or "me" in a first-person book; elsewhere it is near 0
_VOTES = 3  # times the narrator must be called by a name for it to be taken
_NARRATED = 0.25  # the most that a narrator's name may stand in narration, of all its uses


def is_first_person(discourse: Discourse) -> bool:
    """Tell whether the narration outside quotations says *I*."""
    narrated = [i for i, quotation in enumerate(discourse.spoken) if quotation < 0]
    selves = sum(
        1 for i in narrated if discourse.tokens.lower[i] in ("i", "me", "my") and discourse.tokens.words[i] != "i"
    )
    return len(narrated) > 0 and selves / len(narrated) >= _SHARE


def find_narrator(discourse: Discourse, people: People, turns: Sequence[Turn]) -> int | None:
    """Return the narrator of a first-person book, adding a nameless one where no name is certain; else ``None``."""
    if people.narrator is not None:
        return people.narrator
    if not is_first_person(discourse):
        return None
    named = _called_by_others(discourse, people, turns)
    if named is None:
        named = people.add("I", "PER", None)
        people.everyone[named].named = True
    people.everyone[named].narrator = True
    return named


def _called_by_others(discourse: Discourse, people: People, turns: Sequence[Turn]) -> int | None:
    """Return whom others call by name right before or after *I* speak, if narration itself hardly uses that name."""
    votes: Counter[int] = Counter()
    for i, turn in enumerate(turns):
        if turn.tag is None or turn.tag.reference.pronoun is None or turn.tag.reference.pronoun.person != 1:
            continue
        for j in (i - 1, i + 1):
            if 0 <= j < len(turns) and turns[max(i, j)].gap <= 1:
                votes.update(turns[j].vocatives)
    narrated = Counter(
        people.referent[one.number] for one in discourse.references if one.quotation < 0 and one.mention.form == "PROP"
    )
    given_cast = any(one.given for one in people.everyone)
    most = max(votes.values(), default=0)
    for number, count in sorted(votes.items(), key=lambda one: (-one[1], one[0])):
        person = people.everyone[number]
        if (
            count >= max(_VOTES, most / 2)  # far more calls to others: several tell the story in turn
            and person.named
            and (person.given or not given_cast)
            and narrated[number] <= _NARRATED * max(person.count, count)
        ):
            return number
    return None
