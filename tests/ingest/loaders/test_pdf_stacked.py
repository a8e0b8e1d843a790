"""Values under their labels, boxes to tick and tables one under the other, as bills and forms have them."""

import pytest
from made_files import PARAGRAPH
from pdf_pages import draw_rows, draw_text, make_ruled, page_with, table_of, text_of

LABELS, VALUES = ["Owner", "Berth number", "Valid until"], ["Ada Moreno", "B-7", "4 May 2031"]
MORE, THEIRS = ["Boat", "Year built", "Rent due"], ["Grey Gull", "1987", "1st of each month"]
LINES = [f"{label}: {value}" for label, value in zip([*LABELS, *MORE], [*VALUES, *THEIRS], strict=True)]
PLACES = (72, 220, 400)


def draw_stacked(page, label_font=("Helvetica", 8), value_font=("Helvetica", 11)):
    for top, labels, values in ((700, LABELS, VALUES), (664, MORE, THEIRS)):
        for font, texts, height in ((label_font, labels, top), (value_font, values, top - 13)):
            page.setFont(*font)
            for place, text in zip(PLACES, texts, strict=True):
                page.drawString(place, height, text)


@pytest.mark.parametrize(
    "fonts",
    [
        (("Helvetica", 8), ("Helvetica", 11)),
        (("Helvetica", 10), ("Helvetica-Bold", 10)),
        (("Helvetica", 8), ("Helvetica-Bold", 14)),
    ],
)
def test_a_value_under_its_label_stands_behind_it(tmp_path, fonts):
    path = page_with(
        tmp_path, lambda page: draw_stacked(page, *fonts), lambda page: draw_text(page, PARAGRAPH, 72, 600)
    )
    assert text_of(path).splitlines()[: len(LINES)] == LINES


def test_one_column_of_labels_and_bold_values_is_fields_and_no_headings(tmp_path):
    def draw(page):
        draw_text(page, PARAGRAPH, 72, 780)
        draw_rows(page, [["Bill date"], ["*12 May 2031"], ["Pay by"], ["*2 June 2031"]], (400,), 700, 14)

    assert text_of(page_with(tmp_path, draw)).splitlines()[-2:] == ["Bill date: 12 May 2031", "Pay by: 2 June 2031"]


def test_a_value_of_two_lines_is_one(tmp_path):
    def draw(page):
        for top, label, lines in ((700, "Owner", ["Ada Moreno"]), (660, "Address", ["14 Quay Street,", "Skerry"])):
            page.setFont("Helvetica", 8)
            page.drawString(72, top, label)
            page.setFont("Helvetica", 11)
            for number, line in enumerate(lines, start=1):
                page.drawString(72, top - 13 * number, line)

    assert text_of(page_with(tmp_path, draw)).splitlines() == ["Owner: Ada Moreno", "Address: 14 Quay Street, Skerry"]


def test_the_end_of_a_list_is_no_label_of_the_heading_under_it(tmp_path):
    def draw(page):
        top = draw_rows(page, [["*Languages"], ["English"], ["Polish"]], (72,), 700, 14)
        draw_rows(page, [["*Skills"], ["Splicing"], ["Knots"]], (72,), top - 8, 14)
        draw_text(page, PARAGRAPH, 72, 560)

    text = text_of(page_with(tmp_path, draw))
    assert "Polish:" not in text
    assert "# Skills" in text


def test_a_table_under_names_in_small_letters_stays_a_table(tmp_path):
    def draw(page):
        page.setFont("Helvetica", 8)
        for place, name in zip(PLACES, ("Ferry", "Adults", "Children"), strict=True):
            page.drawString(place, 700, name)
        draw_rows(page, [["Heron", "4.60", "2.30"], ["Otter", "3.90", "1.95"]], PLACES, 686)

    assert "Ferry: Heron" not in text_of(page_with(tmp_path, draw))


def draw_box(page, place, text, tick="", top=700):
    page.rect(place, top - 1, 9, 9)
    if tick == "cross":
        page.line(place, top - 1, place + 9, top + 8)
        page.line(place, top + 8, place + 9, top - 1)
    elif tick:
        page.drawString(place + 1.5, top, tick)
    page.drawString(place + 15, top, text)


@pytest.mark.parametrize("tick", ["cross", "X"])
def test_a_box_says_whether_it_is_ticked(tmp_path, tick):
    def draw(page):
        page.setFont("Helvetica", 10)
        draw_box(page, 72, "With sails", tick)
        draw_box(page, 220, "With an engine")
        draw_text(page, PARAGRAPH, 72, 660)

    assert text_of(page_with(tmp_path, draw)).splitlines()[0] == "☒ With sails ☐ With an engine"


@pytest.mark.parametrize("style", ["check", "cross", "circle"])
def test_a_box_of_a_form_that_can_be_filled_in_says_so_too(tmp_path, style):
    def draw(page):
        for place, name in ((72, "sails"), (220, "oars")):
            page.acroForm.checkbox(name=name, checked=name == "oars", x=place, y=698, size=12, buttonStyle=style)
            page.drawString(place + 18, 700, f"With {name}")

    assert text_of(page_with(tmp_path, draw)) == "☐ With sails ☒ With oars"


def test_a_filled_square_before_an_item_is_no_box(tmp_path):
    def draw(page):
        for top, name in ((700, "sails"), (680, "oars")):
            page.rect(72, top, 7, 7, fill=1, stroke=0)
            page.drawString(86, top, f"With {name}")

    assert text_of(page_with(tmp_path, draw)).split("\n") == ["With sails", "With oars"]


def test_boxes_behind_a_label_are_its_value(tmp_path):
    def draw(page):
        page.setFont("Helvetica", 10)
        page.drawString(72, 700, "Engine:")
        draw_box(page, 120, "Yes")
        draw_box(page, 170, "No", "cross")

    assert text_of(page_with(tmp_path, draw)) == "Engine: ☐ Yes ☒ No"


def test_a_frame_around_a_word_and_a_stray_stroke_are_no_boxes(tmp_path):
    def draw(page):
        page.setFont("Helvetica", 10)
        page.rect(70, 696, 17, 15)
        page.drawString(74, 700, "A1")
        page.drawString(92, 700, "is the first berth")
        page.line(300, 700, 306, 706)
        page.drawString(312, 700, "slanted")

    text = text_of(page_with(tmp_path, draw))
    assert not {"☒", "☐"} & set(text)


def test_tables_that_touch_are_read_apart(tmp_path):
    def bold(*cells):
        return [f"<b>{cell}</b>" for cell in cells]

    rows = [bold("Keeper", "Boat"), ["Ada Moreno", "Grey Gull"], bold("Payment", "Amount"), ["Wages", "1,200.00"]]
    path = make_ruled(tmp_path / "a.pdf", "Harbour", [[*rows, ["Bonus", "80.00"]]])
    tables = [line for line in table_of(text_of(path)) if line != "|-|-|"]
    assert tables == [
        "| Keeper | Boat |",
        "| Ada Moreno | Grey Gull |",
        "| Payment | Amount |",
        "| Wages | 1,200.00 |",
        "| Bonus | 80.00 |",
    ]
    assert text_of(path).count("|-|-|") == 2


def test_a_letterheads_address_names_no_columns(tmp_path):
    def draw(page):
        draw_rows(page, [["jobs@quay.example", "Valid until", "14 July 2031"]], PLACES, 730)
        draw_rows(page, [["*Item", "*Number", "*Price"], ["Rope", "2", "4.00"], ["Buoy", "1", "30.00"]], PLACES, 690)

    assert table_of(text_of(page_with(tmp_path, draw)))[0] == "| Item | Number | Price |"
