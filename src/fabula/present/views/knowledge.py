"""Who knows what: claims by characters, the ledger they come from, and what is kept from whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fabula.present.views.limits import Cut, Limits, cut
from fabula.present.views.passages import Passage, Passages
from fabula.query.disclosure import Secret, find_secrets
from fabula.query.inquiry import Held, holding
from fabula.types.world import Entity, StoryWorld

_COLUMNS = 12  # of the grid: its cells are wide
_KEEPING = frozenset({"hides", "lies"})


@dataclass(frozen=True, slots=True)
class Holding:
    """How one character stands to a claim: `stance` in words, and since where.

    `unaware` says that he does not hold it (and `learns` where he does later), `told_by` who told him, `tells` that he is
    who tells it.
    """

    stance: str
    unaware: bool
    told_by: Entity | None
    passage: Passage
    tells: bool = False
    learns: Passage | None = None


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One claim and where it stands first; a cell for each column, ``None`` where nothing is said of the character."""

    claim: str
    passage: Passage
    cells: tuple[Holding | None, ...]


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One record of the ledger."""

    held: Held
    passage: Passage


@dataclass(frozen=True, slots=True)
class SecretRow:
    """What is kept from somebody, and where one of them first holds it."""

    secret: Secret
    passage: Passage
    learnt: Passage | None


@dataclass(frozen=True, slots=True)
class _Claim:
    """A claim with the records that make it, in order, and who of those that lacked it learn it where."""

    records: tuple[Held, ...]
    learnt: Mapping[int, Held]

    @property
    def interest(self) -> tuple[bool, int]:
        """How much there is to compare: whether somebody lacks it or keeps it, and how many have to do with it."""
        claims = [one.claim for one in self.records]
        involved = {who.id for one in claims for who in (*one.holders, *one.unaware)}
        apart = any(one.unaware or one.stance in _KEEPING for one in claims)
        return apart and len(involved) > 1, len(involved)


def knowledge_values(world: StoryWorld, limits: Limits) -> Mapping[str, Any]:
    """Return the grid's columns and rows, the ledger, and the secrets."""
    passages, hold, secrets = Passages(world), holding(world), tuple(find_secrets(world))
    claims = _claims(map(hold, world.knowledge), secrets)
    chosen = cut(sorted(claims, key=lambda one: one.interest, reverse=True), limits.figures)
    columns = cut(_most_involved(chosen.shown), min(_COLUMNS, limits.columns))
    in_order = sorted(chosen.shown, key=lambda one: one.records[0].claim.start)
    grid = tuple(_row(one, columns.shown, passages) for one in in_order)
    ledger = (LedgerRow(one, passages.at(one.claim.start, one.claim.end)) for one in map(hold, world.knowledge))
    return {
        "columns": columns,
        "grid": Cut(grid, chosen.more),
        "ledger": cut(ledger, limits.rows),
        "secrets": cut((_secret(one, passages) for one in secrets), limits.rows),
    }


def _claims(records: Iterable[Held], secrets: Sequence[Secret]) -> list[_Claim]:
    """Return the records, those of one wording together."""
    by_wording: dict[str, list[Held]] = {}
    for one in records:
        by_wording.setdefault(" ".join(one.claim.claim.casefold().split()), []).append(one)
    learnt = {secret.held.claim.id: _learners(secret) for secret in secrets}
    return [
        _Claim(tuple(some), {who: where for one in some for who, where in learnt.get(one.claim.id, {}).items()})
        for some in by_wording.values()
    ]


def _learners(secret: Secret) -> dict[int, Held]:
    """Return where each of those whom something is kept from holds it first, by id."""
    return {who.id: one for one in reversed(secret.learnt) for who in secret.unaware if who in one.claim.holders}


def _most_involved(claims: Iterable[_Claim]) -> list[Entity]:
    counts = Counter(
        who for claim in claims for one in claim.records for who in (*one.claim.holders, *one.claim.unaware)
    )
    return sorted(counts, key=lambda one: (-counts[one], -one.mentions, one.id))


def _row(claim: _Claim, columns: Sequence[Entity], passages: Passages) -> ClaimRow:
    first = claim.records[0].claim
    return ClaimRow(
        first.claim,
        passages.at(first.start, first.end),
        tuple(_cell(claim, who, passages) for who in columns),
    )


def _cell(claim: _Claim, who: Entity, passages: Passages) -> Holding | None:
    """Return how somebody stands to a claim at the end: what he holds first, if he does, else that he does not."""
    held = next((one for one in claim.records if who in one.claim.holders), None)
    lacks = next((one for one in claim.records if who in one.claim.unaware), None)
    one = held or lacks
    if one is None:
        return None
    passage = passages.at(one.claim.start, one.claim.end)
    if held is None:
        later = claim.learnt.get(who.id)
        return Holding("does not know", True, None, passage, learns=_where(later, passages))
    open_about_it = held.claim.stance not in _KEEPING  # of what he hides, the words are somebody's, but not his telling
    teller = held.told_by if open_about_it else None
    tells = teller == who
    return Holding(held.claim.stance, False, None if tells else teller, passage, tells)


def _secret(secret: Secret, passages: Passages) -> SecretRow:
    claim = secret.held.claim
    first = secret.learnt[0] if secret.learnt else None
    return SecretRow(secret, passages.at(claim.start, claim.end), _where(first, passages))


def _where(held: Held | None, passages: Passages) -> Passage | None:
    return None if held is None else passages.at(held.claim.start, held.claim.end)
