"""Tables of PDFs whose cells no rules part: known by their header, and what is one row or one cell of them."""

import pytest
from made_files import PARAGRAPH
from pdf_pages import FARES, MARKDOWN, PLACES, draw_rows, draw_text, page_with, table_of, text_of


def test_a_table_without_rules_is_known_by_the_numbers_under_its_names(tmp_path):
    path = page_with(
        tmp_path,
        lambda page: draw_text(page, "Fares of the ferries.", 72, 760),
        lambda page: draw_rows(page, FARES, PLACES, 735),
        lambda page: draw_text(page, PARAGRAPH, 72, 660),
    )
    assert text_of(path) == "\n\n".join(["Fares of the ferries.", "\n".join(MARKDOWN), PARAGRAPH])


def test_columns_drawn_one_after_another_make_rows(tmp_path):
    def columns(page):
        for number, place in enumerate(PLACES):
            draw_rows(page, [[row[number]] for row in FARES], [place], 700)

    assert table_of(text_of(page_with(tmp_path, columns))) == MARKDOWN


@pytest.mark.parametrize("rule", [True, False])
def test_a_table_of_words_needs_a_rule_or_bold_names(tmp_path, rule):
    rows = [
        ["Ship", "Captain", "Home port"],
        ["Heron", "Ada Keeper", "Hollin"],
        ["Otter", "Bram Stone", "Skerry Point"],
    ]

    def draw(page):
        draw_rows(page, rows, PLACES, 700)
        if rule:
            page.line(72, 695, 360, 695)

    lines = table_of(text_of(page_with(tmp_path, draw)))
    assert lines == (["| Ship | Captain | Home port |", "|-|-|-|", "| Heron | Ada Keeper | Hollin |",
                      "| Otter | Bram Stone | Skerry Point |"] if rule else [])  # fmt: skip


def test_wrapped_cells_without_rules_are_joined_to_their_row(tmp_path):
    rows = [["*Part", "*What it does", "*Pieces"], ["Lamp", "burns from dusk to", "2"], ["", "dawn every night", ""]]
    rows += [["Fog bell", "rings in fog", "1"], ["Lens", "bundles the light", "24"]]
    assert table_of(text_of(page_with(tmp_path, lambda page: draw_rows(page, rows, PLACES, 700, 12))))[2:] == [
        "| Lamp | burns from dusk to dawn every night | 2 |",
        "| Fog bell | rings in fog | 1 |",
        "| Lens | bundles the light | 24 |",
    ]


def test_lines_beside_and_under_a_cell_belong_to_its_row(tmp_path):
    def draw(page):
        draw_rows(page, [["", "*2024", "*2023"], ["Bread", "1,234", "1,100"]], (72, 250, 330), 700, 24)
        draw_rows(
            page, [["Flour, sugar and other goods"], ["that are bought from mills"], ["and shops"]], [72], 652, 12
        )
        draw_rows(page, [["", "(410)", "(380)"], ["Total", "824", "720"]], (72, 250, 330), 640, 36)

    assert table_of(text_of(page_with(tmp_path, draw))) == [
        "|  | 2024 | 2023 |",
        "|-|-|-|",
        "| Bread | 1,234 | 1,100 |",
        "| Flour, sugar and other goods that are bought from mills and shops | (410) | (380) |",
        "| Total | 824 | 720 |",
    ]


def test_rules_between_rows_say_what_is_a_row(tmp_path):
    def draw(page):
        top = 700
        for lines in (
            [["*Part", "*What it does"]],
            [["Lamp", "burns from dusk"], ["of oil", "to dawn"]],
            [["Bell", "rings"]],
        ):
            page.line(72, top - 5, 340, top - 5)
            top = draw_rows(page, lines, (72, 200), top - 16, 11) - 3
        page.line(72, top - 5, 340, top - 5)

    lines = table_of(text_of(page_with(tmp_path, draw)))
    assert lines[2:] == ["| Lamp of oil | burns from dusk to dawn |", "| Bell | rings |"]


def test_a_sum_whose_name_reaches_over_columns_ends_a_table(tmp_path):
    rows = [["No.", "Goods", "Pieces", "Amount"], ["1", "Gloves", "12", "102.00"], ["2", "Tins", "40", "128.00"]]
    rows += [["Total without the discount", "", "", "230.00"]]
    path = page_with(tmp_path, lambda page: draw_rows(page, rows, (72, 100, 220, 290), 700))
    assert table_of(text_of(path))[4:] == ["| Total without the discount |  |  | 230.00 |"]


def test_names_over_two_columns_each_without_rules(tmp_path):
    def draw(page):
        draw_rows(page, [["", "*2024", "*2025"]], (72, 215, 375), 700)
        draw_rows(page, [["*Month", *["*Adults", "*Children"] * 2]], (72, 180, 250, 340, 410), 686)
        rows = [["July", "3480", "1720", "3611", "1802"], ["August", "3915", "2088", "3702", "1950"]]
        draw_rows(page, rows, (72, 180, 250, 340, 410), 670)

    lines = table_of(text_of(page_with(tmp_path, draw)))
    assert lines[0] == "| Month | 2024 Adults | 2024 Children | 2025 Adults | 2025 Children |"


def test_an_empty_cell_stays_empty(tmp_path):
    rows = [["Ferry", "Adults", "Children"], ["Heron", "", "2.30"], ["Otter", "3.90", ""], ["Kestrel", "5.20", "2.60"]]
    path = page_with(tmp_path, lambda page: draw_rows(page, rows, PLACES, 700))
    assert table_of(text_of(path))[2:4] == ["| Heron |  | 2.30 |", "| Otter | 3.90 |  |"]


def test_a_table_beside_a_column_of_text_takes_nothing_of_it(tmp_path):
    def draw(page):
        draw_text(page, " ".join([PARAGRAPH] * 4), 50, 760, 48)
        below = draw_text(page, PARAGRAPH, 310, 760, 48)
        below = draw_rows(page, FARES, (310, 400, 470), below - 12, 12)
        draw_text(page, " ".join([PARAGRAPH] * 2), 310, below - 12, 48)

    text = text_of(page_with(tmp_path, draw))
    assert table_of(text) == MARKDOWN
    assert " ".join(text.split()).count(PARAGRAPH) == 7


def test_a_table_under_another_has_its_own_header(tmp_path):
    first = [["*Ferry", "*Seats", "*Berth"], ["Heron", "90", "3"], ["Otter", "60", "4"]]
    second = [["*Museum", "*Books", "*Pages"], ["Skerry Point", "62", "11,480"], ["Hollin", "8", "960"]]
    path = page_with(tmp_path, lambda page: draw_rows(page, [*first, *second], PLACES, 700))
    assert [line for line in table_of(text_of(path)) if "-|-" not in line][::3] == [
        "| Ferry | Seats | Berth |",
        "| Museum | Books | Pages |",
    ]


def test_words_of_a_typewriter_are_one_cell(tmp_path):
    def draw(page):
        draw_rows(page, [["*Command", "*Takes"]], (72, 250), 700)
        page.line(72, 695, 350, 695)
        for number, name in enumerate(("add", "sync", "list")):
            page.setFont("Courier", 10)
            page.drawString(72, 684 - 15 * number, f"python -m ingest {name}")
            page.setFont("Helvetica", 10)
            page.drawString(250, 684 - 15 * number, f"{number + 2} minutes")

    lines = table_of(text_of(page_with(tmp_path, draw)))
    assert lines[2:] == [f"| python -m ingest {n} | {m} minutes |" for m, n in enumerate(("add", "sync", "list"), 2)]
