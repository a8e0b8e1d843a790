"""What the reader of PDFs promises for any page of text, tables and forms: no word is lost, and none stands twice."""

from collections import Counter

import pypdfium2
from hypothesis import given, settings
from hypothesis import strategies as st
from pdf_pages import canvas, draw_rows, draw_text

from ingest.loaders.base import Limits
from ingest.loaders.pdf import read_pdf

WORD = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=9)
NAME = st.lists(WORD, min_size=1, max_size=3).map(lambda words: " ".join(words).capitalize())
NUMBER = st.integers(-9999, 999_999).map(lambda number: f"{number:,}")
CELL = st.one_of(NAME, NUMBER, st.just(""))
PROSE = st.lists(WORD, min_size=5, max_size=60).map(lambda words: " ".join(words).capitalize() + ".")
PLACES = st.lists(st.integers(60, 170), min_size=2, max_size=4)
TABLE = st.tuples(
    st.lists(NAME, min_size=5, max_size=5),
    st.lists(st.lists(CELL, min_size=5, max_size=5), min_size=1, max_size=8),
    PLACES,
    st.sampled_from(["", "grid", "rules"]),
    st.booleans(),
)
FIELD = st.tuples(NAME, NAME).map(lambda pair: f"{pair[0].split()[0]}: {pair[1]}")
FORM = st.lists(st.lists(st.one_of(NAME, FIELD), min_size=1, max_size=2), min_size=1, max_size=5)
PAGE = st.lists(st.one_of(PROSE, TABLE, FORM), min_size=1, max_size=4)


def draw_part(page, part, top):
    if isinstance(part, str):
        return draw_text(page, part, 50, top)
    return draw_rows(page, part, (50, 300), top) if isinstance(part, list) else draw_table(page, part, top)


def draw_table(page, table, top):
    names, rows, widths, rules, bold = table
    places = [50 + sum(widths[:number]) for number in range(len(widths) + 1)]
    cells = [[f"*{name}" if bold else name for name in names], *rows]
    cells = [row[: len(places)] for row in cells]
    for number in range(len(cells) + 1 if rules else 0):
        page.line(45, top + 11 - 15 * number, 570, top + 11 - 15 * number)
    for place in places if rules == "grid" else ():
        page.line(place - 4, top + 11, place - 4, top + 11 - 15 * len(cells))
    return draw_rows(page, cells, places, top)


# neither is a number, which may be a page's
FIRST, LAST = "The page begins.", "The page ends."


@settings(max_examples=60, deadline=None)
@given(pages=st.lists(PAGE, min_size=1, max_size=2))
def test_no_word_is_lost_or_twice(pages, tmp_path_factory):
    path = tmp_path_factory.mktemp("pages") / "a.pdf"
    file = canvas(path)
    for parts in pages:
        top = 780.0
        for part in [FIRST, *parts, LAST]:
            top = draw_part(file, part, top) - 12
        file.showPage()
    file.save()
    with pypdfium2.PdfDocument(path) as pdf:
        written = [page.get_textpage().get_text_range() for page in pdf]
    found = [document.page_content for document in read_pdf(path, Limits())]
    for before, after in zip(written, found, strict=True):
        lines = [line for line in after.splitlines() if line.strip("|-")]
        kept = Counter(word for line in lines for word in line.replace("|", " ").split() if word.strip("#"))
        header = next((line for line in lines if line.startswith("|")), "")
        continued = Counter(header.split()) if before is not written[0] else Counter()
        assert Counter(before.split()) <= kept
        assert kept - Counter(before.split()) <= continued
