"""Whole-novel folds of PDNC: all books of one author lie in one fold, and the folds are about equally long.

A trained stage leaves a fold's books out of its training before it is scored on them: `fabula_training.speakers` fits one
set of weights for each fold, and the benchmark reads each novel with its own.
"""

from __future__ import annotations

AUTHORS = {
    "AHandfulOfDust": "Evelyn Waugh",
    "ARoomWithAView": "E. M. Forster",
    "AlicesAdventuresInWonderland": "Lewis Carroll",
    "AnneOfGreenGables": "L. M. Montgomery",
    "DaisyMiller": "Henry James",
    "Emma": "Jane Austen",
    "HowardsEnd": "E. M. Forster",
    "NightAndDay": "Virginia Woolf",
    "NorthangerAbbey": "Jane Austen",
    "Persuasion": "Jane Austen",
    "PrideAndPrejudice": "Jane Austen",
    "SenseAndSensibility": "Jane Austen",
    "TheAgeOfInnocence": "Edith Wharton",
    "TheAwakening": "Kate Chopin",
    "TheGambler": "Fyodor Dostoevsky",
    "TheInvisibleMan": "H. G. Wells",
    "TheManWhoWasThursday": "G. K. Chesterton",
    "TheMysteriousAffairAtStyles": "Agatha Christie",
    "ThePictureOfDorianGray": "Oscar Wilde",
    "TheSignOfTheFour": "Arthur Conan Doyle",
    "TheSportOfTheGods": "Paul Laurence Dunbar",
    "TheSunAlsoRises": "Ernest Hemingway",
}

# By number of quotations: 5,278, 5,436, 5,605, 5,591 and 5,848.
FOLDS: tuple[frozenset[str], ...] = (
    frozenset({"Jane Austen"}),
    frozenset({"E. M. Forster", "L. M. Montgomery"}),
    frozenset({"Ernest Hemingway", "Virginia Woolf", "H. G. Wells"}),
    frozenset({"Evelyn Waugh", "Agatha Christie", "Edith Wharton"}),
    frozenset(
        {
            "Oscar Wilde",
            "G. K. Chesterton",
            "Fyodor Dostoevsky",
            "Lewis Carroll",
            "Arthur Conan Doyle",
            "Paul Laurence Dunbar",
            "Kate Chopin",
            "Henry James",
        }
    ),
)


def fold_of(novel: str) -> int | None:
    """Return the number of the fold, from 0, that a PDNC novel lies in; ``None`` for a novel not in the table."""
    author = AUTHORS.get(novel)
    return next((number for number, authors in enumerate(FOLDS) if author in authors), None)
