"""Which lines of a PDF's table without ruled cells are one row, for its cells may be wrapped into several lines."""

import itertools
from collections.abc import Iterable, Iterator, Sequence

from ingest.loaders.pdf_cells import Cell, is_numeric
from ingest.loaders.pdf_rows import Gap, Row, cells_of, columns_of
from ingest.loaders.pdf_rules import Rule, is_ruled
from ingest.loaders.pdf_words import Word

WRAP = 1.45  # of a row's size: lines of one cell are not further apart
OVERLAP = 0.85  # of a row's size: lines of two rows are not nearer
_NEARER = 1.15  # of the least distance between two lines
_LINES = 2  # of a row, on average, at most: else the rules part groups of rows; more where there are as many rules
_RULED, _MOST_LINES = 4, 6
_SPANS = ("–", "-")  # between two numbers
_APART = 1.3  # of the least distance: if every fourth is so wide, rows are further apart than the lines of one


def logical_rows(body: Sequence[Row], gaps: Sequence[Gap], across: list[Rule]) -> Iterator[list[Row]]:
    """Yield the rows of a table, each as the lines that its cells are wrapped into; rules between rows part them."""
    if not body:
        return
    left, right = min(row.left for row in body), max(row.right for row in body)
    ruled = [is_ruled(across, a.base, b.base + 0.4 * b.size, left, right) for a, b in itertools.pairwise(body)]
    parts = [[body[0]]]
    for row, part in zip(body[1:], ruled, strict=True):
        if part:
            parts.append([])
        parts[-1].append(row)
    if len(parts) < 2 or len(body) > (_LINES if len(parts) < _RULED else _MOST_LINES) * len(parts):
        parts = [list(body)]
    for part in parts:
        yield from [part] if len(parts) > 1 and not _numbers_clash(part, gaps) else _by_steps(part, gaps)


def row_cells(
    header: Sequence[Row], rows: Iterable[Sequence[Row]], gaps: Sequence[Gap]
) -> tuple[list[Cell], tuple[float, ...]]:
    """Return the cells of a table and the edges of its columns; only names with others under them span columns."""
    middles = [(a + b) / 2 for a, b in gaps]
    cells, left, right = [], [], []
    for number, group in enumerate([*([row] for row in header), *rows]):
        places: dict[tuple[int, int], list[Word]] = {}
        for segment in (segment for row in group for segment in row.split(gaps)):
            first = sum(middle <= segment[0].left for middle in middles)
            last = sum(middle < segment[-1].right for middle in middles) if number < len(header) - 1 else first
            places.setdefault((first, last), []).extend(segment)
        cells += [Cell(number, first, 1, last - first + 1, tuple(words)) for (first, last), words in places.items()]
        left += [row.left for row in group]
        right += [row.right for row in group]
    return cells, (min(left), *middles, max(right))


def _by_steps(body: list[Row], gaps: Sequence[Gap]) -> Iterator[list[Row]]:
    steps = sorted(before.base - row.base for before, row in itertools.pairwise(body))
    least = next((step for step in steps if step >= OVERLAP * body[0].size), 0.0)
    apart = bool(least) and steps[3 * len(steps) // 4] >= _APART * least
    group: list[Row] = []
    for row in body:
        if group and not _goes_on(group, row, _NEARER * least if apart else 0.0, gaps):
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _goes_on(group: list[Row], row: Row, nearer: float, gaps: Sequence[Gap]) -> bool:
    """Say whether a line goes on with a row: beside its lines, nearer than rows are, or as words under words."""
    step = group[-1].base - row.base
    size = max(row.size, group[-1].size)
    if step > WRAP * size or _numbers_clash([*group, row], gaps):
        return False
    cells = columns_of(row, gaps)
    above = cells_of(group, gaps)
    if step < OVERLAP * size:
        return not _prints_over(group, row)
    if step <= nearer and (min(len(cells), len(above)) <= len(gaps) or any(map(_is_unfinished, above.values()))):
        return True
    under = 0 not in cells and len(cells) <= (len(gaps) + 1) / 2 and set(cells) <= set(above)
    return under and not any(is_numeric(text) for column in cells for text in (cells[column], above[column]))


def _prints_over(group: list[Row], row: Row) -> bool:
    """Say whether words stand in those of a line that is nearer than lines are: they belong to something else."""
    near = [word for each in group if each.base - row.base < OVERLAP * row.size for word in each.words]
    return any(word.left < other.right and other.left < word.right for word in row.words for other in near)


def _is_unfinished(text: str) -> bool:
    """Say whether a cell's words, or its span of numbers, go on in the next line."""
    return text.endswith(_SPANS) or text.count("(") > text.count(")")


def _numbers_clash(group: list[Row], gaps: Sequence[Gap]) -> bool:
    """Say whether lines cannot be one row, for two have a number in one column; "10:00–" goes on in the next."""
    cells = [cell for row in group for cell in columns_of(row, gaps).items()]
    numbers = [column for column, text in cells if is_numeric(text) and not text[1:].endswith(_SPANS)]
    return len(set(numbers)) < len(numbers)
