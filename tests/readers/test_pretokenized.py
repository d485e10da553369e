from __future__ import annotations

from fabula.readers.pretokenized import sentence_paragraphs

TEXT = 'CHAPTER I\nThe ferry was late .\n“ He promised .\nHe did , ” she said .\nasked her brother .\n" What ? "\n'


def test_the_text_is_unchanged_and_all_of_it_story(read):
    book = read(TEXT, pretokenized=True)
    assert book.text == TEXT
    assert book.format == "pretokenized"
    assert (book.chapters, book.paratext, book.breaks) == ((), (), ())


def test_open_quotations_and_speech_tags_stay_with_their_paragraph():
    found = [TEXT[p.start : p.end] for p in sentence_paragraphs(TEXT)]
    assert found == [
        "CHAPTER I",
        "The ferry was late .",
        "“ He promised .\nHe did , ” she said .\nasked her brother .",
        '" What ? "',
    ]


def test_an_unclosed_quotation_does_not_swallow_the_book():
    text = "“ He promised .\n" + "She waited .\n" * 200
    assert len(sentence_paragraphs(text)) > 3


def test_markup_is_not_looked_for(read):
    assert read("<p> is a tag .\nSo it is .\n", pretokenized=True).text.startswith("<p>")
