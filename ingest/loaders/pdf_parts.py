"""Tables that stand so near under each other on a PDF page that their rules meet: each by itself.

As on a payslip, where the names of the next table's columns would be read as values under those of the first. What is
parted off begins with a row of bold names, or is a row that has its cells where the rows above have none.
"""

from collections.abc import Iterator, Sequence

from ingest.loaders.pdf_cells import Cell, is_numeric
from ingest.loaders.pdf_words import are_bold

_FEWEST = 2  # cells of a row of names


def stacked_parts(cells: Sequence[Cell]) -> Iterator[list[Cell]]:
    """Yield the cells of each table of a grid, from the top down; mostly there is one."""
    rows = _rows(cells)
    part: list[list[Cell]] = []
    for number, row in enumerate(rows):
        if part and _begins(row, part, rows[number + 1 : number + 2]):
            yield _together(part)
            part = []
        part.append(row)
    yield _together(part)


def _together(rows: Sequence[Sequence[Cell]]) -> list[Cell]:
    return [cell for row in rows for cell in row]


def _rows(cells: Sequence[Cell]) -> list[list[Cell]]:
    """Return cells by the rows they begin in."""
    return [[cell for cell in cells if cell.row == row] for row in sorted({cell.row for cell in cells})]


def _begins(row: Sequence[Cell], above: Sequence[Sequence[Cell]], below: Sequence[Sequence[Cell]]) -> bool:
    """Say whether a row begins another table than those above it are of, some of whose cells must be plain."""
    filled, before = _filled(row), _filled(_together(above))
    if not filled or all(map(_is_bold, before)) or any(_reaches(cell, filled[0].row) for cell in before):
        return False
    if _is_bold(filled[0]) and _columns(filled).isdisjoint(_columns(_filled(above[-1]))):
        return True
    names = len(filled) >= _FEWEST and all(map(_is_bold, filled)) and not any(is_numeric(cell.text) for cell in filled)
    return names and any(not all(map(_is_bold, _filled(under))) for under in below)


def _filled(cells: Sequence[Cell]) -> list[Cell]:
    return [cell for cell in cells if cell.words]


def _is_bold(cell: Cell) -> bool:
    return are_bold(cell.words)


def _reaches(cell: Cell, row: int) -> bool:
    return cell.row + cell.rows > row


def _columns(cells: Sequence[Cell]) -> set[int]:
    return {column for cell in cells for column in range(cell.column, cell.column + cell.columns)}
