from __future__ import annotations

import pytest

from fabula.readers.notes import note_kind

STORY = (
    "The ferry came in late that evening, and nobody on the quay could say whether the captain was on board. "
    "Marit counted the lamps along the mole, lost her place between the ninth and the tenth, and began again."
)
MORE = '"He promised," said her brother. "He promised, and he has never once been late in all the years I knew him."'


@pytest.mark.parametrize(
    "note",
    ["A/N: Hello everyone, here is the next part!", "AN: short one today", "A/N - sorry for the wait", "(A/N: hi!)",
     "[Author's Note: this was hard to write]", "Author's notes: thanks to my friend", "**A/N:** Back again",
     "Author’s Note: Back again", "Disclaimer: I don't own anything here.", "Disclaimer - not mine.",
     "DISCLAIMER: see chapter one", "Note from the author: be kind.", "Beta'd by the wonderful nightowl",
     "Please review!", "R&R please!", "Trigger warning: storms at sea", "A.N.: I am back", "~A/N: hello~",
     "A/N I'm so sorry for the wait you guys"],
)  # fmt: skip
@pytest.mark.parametrize("place", ["beginning", "middle", "end"])
def test_a_note_of_its_own_is_no_story(read, paragraphs, paratext, note, place):
    parts = {"beginning": [note, STORY, MORE], "middle": [STORY, note, MORE], "end": [STORY, MORE, note]}[place]
    book = read("\n\n".join(parts))
    assert paragraphs(book) == [STORY, MORE]
    assert paratext(book, "author_note") == [note]


@pytest.mark.parametrize(
    "line",
    ["Note: bring the lamp. Yours, Marit.", "An: that was how the letter began.", "Another day went by.",
     "Disclaimers were of no use to her now, she thought.", "Author's notes lay all over his desk when she came in.",
     "Warning: the ice is thin. Somebody had painted it on the door.", "Summary justice was all they knew.",
     "Pairing up was out of the question.", "She thanked them all for reading to her when she was ill.",
     "And so began the next chapter of her life, and of mine.", "Title in hand, he went away to Nordhavn.",
     '"A note!" she cried. "An author\'s note!"', "Review the troops, he said, and so they did."],
)  # fmt: skip
@pytest.mark.parametrize("last", [False, True])
def test_story_that_sounds_like_a_note_stays_story(read, paragraphs, line, last):
    parts = [STORY, MORE, line] if last else [STORY, line, MORE]
    assert paragraphs(read("\n\n".join(parts))) == parts


@pytest.mark.parametrize(
    "note",
    ["(A/N: sorry not sorry!)", "[A/N: the lamp (the ninth) is real]", "(AN: yes, really)",
     "(A/N: lol :) sorry)", "(A/N: lol :)",
    "(Author's note: see chapter 2)",
     "{A/N: hi}"],
)  # fmt: skip
def test_a_note_inside_a_paragraph(read, paratext, note):
    line = f"She took the lamp {note} and went down to the quay."
    book = read(f"{STORY}\n\n{line}\n\n{MORE}")
    assert len(book.paragraphs) == 3
    assert paratext(book) == [note]


def test_a_bracket_that_never_closes_is_left_alone(read):
    book = read(f"{STORY}\n\nShe took it (A/N: oh well and went on to the quay with it.\n\n{MORE}")
    assert book.paratext == ()


def test_a_bracketed_note_over_several_paragraphs(read, paragraphs, paratext):
    book = read(f"{STORY}\n\n(A/N: First of all, hello.\n\nSecond, the lamp is real.)\n\n{MORE}")
    assert paragraphs(book) == [STORY, MORE]
    assert paratext(book) == ["(A/N: First of all, hello.\n\nSecond, the lamp is real.)"]


def test_the_header_of_a_fan_fiction(read, paragraphs, paratext):
    header = ("Title: The Late Ferry\n\nAuthor: gullwing\n\nRating: T\n\nPairing: Marit/Sven\n\n"
              "Summary: A ferry is late.\n\nDisclaimer: I own only the gulls.\n\n* * *\n\n")  # fmt: skip
    book = read(header + f"{STORY}\n\n{MORE}")
    assert paragraphs(book) == [STORY, MORE]
    assert (book.title, book.author) == ("The Late Ferry", "gullwing")
    assert paratext(book, "summary") == ["Summary: A ferry is late."]


def test_a_header_in_one_block(read, paragraphs):
    header = "Title: The Late Ferry\nAuthor: gullwing\nRating: T\nWarnings: none\nSummary: A ferry is late."
    book = read(f"{header}\n\n{STORY}\n\n{MORE}")
    assert paragraphs(book) == [STORY, MORE]
    assert book.title == "The Late Ferry"


@pytest.mark.parametrize("after", ["Chapter 1: The Ferry", "* * *"])
def test_notes_set_off_before_the_story_are_the_authors(read, paragraphs, after):
    notes = "Notes: Written on a bus. Nobody drowns."
    assert paragraphs(read(f"The Late Ferry\n\nby gullwing\n\n{notes}\n\n{after}\n\n{STORY}\n\n{MORE}")) == [
        STORY,
        MORE,
    ]
    assert paragraphs(read(f"{STORY}\n\n{notes}\n\n{MORE}")) == [STORY, notes, MORE]


def test_a_form_in_a_story_is_no_header(read, paragraphs):
    form = "Name: Marit Holm\nCharacter: good\nLanguage: ours"
    assert form in paragraphs(read(f"{STORY}\n\n{STORY}\n\nThe form said:\n\n{form}\n\n{MORE}"))


def test_a_note_goes_on_while_it_speaks_of_writing(read, paragraphs):
    note = "A/N: Hello!\n\nThanks for all the reviews on the last chapter, I will update on Friday."
    assert paragraphs(read(f"{STORY}\n\n{MORE}\n\n{note}")) == [STORY, MORE]
    assert paragraphs(read(f"{note}\n\n{STORY}\n\n{MORE}")) == [STORY, MORE]


def test_a_label_alone_takes_the_block_under_it(read, paragraphs):
    assert paragraphs(read(f"Author's Note:\n\nThis one is for my sister.\n\n{STORY}\n\n{MORE}")) == [STORY, MORE]


@pytest.mark.parametrize(
    "closing",
    ["Thanks for reading!", "Please review, it makes me update faster!", "Let me know what you think in the comments!",
     "To be continued...", "TBC", "End of Chapter 3", "Hope you liked it! Reviews and kudos feed the fic."],
)  # fmt: skip
def test_closing_words(read, paragraphs, closing):
    assert paragraphs(read(f"{STORY}\n\n{MORE}\n\n{closing}")) == [STORY, MORE]


def test_notes_stand_in_their_chapters(read, paragraphs):
    chapter = "Chapter {}\n\nA/N: Enjoy!\n\n" + f"{STORY}\n\n{MORE}\n\n***\n\nA/N: Review please!\n\n"
    book = read("".join(chapter.format(number) for number in (1, 2)))
    assert paragraphs(book) == [STORY, MORE] * 2
    assert all(book.text[c.start : c.end].endswith("A/N: Review please!") for c in book.chapters)
    assert [b.cue for b in book.breaks] == ["chapter"]


def test_kind_of_a_note():
    assert note_kind("Chapter Summary: they meet") == "summary"
    assert note_kind("A/N") == "author_note"
    assert note_kind("Anna came in.") is None


def test_the_story_after_a_note_stays_story(read, paragraphs):
    line = "She did not comment on it. Nobody in the house did, and the clock went on as if it had been asked to."
    assert paragraphs(read(f"A/N: Hello!\n\n{line}\n\n{STORY}\n\n{MORE}")) == [line, STORY, MORE]


def test_a_table_of_values_at_the_beginning_of_a_chapter_is_story(read, paragraphs):
    window = "Title: Keeper of Lamps\nCategory: Human\nStatus: Wet"
    text = f"Chapter 1\n\n{STORY}\n\nChapter 2\n\n{window}\n\n{MORE}"
    assert window in paragraphs(read(text))
