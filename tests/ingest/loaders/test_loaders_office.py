"""DOCX, PPTX, XLSX, XLS, ODT, RTF and EPUB as text."""

import datetime

import pytest
from made_files import make_bare_docx, make_epub, make_odt
from ole_files import make_msg, make_ole, make_xls

from ingest.loaders import LoadError, load


def texts(path):
    return [document.page_content for document in load(path)]


def test_docx_keeps_headings_lists_and_tables(tmp_path):
    from docx import Document as Word

    word = Word()
    word.add_heading("Harbour rules", 0)
    word.add_heading("Ships", 1)
    word.add_paragraph("Ships wait outside.")
    word.add_paragraph("Small ones", style="List Bullet")
    word.add_paragraph("Large ones", style="List Bullet")
    table = word.add_table(rows=2, cols=2)
    for cell, words in zip(
        [cell for row in table.rows for cell in row.cells], "Berth|Fee|A|1,200".split("|"), strict=True
    ):
        cell.text = words
    word.save(str(tmp_path / "a.docx"))
    (document,) = load(tmp_path / "a.docx")
    assert document.page_content == (
        "# Harbour rules\n\n# Ships\n\nShips wait outside.\n\n- Small ones\n- Large ones\n\n"
        "| Berth | Fee |\n|-|-|\n| A | 1,200 |"
    )
    assert document.metadata == {"source": str(tmp_path / "a.docx"), "title": "Harbour rules"}


def test_docx_takes_its_title_from_its_properties(tmp_path):
    from docx import Document as Word

    word = Word()
    word.core_properties.title = "The rules"
    word.add_paragraph("Text.")
    word.save(str(tmp_path / "a.docx"))
    assert next(iter(load(tmp_path / "a.docx"))).metadata["title"] == "The rules"


def test_docx_formulas_are_spelt_out(tmp_path):
    math = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    fraction = "<m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>"
    power = "<m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>"
    root = "<m:rad><m:deg/><m:e><m:r><m:t>y</m:t></m:r></m:e></m:rad>"
    formula = f"<m:oMath {math}>{fraction}<m:r><m:t>=</m:t></m:r>{power}<m:r><m:t>+</m:t></m:r>{root}</m:oMath>"
    xml = f"<w:document><w:body><w:p><w:r><w:t>So</w:t></w:r>{formula}</w:p></w:body></w:document>"
    assert texts(make_bare_docx(tmp_path / "a.docx", xml)) == ["So (a+b)/2=x^2+sqrt(y)"]


def test_pptx_gives_a_page_a_slide_with_notes_tables_and_charts(tmp_path):
    from pptx import Presentation
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Inches

    deck = Presentation()
    first = deck.slides.add_slide(deck.slide_layouts[1])
    first.shapes.title.text = "Plan"
    first.placeholders[1].text = "Build\nSail"
    first.notes_slide.notes_text_frame.text = "Speak slowly."
    second = deck.slides.add_slide(deck.slide_layouts[6])
    table = second.shapes.add_table(2, 2, Inches(1), Inches(1), Inches(4), Inches(1)).table
    for place, words in enumerate(["Year", "Ships", "2031", "7"]):
        table.cell(place // 2, place % 2).text = words
    data = CategoryChartData()
    data.categories = ["Spring", "Autumn"]
    data.add_series("Arrivals", (3, 4.5))
    second.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Inches(1), Inches(3), Inches(4), Inches(2), data)
    deck.slides.add_slide(deck.slide_layouts[6])  # nothing on it
    deck.save(str(tmp_path / "a.pptx"))
    one, two = load(tmp_path / "a.pptx")
    assert one.page_content == "# Plan\n\n- Build\n- Sail\n\nNotes: Speak slowly."
    assert one.metadata == {"source": str(tmp_path / "a.pptx"), "title": "Plan", "page": 1}
    assert two.page_content == (
        "| Year | Ships |\n|-|-|\n| 2031 | 7 |\n\n|  | Arrivals |\n|-|-|\n| Spring | 3 |\n| Autumn | 4.5 |"
    )
    assert two.metadata["page"] == 2


def test_xlsx_gives_a_table_a_sheet_with_rows_as_excel_numbers_them(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = "Fees"
    for row in [
        ["Harbour fees"],
        [],
        ["Berth", "Since", "Fee", "Share"],
        ["A", datetime.date(2031, 5, 1), 1200.0, 0.125],
    ]:
        sheet.append(row)
    sheet["D4"].number_format = "0.0%"
    sheet.append(["B", datetime.datetime(2031, 5, 2, 6, 30), 0.3, True])
    sheet["A9"] = "C"
    book.create_sheet("Empty")
    other = book.create_sheet("Crew")
    other.append(["Name", "Age"])
    other.append(["Ada", 36])
    book.save(tmp_path / "fees.xlsx")
    intro, fees, late, heading, crew = load(tmp_path / "fees.xlsx")
    assert intro.page_content == "# Fees\n\nHarbour fees"
    assert fees.page_content == (
        "| Berth | Since | Fee | Share |\n|-|-|-|-|\n| A | 2031-05-01 | 1200 | 12.5% |\n"
        "| B | 2031-05-02 06:30:00 | 0.3 | TRUE |"
    )
    assert fees.metadata == {"source": str(tmp_path / "fees.xlsx"), "title": "fees", "sheet": "Fees", "row": 4}
    assert (late.page_content.splitlines()[-1], late.metadata["row"]) == ("| C |  |  |  |", 9)
    assert heading.page_content == "# Crew"
    assert (crew.metadata["sheet"], crew.metadata["row"]) == ("Crew", 2)


def test_a_table_too_wide_for_its_header_becomes_records(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    names = [f"A long name of column {number}" for number in range(30)]
    book.active.append(names)
    book.active.append([f"value {number}" if number % 2 else None for number in range(30)])
    book.save(tmp_path / "wide.xlsx")
    _, record = load(tmp_path / "wide.xlsx")
    assert record.page_content.splitlines()[:2] == [
        "A long name of column 1: value 1",
        "A long name of column 3: value 3",
    ]
    assert record.metadata["row"] == 2


def test_odt_keeps_headings_lists_tables_and_notes(tmp_path):
    body = (
        '<text:h text:outline-level="2">Rules</text:h>'
        '<text:p>One<text:s text:c="2"/>two<text:note><text:note-body><text:p>aside</text:p></text:note-body>'
        "</text:note></text:p>"
        "<text:list><text:list-item><text:p>first</text:p><text:list><text:list-item><text:p>inner</text:p>"
        "</text:list-item></text:list></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>"
        '<table:table-cell table:number-columns-repeated="2"><text:p>b</text:p></table:table-cell></table:table-row>'
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell/></table:table-row></table:table>'
    )
    assert texts(make_odt(tmp_path / "a.odt", body)) == [
        "## Rules\n\nOne  two [Note: aside]\n\n- first\n  - inner\n\n| a | b | b |\n|-|-|-|"
    ]


def test_rtf_gives_its_paragraphs(tmp_path):
    (tmp_path / "a.rtf").write_bytes(
        rb"{\rtf1\ansi\ansicpg1252 The caf\'e9 is open.\par\par It closes {\b late}.\par}"
    )
    assert texts(tmp_path / "a.rtf") == ["The café is open.\n\nIt closes late."]


def test_epub_follows_its_spine(tmp_path):
    one, two = load(make_epub(tmp_path / "a.epub"))
    assert [one.page_content, two.page_content] == ["# One\n\nIt begins.", "# Two\n\nIt ends."]
    assert one.metadata["title"] == two.metadata["title"] == "The Cape"


@pytest.mark.parametrize(
    ("value", "shown"), [(3.0, "3"), (True, "TRUE"), (0.1 + 0.2, "0.3"), (1e20, "1e+20"), (None, ""), ("#N/A", "#N/A")]
)
def test_cells_are_shown_as_a_person_sees_them(value, shown):
    from ingest.loaders.sheets import _text

    assert _text(value) == shown


def test_xls_gives_the_same_as_xlsx(tmp_path):
    path = make_xls(tmp_path / "fees.xls", "Fees", [["Berth", "Fee"], ["Ä", 1200.0], ["B", 0.5]])
    heading, fees = load(path)
    assert heading.page_content == "# Fees"
    assert fees.page_content == "| Berth | Fee |\n|-|-|\n| Ä | 1200 |\n| B | 0.5 |"
    assert fees.metadata == {"source": str(path), "title": "fees", "sheet": "Fees", "row": 2}


@pytest.mark.parametrize(
    ("body", "html", "words"),
    [
        ("See the list.", b"", "See the list."),
        ("", b"<p>See the <b>list</b>.</p><ul><li>oil</ul>", "See the list.\n\n- oil"),
    ],
)
def test_msg_gives_its_header_its_text_and_the_names_of_its_attachments(tmp_path, body, html, words):
    (document,) = load(make_msg(tmp_path / "a.msg", body, html))
    assert document.metadata["title"] == "Grüße vom Kap"
    assert document.page_content == (
        "# Grüße vom Kap\n\nFrom: Ada <ada@example.com>\nTo: Bo\nDate: 2022-06-18 04:26 UTC\n\n"
        f"{words}\n\nAttachments: fees.pdf"
    )


@pytest.mark.parametrize(
    ("stream", "said"),
    [
        ("EncryptedPackage", "password-protected: save a copy without the password, then add that"),
        ("WordDocument", "a Word file from before 2007: save it as DOCX, then add that"),
        ("PowerPoint Document", "a PowerPoint file from before 2007: save it as PPTX, then add that"),
        ("Other", "an Office file of a kind that is not read: save it as DOCX, XLSX, PPTX or PDF, then add that"),
    ],
)
def test_office_files_that_cannot_be_read_say_what_to_save_them_as(tmp_path, stream, said):
    path = make_ole(tmp_path / "a.docx", {stream: b"x"})
    with pytest.raises(LoadError) as raised:
        list(load(path))
    assert str(raised.value) == f"a.docx: {said}"
