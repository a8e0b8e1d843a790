"""Pages of PDFs for the tests of tables: rows drawn at given places, ruled tables, and running text."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from made_files import wrapped

from ingest.loaders import load

FARES = [
    ["Ferry", "Adults", "Children"],
    ["Heron", "4.60", "2.30"],
    ["Otter", "3.90", "1.95"],
    ["Kestrel", "5.20", "2.60"],
]
PLACES = (72, 200, 300)
MARKDOWN = [
    "| Ferry | Adults | Children |",
    "|-|-|-|",
    "| Heron | 4.60 | 2.30 |",
    "| Otter | 3.90 | 1.95 |",
    "| Kestrel | 5.20 | 2.60 |",
]


def canvas(path: Path, **options: Any) -> Any:
    """Return a canvas of reportlab's for this file."""
    from reportlab.pdfgen.canvas import Canvas

    return Canvas(str(path), **options)


def draw_rows(
    page: Any, rows: Sequence[Sequence[str]], places: Sequence[float], top: float, step: float = 15
) -> float:
    """Draw cells at their column's place, 10 points high, the first row's in bold where it begins with `*`.

    Returns the height under the last row. All in points.
    """
    for row in rows:
        for place, cell in zip(places, row, strict=False):
            page.setFont("Helvetica-Bold" if cell.startswith("*") else "Helvetica", 10)
            page.drawString(place, top, cell.lstrip("*"))
        top -= step
    return top


def draw_lined_up(page: Any, rows: Sequence[Sequence[str]], places: Sequence[float], top: float) -> None:
    """Draw rows whose first cell begins at its column's place, in points, and whose others' numbers end at theirs.

    A sign that a space parts from its number stands apart from it: 60 points before its end, or 14 behind it.
    """
    page.setFont("Helvetica", 10)
    for number, (first, *others) in enumerate(rows):
        height = top - 15 * number
        page.drawString(places[0], height, first)
        for place, cell in zip(places[1:], others, strict=True):
            before, figure, behind = re.fullmatch(r"([$€] )?(.*?)( [%€])?", cell).groups("")
            page.drawString(place - 60, height, before.strip())
            page.drawRightString(place, height, figure)
            page.drawString(place + 14, height, behind.strip())


def draw_text(page: Any, text: str, left: float, top: float, characters: int = 85) -> float:
    """Draw text in lines of so many characters at most, 10 points high; returns the height under it."""
    page.setFont("Helvetica", 10)
    for line in wrapped(text, characters):
        page.drawString(left, top, line)
        top -= 12
    return top


def make_ruled(path: Path, before: str, tables: Sequence[Any], after: str = "", **options: Any) -> Path:
    """Write a text, then tables with ruled, wrapping cells (rows, or rows and spans of reportlab's), then a text."""
    from reportlab.lib import colors
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

    style = getSampleStyleSheet()["BodyText"]
    parts: list[Any] = [Paragraph(before, style)]
    for table in tables:
        rows, spans = table if isinstance(table, tuple) else (table, [])
        cells = [[Paragraph(cell, style) for cell in row] for row in rows]
        grid = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), *(("SPAN", *span) for span in spans)]
        parts += [Table(cells, style=grid, **{"colWidths": 90, **options}), Spacer(1, 12)]
    SimpleDocTemplate(str(path)).build([*parts, Paragraph(after, style)])
    return path


def table_of(text: str) -> list[str]:
    """Return the lines of a text that are a table's."""
    return [line for line in text.splitlines() if line.startswith("|")]


def page_with(folder: Path, *calls: Callable[[Any], Any]) -> Path:
    """Write a page on which each call draws; it is given the canvas."""
    page = canvas(folder / "a.pdf")
    for call in calls:
        call(page)
    page.save()
    return folder / "a.pdf"


def text_of(path: Path) -> str:
    """Return the text of a file's only page."""
    (document,) = load(path)
    return document.page_content
