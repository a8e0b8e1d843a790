"""Cells of a PDF's table, joined and spanned ones among them, as a header and rows of text.

A cell that spans columns or rows is repeated in each, as in the tables of web pages, so that each row says
everything by itself; one that spans the whole width is a title above the table, or a section's name within it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.loaders.pdf_words import Word, text_of
from ingest.loaders.tables import markdown_table

_DEEPEST_HEADER = 3  # rows
_NUMERIC = re.compile(r"[-–−+±(<>~≈]*\s*[$€£¥]?\s*[-–−+]?\d[\d.,\s:/–−-]*\s*[%)€kKMB]*|[-–—]|n/?a", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d(?:[/–-]\d{2,4})?")


@dataclass(frozen=True)
class Cell:
    """A cell: its first row and column, how many it spans, and its words in order."""

    row: int
    column: int
    rows: int = 1
    columns: int = 1
    words: tuple[Word, ...] = ()

    def with_words(self, words: Sequence[Word]) -> "Cell":
        """Return the cell with these words."""
        return replace(self, words=tuple(words))

    @property
    def text(self) -> str:
        """The cell's words in one line."""
        return text_of(self.words)


@dataclass(frozen=True)
class Table:
    """A table: the words above it that belong to it, its header and rows, its columns' edges, its lines' numbers.

    `header` is empty where the first row is none: the table may continue one of the page before.
    """

    title: str
    header: list[str]
    rows: list[list[str]]
    edges: tuple[float, ...]
    lines: frozenset[int]
    words: int  # how many it has

    @property
    def text(self) -> str:
        """The table as Markdown under its title; columns without names are numbered."""
        header = self.header or [f"column {number}" for number in range(1, len(self.rows[0]) + 1)]
        return f"{self.title}\n\n{markdown_table(header, self.rows)}".strip()


def is_numeric(text: str) -> bool:
    """Say whether a cell holds a number or stands for the lack of one; a year may be a name as well."""
    return bool(_NUMERIC.fullmatch(text.strip())) and not text.endswith(("/", ":"))


def is_year(text: str) -> bool:
    """Say whether a cell holds a year, or a span of two."""
    return bool(_YEAR.fullmatch(text.strip()))


def spanned_table(cells: list[Cell], edges: Sequence[float], depth: int = 0) -> Table:
    """Return the table of these cells; rows and columns without a word of their own are left out.

    `depth` is how many rows the header has, 0 where that is to be found out.
    """
    filled = [cell for cell in cells if cell.words]
    columns = _used([(cell.column, cell.columns) for cell in filled])
    rows = _used([(cell.row, cell.rows) for cell in filled])
    grid: list[list[Cell | None]] = [[None] * len(columns) for _ in rows]
    for cell in filled:
        for row in _inside(rows, cell.row, cell.rows):
            for column in _inside(columns, cell.column, cell.columns):
                grid[row][column] = cell
    titles, grid = ("", grid) if depth else _titles(grid)
    found, depth = not depth, depth or _depth(grid)
    header = [_stacked([row[column] for row in grid[:depth]]) for column in range(len(columns))]
    body = [_row_text(row) for row in grid[depth:]]
    if found and depth == 1 and not is_header(header, body):
        header, body = [], [header, *body]
    words = [word for cell in filled for word in cell.words]
    kept = (edges[0], *(edges[column + 1] for column in columns))
    return Table(titles, header, body, kept, frozenset(word.line for word in words), len(words))


def headless_table(cells: list[Cell], edges: Sequence[float]) -> Table:
    """Return the rows of cells in single columns as a table without a header, empty columns kept."""
    rows = [[""] * (len(edges) - 1) for _ in range(1 + max(cell.row for cell in cells))]
    for cell in cells:
        rows[cell.row][cell.column] = cell.text
    words = [word for cell in cells for word in cell.words]
    return Table("", [], rows, tuple(edges), frozenset(word.line for word in words), len(words))


def is_header(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Say whether a first row names the columns: none of its cells is a number over numbers, unless it is a year."""
    for name, *column in zip(header, *rows, strict=True):
        if is_numeric(name) and not is_year(name) and any(map(is_numeric, column)):
            return False
    return sum(map(bool, header)) > 1


def _used(spans: list[tuple[int, int]]) -> list[int]:
    """Return the rows or columns that have a cell of their own, and the first of each wider cell without one."""
    own = {start for start, length in spans if length == 1}
    for start, length in sorted(spans, key=lambda span: span[1]):
        if own.isdisjoint(range(start, start + length)):
            own.add(start)
    return sorted(own)


def _inside(kept: list[int], start: int, length: int) -> list[int]:
    return [number for number, place in enumerate(kept) if start <= place < start + length]


def _titles(grid: list[list[Cell | None]]) -> tuple[str, list[list[Cell | None]]]:
    """Part the rows at the top that are one cell over the whole width from the table."""
    count = 0
    while count < len(grid) - 2 and len(set(grid[count])) == 1:
        count += 1
    above = [row[0].text for row in grid[:count] if row[0] is not None]
    return "\n".join(above), grid[count:]


def _depth(grid: list[list[Cell | None]]) -> int:
    """Return how many rows the header has: what spans columns in it has names under it."""
    depth = 1
    while depth < min(_DEEPEST_HEADER, len(grid) - 1):
        row, below = grid[depth - 1], grid[depth]
        reaches = any(cell is not None and cell is below[column] for column, cell in enumerate(row))
        under = [below[column] for column, cell in enumerate(row) if cell is not None and row.count(cell) > 1]
        named = any(under) and not any(is_numeric(cell.text) and not is_year(cell.text) for cell in under if cell)
        if not (named and len(set(below)) > 1) and not (reaches and named):
            break
        depth += 1
    return depth


def _stacked(cells: Sequence[Cell | None]) -> str:
    """Return the texts of a column's header from the top down, each cell's once."""
    return " ".join(cell.text for cell in dict.fromkeys(cells) if cell is not None)


def _row_text(row: Sequence[Cell | None]) -> list[str]:
    if len(row) > 1 and len(set(row)) == 1:
        return [row[0].text if row[0] is not None else "", *[""] * (len(row) - 1)]
    return ["" if cell is None else cell.text for cell in row]
