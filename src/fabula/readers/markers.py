"""The words by which a book marks what isn't story: one place for every list.

Gathered for fabula from the conventions of Project Gutenberg's volunteers, of Archive of Our Own and fanfiction.net,
and of printed novels; no corpus was counted for them.
"""

from __future__ import annotations


def words(text: str) -> tuple[str, ...]:
    """Return the words of a list that is written as one string."""
    return tuple(text.split())


# Headings. A numbered CHAPTER_WORD opens a chapter by itself; a WEAK_WORD only in a run of them; a DIVISION_WORD is
# a chapter only when no chapter stands inside it; a NAMED heading needs no number.
CHAPTER_WORDS = ("chapter", "chap", "ch", "chapitre", "stave", "letter", "canto")
WEAK_WORDS = ("day", "night", "scene", "act", "episode", "section", "entry", "verse", "track", "week", "year")
DIVISION_WORDS = ("volume", "vol", "book", "part", "phase", "period", "epoch", "tome", "arc", "season")
NAMED_HEADINGS = (
    "prologue", "epilogue", "interlude", "intermission", "preface", "introduction", "foreword", "afterword",
    "conclusion", "postscript", "prelude", "coda", "the preface", "author's preface", "preamble", "finale",
)  # fmt: skip
CONTENTS_TITLES = ("contents", "table of contents", "list of chapters", "list of contents", "chapters")
DEDICATION_STARTS = ("to ", "for ", "dedicated to ", "in memory of ", "this book is for")
SMALL_WORDS = frozenset(
    words(
        "a an the and but or nor for of in on at to from by with into upon as is it its his her their my our vs de "
        "la le du who which that when where how not no be so up than over under through out off"
    )
)

# Dividers in words; spaces are taken out and case folded before the comparison.
DIVIDER_WORDS = frozenset(
    words(
        "linebreak pagebreak scenebreak sectionbreak chapterbreak insertlinebreak insertlinebreakhere linebreakhere "
        "pagebreakhere horizontalline timeskip timejump scenechange scenechangehere scenecut"
    )
)
MARKED_DIVIDER_WORDS = frozenset(words("line break scene page skip cut ruler timeskip later"))

# Notes by the author of fan fiction.
# A label counts alone or before a colon, a dash, a bracket; a phrase counts whatever follows.
NOTE_LABELS = (
    "author's note", "author's notes", "authors note", "authors notes", "author note", "author notes", "authors' note",
    "authors' notes", "author's comment", "author's comments", "author's ramblings", "note from the author",
    "notes from the author", "a note from the author", "note from author", "disclaimer", "disclaimers",
    "standard disclaimer", "usual disclaimer", "end notes", "endnotes", "end note", "trigger warning",
    "trigger warnings", "content warning", "content warnings", "chapter warnings", "chapter warning",
    "chapter notes", "chapter summary", "translator's note", "beta", "betas", "unbeta'd", "unbetaed", "not beta'd",
)  # fmt: skip
NOTE_PHRASES = (
    "beta'd by", "betaed by", "beta-read by", "beta read by", "betad by", "please review", "please r&r",
    "please read and review", "read and review", "r&r", "don't forget to review", "reviews are love", "a/n", "a/ns",
    "disclaimer i",
)  # fmt: skip
HEADER_FIELDS = (
    "title", "author", "rating", "rated", "pairing", "pairings", "fandom", "fandoms", "genre", "genres", "summary",
    "warning", "warnings", "characters", "character", "spoilers", "spoiler", "word count", "words", "prompt",
    "archive", "feedback", "status", "category", "series", "timeline", "setting", "published", "updated", "story",
    "beta", "betas", "notes", "note", "disclaimer", "relationship", "relationships", "ship", "ships", "tags",
    "additional tags", "length", "language", "chapters", "story id", "dedication", "a/n", "an", "author's note",
    "author's notes", "pov", "era", "distribution", "written for", "recipient", "content", "tw", "cw", "posted",
    "archive warning", "archive warnings", "translator", "release date", "posting date", "last updated", "editor",
)  # fmt: skip
FAN_FIELDS = frozenset(
    {"rating", "rated", "pairing", "pairings", "fandom", "fandoms", "disclaimer", "a/n", "archive warning", "ships",
     "archive warnings", "spoilers", "relationship", "relationships", "additional tags", "word count", "ship"}
)  # fmt: skip
TITLE_FIELDS = frozenset({"title", "author", "translator", "release date", "posting date", "last updated", "editor",
                          "language", "story id", "published", "updated", "dedication"})  # fmt: skip
# A block that begins with a CLOSING_START is the author's; a CLOSING_PHRASE inside one only counts with others.
CLOSING_STARTS = (
    "thanks for reading", "thank you for reading", "thank you so much for reading", "let me know what you think",
    "please review", "leave a review", "review please", "reviews please", "please leave a review", "reviews are",
    "kudos and comments", "comments and kudos", "please comment", "hope you enjoyed", "hope you liked",
    "hope you all enjoyed", "hope you guys", "drop a review", "read & review", "constructive criticism",
    "next chapter will",
)  # fmt: skip
CLOSING_PHRASES = (
    *CLOSING_STARTS, "next chapter", "until next time", "see you next", "more to come", "tell me what you think",
)  # fmt: skip
META_WORDS = frozenset(
    words(
        "chapter chapters review reviews reviewer reviewers reviewed reviewing update updates updated updating fic "
        "fics fanfic fanfiction fandom readers beta betas kudos comment comments commented favs favorites favorited "
        "follows followers posted posting hiatus oneshot one-shot canon prompt prompts disclaimer ao3 tumblr "
        "drabble wip"
    )
)
TELLING_WORDS = META_WORDS - set(
    words(
        "chapter chapters readers comment comments commented posted posting canon prompt prompts update updated "
        "follows reviewed reviewer reviewers followers hiatus review"
    )
)

# The last words of a book, and of a chapter.
END_PHRASES = frozenset(
    {"the end", "finis", "fin", "end", "the end of the story", "the very end", "end of story", "end file", "~fin~", "owari",
     "end of book", "end of the book"}
)  # fmt: skip
CONTINUED_PHRASES = (
    "to be continued", "tbc", "t.b.c", "continued in", "end of chapter", "end chapter", "end of part", "end part",
    "end of volume", "end of vol", "end of book", "end of the first", "end of the second", "end of the third",
    "end of letter", "end of phase", "end of canto", "end of prologue", "end of epilogue",
)  # fmt: skip
TRANSCRIBER_STARTS = (
    "transcriber's note", "transcriber’s note", "transcriber's notes", "transcriber note", "transcriber notes",
    "transcribers note", "transcriber's addendum", "[transcriber", "[transcriber's", "etext transcriber",
)  # fmt: skip
PRODUCER_STARTS = (
    "produced by", "e-text prepared by", "etext prepared by", "this etext was", "this e-text was", "this ebook was",
    "transcribed by", "transcribed from", "scanned by", "proofread by", "html version by", "[illustration",
    "this file was produced", "distributed proofread", "copyright", "all rights reserved", "first published",
    "printed in", "translated by", "illustrated by", "with illustrations", "edited by", "the text is that of",
    "the text follows", "published by", "entered according to act",
)  # fmt: skip
CREDIT_STARTS = ("by ", "written by ", "author of ", "a novel by ", "a story by ", "a tale by ")

# The headings of an EPUB's documents that hold no story.
FRONT_TITLES = ("copyright", "dedication", "also by", "praise for", "title page", "cover", "table of contents",
                "contents", "acknowledgment", "acknowledgement", "imprint", "colophon")  # fmt: skip
BACK_TITLES = ("about the author", "about the publisher", "more from", "a preview of", "newsletter", "index",
               "transcriber's note", "transcriber’s note", "footnotes", "endnotes", "books by",
               "other books by")  # fmt: skip
