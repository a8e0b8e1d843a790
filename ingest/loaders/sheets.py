"""XLSX and legacy XLS: a table a sheet, with its header and the numbers of its rows."""

import datetime
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from langchain_core.documents import Document

from ingest.loaders.archives import DAMAGED, LOCKED, check_office
from ingest.loaders.base import Limits, LoadError
from ingest.loaders.spans import Span, unmerged
from ingest.loaders.tables import row_documents

_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z]+\d+:[A-Z]+\d+)[\"'][^>]*>")
_PIECE, _LONGEST_TAG = 1 << 20, 4096  # bytes
_MOST_CELLS = 16_384  # columns that a sheet can have


def read_xlsx(path: Path, limits: Limits) -> Iterator[Document]:
    """Yield the rows of each sheet; formulas give the value they had when the file was saved."""
    import warnings

    from openpyxl import load_workbook

    check_office(path, limits)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of extensions and styles that hold no text
        book = load_workbook(path, read_only=True, data_only=True)
        title = (book.properties.title or "").strip() or path.stem
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # what the file says of its size may be wrong
            rows = ((number, [_shown(cell) for cell in cells]) for number, cells in enumerate(sheet.iter_rows(), 1))
            rows = unmerged(rows, _merged_cells(path, sheet))
            yield from row_documents(rows, {"sheet": sheet.title, "title": title}, heading=f"# {sheet.title}")
        book.close()


def read_xls(path: Path, limits: Limits) -> Iterator[Document]:
    """Yield the rows of each sheet of a workbook from before 2007."""
    import io

    import xlrd

    try:
        book = xlrd.open_workbook(path, on_demand=True, formatting_info=True, logfile=io.StringIO())
    except xlrd.XLRDError as error:
        raise LoadError(LOCKED if "encrypt" in str(error).lower() else DAMAGED) from error
    for index in range(book.nsheets):
        sheet = book.sheet_by_index(index)
        rows = (
            (number + 1, [_legacy_shown(cell, book.datemode) for cell in sheet.row(number)[:_MOST_CELLS]])
            for number in range(sheet.nrows)
        )
        merged = [(top + 1, bottom, left + 1, right) for top, bottom, left, right in sheet.merged_cells]
        yield from row_documents(
            unmerged(rows, merged), {"sheet": sheet.name, "title": path.stem}, heading=f"# {sheet.name}"
        )
        book.unload_sheet(index)


def _merged_cells(path: Path, sheet: Any) -> list[Span]:
    """Return the merged cells of a sheet: openpyxl leaves them out where it reads row by row, as they come last."""
    from openpyxl.utils.cell import range_boundaries

    found: list[Span] = []
    with zipfile.ZipFile(path) as archive, archive.open(sheet._worksheet_path.lstrip("/")) as part:
        before = b""
        while piece := part.read(_PIECE):
            text = before + piece
            found += [range_boundaries(match[1].decode()) for match in _MERGED.finditer(text)]
            before = text[text.rfind(b"<") :][:_LONGEST_TAG]
    return [(top, bottom, left, right) for left, top, right, bottom in found]


def _shown(cell: Any) -> str:
    """Return a cell as a person sees it, but for rounding."""
    value = cell.value
    if isinstance(value, float | int) and not isinstance(value, bool) and "%" in str(cell.number_format or ""):
        return f"{round(value * 100, 10):g}%"
    return _text(value)


def _legacy_shown(cell: Any, datemode: int) -> str:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return _text(xlrd.xldate_as_datetime(cell.value, datemode))
        except (ValueError, OverflowError):
            return _text(cell.value)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return _text(bool(cell.value))
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(cell.value, "#ERROR")
    return _text(cell.value)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"  # as Excel shows it
    if isinstance(value, datetime.datetime):
        return str(value.date()) if value.time() == datetime.time() else value.isoformat(" ", "seconds")
    return str(value)
