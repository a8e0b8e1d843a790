"""Tables without ruled cells: rows of words on a PDF page that leave the same gaps free, under a row of names.

Far more things stand in columns than tables do: prose, forms, contents, addresses, code. So a table must begin
with a header, which is a row of words, and show that it is one: by numbers under its names, by a rule under it, or by
bold names over plain cells. Where that is unclear the lines stay lines.
"""

import math
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.loaders.pdf_cells import Table, headless_table, is_numeric, spanned_table
from ingest.loaders.pdf_gaps import clear_of, closed, narrowed, reached, shown, without_signs
from ingest.loaders.pdf_headers import HEADER_ROWS, LEADERS, header_depth, may_name, parted_by_rule
from ingest.loaders.pdf_rows import SIGNS, Gap, Row, cells_of, columns_of
from ingest.loaders.pdf_rules import Rule
from ingest.loaders.pdf_wrapping import OVERLAP, WRAP, logical_rows, row_cells

STEP = 3.6  # of a row's size: rows further apart are not of one table
_MOST_ROWS = 200
_MOST_STEPS = 4_000  # rows looked at in vain on a page before the search ends
_NUMBERS = 0.6  # of a column's filled cells
_FILLED = 0.7  # of the cells, where nothing but the header's look tells it from other words; half with numbers
_LONG_CELL = 6  # words of a cell, on average
_EVERYWHERE = (-math.inf, math.inf)
_SHORT_CELL = 3  # words of a cell, on average, in the tersest column of a table without numbers
_ENOUGH = 4  # columns with which a single row under the header will do


@dataclass(frozen=True)
class _Found:
    """Rows that make a table: its header's rows, those below, and the gaps between its columns (points)."""

    header: list[Row]
    body: list[Row]
    gaps: list[Gap]


def aligned_tables(rows: Sequence[Row], across: list[Rule]) -> Iterator[Table]:
    """Yield the tables in rows of words, from the top down."""
    start, steps, ended = 0, _MOST_STEPS, 0
    while start < len(rows) and steps > 0:
        found = _table_from(rows, start, across, _begin(rows, start, ended)) if may_name(rows[start]) else None
        groups = list(logical_rows(found.body, found.gaps, across)) if found else []
        if found is None or not _is_table(found, groups, across):
            steps -= len(found.body) if found else 0
            start += 1
            continue
        cells, edges = row_cells(found.header, groups, found.gaps)
        yield spanned_table(cells, edges, len(found.header))
        start = ended = rows.index(found.body[-1]) + 1


def continued_table(rows: Sequence[Row], edges: Sequence[float]) -> Table | None:
    """Return the table that rows go on with, the first of them first, in columns whose edges are known (points).

    It has no header, and each row has a number, or wrapped cells side by side, or goes on with the cell above it.
    """
    gaps = [(edge, edge) for edge in edges[1:-1]]
    body: list[Row] = []
    for group in _side_by_side(rows):
        columns = cells_of(group, gaps)
        inside = all(edges[0] - row.size <= row.left and row.right <= edges[-1] + row.size for row in group)
        free = not any(word.left < edge < word.right for row in group for word in row.words for edge, _ in gaps)
        numbers = sum(is_numeric(cell) for column, cell in columns.items() if column)
        wrapped = len(group) > 1 and len(columns) > len(edges) / 2
        step = body[-1].base - group[0].base if body else 0.0
        near = step <= (STEP if numbers or wrapped else WRAP) * group[0].size
        if not (inside and free and near and (numbers or wrapped or (body and len(columns) <= len(gaps)))):
            break
        body += group
    if sum(len(row.segments) > 1 for row in body) < (1 if len(gaps) >= _ENOUGH - 1 else 2):
        return None
    return headless_table(row_cells([], logical_rows(body, gaps, []), gaps)[0], edges)


def _side_by_side(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Yield rows, together those nearer than two lines are: cells of several lines, each in its row's middle."""
    group: list[Row] = []
    for row in rows:
        if group and group[-1].base - row.base >= OVERLAP * row.size:
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _table_from(rows: Sequence[Row], start: int, across: list[Rule], top: int) -> _Found | None:
    """Return what may be a table whose names stand in a row and from `top` on above it, as far as its columns go."""
    first = start + header_depth(rows[start : start + HEADER_ROWS + 2], across)
    header, end = rows[top:first], first
    least = max(len(row.segments) for row in header)
    gaps: list[Gap] = []
    under = [_EVERYWHERE]  # the gaps that the rows below leave, and those that the header leaves as well
    both = closed([_EVERYWHERE], header)
    while end < min(len(rows), start + _MOST_ROWS):
        row, above = rows[end], rows[end - 1]
        if above.base - row.base > STEP * max(row.size, above.size) or LEADERS.search(row.text):
            break
        if row.bold and header[0].bold and not above.bold and may_name(row):
            break  # the next table's header
        less = closed(under, [row]), closed(both, [row])
        if len(less[0]) >= len(under) and len(less[1]) >= len(both):
            under, both = less
        elif len(row.segments) > 1:
            over = reached(row, shown([*header, *rows[first:end]], gaps))
            lined_up = all(_under(row, rows[first:end])) and 2 * len(over) <= len(gaps)
            if over and not (lined_up or _is_sum(row, over) or _is_note(rows, end, gaps)):
                break
            under, both = closed(under, clear_of(over, row)), closed(both, clear_of(over, row))
        free = max(narrowed(under[1:-1], header), both[1:-1], key=len)  # rows may be sparse, names may span columns
        if len(free) < least - 1 or not _fits(rows, end, free):
            break
        gaps, end = free, end + 1
    while end > first and not _may_end(rows[end - 1], rows[end - 2]):
        end -= 1
    if end == first or not gaps:
        return None
    header, body = list(header), list(rows[first:end])
    return _Found(header, body, without_signs(gaps, header, body))


def _is_sum(row: Row, over: list[Gap]) -> bool:
    """Say whether a row is a name that reaches over these gaps and numbers that stand in columns, as of a sum."""
    first = row.segments[0]
    alone = all(first[0].left < (a + b) / 2 < first[-1].right for a, b in over)
    named = alone and not is_numeric(first[-1].text)
    return named and all(text in SIGNS or is_numeric(text) for text in row.texts[1:])


def _is_note(rows: Sequence[Row], place: int, gaps: list[Gap]) -> bool:
    """Say whether a row that reaches over columns begins under the row above and stands between two of a table."""
    row, below = rows[place], rows[place + 1 : place + 2]
    goes_on = bool(below) and len(below[0].segments) > len(gaps) / 2 and not reached(below[0], gaps)
    return goes_on and _under(row, rows[place - 1 : place])[0]


def _under(row: Row, above: Sequence[Row]) -> list[bool]:
    """Say of each of a row's segments whether one of the rows above begins where it does."""
    starts = [segment[0].left for each in above for segment in each.segments]
    return [any(abs(segment[0].left - start) < 0.5 * row.size for start in starts) for segment in row.segments]


def _fits(rows: Sequence[Row], place: int, gaps: list[Gap]) -> bool:
    """Say whether a row of one piece may stand in a table: within a column, or as a note between two rows.

    Rows of more pieces have been held against the gaps.
    """
    row, above = rows[place], rows[place - 1]
    if len(row.segments) > 1:
        return True
    if reached(row, gaps):
        near = len(above.segments) > 1 and above.base - row.base <= WRAP * max(row.size, above.size)
        return near and _is_note(rows, place, gaps)
    return row.bold <= above.bold and row.size <= 1.1 * above.size


def _may_end(row: Row, above: Row) -> bool:
    step = above.base - row.base
    return len(row.segments) > 1 or step < OVERLAP * row.size or (step <= WRAP * row.size and len(above.segments) > 1)


def _begin(rows: Sequence[Row], start: int, first: int) -> int:
    """Return where a header begins: a line of wrapped names may stand higher than the names beside them."""
    while start > first:
        above, row = rows[start - 1], rows[start]
        if above.base - row.base >= OVERLAP * row.size or above.bold != row.bold or any(map(is_numeric, above.texts)):
            break
        start -= 1
    return start


def _is_table(found: _Found, groups: Sequence[Sequence[Row]], across: list[Rule]) -> bool:
    """Say whether what stands under the names shows that they are names; `groups` are the lines of each row."""
    width = len(found.gaps) + 1
    several = [cells_of(group, found.gaps) for group in groups if any(len(row.segments) > 1 for row in group)]
    if len(several) < (1 if width >= _ENOUGH else 2) or len(several) < 0.4 * len(groups):
        return False
    named = {column for row in found.header for column in columns_of(row, found.gaps)}
    if len(named | {0}) < 0.6 * width or len(named) < 2:
        return False
    columns = [[cells[column] for cells in several if column in cells] for column in range(width)]
    filled = sum(map(len, columns)) / (width * len(several))
    lengths = [len(cell.split()) for column in columns for cell in column]
    ruled = parted_by_rule(found.header[-1], found.body[0], [*found.header, *found.body], across)
    bold = all(row.bold for row in found.header) and sum(row.bold for row in found.body) < 0.5 * len(found.body)
    if statistics.mean(lengths) > (2 * _LONG_CELL if width > 2 or (ruled and bold) else _LONG_CELL):
        return False
    least = max(1, _NUMBERS * len(several) / 2)
    numeric = [sum(map(is_numeric, cells)) >= max(least, _NUMBERS * len(cells)) for cells in columns[1:]]
    if width == 2:
        return (all(numeric) and len(several) > 2) or (ruled and bold)  # two columns of names might be anything
    if any(numeric) and filled >= _FILLED / 2:
        return True
    short = min(statistics.mean([len(cell.split()) for cell in cells] or [0]) for cells in columns)
    worded = short <= _SHORT_CELL and len(named | {0}) == width and filled >= _FILLED
    return worded and (ruled or (bold and len(several) > 1))
