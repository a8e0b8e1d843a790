"""Writes a PDF with small pages, page numbers, bookmarks, and the font that reportlab brings along."""

from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A5
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, ListFlowable, Paragraph, SimpleDocTemplate, Table, TableStyle

from ingest.handbook_sources.blocks import Block, read_blocks

_BODY = ParagraphStyle("body", fontName="Vera", fontSize=10, leading=14.5, spaceAfter=6)
_CELL = ParagraphStyle("cell", parent=_BODY, fontSize=7.5, leading=10, spaceAfter=0)
_HEADER = ParagraphStyle("header", parent=_CELL, fontName="VeraBd")
_HEADINGS = (
    ParagraphStyle("part", parent=_BODY, fontName="VeraBd", fontSize=16, leading=20, spaceBefore=14, keepWithNext=1),
    ParagraphStyle(
        "section", parent=_BODY, fontName="VeraBd", fontSize=11.5, leading=15, spaceBefore=9, keepWithNext=1
    ),
)
_GRID = TableStyle([("GRID", (0, 0), (-1, -1), 0.4, colors.grey), ("VALIGN", (0, 0), (-1, -1), "TOP")])
_MARGIN = 16 * mm


def write(source: str, path: Path) -> None:
    """Write the chapter as PDF; its first heading is the document's title."""
    for name in ("Vera", "VeraBd"):
        pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))
    blocks = read_blocks(source)
    margins = dict.fromkeys(("leftMargin", "rightMargin", "topMargin", "bottomMargin"), _MARGIN)
    # `invariant` leaves the clock out, so that the same text gives the same bytes
    document = SimpleDocTemplate(
        str(path), pagesize=A5, title=blocks[0].text, author="Footnote", invariant=1, **margins
    )
    document.build([_flowable(block) for block in blocks], onFirstPage=_number, onLaterPages=_number)


class _Heading(Paragraph):
    """A heading that is in the bookmarks too."""

    def __init__(self, block: Block) -> None:
        super().__init__(escape(block.text), _HEADINGS[block.level - 1])
        self.title, self.depth = block.text, block.level - 1

    def draw(self) -> None:
        self.canv.bookmarkPage(self.title)
        self.canv.addOutlineEntry(self.title, self.title, self.depth)
        super().draw()


def _flowable(block: Block) -> Flowable:
    if block.kind == "heading":
        return _Heading(block)
    if block.kind == "list":
        kind = {"bulletType": "1"} if block.ordered else {"bulletType": "bullet", "start": "-"}
        items = [Paragraph(escape(item), _BODY) for item in block.items]
        return ListFlowable(items, bulletFontName="Vera", bulletFontSize=10, **kind)
    if block.kind == "table":
        return _table(block)
    return Paragraph(escape(block.text), _BODY)


def _table(block: Block) -> Table:
    styled = [
        [Paragraph(escape(cell), _CELL if row else _HEADER) for cell in cells] for row, cells in enumerate(block.rows)
    ]
    return Table(styled, colWidths=_widths(block), style=_GRID, repeatRows=1, spaceAfter=8)


def _widths(block: Block) -> list[float]:
    """Return column widths that break no word; what is left goes where the longest cells are."""
    columns = list(zip(*block.rows, strict=True))
    least = [max(_width(word) for cell in column for word in cell.split()) + 13 for column in columns]
    wanted = [max(max(map(_width, column)) + 13 - needed, 0) for column, needed in zip(columns, least, strict=True)]
    spare = A5[0] - 2 * _MARGIN - 12 - sum(least)
    share = min(spare / sum(wanted), 1) if sum(wanted) else 0
    return [needed + share * more for needed, more in zip(least, wanted, strict=True)]


def _width(text: str) -> float:
    return pdfmetrics.stringWidth(text, _HEADER.fontName, _HEADER.fontSize)


def _number(canvas: Any, document: SimpleDocTemplate) -> None:
    canvas.setFont("Vera", 8)
    canvas.drawCentredString(A5[0] / 2, 8 * mm, str(document.page))
