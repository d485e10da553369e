"""Downloads in the archive's own shape, with a story written here."""

from __future__ import annotations

STORY = "<p>The ferry came in late, and <em>nobody</em> on the quay knew why.</p><p>Marit counted the lamps.</p>"

PREFACE = """
<div id="preface">
  <h2 class="toc-heading">Preface</h2>
  <p class="message"><b>The Late Ferry</b><br/>Posted originally on the
    <a href="http://archiveofourown.org/">Archive of Our Own</a> at
    <a href="http://archiveofourown.org/works/4711">http://archiveofourown.org/works/4711</a>.</p>
  <div class="meta">
    <dl class="tags">
      <dt>Rating:</dt><dd><a href="/t/1">Teen And Up Audiences</a></dd>
      <dt>Archive Warnings:</dt><dd><a href="/t/2">No Warnings, Really</a>, <a href="/t/3">Storms</a></dd>
      <dt>Fandom:</dt><dd><a href="/t/4">Original Work</a></dd>
      <dt>Relationships:</dt><dd><a href="/t/5">Marit/Sven</a>, <a
        href="/t/6">Marit &amp; Her Brother, the Pilot</a></dd>
      <dt>Additional Tags:</dt><dd><a href="/t/7">Ferries, late ones</a></dd>
      <dt>Language:</dt><dd>English</dd>
      <dt>Series:</dt><dd>Part 1 of <a href="/series/1">Nordhavn, by night</a></dd>
      <dt>Stats:</dt><dd>Published: 2020-02-02 Words: 99 Chapters: 2/2</dd>
    </dl>
    <h1>The Late Ferry</h1>
    <div class="byline">by <a rel="author" href="/users/gullwing">gullwing</a></div>
    <p>Summary</p><blockquote class="userstuff"><p>A ferry is late.</p></blockquote>
    <p>Notes</p><blockquote class="userstuff"><p>For my sister.</p></blockquote>
  </div>
</div>"""

CHAPTERS = f"""
<div id="chapters" class="userstuff">
  <div class="meta group"><h2 class="heading">Chapter 1: The Quay</h2>
    <p>Chapter Summary</p><blockquote class="userstuff"><p>They wait.</p></blockquote>
    <p>Chapter Notes</p><blockquote class="userstuff"><p>Second person was hard.</p></blockquote>
  </div>
  <!--chapter content--><div class="userstuff">{STORY}<hr/><p>Night came.</p></div><!--/chapter content-->
  <div class="meta" id="endnotes1"><p>Chapter End Notes</p><blockquote class="userstuff"><p>Kudos!</p></blockquote>
    </div>
  <div class="meta group"><h2 class="heading">Lamps</h2></div>
  <div class="userstuff">{STORY}</div>
</div>"""

AFTERWORD = """
<div id="afterword"><h2 class="toc-heading">Afterword</h2>
  <div class="meta"><div id="endnotes"><p>End Notes</p><blockquote class="userstuff"><p>It is done.</p>
    </blockquote></div></div>
  <p class="message">Please <a href="/c">drop by the archive and comment</a> to let the author know!</p></div>"""

SINGLE = (
    '<div id="chapters" class="userstuff"><h2 class="toc-heading">The Late Ferry</h2><div '
    f'class="userstuff">{STORY}</div></div>'
)


def page(*parts: str) -> str:
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8"/><title>The Late Ferry - gullwing - Original Work</title>'
        f"<style>p {{ color: red }}</style></head><body>{''.join(parts)}</body></html>"
    )


def test_title_author_and_tags_by_type(read):
    book = read(page(PREFACE, CHAPTERS, AFTERWORD), "work.html")
    assert (book.title, book.author, book.format, book.language) == ("The Late Ferry", "gullwing", "html", "en")
    assert book.tags["Rating"] == ("Teen And Up Audiences",)
    assert book.tags["Archive Warning"] == ("No Warnings, Really", "Storms")
    assert book.tags["Relationship"] == ("Marit/Sven", "Marit & Her Brother, the Pilot")
    assert book.tags["Additional Tags"] == ("Ferries, late ones",)
    assert book.tags["Series"] == ("Nordhavn, by night",)
    assert book.tags["Language"] == ("English",)
    assert book.tags["Stats"][0].startswith("Published: 2020-02-02")


def test_chapters_notes_and_summaries(read, paragraphs, paratext, breaks):
    book = read(page(PREFACE, CHAPTERS, AFTERWORD), "work.html")
    assert [(c.number, c.title) for c in book.chapters] == [(1, "The Quay"), (None, "Lamps")]
    assert paragraphs(book) == [
        "The ferry came in late, and nobody on the quay knew why.", "Marit counted the lamps.", "Night came.",
        "The ferry came in late, and nobody on the quay knew why.", "Marit counted the lamps.",
    ]  # fmt: skip
    assert paratext(book, "summary") == ["Summary\n\nA ferry is late.", "Chapter Summary\n\nThey wait."]
    notes = paratext(book, "author_note")
    assert [note.split("\n\n")[-1] for note in notes] == [
        "For my sister.",
        "Second person was hard.",
        "Kudos!",
        "It is done.",
    ]
    assert breaks(book) == [("rule", "* * *"), ("chapter", "Lamps")]
    assert [book.text[s.start : s.end] for s in book.emphasis] == ["nobody", "nobody"]
    assert book.text[book.chapters[0].start : book.chapters[0].end].endswith("Kudos!")
    assert "drop by the archive" in paratext(book, "back_matter")[-1]


def test_a_work_of_one_chapter(read, paragraphs):
    book = read(page(PREFACE, SINGLE, AFTERWORD), "work.html")
    assert len(book.chapters) <= 1
    assert len(paragraphs(book)) == 2


def test_the_shape_before_2019(read, paragraphs, paratext):
    old = PREFACE.replace('<div id="preface">', "<div>").replace('<h2 class="toc-heading">Preface</h2>', "")
    book = read(page(old, CHAPTERS), "work.html")
    assert (book.title, book.author) == ("The Late Ferry", "gullwing")
    assert len(paragraphs(book)) == 5
    assert paratext(book, "summary")[0] == "Summary\n\nA ferry is late."
    assert book.tags["Fandom"] == ("Original Work",)


def test_an_anonymous_work(read):
    byline = '<div class="byline">by <a rel="author" href="/users/gullwing">gullwing</a></div>'
    book = read(page(PREFACE.replace(byline, '<div class="byline">by Anonymous</div>'), SINGLE), "work.html")
    assert book.author == "Anonymous"


def test_headings_inside_a_chapter_are_not_chapters(read, paragraphs):
    body = CHAPTERS.replace("<p>Night came.</p>", "<h3>Later</h3><p>Night came.</p>")
    book = read(page(PREFACE, body), "work.html")
    assert len(book.chapters) == 2
    assert "Later" not in paragraphs(book)


def test_a_chapter_title_said_twice_is_no_story(read, paragraphs):
    body = CHAPTERS.replace(
        f'<div class="userstuff">{STORY}<hr/>', f'<div class="userstuff"><p>Chapter 1</p>{STORY}<hr/>'
    )
    book = read(page(PREFACE, body), "work.html")
    assert "Chapter 1" not in paragraphs(book)
    assert len(book.chapters) == 2
