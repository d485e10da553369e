"""How often the story describes persons by a noun alone: what tells whether *the Duchess*, or plain *nurse*, serves as a name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from fabula.lexicons import words_of
from fabula.resolve.discourse import Discourse

_AS_NAME = 3  # times that a noun must stand alone as a subject, to serve as a name


@dataclass(frozen=True, slots=True)
class RoleCounts:
    """How nouns for persons stand.

    `said` counts how often each stands alone or after *the*, `called` how often each description with a capital stands after
    *the*, `longer` gives for a one-word description the longer one that it stands for, `names` the nouns that serve as names:
    they stand alone, as names do, oftener than with a determiner.
    """

    said: Counter[str] = field(default_factory=Counter)
    called: Counter[str] = field(default_factory=Counter)
    longer: Mapping[str, str] = field(default_factory=dict)
    names: frozenset[str] = frozenset()


def count_roles(discourse: Discourse) -> RoleCounts:
    """Return how the nouns for persons stand in a book."""
    text = discourse.book.text
    said: Counter[str] = Counter()
    called: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    determined: Counter[str] = Counter()
    for reference in discourse.references:
        mention = reference.mention
        if mention.form != "NOM" or mention.type != "PER":
            continue
        words = mention.name.of(text).lower().split()
        singular = mention.gender != "plural"
        if len(words) <= 2 and words[0] in ("the", words[-1]):
            said[words[-1]] += 1
        if len(words) > 1 and words[0] == "the" and text[mention.head.start].isupper() and singular:
            called[" ".join(mention.name.of(text).split()[1:])] += 1
        if len(words) > 1 or not singular:
            determined[mention.head.of(text).lower()] += 1
        elif reference.quotation < 0 and reference.subject:
            alone[words[0]] += 1
    nobody = words_of("indefinite_pronouns") | words_of("pronouns_this")
    names = frozenset(
        word for word, count in alone.items() if count >= max(_AS_NAME, determined[word]) and word not in nobody
    )
    return RoleCounts(said, called, _longer_roles(called), names)


def _longer_roles(called: Counter[str]) -> dict[str, str]:
    """Return for each one-word description the longer one that it stands for: *Rabbit* for the only *White Rabbit*."""
    found: dict[str, list[str]] = {}
    for role in called:
        words = role.split()
        head = words[words.index("of") - 1] if "of" in words[1:] else words[-1]
        if len(words) > 1 and head in called:
            found.setdefault(head, []).append(role)
    return {head: roles[0] for head, roles in found.items() if len(roles) == 1 and called[roles[0]] > 1}
