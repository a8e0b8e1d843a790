"""Pages as browsers print them: cells in the middle of their row's height, bullets that are drawn, stressed words."""

import pytest
from pdf_pages import canvas, draw_rows, page_with, table_of, text_of

from ingest.loaders import load

TIMES = [
    ["*Time", "*Hall A", "*Hall B"],
    ["09:00– 09:50", "Opening by the harbour master", "–"],
    ["10:00– 11:20", "Ropes (chair: M. Zupan)", "Fire (chair: L. Oyelaran)"],
    ["11:20– 11:45", "Coffee", "Coffee"],
    ["13:30– 18:00", "Visit of the lighthouse", ""],
]
WIDTHS = (9, 16, 16)  # characters of a line of each column
ITEMS = ["the fees of patients", "gifts", "rent of the guest house"]


def lines_of(cell, width):
    lines = [""]
    for word in cell.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def draw_in_the_middle(page, rows, places, top):
    """Draw rows 19.5 points high and 13.5 for each more line, each cell's lines in the middle of its row's height."""
    for row in rows:
        cells = [lines_of(cell, width) for cell, width in zip(row, WIDTHS, strict=True)]
        most = max(map(len, cells))
        for place, lines in zip(places, cells, strict=True):
            bold = lines[0].startswith("*")
            draw_rows(
                page,
                [[bold * "*" + line.lstrip("*")] for line in lines],
                [place],
                top - 6.75 * (most - len(lines)),
                13.5,
            )
        top -= 19.5 + 13.5 * (most - 1)


def bars(rows):
    return [f"| {' | '.join(cell.lstrip('*') for cell in row)} |" for row in rows]


def test_cells_in_the_middle_of_their_rows_are_a_row(tmp_path):
    lines = table_of(text_of(page_with(tmp_path, lambda page: draw_in_the_middle(page, TIMES, (72, 160, 300), 700))))
    assert [lines[0], *lines[2:]] == bars(TIMES)


def test_a_name_of_two_lines_is_a_name(tmp_path):
    rows = [["*price", "*Machine of the north", "*Otter"], *([name, "1.1", "2.2"] for name in ("tank", "noise"))]
    lines = table_of(text_of(page_with(tmp_path, lambda page: draw_in_the_middle(page, rows, (72, 160, 300), 700))))
    assert [lines[0], *lines[2:]] == bars(rows)


def test_rows_of_wrapped_words_go_on_over_the_page(tmp_path):
    rows = [["*price", "*Heron", "*Otter"], ["oil", "1.1", "2.2 MWMWMWMW"]]
    rows += [[f"tank {n}", "1.1", "2.2"] for n in range(30)]
    more = [["guarantee in years", "2", "3"], ["tested by", "Ines Halloway of Hollin", "Rafe Odukoya of Skerry"]]
    page = canvas(tmp_path / "a.pdf")
    draw_in_the_middle(page, rows, (72, 160, 300), 760)
    page.showPage()
    draw_in_the_middle(page, more, (72, 160, 300), 760)
    page.save()
    _, last = load(tmp_path / "a.pdf")
    lines = table_of(last.page_content)
    assert [lines[0], *lines[2:]] == bars([rows[0], *more])


@pytest.mark.parametrize("count", [1, 3])
def test_discs_before_lines_under_each_other_are_bullets(tmp_path, count):
    def draw(page):
        page.setFont("Helvetica", 10)
        page.drawString(60, 700, "Income, of which:")
        for number, item in enumerate(ITEMS[:count]):
            page.circle(74, 687 - 13 * number, 1.5, fill=1, stroke=0)
            page.drawString(84, 684 - 13 * number, item)

    marked = [f"• {item}" for item in ITEMS] if count > 1 else ITEMS[:1]
    assert [line for line in text_of(page_with(tmp_path, draw)).splitlines() if line][1:] == marked


def test_dots_within_a_line_or_far_from_it_are_none(tmp_path):
    def draw(page):
        page.setFont("Helvetica", 10)
        for number, item in enumerate(ITEMS):
            page.circle(30, 687 - 13 * number, 1.5, fill=1)
            page.circle(200, 687 - 13 * number, 1.5, fill=1)
            page.drawString(84, 684 - 13 * number, item)

    assert "•" not in text_of(page_with(tmp_path, draw))


def test_words_in_bold_whose_sentence_goes_on_are_no_heading(tmp_path):
    def draw(page):
        page.setFont("Helvetica-Bold", 10)
        page.drawString(72, 700, "Vaccinations doubled because the new refrigerator kept them cold")
        page.setFont("Helvetica", 10)
        page.drawString(72, 688, "through power cuts. The board met four times under its chair, and the ward")
        page.drawString(72, 676, "was built by the harbour, where the old one had stood for more than a century.")

    assert "#" not in text_of(page_with(tmp_path, draw))


def test_fields_over_a_receipts_table_are_not_its_header(tmp_path):
    fields = [["Bill No: SH/24", "KOT: 118, 121"], ["Date: 26-Jan-25", "Steward: Ragnhild"]]
    rows = [["Item", "Qty", "Amount"], ["Tikka", "1", "260"], ["Roti", "4", "80"], ["Lassi", "3", "270"]]

    def draw(page):
        below = draw_rows(page, fields, (72, 250), 700, 11)
        draw_rows(page, rows, (72, 250, 330), below - 11, 11)

    lines = table_of(text_of(page_with(tmp_path, draw)))
    assert [lines[0], *lines[2:]] == bars(rows)


def test_steps_under_a_table_stay_lines(tmp_path):
    rows = [["Item", "Weight", "Unit", "Store"], *([name, "1.5", "kg", "cold"] for name in ("Lard", "Beef", "Salt"))]
    steps = [["1", "06:15 Brown the onions in lard for 35 minutes, until dark gold."]] * 2

    def draw(page):
        below = draw_rows(page, rows, (72, 150, 220, 290), 700, 12)
        draw_rows(page, steps, (72, 90), below - 12, 12)

    assert [line for line in table_of(text_of(page_with(tmp_path, draw))) if "06:15" in line] == []
