"""Receipts and invoices as PDFs: a label and its amount are one line, however they are drawn, and no heading."""

import pytest
from made_files import PARAGRAPH
from pdf_pages import draw_lined_up, draw_rows, draw_text, page_with, table_of, text_of

BILL = [
    ("Lamp oil, two cans", "18.40"),
    ("Wicks", "3.20"),
    ("Gift voucher", "-5.00"),
    ("Subtotal", "16.60"),
    ("VAT 20%", "3.32"),
    ("Total:", "1,019.92"),
]
TWO = [("Fee", "$1,200"), ("Tax", "$96")]


def draw_apart(page, rows, left=72, right=500, top=690, amounts_first=False):
    """Draw all labels, then all amounts, or the other way round."""
    columns = [
        lambda: [page.drawString(left, top - 15 * number, label) for number, (label, _) in enumerate(rows)],
        lambda: [page.drawRightString(right, top - 15 * number, amount) for number, (_, amount) in enumerate(rows)],
    ]
    page.setFont("Helvetica", 10)
    for draw in reversed(columns) if amounts_first else columns:
        draw()


def joined(rows):
    return [f"{label} {amount}" for label, amount in rows]


@pytest.mark.parametrize("amounts_first", [False, True])
@pytest.mark.parametrize("rows", [BILL, TWO, [(label, f"{amount} €") for label, amount in BILL]])
def test_amounts_drawn_apart_stand_behind_their_labels(tmp_path, rows, amounts_first):
    path = page_with(
        tmp_path,
        lambda page: draw_text(page, "Harbour Stores", 72, 740),
        lambda page: draw_apart(page, rows, amounts_first=amounts_first),
    )
    assert text_of(path).splitlines() == ["Harbour Stores", "", *joined(rows)]


def test_lines_drawn_whole_stay_as_they_are(tmp_path):
    assert text_of(page_with(tmp_path, lambda page: draw_lined_up(page, BILL, (72, 500), 700))).splitlines() == (
        joined(BILL)
    )


def test_sums_beside_running_text_leave_it_whole(tmp_path):
    path = page_with(
        tmp_path,
        lambda page: draw_text(page, PARAGRAPH, 72, 690, 45),
        lambda page: draw_apart(page, BILL[3:], left=400, right=540),
    )
    assert text_of(path).splitlines() == [PARAGRAPH, "", *joined(BILL[3:])]


def test_quantities_between_label_and_amount_stand_between_them(tmp_path):
    def draw(page):
        draw_apart(page, BILL[:3])
        for number, pieces in enumerate(("12", "10", "25")):
            page.drawRightString(400, 690 - 15 * number, pieces)

    assert text_of(page_with(tmp_path, draw)).splitlines() == [
        "Lamp oil, two cans 12 18.40",
        "Wicks 10 3.20",
        "Gift voucher 25 -5.00",
    ]


def test_a_header_makes_a_table_of_them(tmp_path):
    def draw(page):
        draw_rows(page, [["Goods", "Price"]], (72, 474), 705)
        draw_apart(page, BILL)

    assert table_of(text_of(page_with(tmp_path, draw)))[2:] == [f"| {label} | {amount} |" for label, amount in BILL]


def prose_beside_amounts(page):
    draw_text(page, PARAGRAPH, 72, 690, 45)
    for number in range(4):
        page.drawRightString(500, 690 - 12 * number, f"{number}.50")


def one_amount(page):
    page.drawString(72, 690, "Lamp oil")
    page.drawString(72, 640, "Thank you.")
    page.drawRightString(500, 690, "18.40")


def two_counts(page):
    draw_apart(page, [("Lamps", "12"), ("Wicks", "40")])
    page.drawString(72, 640, "Thank you.")


def amounts_not_lined_up(page):
    for column in (0, 1):
        for number, item in enumerate(BILL[:3]):
            page.drawString(72 if column == 0 else 400 + 37 * number, 690 - 15 * number, item[column])


@pytest.mark.parametrize(
    ("draw", "lines"),
    [
        (prose_beside_amounts, [PARAGRAPH, "0.50", "1.50", "2.50", "3.50"]),
        (one_amount, ["Lamp oil", "Thank you.", "18.40"]),
        (two_counts, ["Lamps", "Wicks", "12", "40", "Thank you."]),
        (amounts_not_lined_up, [part for column in (0, 1) for part in (item[column] for item in BILL[:3])]),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_numbers_that_are_no_list_stay_where_they_are_drawn(tmp_path, draw, lines):
    assert list(filter(None, text_of(page_with(tmp_path, draw)).splitlines())) == lines


def test_a_list_of_numbers_at_the_end_of_a_page_is_no_page_number(tmp_path):
    rows = [("Lamps", "12"), ("Wicks", "40"), ("Bells", "31")]
    assert text_of(page_with(tmp_path, lambda page: draw_apart(page, rows))).splitlines() == joined(rows)


@pytest.mark.parametrize("amount", ["$31.92", "31.92 €", "31.92"])
def test_a_total_in_large_bold_letters_is_no_heading(tmp_path, amount):
    def draw(page):
        draw_lined_up(page, BILL[:5], (72, 500), 690)
        page.setFont("Helvetica-Bold", 14)
        page.drawString(72, 610, "Total")
        page.drawRightString(500, 610, amount)
        draw_text(page, PARAGRAPH, 72, 580)

    assert f"\nTotal {amount}\n" in text_of(page_with(tmp_path, draw))


@pytest.mark.parametrize("heading", ["Lamps in 2024", "Chapter 12", "Release 3.12", "How it costs $5"])
def test_a_heading_may_end_in_a_number(tmp_path, heading):
    def draw(page):
        page.setFont("Helvetica-Bold", 14)
        page.drawString(72, 700, heading)
        draw_text(page, PARAGRAPH, 72, 680)

    assert text_of(page_with(tmp_path, draw)).startswith(f"# {heading}\n")
