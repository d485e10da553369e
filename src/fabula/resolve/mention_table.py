"""What the antecedent scorer knows of each reference, as columns of numbers."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from operator import itemgetter
from typing import Any, get_args

import numpy as np
import numpy.typing as npt

from fabula.lexicons import kin_nouns, words_of
from fabula.resolve.discourse import Discourse, Reference
from fabula.resolve.people import People, Person
from fabula.types.annotations import EntityType, Gender, MentionForm, Syntax

Int = npt.NDArray[np.int32]
Float = npt.NDArray[np.float32]

ENTITY_TYPES: tuple[EntityType, ...] = get_args(EntityType)
FORMS: tuple[MentionForm, ...] = get_args(MentionForm)
PRONOUN_CLASSES = ("", "I", "you", "he", "she", "it", "we", "they", "who", "this", "other")  # "": no pronoun
ROLES = (
    "subject", "object", "possessor", "reflexive", "oblique", "vocative", "conjunct", "apposition", "root", "other",
)  # fmt: skip
GENDERS = (None, "male", "female", "neuter")
DETERMINERS = ("", "definite", "indefinite", "possessive", "no noun")

_I, _YOU, _HE, _SHE, _IT, _WE, _THEY, _WHO, _THIS, _OTHER = range(1, len(PRONOUN_CLASSES))
_GENDER_OF_CLASS = {_HE: 1, _SHE: 2, _IT: 3}
_ROLE_OF = {
    "nsubj": 0, "nsubj:pass": 0, "nsubj:outer": 0, "csubj": 0, "obj": 1, "iobj": 1, "nmod:poss": 2, "obl": 4, "nmod": 4,
    "vocative": 5, "conj": 6, "appos": 7, "root": 8,
}  # fmt: skip
NOBODY, NARRATION = -1, -2  # in the speaker's place: not known who, not in a quotation


@dataclass(frozen=True, slots=True, eq=False)
class MentionTable:
    """Columns ``(n,)``, one item a mention; int32, the last four float32.

    The mentions are ordered by where they begin, the shortest first: a possessor stands before what it possesses.
    `reference` is the mention's place in ``discourse.references``, `owner` the place in the table of the mention that
    possesses it (-1: none). `form`, `type`, `pronoun`, `role`, `gender`, `determiner` are indices into the label sets above
    (gender 0: not told); `plural`, `joined` (*Anna and Tom*), `kin`, `long` are 0 or 1; `head` numbers
    head lemmas, `words` and `content` the whole phrase in lower case with and without determiners, each in order of
    appearance.
    `first`, `last` (inclusive), `head_token`, `governor` are tokens; `sentence`, `paragraph`, `quotation` (-1: none),
    `utterance` places; `person` whom or what a name means, `speaker` and `addressee` those of the quotation
    (`NOBODY` where not known, `NARRATION` outside). `row` is the mention's place in the network's analysis (-1: none).
    `frequency`, `seen_head` and `seen_content` count the same name or phrase so far.
    """

    reference: Int
    owner: Int
    form: Int
    type: Int
    pronoun: Int
    role: Int
    gender: Int
    determiner: Int
    plural: Int
    joined: Int
    kin: Int
    long: Int
    head: Int
    words: Int
    content: Int
    first: Int
    last: Int
    head_token: Int
    governor: Int
    sentence: Int
    paragraph: Int
    quotation: Int
    utterance: Int
    person: Int
    speaker: Int
    addressee: Int
    row: Int
    confidence: Float
    frequency: Float
    seen_head: Float
    seen_content: Float

    def __len__(self) -> int:
        return len(self.form)

    def at(self, places: npt.NDArray[np.signedinteger[Any]]) -> MentionTable:
        """Return the columns of the mentions at some places, in the shape of `places`."""
        return MentionTable(*(getattr(self, field.name)[places] for field in fields(self)))


def tabulate(discourse: Discourse, syntax: Syntax) -> MentionTable:
    """Return the table of a book's references; `with_known` adds whom names mean, and who says what."""
    describe = _Describer(discourse, syntax)
    row_type = np.dtype((np.int32, len(_DESCRIBED)))
    in_row = itemgetter(*_DESCRIBED)
    rows = np.fromiter((in_row(describe(one)) for one in discourse.references), row_type, len(discourse.references))
    columns: dict[str, Any] = dict(zip(_DESCRIBED, rows.T, strict=True))
    order = np.lexsort((columns["last"], columns["first"]))
    columns = {name: column[order] for name, column in columns.items()}
    heads = list(zip(columns["head_token"].tolist(), columns["first"].tolist(), strict=True))
    places = {head: place for place, head in enumerate(heads)}
    columns["owner"] = [_owner(*head, place, describe.owners, places) for place, head in enumerate(heads)]
    columns["confidence"] = [
        discourse.references[number].mention.confidence for number in columns["reference"].tolist()
    ]
    return tabulate_columns(columns)


def with_known(
    table: MentionTable,
    discourse: Discourse,
    people: People,
    speakers: Mapping[int, int],
    addressees: Mapping[int, Sequence[int]],
) -> MentionTable:
    """Return a table with what is known by now of whom names mean, and of the speakers and addressees of quotations."""
    person, gender = np.full_like(table.person, NOBODY), table.gender.copy()
    for place in np.flatnonzero(table.form == FORMS.index("PROP")).tolist():
        reference = discourse.references[table.reference[place]]
        who = people.referent[reference.number]
        person[place] = NOBODY if who is None else who
        gender[place] = _gender_of_name(reference, None if who is None else people.everyone[who])
    n = len(discourse.quotations)
    spoken = (table.quotation >= 0, table.quotation)
    heard = [addressees.get(number, ()) for number in range(n)]
    known = {
        "person": person,
        "gender": gender,
        "speaker": _of_quotations([speakers.get(number, NOBODY) for number in range(n)], *spoken, NARRATION),
        "addressee": _of_quotations([one[0] if one else NOBODY for one in heard], *spoken, NOBODY),
    }
    columns = {field.name: getattr(table, field.name) for field in fields(MentionTable)} | known
    return MentionTable(**columns | _counts(columns))


def _of_quotations(values: Sequence[int], inside: npt.NDArray[np.bool_], quotation: Int, outside: int) -> Int:
    """Return each mention's quotation's value, or `outside`."""
    found = np.full(len(quotation), outside, dtype=np.int32)
    found[inside] = np.array(values, dtype=np.int32)[quotation[inside]]
    return found


def tabulate_columns(columns: Mapping[str, Sequence[float]]) -> MentionTable:
    """Return a table of columns by name; those left out are empty, and the counts are made here."""
    numbers = {
        field.name: np.array(columns.get(field.name, ()), dtype=np.int32)
        for field in fields(MentionTable)
        if field.name not in _SHARES
    }
    shares = _counts(numbers) | {"confidence": np.array(columns.get("confidence", ()), dtype=np.float32)}
    return MentionTable(**numbers, **shares)  # type: ignore[arg-type]  # each kind of column has its names


def _owner(head: int, first: int, place: int, owners: Mapping[int, int], places: Mapping[tuple[int, int], int]) -> int:
    """Return the place of the mention at the beginning of this one whose head possesses this one's head, or -1."""
    owner = owners.get(head)
    found = -1 if owner is None else places.get((owner, first), -1)
    return found if found < place else -1


_SHARES = ("confidence", "frequency", "seen_head", "seen_content")  # the columns that are float32
_DESCRIBED = tuple(field.name for field in fields(MentionTable) if field.name not in (*_SHARES, "owner"))


class _Describer:
    """Says what is known of one reference."""

    def __init__(self, discourse: Discourse, syntax: Syntax) -> None:
        self.discourse, self.syntax = discourse, syntax
        self.heads = syntax.head.tolist()
        self.dependents = _joined_heads(syntax, self.heads)
        self.owners = {
            self.heads[token]: token for token, relation in enumerate(syntax.relation) if relation == "nmod:poss"
        }
        self.numbers: defaultdict[str, dict[Hashable, int]] = defaultdict(dict)

    def __call__(self, reference: Reference) -> dict[str, int]:
        mention, discourse, syntax = reference.mention, self.discourse, self.syntax
        lower = discourse.tokens.lower
        first, last = bisect_left(discourse.starts, mention.start), bisect_left(discourse.ends, mention.end)
        head = bisect_left(discourse.starts, mention.head.start)
        is_pronoun = mention.form == "PRON"
        pronoun = _pronoun_classes().get(lower[head], _OTHER) if is_pronoun else 0
        joined = any(first <= other <= last for other in self.dependents.get(head, ()))
        quotation = discourse.spoken[first]
        content = tuple(word for word in lower[first : last + 1] if word not in _articles())
        plural = syntax.xpos[head] in ("NNS", "NNPS") or pronoun in (_WE, _THEY) or mention.gender == "plural"
        return {
            "reference": reference.number,
            "form": FORMS.index(mention.form),
            "type": ENTITY_TYPES.index(mention.type),
            "pronoun": pronoun,
            "role": self._role(head, lower[head] if is_pronoun else ""),
            "gender": _GENDER_OF_CLASS.get(pronoun, 0) if is_pronoun else _place_of_gender(mention.gender),
            "determiner": self._determiner(first, head) if mention.form == "NOM" else DETERMINERS.index("no noun"),
            "plural": int(plural or joined),
            "joined": int(joined),
            "kin": int(lower[head] in kin_nouns()),
            "long": int(last - first > 3),
            "head": self._number("head", syntax.lemma[head].lower()),
            "words": self._number("words", lower[first : last + 1]),
            "content": self._number("content", content),
            "first": first,
            "last": last,
            "head_token": head,
            "governor": self.heads[head],
            "sentence": reference.sentence,
            "paragraph": reference.paragraph,
            "quotation": quotation,
            "utterance": discourse.quotations[quotation].utterance if quotation >= 0 else -1,
            "person": NOBODY,
            "speaker": NOBODY if quotation >= 0 else NARRATION,
            "addressee": NOBODY,
            "row": mention.row,
        }

    def _number(self, kind: str, key: Hashable) -> int:
        numbers = self.numbers[kind]
        return numbers.setdefault(key, len(numbers))

    def _role(self, head: int, pronoun: str) -> int:
        if pronoun.endswith(("self", "selves")):
            return ROLES.index("reflexive")
        if pronoun in words_of("possessive_pronouns") or (pronoun == "her" and self.syntax.xpos[head] == "PRP$"):
            return ROLES.index("possessor")
        relation = self.syntax.relation[head]
        return _ROLE_OF.get(relation, _ROLE_OF.get(relation.split(":")[0], ROLES.index("other")))

    def _determiner(self, first: int, head: int) -> int:
        word = self.discourse.tokens.lower[first]
        if word in words_of("definite_determiners"):
            return DETERMINERS.index("definite")
        if word in words_of("indefinite_determiners"):
            return DETERMINERS.index("indefinite")
        return DETERMINERS.index("possessive") if self.owners.get(head, -1) >= first else 0


def _gender_of_name(reference: Reference, person: Person | None) -> int:
    """Return the gender of its bearer, where that is known and a person, or else what the name tells itself."""
    known = person.gender if person is not None and reference.mention.type == "PER" else None
    return _place_of_gender(reference.gender if known is None else known)


def _place_of_gender(gender: Gender | None) -> int:
    return GENDERS.index(gender) if gender in GENDERS else 0


@cache
def _articles() -> frozenset[str]:
    return words_of("definite_determiners") | words_of("indefinite_determiners")


@cache
def _pronoun_classes() -> dict[str, int]:
    """Return the class of each pronoun."""
    return {
        word: number
        for number, name in enumerate(PRONOUN_CLASSES)
        if name not in ("", "other")
        for word in words_of(f"pronouns_{name}")
    }


def _joined_heads(syntax: Syntax, heads: Sequence[int]) -> dict[int, list[int]]:
    """Return the conjuncts of each token that *and* joins to it."""
    conjuncts = [token for token, relation in enumerate(syntax.relation) if relation == "conj"]
    by_and = {
        heads[token] for token, lemma in enumerate(syntax.lemma) if lemma == "and" and syntax.relation[token] == "cc"
    }
    joined: defaultdict[int, list[int]] = defaultdict(list)
    for token in conjuncts:
        if token in by_and:
            joined[heads[token]].append(token)
    return joined


def _counts(columns: Mapping[str, Int]) -> dict[str, Float]:
    """Return how often the same name or phrase, head and content words stood before, `frequency` counting itself too."""
    n = len(columns["form"])
    counts = {name: np.zeros(n, dtype=np.float32) for name in ("frequency", "seen_head", "seen_content")}
    seen: Counter[tuple[str, int]] = Counter()
    parts = (columns[name].tolist() for name in ("form", "person", "words", "head", "content"))
    for i, (form, person, words, head, content) in enumerate(zip(*parts, strict=True)):
        if form == FORMS.index("PRON"):
            continue
        key = ("person", person) if person >= 0 else ("words", words)
        seen[key] += 1
        counts["frequency"][i] = seen[key]
        for name, value in (("head", head), ("content", content)):
            counts[f"seen_{name}"][i] = seen[name, value]
            seen[name, value] += 1
    return counts
