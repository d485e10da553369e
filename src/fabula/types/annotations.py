"""What the annotating and resolving stages find, before it has names: plain values with character offsets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fabula.types.text import IntArray, Span

EntityType = Literal["PER", "FAC", "GPE", "LOC", "VEH", "ORG"]
MentionForm = Literal["PROP", "NOM", "PRON"]
QuotationKind = Literal["explicit", "anaphoric", "implicit"]
Gender = Literal["female", "male", "neuter", "plural"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch that refers to an entity (LitBank's types; nested ones allowed).

    `head` is the span of its head word; `core` what remains without the words before a name and the clauses, appositions
    and joined phrases after the head (``None``: all of it); `gender` what its own words tell (a title, a given name, a
    pronoun), if anything; `row` its place among the network's mentions (-1: it is none of them).
    """

    start: int
    end: int
    type: EntityType
    form: MentionForm
    head: Span
    gender: Gender | None = None
    confidence: float = 1.0
    core: Span | None = None
    row: int = -1

    @property
    def name(self) -> Span:
        """The part that names or describes: the core, else the whole mention."""
        return self.core if self.core is not None else Span(self.start, self.end)


@dataclass(frozen=True, slots=True, eq=False)
class Syntax:
    """Tags and trees by Universal Dependencies, one item a token; `head` int32, the token itself for a root.

    `sense` are STREUSLE's supersenses (``"O"``: none); it may be empty.
    """

    lemma: tuple[str, ...]
    upos: tuple[str, ...]
    xpos: tuple[str, ...]
    relation: tuple[str, ...]
    head: IntArray
    sense: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quotation:
    """One stretch between quotation marks, its marks included.

    `style` names the marks; `closed` is false when the closing mark is missing by mistake; `continued` when it is missing
    by custom, because the speech goes on in the next paragraph; `spoken` is false for words in quotation marks that nobody
    says (titles, words as words). Stretches of one speech share the number `utterance`. `speaker` is the name of who says it,
    where the reader gives it. `thought` is true of words that are told from narration by italics (which are no marks: the span
    is that of the words), or by other marks than speech has, and that somebody says to himself alone. `label` is the name
    before a line of messages or of a transcript.
    """

    start: int
    end: int
    utterance: int
    style: Literal["double", "single", "guillemet", "dash", "italic", "line"]
    closed: bool = True
    continued: bool = False
    spoken: bool = True
    speaker: str | None = None
    thought: bool = False
    label: Span | None = None

    def closing(self, text: str) -> str:
        """Return the last character of the words in a book's `text`, before the closing mark."""
        end = self.end if self.style in ("italic", "line") else self.end - 1
        return text[end - 1 : end]


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says one quotation, and to whom; `speaker` and `addressees` are entity numbers.

    `cue` is the speech verb, `speaker_mention` the mention that the tag names the speaker by.
    """

    speaker: int | None
    addressees: tuple[int, ...]
    kind: QuotationKind
    cue: Span | None
    speaker_mention: Span | None
    confidence: float


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A stretch that names a time; `value` is its normal form (TIMEX3 spelling where one fits), `anchor` what it counts from."""

    start: int
    end: int
    text: str
    kind: Literal["date", "time", "duration", "relative", "frequency", "season"]
    value: str | None = None
    anchor: str | None = None
