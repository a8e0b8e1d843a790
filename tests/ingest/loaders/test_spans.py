"""Each row of a table says what spans it: merged cells of all formats, and groups that are named once."""

import pytest
from made_files import make_odt

from ingest.loaders import load
from ingest.loaders.spans import below, filled_down, unmerged

ROWS = [["Day", "Hour", "Boat"], ["Monday", "9", "Gull"], ["", "11", "Tern"], ["Friday", "9", "Gull"]]
READ = "| Day | Hour | Boat |\n|-|-|-|\n| Monday | 9 | Gull |\n| Monday | 11 | Tern |\n| Friday | 9 | Gull |"


def last_text(path):
    return [document.page_content for document in load(path)][-1]


def fill(table):
    """Fill a table of an office library with the rows, its first name merged with the empty cell below it."""
    for number, row in enumerate(ROWS):
        for place, text in enumerate(row):
            table.cell(number, place).text = text
    table.cell(1, 0).merge(table.cell(2, 0))


def test_a_merged_cell_of_a_workbook_stands_in_each_of_its_rows(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    for row in [["Boats of the week"], *ROWS]:
        book.active.append([cell or None for cell in row])
    book.active.merge_cells("A1:C1")
    book.active.merge_cells("A3:A4")
    book.save(tmp_path / "a.xlsx")
    title, table = [document.page_content for document in load(tmp_path / "a.xlsx")]
    assert title == "# Sheet\n\nBoats of the week"
    assert table == READ


def test_a_merged_cell_of_a_document_stands_in_each_of_its_rows(tmp_path):
    from docx import Document as Word

    word = Word()
    table = word.add_table(4, 3)
    fill(table)
    word.save(str(tmp_path / "a.docx"))
    assert last_text(tmp_path / "a.docx") == READ


def test_a_merged_cell_of_a_slide_stands_in_each_of_its_rows(tmp_path):
    from pptx import Presentation
    from pptx.util import Inches

    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    table = slide.shapes.add_table(4, 3, Inches(1), Inches(1), Inches(4), Inches(1)).table
    fill(table)
    deck.save(str(tmp_path / "a.pptx"))
    assert last_text(tmp_path / "a.pptx") == READ


def test_a_merged_cell_of_an_odt_stands_in_each_of_its_rows(tmp_path):
    def cell(text, more=""):
        return f"<table:table-cell {more}><text:p>{text}</text:p></table:table-cell>"

    rows = ["".join(cell(text) for text in row) for row in ROWS]
    rows[1] = rows[1].replace("<table:table-cell ", '<table:table-cell table:number-rows-spanned="2" ', 1)
    rows[2] = "<table:covered-table-cell/>" + cell("11") + cell("Tern")
    lines = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    assert last_text(make_odt(tmp_path / "a.odt", f"<table:table>{lines}</table:table>")) == READ


@pytest.mark.parametrize("amount", ["120", "1,200.50", "$12", "€ 40", "12 %", "40 EUR", "-3", "(1,000)"])
def test_an_amount_of_several_rows_is_counted_once(tmp_path, amount):
    from openpyxl import Workbook

    table = f"<tr><th>Boat<th>Paid<tr><td>Gull<td rowspan=2>{amount}<tr><td>Tern"
    (tmp_path / "a.html").write_text(f"<h1>Fees</h1><table>{table}</table>", "utf-8")
    book = Workbook()
    for row in (["Boat", "Paid"], ["Gull", amount], ["Tern", None]):
        book.active.append(row)
    book.active.merge_cells("B2:B3")
    book.save(tmp_path / "a.xlsx")
    for name in ("a.html", "a.xlsx"):
        read = last_text(tmp_path / name)
        assert read.count(amount) == 1
        assert f"| Gull | {amount} |\n| Tern |" in read


@pytest.mark.parametrize("said", ["2024", "Monday", "Room 7", "9:00", "2024-05-01", "A-17"])
def test_what_is_no_amount_holds_below(said):
    assert below(said) == said


def test_a_merged_cell_fills_columns_but_no_empty_row():
    rows = [(1, ["", "Berths", ""]), (2, ["Name", "in", "out"]), (3, ["A", "1", "2"]), (4, ["", "", ""])]
    spans = [(1, 1, 2, 3), (3, 4, 1, 1)]
    assert [cells for _, cells in unmerged(rows, spans)] == [
        ["", "Berths", ""],  # a title: nothing stands beside it
        ["Name", "in", "out"],
        ["A", "1", "2"],
        ["", "", ""],
    ]
    rows[0] = (1, ["Berth", "Places", ""])
    assert next(unmerged(rows, spans))[1] == ["Berth", "Places", "Places"]


def test_a_group_named_once_is_named_in_each_row(tmp_path):
    lines = ["Store,Size,Stock", "North,small,5", ",large,6", ",Total,11", "South,small,5", ",large,7", ",huge,1"]
    (tmp_path / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    assert last_text(tmp_path / "a.csv").splitlines()[2:] == [
        "| North | small | 5 |",
        "| North | large | 6 |",
        "|  | Total | 11 |",
        "| South | small | 5 |",
        "| South | large | 7 |",
        "| South | huge | 1 |",
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [["Acme", "Ada"], ["", "Bo"], ["Brill", "Cy"], ["", "Di"]],  # whoever has no firm
        [["2024", "small"], ["", "large"], ["2025", "small"], ["", "large"]],  # numbers
        [["North", "small"], ["North", "large"], ["South", "small"], ["", "large"]],  # told in each row, but for one
        [["", "small"], ["North", "large"], ["South", "small"], ["", "large"]],
        [["North", "small"], ["", ""], ["South", "small"], ["", "large"]],
    ],
)
def test_an_empty_cell_that_may_mean_something_else_stays_empty(rows):
    numbered = list(enumerate(rows, start=2))
    assert list(filled_down(numbered)) == numbered
