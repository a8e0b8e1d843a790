"""What a table leaves out below a cell that stands for several rows: merged cells, and groups told once.

Each row should say everything by itself, for it is found and quoted alone. A merged cell surely holds for all that
it spans, but an amount may be that of its rows together. An empty cell below a name is taken for the same only where
the rows of each group repeat those of others; elsewhere it may as well be a value that nobody knows.
"""

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

Row = tuple[int, list[str]]  # row number, from 1, and the text of its cells
Span = tuple[int, int, int, int]  # first and last row, then first and last column, from 1

_MOST_SPANNED = 50  # columns that a merged cell may fill
_JUDGED = 500  # rows by which groups are told
_LEAST_REPEATED = 0.6  # of the rows' second cells that must stand in another group too
_AMOUNT = re.compile(r"(?:[A-Z]{3} )?[-+(]{0,2}[$€£]?\s?\d[\d.,' ]*(?:%|[$€£]|[A-Z]{3})?\)?")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_NAME = re.compile(r"[^\W\d_]{2}")
_SUMMARY = re.compile(r"\b(?:sub-?|grand )?(?:totals?|sums?|averages?|mean|balance|overall)\b", re.IGNORECASE)


def below(text: str) -> str:
    """Return what a merged cell says in the rows below its first one: of an amount nothing, unless it is a year.

    A sum over its column would count it once for each row.
    """
    said = text.strip()
    return "" if _AMOUNT.fullmatch(said) and not _YEAR.fullmatch(said) else text


def unmerged(rows: Iterable[Row], spans: Sequence[Span]) -> Iterator[Row]:
    """Yield a sheet's rows with each merged cell's text in every row and column that it spans.

    A cell that has its first row to itself is a title, and stays one cell; an empty row stays empty.
    """
    waiting = sorted(spans, reverse=True)
    active: list[tuple[Span, str]] = []
    for number, cells in rows:
        active = [(span, text) for span, text in active if span[1] >= number]
        filled = any(cell.strip() for cell in cells)
        cells = list(cells)
        while waiting and waiting[-1][0] <= number:
            span = waiting.pop()
            text = cells[span[2] - 1] if span[2] <= len(cells) else ""
            others = any(cell.strip() for place, cell in enumerate(cells, 1) if not span[2] <= place <= span[3])
            if text.strip() and span[0] == number and (others or span[0] < span[1]):
                active.append((span if others else (*span[:3], span[2]), text))
        for span, text in active if filled else ():
            last = min(span[3], span[2] + _MOST_SPANNED)
            cells += [""] * (last - len(cells))
            said = text if number == span[0] else below(text)
            cells[span[2] - 1 : last] = [said] * (last - span[2] + 1)
        yield number, cells


def spread(grid: list[list[str]], row: int, column: int, rows: int, columns: int) -> None:
    """Put a merged cell's text into every place of a grid that it spans; row and column from 0."""
    text = grid[row][column]
    for number, cells in enumerate(grid[row : row + rows]):
        for place in range(column, min(column + columns, len(cells))):
            cells[place] = below(text) if number else text


def filled_down(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield rows with the name of a group in each of its rows, where the first column surely names groups."""
    rows = iter(rows)
    start = list(itertools.islice(rows, _JUDGED))
    yield from _filled(itertools.chain(start, rows)) if _are_groups([cells for _, cells in start]) else start
    yield from rows


def _filled(rows: Iterable[Row]) -> Iterator[Row]:
    name = ""
    for number, cells in rows:
        name = cells[0] if cells and cells[0].strip() else name
        yield number, [name, *cells[1:]] if _in_group(cells) else cells


def _in_group(cells: Sequence[str]) -> bool:
    """Say whether a row has no name but something of its own, and is no sum of the rows above."""
    return len(cells) > 1 and not cells[0].strip() and bool(cells[1].strip()) and not any(map(_SUMMARY.search, cells))


def _are_groups(rows: Sequence[Sequence[str]]) -> bool:
    """Say whether the first column names groups, once each, whose rows have the same second cells as others' do."""
    rows = [cells for cells in rows if cells and not any(map(_SUMMARY.search, cells))]
    names = [cells[0].strip() for cells in rows if cells[0].strip()]
    if not rows or not rows[0][0].strip() or len(names) < 2 or len(set(names)) < len(names):
        return False
    if not all(map(_NAME.search, names)) or not all(cells[0].strip() or _in_group(cells) for cells in rows):
        return False
    groups: list[list[str]] = []
    for cells in rows:
        if cells[0].strip():
            groups.append([])
        groups[-1].append(cells[1].strip().casefold() if len(cells) > 1 else "")
    if sum(len(group) > 1 for group in groups) < 2 or any(len(set(group)) < len(group) for group in groups):
        return False
    counts = Counter(key for group in groups for key in group if key)
    return sum(count for count in counts.values() if count > 1) >= _LEAST_REPEATED * sum(map(len, groups))
