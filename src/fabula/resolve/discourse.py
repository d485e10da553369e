"""The text as the resolving stages see it: mentions and quotations with their tokens, paragraphs and roles."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from fabula.annotate.documents import Document, find_documents
from fabula.annotate.mentions import quotation_of_tokens
from fabula.annotate.nominals import head_nouns
from fabula.annotate.pronouns import POSSESSIVE_HER, PRONOUNS, Pronoun
from fabula.annotate.verbs import looks_finite
from fabula.lexicons import verb_lemmas, words_of
from fabula.types.annotations import Gender, Mention, Quotation, Syntax
from fabula.types.text import Book, Tokens

_SUBJECTS = frozenset({"nsubj", "nsubj:pass", "nsubj:outer"})
_CAUSING = frozenset({"let", "lets", "letting", "make", "made", "makes", "making"})  # made her laugh


@dataclass(frozen=True, slots=True)
class Reference:
    """A mention where it stands: its core's tokens ``[first, last)``, paragraph, sentence, the quotation (-1: none).

    `subject` tells whether a finite verb follows at once; `pronoun` is set for pronouns only.
    """

    number: int
    mention: Mention
    first: int
    last: int
    paragraph: int
    sentence: int
    quotation: int
    subject: bool
    pronoun: Pronoun | None

    @property
    def gender(self) -> Gender | None:
        """The gender that its own words tell."""
        return self.mention.gender


@dataclass(frozen=True, slots=True)
class Discourse:
    """A book's tokens, references and quotations with their indices; lists are parallel to the tokens.

    The references are ordered by `first`, then longest first.
    """

    book: Book
    tokens: Tokens
    quotations: tuple[Quotation, ...]
    references: tuple[Reference, ...]
    starts: list[int]
    ends: list[int]
    sentence: list[int]
    paragraph: list[int]
    spoken: list[int]
    first_tokens: list[int]  # of the references
    at_token: dict[int, Reference]  # the longest reference that begins at a token
    syntax: Syntax | None = None
    documents: tuple[Document, ...] = ()

    def references_between(self, first: int, last: int) -> Sequence[Reference]:
        """Return the references that begin in tokens ``[first, last)``."""
        low = bisect_left(self.first_tokens, first)
        return self.references[low : bisect_left(self.first_tokens, last, low)]

    def tokens_of(self, document: Document) -> range:
        """Return the tokens of a document."""
        paragraphs = self.book.paragraphs
        return self.tokens_between(paragraphs[document.first].start, paragraphs[document.last - 1].end)

    def tokens_between(self, start: int, end: int) -> range:
        """Return the tokens that lie in the characters ``[start, end)``."""
        return range(bisect_left(self.starts, start), bisect_left(self.starts, end))


def build_discourse(
    book: Book,
    tokens: Tokens,
    quotations: Sequence[Quotation],
    mentions: Sequence[Mention],
    syntax: Syntax | None = None,
) -> Discourse:
    """Return the indices that the resolving stages share; `syntax` tells subjects and possessives better than the words."""
    starts, ends = tokens.start.tolist(), tokens.end.tolist()
    sentence, paragraph = tokens.sentence.tolist(), tokens.paragraph.tolist()
    spoken = quotation_of_tokens(tokens, quotations)
    references: list[Reference] = []
    for mention in sorted(mentions, key=lambda one: (one.name.start, -one.name.end)):
        first = bisect_left(starts, mention.name.start)
        last = bisect_left(ends, mention.name.end) + 1
        head = bisect_left(starts, mention.head.start)
        references.append(
            Reference(
                len(references),
                mention,
                first,
                last,
                paragraph[first],
                sentence[first],
                spoken[first],
                _is_subject(tokens, sentence, first, last) if syntax is None else _has_verb(syntax, head),
                _pronoun(tokens, sentence, first, syntax) if mention.form == "PRON" else None,
            )
        )
    at_token: dict[int, Reference] = {}
    for reference in references:
        at_token.setdefault(reference.first, reference)
    return Discourse(
        book=book,
        tokens=tokens,
        quotations=tuple(quotations),
        references=tuple(references),
        starts=starts,
        ends=ends,
        sentence=sentence,
        paragraph=paragraph,
        spoken=spoken,
        first_tokens=[one.first for one in references],
        at_token=at_token,
        syntax=syntax,
        documents=find_documents(book),
    )


def _has_verb(syntax: Syntax, head: int) -> bool:
    """Tell whether the word is the subject of a verb."""
    return syntax.relation[head] in _SUBJECTS


def _pronoun(tokens: Tokens, sentence: list[int], i: int, syntax: Syntax | None) -> Pronoun | None:
    """Return the pronoun at a token; *her* is possessive where what follows can be possessed."""
    found = PRONOUNS.get(tokens.lower[i])
    if tokens.lower[i] != "her":
        return found
    if syntax is not None:
        return POSSESSIVE_HER if syntax.xpos[i] == "PRP$" else found
    after = i + 1
    while after < len(tokens) and tokens.lower[after].endswith("ly") and tokens.lower[after] not in head_nouns():
        after += 1
    if after >= len(tokens) or sentence[after] != sentence[i]:
        return found
    word = tokens.lower[after]
    if not word[0].isalpha() or word in words_of("noun_phrase_ends") or word in words_of("after_object_her"):
        return found
    return found if i and tokens.lower[i - 1] in _CAUSING and word in verb_lemmas() else POSSESSIVE_HER


def _is_subject(tokens: Tokens, sentence: list[int], first: int, last: int) -> bool:
    pronoun = PRONOUNS.get(tokens.lower[first])
    if pronoun is not None and last - first == 1:
        return pronoun.case == "subject"
    if first and tokens.lower[first - 1] in words_of("prepositions") and sentence[first - 1] == sentence[first]:
        return False
    position = last
    while position < len(tokens) and (
        tokens.lower[position] in words_of("before_verbs") or tokens.lower[position].endswith("ly")
    ):
        position += 1
    return position < len(tokens) and sentence[position] == sentence[first] and looks_finite(tokens.lower[position])
