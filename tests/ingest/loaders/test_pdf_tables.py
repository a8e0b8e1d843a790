"""The tables of PDFs, ruled and not: as Markdown with a header, whole, and only where there are tables."""

import pytest
from made_files import PARAGRAPH
from pdf_pages import FARES, MARKDOWN, PLACES, canvas, draw_rows, draw_text, make_ruled, page_with, table_of, text_of

from chatbot.tables.reading import tables
from ingest.chunking.splitting import split
from ingest.collection import Passage
from ingest.loaders import load


def test_a_ruled_table_stands_between_the_texts_around_it(tmp_path):
    text = text_of(make_ruled(tmp_path / "a.pdf", "Table 1: Fares of the ferries.", [FARES], PARAGRAPH))
    assert text == "\n\n".join(["Table 1: Fares of the ferries.", "\n".join(MARKDOWN), PARAGRAPH])


def test_a_wrapped_cell_is_one_cell_of_its_row(tmp_path):
    long = "open every day but Monday, from the first ferry in the morning to the last one at night"
    rows = [
        ["Place", "Opening hours", "Telephone"],
        ["Ticket office", long, "0612"],
        ["Museum", "by appointment", "0755"],
    ]
    lines = table_of(text_of(make_ruled(tmp_path / "a.pdf", "", [rows])))
    assert lines[2:] == [f"| Ticket office | {long} | 0612 |", "| Museum | by appointment | 0755 |"]


def test_names_that_span_columns_are_part_of_each_columns_name(tmp_path):
    rows = [
        ["Month", "2024", "", "2025", ""],
        ["", "Adults", "Children", "Adults", "Children"],
        ["July", "3480", "1720", "3611", "1802"],
        ["August", "3915", "2088", "3702", "1950"],
    ]
    spans = [((1, 0), (2, 0)), ((3, 0), (4, 0)), ((0, 0), (0, 1))]
    lines = table_of(text_of(make_ruled(tmp_path / "a.pdf", "", [(rows, spans)])))
    assert lines[0] == "| Month | 2024 Adults | 2024 Children | 2025 Adults | 2025 Children |"
    assert lines[2:] == ["| July | 3480 | 1720 | 3611 | 1802 |", "| August | 3915 | 2088 | 3702 | 1950 |"]


def test_a_cell_that_spans_rows_stands_in_each_and_a_title_over_all_columns_above(tmp_path):
    rows = [
        ["Visitors by season", "", ""],
        ["Season", "Month", "Adults"],
        ["Summer", "July", "3480"],
        ["", "August", "3915"],
    ]
    spans = [((0, 0), (2, 0)), ((0, 2), (0, 3))]
    text = text_of(make_ruled(tmp_path / "a.pdf", "", [(rows, spans)]))
    assert text.startswith("Visitors by season\n\n| Season | Month | Adults |")
    assert table_of(text)[2:] == ["| Summer | July | 3480 |", "| Summer | August | 3915 |"]


def test_a_page_that_is_shown_turned_is_read_as_shown(tmp_path):
    page = canvas(tmp_path / "a.pdf", pagesize=(595, 842))
    page.setPageRotation(90)
    page.rotate(90)
    page.translate(0, -595)
    draw_rows(page, FARES, PLACES, 500)
    page.save()
    assert table_of(text_of(tmp_path / "a.pdf")) == MARKDOWN


@pytest.mark.parametrize("repeated", [0, 1])
def test_a_ruled_table_that_goes_on_over_the_page_keeps_its_header(tmp_path, repeated):
    rows = [["Day", "Visitors"], *([f"Day {number}", str(100 + number)] for number in range(60))]
    first, second = load(make_ruled(tmp_path / "a.pdf", "", [rows], repeatRows=repeated))
    for document in (first, second):
        assert table_of(document.page_content)[:2] == ["| Day | Visitors |", "|-|-|"]
    shown = [*table_of(first.page_content)[2:], *table_of(second.page_content)[2:]]
    assert shown == [f"| Day {number} | {100 + number} |" for number in range(60)]


def test_a_table_without_rules_that_goes_on_over_the_page_keeps_its_header(tmp_path):
    page = canvas(tmp_path / "a.pdf")
    rows = [[f"Day {number}", str(100 + number), str(number)] for number in range(60)]
    draw_rows(page, [["Day", "Adults", "Children"], *rows[:44]], PLACES, 780)
    page.showPage()
    below = draw_rows(page, rows[44:], PLACES, 780)
    draw_text(page, PARAGRAPH, 72, below - 20)
    page.save()
    first, second = load(tmp_path / "a.pdf")
    assert table_of(second.page_content)[:3] == ["| Day | Adults | Children |", "|-|-|-|", "| Day 44 | 144 | 44 |"]
    assert len(table_of(first.page_content)) + len(table_of(second.page_content)) == 64
    assert second.page_content.endswith(PARAGRAPH)


def test_the_last_cell_of_a_page_is_no_page_number(tmp_path):
    path = page_with(
        tmp_path,
        lambda page: [
            draw_rows(page, [[row[n]] for row in FARES] + [[("All", "14", "7")[n]]], [PLACES[n]], 700)
            for n in range(3)
        ],
        lambda page: page.drawString(300, 30, "12"),
    )
    assert table_of(text_of(path)) == [*MARKDOWN, "| All | 14 | 7 |"]
    assert text_of(path).endswith("| All | 14 | 7 |")


def test_every_chunk_of_a_long_table_has_its_header(tmp_path):
    rows = [["Day of the year", "Visitors"], *([f"Day {number}", str(100 + number)] for number in range(40))]
    chunks = split(load(make_ruled(tmp_path / "a.pdf", "", [rows])), lambda text: len(text.split()) + 2, 80)
    assert len(chunks) > 3
    assert all("| Day of the year | Visitors |" in chunk.page_content for chunk in chunks)


def test_numbers_are_known_by_their_row_and_column(tmp_path):
    path = page_with(tmp_path, lambda page: draw_rows(page, FARES, PLACES, 700))
    (chunk,) = split(load(path), lambda text: len(text.split()) + 2)
    found = dict.fromkeys(Passage.__dataclass_fields__, "") | {"text": chunk.page_content}
    (table,) = tables(Passage(**found))
    row, column = table.rows.index((frozenset({"otter"}),)), table.columns.index((frozenset({"child"}),))
    assert table.cells[row, column].text == "1.95"
