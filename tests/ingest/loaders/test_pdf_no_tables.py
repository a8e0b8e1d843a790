"""What is no table in a PDF stays text: prose, forms, contents, references, code, addresses, frames and charts."""

import time

import pytest
from made_files import PARAGRAPH
from pdf_pages import canvas, draw_rows, draw_text, page_with, table_of, text_of

from ingest.loaders import load


def two_columns(page):
    for left in (60, 310):
        draw_text(page, " ".join([PARAGRAPH] * 5), left, 760, 44)


def form(page):
    rows = [
        ["Name:", "Ada Keeper", "Year:", "2022"],
        ["Street:", "1 Cape Road", "Berth:", "14"],
        ["Town:", "Hollin", "Mast:", "12.5"],
    ]
    draw_rows(page, rows, (72, 150, 300, 360), 700)


def contents(page):
    rows = [
        ["1", "How the lamp burns", "3"],
        ["2", "What the keeper writes", "17"],
        ["3", "Fog", "25"],
        ["4", "Storms", "31"],
    ]
    draw_rows(page, [["Contents"], *rows], (72, 100, 480), 700)


def leaders(page):
    rows = [
        ["Chapter", "Page"],
        ["The lamp " + ". " * 60, "3"],
        ["The fog bell " + ". " * 58, "17"],
        ["Storms " + ". " * 60, "25"],
    ]
    draw_rows(page, rows, (72, 480), 700)


def references(page):
    for number in range(1, 7):
        top = 700 - 26 * number
        page.drawString(72, top, f"[{number}]")
        draw_text(
            page, f"A. Keeper. On lamps in fog. Harbour Letters 12, pages 3 to 17, 20{10 + number}.", 100, top, 50
        )


def code(page):
    lines = [
        "def light(hours):",
        "    lamp = 4         # watts",
        "    if hours > 2:",
        "        lamp = 8     # twice",
        "    return lamp * 2",
    ]
    page.setFont("Courier", 10)
    for number, line in enumerate(lines):
        page.drawString(72, 700 - 12 * number, line)


def addresses(page):
    rows = [
        ["Ada Keeper", "Bram Stone", "Ines Caldow"],
        ["1 Cape Road", "22 Harbour Street", "Lighthouse Lane"],
        ["Hollin", "Skerry Point", "Alderbrook"],
        ["Telephone 0612", "Telephone 0755", "Telephone 0911"],
    ]
    draw_rows(page, rows, (72, 220, 380), 700)


def options(page):
    rows = [
        ["--lamp", "light the lamp before the fog comes in"],
        ["--bell", "ring the bell"],
        ["--log", "write down the weather"],
    ]
    draw_rows(page, rows, (72, 200), 700)


def framed(page):
    page.rect(60, 600, 400, 160)
    page.line(60, 680, 460, 680)
    draw_text(page, PARAGRAPH, 70, 745, 70)
    draw_text(page, PARAGRAPH, 70, 660, 70)


def chart(page):
    for number in range(6):
        page.line(100, 500 + 30 * number, 400, 500 + 30 * number)
        page.line(100 + 60 * number, 500, 100 + 60 * number, 650)
        page.drawString(75, 500 + 30 * number, str(10 * number))
        page.drawString(100 + 60 * number, 485, str(2020 + number))
    page.drawString(170, 620, "Visitors")


def cards(page):
    for number, left in enumerate((40, 220, 400)):
        page.setFont("Helvetica-Bold", 10)
        page.drawString(left, 700, f"What is {('a lamp', 'a fog bell', 'a storm')[number]}?")
        draw_text(page, PARAGRAPH, left, 688, 30)


KINDS = [cards, two_columns, form, contents, leaders, references, code, addresses, options, framed, chart]


@pytest.mark.parametrize("draw", KINDS, ids=lambda draw: draw.__name__)
def test_what_is_no_table_stays_text(tmp_path, draw):
    assert table_of(text_of(page_with(tmp_path, draw))) == []


def test_a_page_full_of_rules_or_of_aligned_words_is_read_in_time(tmp_path):
    page = canvas(tmp_path / "a.pdf")
    for number in range(700):
        page.line(30, 40 + number, 560, 40 + number)
        page.line(30 + 0.7 * number, 40, 30 + 0.7 * number, 780)
    page.showPage()
    page.setFont("Helvetica", 4)
    for number in range(140):
        page.line(30, 40 + 5 * number, 560, 40 + 5 * number)
        page.line(30 + 3.7 * number, 40, 30 + 3.7 * number, 735)
        for column in range(40):
            page.drawString(32 + 13 * column, 42 + 5 * number, f"word {column}")
    page.showPage()
    page.setFont("Helvetica", 2)
    for row in range(350):
        for column in range(14):
            page.drawString(30 + 38 * column, 790 - 2.1 * row, "word")
    page.save()
    started = time.monotonic()
    assert len(list(load(tmp_path / "a.pdf"))) >= 1
    assert time.monotonic() - started < 60  # seconds, the wait for one page; alone it takes three
