"""Forms and receipts as PDFs: a label and its value are one line, however they are drawn, and no heading."""

import pytest
from made_files import PARAGRAPH
from pdf_pages import draw_rows, draw_text, page_with, table_of, text_of

SHIP = [["Owner name", "Ada Moreno"], ["Berth #", "B-7"], ["Phone", "555 0142"], ["Email", "ada@skerry.example"]]
BOAT = [["Year", "2019"], ["Make", "Heron"], ["Model", "Grey Gull"], ["Colour", "white"]]
LINES = ["Owner name: Ada Moreno", "Berth #: B-7", "Phone: 555 0142", "Email: ada@skerry.example"]
BOAT_LINES = ["Year: 2019", "Make: Heron", "Model: Grey Gull", "Colour: white"]
PLACES = (72, 170, 320, 400)
HEADS = [["Owner", "Boat"]]


def two_columns(page):
    draw_rows(page, [ship + boat for ship, boat in zip(SHIP, BOAT, strict=True)], PLACES, 690)


def lines_of(path):
    return list(filter(None, text_of(path).splitlines()))


def marked(rows):
    return [[f"{label}:", value] for label, value in rows]


def test_fields_side_by_side_are_a_line_each(tmp_path):
    assert lines_of(page_with(tmp_path, two_columns)) == LINES + BOAT_LINES


def test_a_title_over_each_column_of_fields_stands_over_its_own(tmp_path):
    path = page_with(tmp_path, two_columns, lambda page: draw_rows(page, HEADS, (90, 340), 705))
    assert text_of(path).splitlines() == ["Owner", *LINES, "", "Boat", *BOAT_LINES]


def test_a_column_of_labels_and_one_of_values_are_a_line_each(tmp_path):
    assert lines_of(page_with(tmp_path, lambda page: draw_rows(page, SHIP, PLACES, 690))) == LINES


def test_labels_drawn_before_all_values_stand_beside_their_own(tmp_path):
    def draw(page):
        for column in (0, 1):
            draw_rows(page, [row[column : column + 1] for row in marked(SHIP)], PLACES[column:], 690)

    assert lines_of(page_with(tmp_path, draw)) == LINES


@pytest.mark.parametrize(("colon", "step"), [("", 26), (":", 26), (":", 60)])
def test_what_was_filled_into_a_form_stands_behind_its_label(tmp_path, colon, step):
    def draw(page):
        draw_text(page, PARAGRAPH, 72, 740)
        for number, (label, value) in enumerate(SHIP):
            place = {"x": 180, "y": 686 - step * number, "width": 200, "height": 18, "fontSize": 10}
            page.drawString(72, place["y"] + 4, label + colon)
            page.acroForm.textfield(name=label, value=value, borderStyle="underlined", **place)

    assert lines_of(page_with(tmp_path, draw))[1:] == LINES


def test_two_fields_with_colons_in_a_row_are_two_lines(tmp_path):
    def draw(page):
        draw_rows(page, [["Case number: 7-A", "Agency: Harbour Office"]], (72, 300), 690)
        draw_text(page, PARAGRAPH, 72, 640)

    assert lines_of(page_with(tmp_path, draw))[:2] == ["Case number: 7-A", "Agency: Harbour Office"]


def test_a_table_with_names_that_forms_ask_for_stays_a_table(tmp_path):
    rows = [["*Name", "*Phone", "*Boats"], ["Ada Moreno", "555-1", "3"], ["Tobias Wren", "555-2", "4"]]
    text = text_of(page_with(tmp_path, lambda page: draw_rows(page, rows, (72, 200, 300), 690)))
    assert "| Ada Moreno | 555-1 | 3 |" in table_of(text)


@pytest.mark.parametrize(
    "rows",
    [
        [["Heron", "Skerry"], ["Otter", "Hollin"], ["Kestrel", "Marlow"]],  # nothing that a form asks for
        [["Ada", "Phone"], ["Tobias", "Email"], ["Ines", "Fax"]],  # the values are what a form asks for
        [["Phone", "555 0142"], ["Email", "ada@skerry.example"]],  # too few to tell
        [["Berth #", "B-7"], ["Berth #", "B-8"], ["Berth #", "B-9"]],  # a list, not a form
    ],
)
def test_words_in_columns_that_are_no_fields_stay_as_they_are(tmp_path, rows):
    assert lines_of(page_with(tmp_path, lambda page: draw_rows(page, rows, PLACES, 690))) == list(map(" ".join, rows))


def test_running_text_that_ends_in_a_colon_is_no_label(tmp_path):
    def draw(page):
        page.drawString(72, 690, "and these are:")
        page.drawString(72, 676, "the keepers of the light.")
        page.drawString(320, 690, "Ada and Tobias")

    assert "and these are: Ada" not in text_of(page_with(tmp_path, draw))


ITEMS = ["Storm lamp, brass", "with glass", "LAMP-17 2 @ $30.00", "$60.00", "Wicks", "WICK-2 1 @ $4.00", "$4.00"]
SHOP = ["HARBOUR STORES", "12 Quay", "-----------------"]


def draw_lines(page, lines, top=740):
    page.setFont("Helvetica", 8)
    for number, line in enumerate(lines):
        page.drawString(40, top - 9 * number, line)


def test_an_amount_under_an_item_of_several_lines_is_its_own(tmp_path):
    path = page_with(tmp_path, lambda page: draw_lines(page, [*SHOP, *ITEMS, "-----------------", "TOTAL $64.00"]))
    assert lines_of(path) == [
        *SHOP,
        "Storm lamp, brass with glass LAMP-17 2 @ $30.00: $60.00",
        "Wicks WICK-2 1 @ $4.00: $4.00",
        "-----------------",
        "TOTAL $64.00",
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ["Wicks", "$4.00"],  # one is no list
        ["Wicks", "$4.00", "$5.00", "Lamps", "$6.00"],  # an amount without a name
        [*"abcdefg", "$4.00", "Wicks", "$5.00"],  # too many lines for one item
    ],
)
def test_amounts_that_are_no_list_of_items_stay_where_they_are(tmp_path, lines):
    assert lines_of(page_with(tmp_path, lambda page: draw_lines(page, lines))) == lines


def test_a_line_of_dashes_is_no_part_of_the_line_above(tmp_path):
    path = page_with(tmp_path, lambda page: draw_lines(page, ["555 0142", "=" * 20, "Wicks"]))
    assert text_of(path) == f"555 0142\n\n{'=' * 20}\n\nWicks"


@pytest.mark.parametrize("line", ["*TXN98765202411231432*", "Phone: (425) 000-0000", "12 Main Street, Skerry 98052"])
def test_a_number_or_an_address_in_large_letters_is_no_heading(tmp_path, line):
    def draw(page):
        page.setFont("Helvetica-Bold", 14)
        page.drawString(72, 700, line)
        draw_text(page, PARAGRAPH, 72, 670)

    assert lines_of(page_with(tmp_path, draw))[0] == line


def test_a_letterhead_that_is_drawn_last_is_read_first(tmp_path):
    def letterhead(page):
        page.setFont("Helvetica-Bold", 16)
        page.drawString(72, 760, "Skerry Boatyard")

    path = page_with(tmp_path, lambda page: draw_text(page, PARAGRAPH, 72, 690), letterhead)
    assert lines_of(path)[0] == "# Skerry Boatyard"


def test_a_foot_that_is_drawn_first_stays_where_it_is(tmp_path):
    draws = [lambda page: draw_text(page, "Form 7-B", 72, 40), lambda page: draw_text(page, PARAGRAPH, 72, 690)]
    assert lines_of(page_with(tmp_path, *draws))[0] == "Form 7-B"


def test_what_stands_over_uneven_columns_of_fields_is_kept(tmp_path):
    rows = [["Harbour Grocers", "MEMO 31"], ["Sent: 3 May", "By: Callum Stone"], ["Withdrawn: muesli bars"]]
    path = page_with(tmp_path, lambda page: draw_rows(page, rows, (72, 320), 690, 11))
    assert sorted(lines_of(path)) == sorted(cell for row in rows for cell in row)
