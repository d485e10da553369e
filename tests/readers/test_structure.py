from __future__ import annotations

import pytest

STORY = (
    "The ferry came in late that evening, and nobody on the quay could say whether the captain was on board. "
    "Marit counted the lamps along the mole, lost her place between the ninth and the tenth, and began again. "
    "It had rained since noon, and the gulls had gone inland to sit in the wet fields behind the church."
)
MORE = '"He promised," said her brother. "He promised, and he has never once been late in all the years I knew him."'


def chaptered(*headings: str, sep: str = "\n\n") -> str:
    return sep.join(part for heading in headings for part in (heading, STORY, MORE))


def chapters(book) -> list[tuple[int | None, str | None]]:
    return [(chapter.number, chapter.title) for chapter in book.chapters]


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (["CHAPTER I", "CHAPTER II"], [(1, None), (2, None)]),
        (["Chapter 3: The Storm", "Chapter 4: The Calm"], [(3, "The Storm"), (4, "The Calm")]),
        (["Chapter One", "Chapter Twenty-Two"], [(1, None), (22, None)]),
        (["Chapter the First", "Chapter the Second"], [(1, None), (2, None)]),
        (["CHAPTER I. In Which the Ferry Is Late", "CHAPTER II. In Which It Is Not"],
         [(1, "In Which the Ferry Is Late"), (2, "In Which It Is Not")]),
        (["CHAPTER\n   1", "CHAPTER\n   2"], [(1, None), (2, None)]),
        (["                CHAPTER\n                   1", "                CHAPTER\n                   2"],
         [(1, None), (2, None)]),
        (["I.", "II.", "III."], [(1, None), (2, None), (3, None)]),
        (["I", "II", "III"], [(1, None), (2, None), (3, None)]),
        (["1", "2", "3"], [(1, None), (2, None), (3, None)]),
        (["_One_", "_Two_"], [(1, None), (2, None)]),
        (["ONE", "TWO", "THREE"], [(1, None), (2, None), (3, None)]),
        (["I. The Return", "II. The Quay"], [(1, "The Return"), (2, "The Quay")]),
        (["Prologue", "Chapter 1", "Epilogue: Ten Years On"],
         [(None, "Prologue"), (1, None), (None, "Epilogue: Ten Years On")]),
        (["VOLUME I\n\nCHAPTER I", "CHAPTER II", "VOLUME II\n\nCHAPTER I"], [(1, None), (2, None), (1, None)]),
        (["PART ONE--The Quay\n\n1", "2", "PART TWO--The Sea\n\n3", "4"], [(1, None), (2, None), (3, None), (4, None)]),
        (["Part 1", "Part 2"], [(1, None), (2, None)]),
        (["CHAPTER I\n\nTHE FERRY", "CHAPTER II\n\nTHE QUAY"], [(1, "THE FERRY"), (2, "THE QUAY")]),
        (["Chapter I\nThe Ferry", "Chapter II\nThe Quay"], [(1, "The Ferry"), (2, "The Quay")]),
        (["Chapter I.\nThe Ferry.", "Chapter II.\nA Mysterious Guest."], [(1, "The Ferry."), (2,
        "A Mysterious Guest.")]),
        (["Chapter 1 - The Ferry", "Chapter 2 — The Quay"], [(1, "The Ferry"), (2, "The Quay")]),
        (["**Chapter 1**", "**Chapter 2**"], [(1, None), (2, None)]),
        (["LETTER I", "LETTER II [written some days later]"], [(1, None), (2, "[written some days later]")]),
        (["FIRST PART", "SECOND PART"], [(1, None), (2, None)]),
        (["CHAPTER I", "CHAPTER II\n\nCONCLUSION"], [(1, None), (2, "CONCLUSION")]),
    ],
)  # fmt: skip
def test_headings_of_chapters(read, headings, expected):
    book = read(chaptered(*headings))
    assert chapters(book) == expected
    assert len(book.paragraphs) == 2 * len(expected)
    assert {p.chapter for p in book.paragraphs} == set(range(len(expected)))


def test_a_chapter_runs_from_its_heading_to_its_last_word(read):
    book = read(chaptered("VOLUME I\n\nCHAPTER I", "VOLUME II\n\nCHAPTER II") + "\n\nTHE END\n")
    first, second = (book.text[c.start : c.end] for c in book.chapters)
    assert first.startswith("CHAPTER I\n")
    assert first.endswith(MORE)
    assert second.startswith("CHAPTER II\n")
    assert second.endswith(MORE)


def test_prose_and_numbers_in_it_are_no_headings(read):
    lines = [
        "Chapter 3 was the worst of all.",
        "I",
        "Part of me wanted to stay.",
        "Book one was lost.",
        "1801.",
        "Act now.",
    ]
    book = read("\n\n".join(f"{STORY}\n\n{line}" for line in lines))
    assert book.chapters == ()


def test_numbers_that_do_not_count_up_are_story(read):
    assert read(chaptered("7", "3", "19")).chapters == ()


def test_a_numbered_poem_inside_a_story_is_story(read):
    verses = "\n\n".join(f"{number}.\n\nThe lamp is out,\nthe tide is in." for number in ("I", "II", "III"))
    book = read("\n\n".join([STORY] * 6 + [verses] + [STORY] * 6))
    assert book.chapters == ()


def test_numbers_inside_chapters_are_sections(read, breaks):
    book = read(chaptered("CHAPTER I\n\nI", "II", "CHAPTER II\n\nI", "II", "III"))
    assert chapters(book) == [(1, None), (2, None)]
    assert [cue for cue, _ in breaks(book)] == ["divider", "chapter", "divider", "divider"]


def test_titles_alone_make_chapters_where_wide_gaps_set_them_off(read):
    titles = ["THE FERRY", "THE QUAY", "THE LAMP"]
    book = read(("\n" * 5).join(f"{title}\n\n{STORY}\n\n{MORE}\n\n{STORY}\n\n{MORE}" for title in titles))
    assert chapters(book) == [(None, title) for title in titles]


def test_a_speech_under_a_heading_is_no_title(read, paragraphs):
    book = read(chaptered('CHAPTER I\n\n"MARIT!"', 'CHAPTER II\n\n"MARIT!"'))
    assert chapters(book) == [(1, None), (2, None)]
    assert paragraphs(book).count('"MARIT!"') == 2


def test_one_line_like_a_title_in_many_chapters_is_none(read, paragraphs):
    book = read(chaptered("CHAPTER 1", "CHAPTER 2\n\nMarit Holm", "CHAPTER 3", "CHAPTER 4", "CHAPTER 5"))
    assert "Marit Holm" in paragraphs(book)


CONTENTS = [
    "CONTENTS\n\nChapter 1: The Ferry\nChapter 2: The Quay\nChapter 3: The Lamp",
    "Contents\n\nChapter 1: The Ferry\n\nChapter 2: The Quay\n\nChapter 3: The Lamp",
    "TABLE OF CONTENTS\n\nChapter 1: The Ferry ........ 3\nChapter 2: The Quay ........ 17\nChapter 3: The "
    "Lamp ........ 40",
    "Contents\nChapter 1: The Ferry\nChapter 2: The Quay\nChapter 3: The Lamp",
    "Chapter 1: The Ferry\n\nChapter 2: The Quay\n\nChapter 3: The Lamp",
]


@pytest.mark.parametrize("contents", CONTENTS)
def test_a_table_of_contents_makes_no_chapters(read, paratext, contents):
    headings = ["Chapter 1: The Ferry", "Chapter 2: The Quay", "Chapter 3: The Lamp"]
    book = read(f"THE LATE FERRY\n\nby Ada Strand\n\n{contents}\n\n\n" + chaptered(*headings))
    assert chapters(book) == [(1, "The Ferry"), (2, "The Quay"), (3, "The Lamp")]
    assert len(book.paragraphs) == 6
    assert "Chapter 2: The Quay" in paratext(book, "front_matter")[0]
    assert (book.title, book.author) == ("THE LATE FERRY", "Ada Strand")


def test_contents_by_volume(read):
    listing = "CONTENTS\n\nVOLUME I\n\nCHAPTER I\nCHAPTER II\n\nVOLUME II\n\nCHAPTER I\nCHAPTER II"
    book = read(
        f"{listing}\n\n\n\n" + chaptered("VOLUME I\n\nCHAPTER I", "CHAPTER II", "VOLUME II\n\nCHAPTER I", "CHAPTER II")
    )
    assert [number for number, _ in chapters(book)] == [1, 2, 1, 2]
    assert len(book.paragraphs) == 8


def test_a_text_without_headings_has_no_chapters(read):
    book = read(f"{STORY}\n\n{MORE}")
    assert book.chapters == ()
    assert all(p.chapter is None for p in book.paragraphs)


@pytest.mark.parametrize(
    "mark",
    ["***", "* * *", "*       *       *", "~", "~*~*~", "§", "⁂", "-----", "#", "o0o", "oOo", "xXx", "--0--", "XXXXX",
     "-line break-", "(page break)", "LINE BREAK", ". . .", "———", "•", "= = =", "<>", "0o0o0", "~o~", "_____",
     "[scene break]", "~Time skip~"],
)  # fmt: skip
def test_dividers_break_scenes(read, breaks, paratext, mark):
    book = read(f"{STORY}\n\n{mark}\n\n{MORE}")
    assert breaks(book) == [("divider", mark)]
    assert paratext(book) == [mark]


@pytest.mark.parametrize(
    "line", ["“…”", '"..."', "…", "...", "?!", "!", "Ox.", "xoxo", "I", ":)", "(?)", '"!"', "Oh", "100", "Xo"]
)
def test_short_speech_is_no_divider(read, paragraphs, line):
    assert paragraphs(read(f"{STORY}\n\n{line}\n\n{MORE}"))[1] == line


def test_a_run_of_dividers_is_one_break(read, breaks):
    assert breaks(read(f"{STORY}\n\n* * *\n\n* *\n\n* * *\n\n{MORE}")) == [("divider", "* * *")]


def test_an_own_mark_that_comes_back_is_a_divider(read, breaks):
    book = read("\n\n~LF~\n\n".join([STORY, MORE, STORY, MORE]))
    assert [cue for cue, _ in breaks(book)] == ["divider"] * 3


def test_a_wider_gap_is_a_weak_break(read, breaks):
    book = read("\n\n".join([STORY, MORE, STORY]) + "\n\n\n" + "\n\n".join([MORE, STORY, MORE]))
    assert breaks(book) == [("blank", "\n\n\n")]


def test_two_blank_lines_are_no_break_where_they_are_the_rule(read, breaks):
    text = "\n\n\n".join([STORY, MORE] * 6)
    assert breaks(read(text)) == []
    assert breaks(read(text + "\n\n\n\n" + STORY)) == [("blank", "\n\n\n\n")]


def test_a_blank_line_is_a_break_where_paragraphs_follow_each_other(read, breaks):
    text = "\n".join([STORY, MORE] * 4) + "\n\n" + "\n".join([STORY, MORE] * 4)
    assert breaks(read(text)) == [("blank", "\n\n")]


def test_gaps_around_headings_are_no_breaks_but_the_chapter_is(read, breaks):
    text = "\n\n\n\n".join(["CHAPTER I", STORY, "CHAPTER II", MORE, "CHAPTER III", STORY])
    assert breaks(read(text)) == [("chapter", "CHAPTER II"), ("chapter", "CHAPTER III")]


def test_front_and_back_matter(read, paratext, paragraphs):
    book = read(
        "THE LATE FERRY\n\nA Novel\n\nby\n\nAda Strand\n\n(1911)\n\nTo My Sister\n\nCHAPTER I\n\n"
        f"{STORY}\n\nCHAPTER II\n\n{MORE}\n\nTHE END\n\nTranscriber's note: two commas were set right."
    )
    assert paragraphs(book) == [STORY, MORE]
    assert (book.title, book.author) == ("THE LATE FERRY", "Ada Strand")
    assert len(paratext(book, "front_matter")) == 1
    assert paratext(book, "back_matter")[0].startswith("THE END")


def test_a_title_in_small_letters_is_one_where_its_author_is_named_under_it(read, paragraphs):
    book = read("the last ferry home\n\nby salt_and_ink\n\nThe ferry was late.\n\nShe waited.\n")
    assert (book.title, book.author) == ("the last ferry home", "salt_and_ink")
    assert paragraphs(book) == ["The ferry was late.", "She waited."]
    book = read("the ferry was late again\n\nBy the time it came, Anna was asleep.\n\nShe waited.\n")
    assert book.title is None
    assert len(paragraphs(book)) == 3


def test_title_and_author_of_a_text_without_chapters(read, paragraphs):
    book = read(f"The Late Ferry\n\nBy Ada Strand\n\n{STORY}\n\n{MORE}")
    assert (book.title, book.author) == ("The Late Ferry", "Ada Strand")
    assert paragraphs(book) == [STORY, MORE]


def test_a_story_before_the_first_chapter_stays_story(read, paragraphs, breaks):
    book = read(f"THE LATE FERRY\n\n{STORY}\n\n{MORE}\n\nI\n\n{STORY}\n\nII\n\n{STORY}\n\n{MORE}")
    assert book.paragraphs[0].chapter is None
    assert paragraphs(book)[:2] == [STORY, MORE]
    assert [cue for cue, _ in breaks(book)] == ["chapter", "chapter"]


def test_an_epigraph_with_its_source_is_front_matter(read, paratext):
    book = read('THE LATE FERRY\n\n"All water is one water."\n\n--A. Sailor\n\n' + chaptered("CHAPTER I", "CHAPTER II"))
    assert "All water" in paratext(book, "front_matter")[0]


def test_end_of_a_volume_is_back_matter(read, paratext):
    text = chaptered("CHAPTER I", "CHAPTER II") + "\n\nEND OF VOL. I.\n\n" + chaptered("CHAPTER III")
    assert paratext(read(text), "back_matter") == ["END OF VOL. I."]


def test_pictures_are_no_breaks(read, breaks, paratext):
    book = read(f"{STORY}\n\n[Illustration: The quay]\n\n{MORE}")
    assert breaks(book) == []
    assert paratext(book, "divider") == ["[Illustration: The quay]"]


def test_a_prologue_under_a_title_that_begins_like_a_dedication_stays_story(read, paragraphs):
    book = read(f"TO THE MOLE\n\nby Ada Strand\n\n{STORY}\n\nI\n\n{STORY}\n\n{MORE}\n\nII\n\n{STORY}\n\n{MORE}")
    assert paragraphs(book)[0] == STORY
    assert book.title == "TO THE MOLE"


def test_speech_after_dashes_before_the_first_chapter_stays_story(read, paragraphs):
    speech = "—He promised, said her brother.\n\n—He did not, said Marit, and shut the door.\n\n"
    assert len(paragraphs(read(speech + chaptered("CHAPTER I", "CHAPTER II")))) == 6


def test_a_scene_after_the_end_stays_story(read, paragraphs):
    book = read(f"{STORY}\n\n{MORE}\n\nThe End\n\n{MORE}\n\nShe laughed, and the ferry went.")
    assert paragraphs(book) == [STORY, MORE, MORE, "She laughed, and the ferry went."]


def test_a_place_and_date_is_no_title(read, paragraphs):
    book = read(f"Nordhavn, 1911\n\n{STORY}\n\n{MORE}")
    assert paragraphs(book)[0] == "Nordhavn, 1911"
    assert book.title is None


@pytest.mark.parametrize(
    ("line", "expected"),
    [("To Market", "To Market"), ("My Day Out", "My Day Out"), ("To Mrs. Strand", None), ("My dear Tom,", None)],
)
def test_a_chapter_s_title_is_not_whom_a_letter_is_for(read, line, expected):
    book = read(f"CHAPTER I\n\n{line}\n\nThe road was long, and nobody came.\n\nCHAPTER II\n\nThe Bell\n\nIt rang.\n")
    assert book.chapters[0].title == expected
