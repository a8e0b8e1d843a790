"""Writes a workbook: one sheet a first-level heading, its table as rows, numbers as numbers."""

from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font

from ingest.handbook_sources.blocks import read_parts
from ingest.handbook_sources.zipped import BUILT, settle


def write(source: str, path: Path) -> None:
    """Write the chapter as XLSX; everything but tables is left out."""
    book = Workbook()
    book.remove(book.active)
    book.properties.creator, book.properties.created = "Footnote", BUILT.replace(tzinfo=None)
    book.properties.title = path.stem.partition("-")[2].replace("-", " ").capitalize()
    for part in read_parts(source):
        sheet = book.create_sheet(part.title)
        for block in part.blocks:
            for row in block.rows:
                sheet.append([_number_or_text(cell) for cell in row])
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        sheet.freeze_panes = "A2"
    book.save(path)
    settle(path)


def _number_or_text(cell: str) -> int | float | str:
    for kind in (int, float):
        try:
            return kind(cell)
        except ValueError:
            continue
    return cell
