"""Rows of cells as Markdown tables, and the CSV and TSV reader.

A long table comes as several Documents that repeat the header; each says its first row in `row`, numbered as
a spreadsheet numbers them. A table too wide to repeat its header becomes one `column: value` record a row.
"""

import csv
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from langchain_core.documents import Document

from ingest.loaders.base import Limits, LoadError, one_line
from ingest.loaders.encoding import open_text
from ingest.loaders.spans import Row, filled_down

_ROWS_PER_DOCUMENT = 200
_CHARACTERS_PER_DOCUMENT = 60_000
_WIDE = 400  # characters of header beyond which it is not repeated but spread over records
_LOOKED_AT = 20  # rows in which the header is sought
_ALIKE = 3  # rows with figures in the same columns are no accident
_NUMBER = re.compile(r"[-+(]?[\s$€£¥]*\d[\d.,\s:/%-]*[%)€]?")
_END = "\x1eend\x1e"  # a line of our own after the last one: an open quote swallows it
_CELL = 10_000_000  # characters of one cell; the library's 131,072 is less than some real cells hold


def read_csv(path: Path, limits: Limits) -> Iterator[Document]:
    """Yield the rows of a CSV or TSV file; delimiter, encoding and header are found out."""
    csv.field_size_limit(_CELL)
    with open_text(path, newline="") as stream:
        sample = stream.read(64_000)
        stream.seek(0)
        delimiter = "\t" if path.suffix.lower() in {".tsv", ".tab"} else sniff_delimiter(sample)
        yield from row_documents(_csv_rows(stream, delimiter), {})


def _csv_rows(stream: Iterable[str], delimiter: str) -> Iterator[Row]:
    """Yield the rows. Raises LoadError where a quote is left open: all rows after it would be one cell."""
    reader = csv.reader(itertools.chain(stream, [_END]), delimiter=delimiter)
    begins = 1
    try:
        for number, cells in enumerate(reader, start=1):
            if cells == [_END]:
                return
            if cells and cells[-1].endswith(_END):
                raise _left_open(begins, "it is never closed")
            yield number, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise _left_open(begins, str(error)) from error


def _left_open(line: int, why: str) -> LoadError:
    return LoadError(f"a quote is left open in the row of line {line} ({why}): close it, then add the file again")


def sniff_delimiter(sample: str) -> str:
    """Return the delimiter by which most lines of the sample have the same number of cells, more than one."""
    lines = sample.splitlines()[:60]
    best = (0.0, 0, ",")
    for delimiter in ",;\t|":
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if row)
        width, count = max(widths.items(), key=lambda item: (item[0] > 1, item[1]), default=(0, 0))
        if width > 1:
            best = max(best, (round(count / widths.total(), 1), width, delimiter))
    return best[2]


def row_documents(rows: Iterable[Row], metadata: dict[str, Any], heading: str = "") -> Iterator[Document]:
    """Yield a table's rows as Documents of Markdown, each with the header and its first row's number."""
    filled = ((number, cells) for number, cells in ((n, _trimmed(c)) for n, c in rows) if cells)
    start = list(itertools.islice(filled, _LOOKED_AT))
    if not start:
        return
    before, header, start = _find_header(start)
    rows = filled_down(itertools.chain(start, filled))
    intro = "\n\n".join([heading, *(one_line(" ".join(cells)) for _, cells in before)]).strip()
    if intro:
        yield Document(intro, metadata=dict(metadata))
    shape = _records if sum(map(len, header)) > _WIDE else _tables
    yield from shape(rows, header, metadata)


def markdown_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; a row longer than the header widens it, so that no cell is lost."""
    rows = list(rows)
    width = max([len(header), *map(len, rows)])
    lines = [_line(header, width), "|" + "-|" * width]
    return "\n".join(lines + [_line(row, width) for row in rows])


def _tables(rows: Iterable[Row], header: list[str], metadata: dict[str, Any]) -> Iterator[Document]:
    """Yield the rows in tables of neighbours: a gap in the numbering starts another, so that they can be counted."""
    batch: list[list[str]] = []
    first = size = 0
    for number, cells in rows:
        full = len(batch) >= _ROWS_PER_DOCUMENT or size > _CHARACTERS_PER_DOCUMENT
        if batch and (full or number != first + len(batch) or len(cells) > len(header)):
            yield Document(markdown_table(header, batch), metadata={**metadata, "row": first})
            batch, size = [], 0
        header = header + [""] * (len(cells) - len(header))
        first = first if batch else number
        batch.append(cells)
        size += sum(map(len, cells))
    if batch or not first:
        yield Document(markdown_table(header, batch), metadata={**metadata, "row": first or 1})


def _records(rows: Iterable[Row], header: list[str], metadata: dict[str, Any]) -> Iterator[Document]:
    for number, cells in rows:
        names = itertools.chain(header, (f"column {index}" for index in itertools.count(len(header) + 1)))
        lines = [f"{name}: {one_line(cell)}" for name, cell in zip(names, cells, strict=False) if cell.strip()]
        yield Document("\n".join(lines), metadata={**metadata, "row": number})


def _find_header(start: list[Row]) -> tuple[list[Row], list[str], list[Row]]:
    """Part the first rows into those above the table, its header, and its rows.

    The header is the row above the figures, if there are some, else the first row about as wide as the table. Where
    that row holds numbers there is none, and the columns are numbered instead.
    """
    usual = Counter(len(cells) for _, cells in start).most_common(1)[0][0]
    place = _above_figures([cells for _, cells in start], usual) or _first_wide(start, usual)
    before, cells = start[:place], start[place][1]
    if any(_NUMBER.fullmatch(cell.strip()) for cell in cells) and len(start) > place + 1:
        return before, [f"column {index}" for index in range(1, len(cells) + 1)], start[place:]
    return before, [one_line(cell) for cell in cells], start[place + 1 :]


def _first_wide(start: list[Row], usual: int) -> int:
    place = next((i for i, (_, cells) in enumerate(start) if len(cells) >= max(1, usual - 1)), 0)
    mere_title = sum(len(cells) < 2 for _, cells in start[:place]) == place
    return place if mere_title else 0


def _above_figures(rows: list[list[str]], usual: int) -> int | None:
    """Return the row above three that have numbers or dates in the same two columns or more, as none above them has.

    People write notes above their tables, in as many cells as they like: none of them has figures where the table has.
    Of two rows that could both be the header, as where the upper one spans columns of the lower, the first is taken.
    """
    figures = [{i for i, cell in enumerate(cells) if _NUMBER.fullmatch(cell.strip())} for cells in rows]
    first = next((i for i, columns in enumerate(figures) if len(columns) >= 2), 0)
    below = figures[first : first + _ALIKE]
    if first < 2 or len(below) < _ALIKE:
        return None
    shared = set.intersection(*below)
    spanned = first == 2 and _filled(rows[0]) >= usual - 1
    if (
        len(shared) < 2
        or spanned
        or _filled(rows[first - 1]) < usual - 1
        or any(map(shared.intersection, figures[:first]))
    ):
        return None
    return first - 1


def _filled(cells: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in cells)


def _trimmed(cells: Sequence[str]) -> list[str]:
    """Return the cells without the empty ones at the end."""
    end = next((i for i in range(len(cells), 0, -1) if cells[i - 1].strip()), 0)
    return list(cells[:end])


def _line(cells: Sequence[str], width: int) -> str:
    padded = [one_line(cell).replace("|", "\\|") for cell in cells] + [""] * (width - len(cells))
    return "| " + " | ".join(padded) + " |"
