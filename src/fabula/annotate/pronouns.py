"""The personal pronouns of English: person, number, gender and case of each form."""

from __future__ import annotations

from typing import Literal, NamedTuple

from fabula.types.annotations import Gender

Case = Literal["subject", "object", "possessive", "reflexive"]


class Pronoun(NamedTuple):
    """One form of a personal pronoun; `gender` is ``"plural"`` for *they* and *we*."""

    person: Literal[1, 2, 3]
    gender: Gender | None
    case: Case

    @property
    def is_they(self) -> bool:
        """Whether it is a form of *they*."""
        return self.person == 3 and self.gender == "plural"


PRONOUNS: dict[str, Pronoun] = {
    "i": Pronoun(1, None, "subject"),
    "me": Pronoun(1, None, "object"),
    "my": Pronoun(1, None, "possessive"),
    "mine": Pronoun(1, None, "possessive"),
    "myself": Pronoun(1, None, "reflexive"),
    "we": Pronoun(1, "plural", "subject"),
    "us": Pronoun(1, "plural", "object"),
    "our": Pronoun(1, "plural", "possessive"),
    "ours": Pronoun(1, "plural", "possessive"),
    "ourselves": Pronoun(1, "plural", "reflexive"),
    "you": Pronoun(2, None, "subject"),
    "your": Pronoun(2, None, "possessive"),
    "yours": Pronoun(2, None, "possessive"),
    "yourself": Pronoun(2, None, "reflexive"),
    "thou": Pronoun(2, None, "subject"),
    "thee": Pronoun(2, None, "object"),
    "thy": Pronoun(2, None, "possessive"),
    "he": Pronoun(3, "male", "subject"),
    "him": Pronoun(3, "male", "object"),
    "his": Pronoun(3, "male", "possessive"),
    "himself": Pronoun(3, "male", "reflexive"),
    "she": Pronoun(3, "female", "subject"),
    "her": Pronoun(3, "female", "object"),  # the possessive too: see `POSSESSIVE_HER`
    "hers": Pronoun(3, "female", "possessive"),
    "herself": Pronoun(3, "female", "reflexive"),
    "they": Pronoun(3, "plural", "subject"),
    "them": Pronoun(3, "plural", "object"),
    "their": Pronoun(3, "plural", "possessive"),
    "theirs": Pronoun(3, "plural", "possessive"),
    "themselves": Pronoun(3, "plural", "reflexive"),
}

POSSESSIVE_HER = Pronoun(3, "female", "possessive")
