"""Tables without ruled cells: rows of words on a PDF page that leave the same gaps free, under a row of names.

Far more things stand in columns than tables do: prose, forms, contents, addresses, code. So a table must begin
with a header, which is a row of words, and show that it is one: by numbers under its names, by a rule under it, or by
bold names over plain cells. Where that is unclear the lines stay lines.
"""

import itertools
import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.loaders.pdf_cells import Cell, Table, is_numeric, is_year, spanned_table
from ingest.loaders.pdf_lines import Word
from ingest.loaders.pdf_rows import Gap, Row, columns_of, gutters, narrowed
from ingest.loaders.pdf_rules import Rule

_STEP = 3.6  # of a row's size: rows further apart are not of one table
_WRAP = 1.45  # of a row's size: lines of one cell are not further apart
_HEADER_ROWS = 3
_MOST_ROWS = 400
_NUMBERS = 0.6  # of a column's filled cells
_FILLED = 0.7  # of the cells, where nothing but the header's look tells it from other words; half with numbers
_LONG_NAME = 8  # words of a column's name
_LONG_CELL = 6  # words of a cell, on average
_LEADERS = re.compile(r"(?:\.\s?){4,}|…{2,}|_{4,}")
_NO_NAME = re.compile(r".*[:;,…]|[-•◦▪●–—*\d().]+|\(?[a-zA-Z\d][.)]")  # a field of a form, an item of a list
_ENOUGH = 4  # columns with which a single row under the header will do


@dataclass(frozen=True)
class _Found:
    """Rows that make a table: its header's rows, those below, and the gaps between its columns (points)."""

    header: list[Row]
    body: list[Row]
    gaps: list[Gap]


def aligned_tables(rows: Sequence[Row], across: list[Rule]) -> Iterator[Table]:
    """Yield the tables in rows of words, from the top down."""
    start = 0
    while start < len(rows):
        found = _table_at(rows, start, across) if _names(rows[start]) else None
        if found is None:
            start += 1
        else:
            yield spanned_table(*_cells(found))
            start += len(found.header) + len(found.body)


def _names(row: Row) -> bool:
    """Say whether a row may hold the names of columns."""
    cells = row.texts
    if len(cells) < 2 or any(_LEADERS.search(cell) or len(cell.split()) > _LONG_NAME for cell in cells):
        return False
    if any(_NO_NAME.fullmatch(cell) for cell in cells[1:]) or cells[0].endswith(":"):
        return False
    numbers = [is_numeric(cell) for cell in cells]
    return not any(numbers) or (all(map(is_year, cells[1:])) and len(cells) > 2)


def _table_at(rows: Sequence[Row], start: int, across: list[Rule]) -> _Found | None:
    """Return the table whose header begins with a row, as far down as its columns go."""
    first = start + _header_depth(rows[start : start + _HEADER_ROWS + 2], across)
    header, end = rows[start:first], first
    least = max(len(row.segments) for row in header)
    gaps: list[Gap] = []
    while end < min(len(rows), start + _MOST_ROWS):
        row, above = rows[end], rows[end - 1]
        if above.base - row.base > _STEP * max(row.size, above.size) or _LEADERS.search(row.text):
            break
        free = _gaps(header, rows[first : end + 1])
        if len(free) < least - 1 or not _fits(rows, end, free):
            break
        gaps, end = free, end + 1
    while end > first and not _may_end(rows[end - 1], rows[end - 2]):
        end -= 1
    if end == first or not gaps:
        return None
    found = _Found(list(header), list(rows[first:end]), gaps)
    return found if _is_table(found, across) else None


def _gaps(header: Sequence[Row], body: Sequence[Row]) -> list[Gap]:
    """Return the gaps between columns: those of all rows, or more that names spanning several columns would close."""
    body = [row for row in body if len(row.segments) > 1]
    return max(gutters([*header, *body]), narrowed(gutters(body), header), key=len)


def _fits(rows: Sequence[Row], place: int, gaps: list[Gap]) -> bool:
    """Say whether a row of one piece may stand in a table: within a column, or as a note between two rows.

    Rows of more pieces have been held against the gaps.
    """
    row, above, below = rows[place], rows[place - 1], rows[place + 1 : place + 2]
    if len(row.segments) > 1:
        return True
    if any(row.left < (a + b) / 2 < row.right for a, b in gaps):
        under = any(abs(row.left - segment[0].left) < 0.5 * row.size for segment in above.segments)
        near = len(above.segments) > 1 and above.base - row.base <= _WRAP * max(row.size, above.size)
        return bool(under and near and below and len(below[0].segments) > len(gaps) / 2)
    return row.bold <= above.bold and row.size <= 1.1 * above.size


def _may_end(row: Row, above: Row) -> bool:
    return len(row.segments) > 1 or (above.base - row.base <= _WRAP * row.size and len(above.segments) > 1)


def _header_depth(rows: Sequence[Row], across: list[Rule]) -> int:
    """Return how many rows name the columns: those above a rule, or else near lines of the same weight."""
    for depth in range(1, min(_HEADER_ROWS, len(rows) - 1) + 1):
        if _ruled_below(rows[:depth], rows[depth], across):
            return depth
    depth = 1
    while depth < min(_HEADER_ROWS, len(rows) - 1):
        before, row = rows[depth - 1], rows[depth]
        near = before.base - row.base <= _WRAP * row.size
        plain = any(is_numeric(cell) and not is_year(cell) for cell in row.texts)
        own = rows[0].bold or row.left > rows[0].left + row.size or rows[0].left > row.left + row.size
        if plain or not near or row.bold != before.bold or not own:
            break
        depth += 1
    return depth


def _ruled_below(header: Sequence[Row], row: Row, across: list[Rule]) -> bool:
    """Say whether rules between two rows cover most of the upper's width."""
    high, low = header[-1].base, row.base
    left, right = min(each.left for each in header), max(each.right for each in header)
    between = [rule for rule in across if low + 0.4 * row.size < rule.at < high]
    covered = sum(max(0.0, min(rule.end, right) - max(rule.start, left)) for rule in between)
    return covered >= 0.8 * (right - left)


def _is_table(found: _Found, across: list[Rule]) -> bool:
    """Say whether what stands under the names shows that they are names."""
    width = len(found.gaps) + 1
    several = [columns_of(row, found.gaps) for row in found.body if len(row.segments) > 1]
    if len(several) < (1 if width >= _ENOUGH else 2) or len(several) < 0.4 * len(found.body):
        return False
    named = {column for row in found.header for column in columns_of(row, found.gaps)}
    if len(named | {0}) < 0.6 * width or len(named) < 2:
        return False
    columns = [[cells[column] for cells in several if column in cells] for column in range(width)]
    filled = sum(map(len, columns)) / (width * len(several))
    lengths = [len(cell.split()) for column in columns for cell in column]
    if statistics.mean(lengths) > _LONG_CELL:
        return False
    least = max(1, _NUMBERS * len(several) / 2)
    numeric = [sum(map(is_numeric, cells)) >= max(least, _NUMBERS * len(cells)) for cells in columns[1:]]
    ruled = _ruled_below(found.header, found.body[0], across)
    bold = all(row.bold for row in found.header) and sum(row.bold for row in found.body) < 0.5 * len(found.body)
    if width == 2:
        return (all(numeric) and len(several) > 2) or (ruled and bold)
    if any(numeric) and filled >= _FILLED / 2:
        return True
    return filled >= _FILLED and (ruled or (bold and len(several) > 1))


def _cells(found: _Found) -> tuple[list[Cell], list[float]]:
    """Return the cells of a table and the edges of its columns; lines that go on with a row are joined to it."""
    middles = [(a + b) / 2 for a, b in found.gaps]
    rows = [*found.header, *found.body]
    groups = [*([row] for row in found.header), *_logical(found.body, found.gaps)]
    cells = []
    for number, group in enumerate(groups):
        places: dict[tuple[int, int], list[Word]] = {}
        pieces = [(piece, len(row.segments) > 1) for row in group for piece in row.split(found.gaps)]
        for segment, several in pieces:
            first = sum(middle <= segment[0].left for middle in middles)
            last = sum(middle < segment[-1].right for middle in middles) if several else first
            places.setdefault((first, last), []).extend(segment)
        cells += [Cell(number, first, 1, last - first + 1, tuple(words)) for (first, last), words in places.items()]
    return cells, [min(row.left for row in rows), *middles, max(row.right for row in rows)]


def _logical(body: list[Row], gaps: list[Gap]) -> Iterator[list[Row]]:
    """Yield the rows of a table, each with the lines that its cells are wrapped into."""
    steps = [before.base - row.base for before, row in itertools.pairwise(body)]
    usual = statistics.median(steps) if steps else 0.0
    group: list[Row] = []
    for row in body:
        if group and _goes_on(group[-1], row, usual, gaps):
            group.append(row)
        else:
            if group:
                yield group
            group = [row]
    if group:
        yield group


def _goes_on(before: Row, row: Row, usual: float, gaps: list[Gap]) -> bool:
    """Say whether a row goes on with the cells of the one before: nearer than rows are, or words under long words."""
    step = before.base - row.base
    above, cells = columns_of(before, gaps), columns_of(row, gaps)
    if step > _WRAP * max(row.size, before.size) or any(is_numeric(cell) for cell in cells.values()):
        return False
    nearer = step < 0.8 * usual and len(cells) < len(gaps) + 1
    under = 0 not in cells and len(cells) <= (len(gaps) + 1) / 2 and set(cells) <= set(above)
    return nearer or (under and not any(is_numeric(above[column]) for column in cells))
