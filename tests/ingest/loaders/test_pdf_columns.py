"""Columns of PDFs' tables without rules: labels under no name, notes that reach over gaps, signs beside numbers."""

import pytest
from pdf_pages import PLACES, draw_lined_up, draw_rows, page_with, table_of, text_of

from chatbot.tables.reading import tables
from ingest.chunking.splitting import split
from ingest.collection import Passage
from ingest.loaders import load

ESTIMATE = [
    ["", "Hours", "Rate", "Cost"],
    ["Sails", "", "", "2,100"],
    ["Hull work", "2", "150", "300"],
    ["Deck work", "1.5", "150", "225"],
    ["Tax", "", "10.2%", "267.75"],
    ["GRAND TOTAL", "", "", "2,892.75"],
]
LEFT = (72, 260, 320, 380)
NOTE = (72, 159), ["Note", "Small repairs, to be done by Friday"]


def markdown(rows):
    lines = [f"| {' | '.join(cells)} |" for cells in rows]
    return [lines[0], "|" + "-|" * len(rows[0]), *lines[1:]]


@pytest.mark.parametrize("first", ["", "Work"])
@pytest.mark.parametrize("bold", ["", "*"])
def test_a_note_below_a_table_joins_no_columns(tmp_path, first, bold):
    rows = [[first, *ESTIMATE[0][1:]], *ESTIMATE[1:]]
    drawn = [[bold * bool(name) + name for name in rows[0]], *rows[1:]]

    def draw(page):
        below = draw_rows(page, drawn, LEFT, 700)
        draw_rows(page, [NOTE[1]], NOTE[0], below - 10)

    text = text_of(page_with(tmp_path, draw))
    assert table_of(text) == markdown(rows)
    assert text.endswith("\n\nNote Small repairs, to be done by Friday")


def test_a_note_between_two_rows_is_one_cell(tmp_path):
    def draw(page):
        below = draw_rows(page, ESTIMATE[:4], LEFT, 700)
        below = draw_rows(page, [NOTE[1]], NOTE[0], below)
        draw_rows(page, ESTIMATE[4:], LEFT, below)

    note = ["Note Small repairs, to be done by Friday", "", "", ""]
    assert table_of(text_of(page_with(tmp_path, draw))) == markdown([*ESTIMATE[:4], note, *ESTIMATE[4:]])


def test_a_note_whose_parts_begin_where_others_do_is_the_last_row(tmp_path):
    rows = [*ESTIMATE[:2], ["", "", "", "60", "Supplies"], *ESTIMATE[2:]]
    note = ["Note", "", "", "", "Small repairs, to be done by Friday"]
    path = page_with(tmp_path, lambda page: draw_rows(page, [*rows, note], (*LEFT, 146), 700))
    assert table_of(text_of(path))[-1] == "| Note Small repairs, to be done by Friday |  |  |  |"


def test_a_cell_is_known_by_its_label_that_stands_under_no_name(tmp_path):
    path = page_with(
        tmp_path,
        lambda page: draw_rows(page, ESTIMATE, LEFT, 700),
        lambda page: draw_rows(page, [NOTE[1]], NOTE[0], 600),
    )
    (chunk,) = split(load(path), lambda text: len(text.split()) + 2)
    found = dict.fromkeys(Passage.__dataclass_fields__, "") | {"text": chunk.page_content}
    (table,) = tables(Passage(**found))
    row = next(n for n, (label,) in enumerate(table.rows) if "hull" in label)
    column = next(n for n, (label,) in enumerate(table.columns) if "hour" in label)
    assert table.cells[row, column].text == "2"


def test_a_name_in_the_middle_over_the_labels_is_theirs(tmp_path):
    rows = [["Heron", "4.60", "2.30"], ["Otter of the north", "3.90", "1.95"], ["Kestrel", "5.20", "2.60"]]

    def draw(page):
        below = draw_rows(page, [["Ferry", "Adults", "Children"]], (130, 260, 330), 700)
        draw_rows(page, rows, (72, 260, 330), below)

    assert table_of(text_of(page_with(tmp_path, draw))) == markdown([["Ferry", "Adults", "Children"], *rows])


def test_a_long_label_before_its_number_only_joins_no_columns(tmp_path):
    rows = [*ESTIMATE[:-1], ["GRAND TOTAL with all taxes and all supplies", "", "", "2,892.75"]]
    assert table_of(text_of(page_with(tmp_path, lambda page: draw_rows(page, rows, LEFT, 700)))) == markdown(rows)


@pytest.mark.parametrize("first", ["", "Work"])
def test_a_currency_that_stands_apart_belongs_to_its_number(tmp_path, first):
    rows = [[first, *ESTIMATE[0][1:]], *([*row[:3], f"$ {row[3]}"] for row in ESTIMATE[1:])]
    path = page_with(tmp_path, lambda page: draw_lined_up(page, rows, (72, 260, 320, 420), 700))
    assert table_of(text_of(path)) == markdown(rows)


@pytest.mark.parametrize("cost", ["102.00 €", "102.00", "€ 102.00"])
def test_a_sign_behind_a_number_belongs_to_it(tmp_path, cost):
    rows = [["", "Share", "Cost"], *([name, f"{share} %", cost] for name, share in [("Bread", 12), ("Milk", 5)])]
    path = page_with(tmp_path, lambda page: draw_lined_up(page, rows, (72, 275, 375), 700))
    assert table_of(text_of(path)) == markdown(rows)


def test_a_sum_over_columns_keeps_its_number_and_the_sign_before_it(tmp_path):
    rows = [
        ["No.", "Goods", "Pieces", "Amount"],
        ["1", "Gloves", "12", "$", "102.00"],
        ["2", "Tins", "40", "$", "28.00"],
    ]
    rows += [["Total without the discount", "", "", "$", "130.00"]]
    path = page_with(tmp_path, lambda page: draw_rows(page, rows, (72, 100, 220, 290, 330), 700))
    assert table_of(text_of(path))[2:] == [
        "| 1 | Gloves | 12 | $ 102.00 |",
        "| 2 | Tins | 40 | $ 28.00 |",
        "| Total without the discount |  |  | $ 130.00 |",
    ]


def test_signs_under_a_name_of_their_own_are_a_column(tmp_path):
    rows = [["Goods", "Currency", "Price"], ["Bread", "$", "12.00"], ["Milk", "€", "5.00"], ["Tea", "$", "3.00"]]
    assert table_of(text_of(page_with(tmp_path, lambda page: draw_rows(page, rows, PLACES, 700)))) == markdown(rows)


def test_what_is_printed_over_a_row_is_no_part_of_it(tmp_path):
    rows = [["Show", "Seats", "Price"], ["1", "90", "4.60"], ["2", "60", "3.90"], ["3", "75", "5.20"]]

    def draw(page):
        draw_rows(page, rows, PLACES, 700, 10)
        page.setFont("Helvetica", 6)
        page.drawString(72, 686, "All shows may change, or may not take place, without further notice to anybody.")

    lines = table_of(text_of(page_with(tmp_path, draw)))
    assert [line for line in lines if "shows" not in line] == markdown(rows)
