"""Which rows of a PDF page may name the columns of a table that no rules part."""

import re
from collections.abc import Sequence

from ingest.loaders.pdf_cells import is_numeric, is_year
from ingest.loaders.pdf_rows import Row
from ingest.loaders.pdf_rules import Rule, is_ruled
from ingest.loaders.pdf_wrapping import OVERLAP, WRAP

HEADER_ROWS = 3  # at most
LEADERS = re.compile(r"(?:\.\s?){4,}|…{2,}|_{4,}")
_LONG_NAME = 8  # words of a column's name
_NO_NAME = re.compile(r".*[;…]|[-•◦▪●–—*\d().]+|\(?[a-zA-Z\d][.)]|.*[={}\";].*")  # items of a list, programs
_MAIL = re.compile(r"\S+@\S+\.\w+")  # of a letterhead
_NAME = re.compile(r"\w|[%#€$£]")
_FIELD = re.compile(r"[^\W\d_][\w.# ]*: \S")  # a label and its value


def may_name(row: Row) -> bool:
    """Say whether a row may hold the names of columns."""
    cells = row.texts
    if len(cells) < 2 or any(LEADERS.search(cell) or len(cell.split()) > _LONG_NAME for cell in cells):
        return False
    if any(map(_MAIL.fullmatch, cells)):
        return False
    fields = sum(cell.endswith(":") or bool(_FIELD.match(cell)) for cell in cells)
    unfinished = cells[0].endswith(":") or any(cell.endswith((":", ",")) for cell in cells[1:])
    if 2 * fields >= len(cells) or (unfinished and not row.bold):  # of a form, or of running text
        return False
    if any(_NO_NAME.fullmatch(cell) or not _NAME.search(cell) for cell in cells[1:] if not is_year(cell)):
        return False
    years = sum(map(is_year, cells))
    return years != 1 and sum(map(is_numeric, cells)) == years


def header_depth(rows: Sequence[Row], across: list[Rule]) -> int:
    """Return how many rows name the columns: those above a rule, or else near lines of the same weight."""
    for depth in range(1, min(HEADER_ROWS, len(rows) - 1) + 1):
        if parted_by_rule(rows[depth - 1], rows[depth], rows, across):
            return depth
        if not _names_too(rows[depth]) or rows[depth].bold != rows[0].bold:
            break
    depth = 1
    while depth < min(HEADER_ROWS, len(rows) - 1):
        before, row = rows[depth - 1], rows[depth]
        near = before.base - row.base <= WRAP * row.size
        own = rows[0].bold or row.left > rows[0].left + row.size or rows[0].left > row.left + row.size
        beside = before.base - row.base < OVERLAP * row.size
        several = beside or len(row.segments) > 1 or row.left > rows[0].left + row.size
        if not (near and own and several and _names_too(row)) or row.bold != before.bold:
            break
        depth += 1
    return depth


def parted_by_rule(above: Row, below: Row, rows: Sequence[Row], across: list[Rule]) -> bool:
    """Say whether rules between two rows cover most of the width of all rows."""
    left, right = min(row.left for row in rows), max(row.right for row in rows)
    return is_ruled(across, above.base, below.base + 0.4 * below.size, left, right)


def _names_too(row: Row) -> bool:
    return not any(is_numeric(cell) and not is_year(cell) for cell in row.texts)
