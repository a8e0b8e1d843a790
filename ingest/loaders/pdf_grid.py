"""Tables with ruled cells: the rules of a PDF page that meet make a grid, and each word stands in one of its cells.

Rules that are missing between two places of the grid make one cell of both; the page's frames, forms and charts,
which have rules too, are told from tables by how their cells are filled.
"""

import bisect
import itertools
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.loaders.pdf_cells import Cell, Table, is_numeric, spanned_table
from ingest.loaders.pdf_parts import stacked_parts
from ingest.loaders.pdf_rows import Row, text_rows
from ingest.loaders.pdf_rules import Rule
from ingest.loaders.pdf_words import Word

_MEETS = 3.0  # points between two rules that meet
_NEAR = 3.0  # points between two places of rules that are one place of the grid
_MOST_PLACES = 20_000
_LEAST_FILLED = 0.3  # of the cells, where the first row is not filled either
_LONGEST_CELL = 30  # words, in the middle of all: beyond, boxes hold paragraphs
_FEW_RULED_ROWS = 3  # up to these a row may hold several lines of a table whose rows are not ruled


@dataclass(frozen=True)
class _Grid:
    """Places between rules: columns from left to right, rows from the top down; edges in points."""

    xs: list[float]
    ys: list[float]
    across: list[Rule]
    upright: list[Rule]

    def place(self, word: Word) -> tuple[int, int] | None:
        """Return the row and column in which a word stands, None outside."""
        x, y = word.middle
        if not (self.xs[0] <= x < self.xs[-1] and self.ys[-1] < y <= self.ys[0]):
            return None
        return bisect.bisect_right(self.ys, -y, key=lambda edge: -edge) - 1, bisect.bisect_right(self.xs, x) - 1


def ruled_tables(words: Sequence[Word], across: list[Rule], upright: list[Rule]) -> Iterator[Table]:
    """Yield the tables that a page's rules make, the smaller first: a frame around them holds what is left."""
    grids = [grid for group in _groups(across, upright) if (grid := _grid(*group)) is not None]
    for grid in sorted(grids, key=lambda grid: (grid.xs[-1] - grid.xs[0]) * (grid.ys[0] - grid.ys[-1])):
        places: dict[tuple[int, int], list[Word]] = {}
        for word in words:
            if (place := grid.place(word)) is not None:
                places.setdefault(place, []).append(word)
        for cells in stacked_parts(_unruled_rows(_filled(_cells(grid), places))):
            if _is_table(cells):
                yield spanned_table(cells, grid.xs)


def _groups(across: list[Rule], upright: list[Rule]) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """Yield the rules that meet each other, directly or through others."""
    across, upright = list(across), list(upright)
    while upright:
        new = [upright.pop()]
        group: tuple[list[Rule], list[Rule]] = ([], [])
        while new:
            group[1].extend(new)
            found = [rule for rule in across if any(_meet(rule, each) for each in new)]
            across = [rule for rule in across if rule not in found]
            new = [rule for rule in upright if any(_meet(each, rule) for each in found)]
            upright = [rule for rule in upright if rule not in new]
            group[0].extend(found)
        yield group


def _meet(across: Rule, upright: Rule) -> bool:
    return (
        across.start - _MEETS <= upright.at <= across.end + _MEETS
        and upright.start - _MEETS <= across.at <= upright.end + _MEETS
    )


def _grid(across: list[Rule], upright: list[Rule]) -> _Grid | None:
    """Return the grid of rules that meet; where the outer ones are missing, the others' ends stand for them."""
    if not across:
        return None
    xs = _edges([rule.at for rule in upright], [end for rule in across for end in (rule.start, rule.end)])
    ys = _edges([rule.at for rule in across], [end for rule in upright for end in (rule.start, rule.end)])
    enough = len(xs) > 2 and len(ys) > 1 and len(xs) * len(ys) <= _MOST_PLACES
    return _Grid(xs, ys[::-1], across, upright) if enough else None


def _edges(places: list[float], ends: list[float]) -> list[float]:
    """Return the places, near ones made one, and the outermost ends that lie beyond them."""
    edges: list[float] = []
    for place in sorted(places):
        if not edges or place - edges[-1] > _NEAR:
            edges.append(place)
    if edges and min(ends) < edges[0] - _NEAR:
        edges.insert(0, min(ends))
    if edges and max(ends) > edges[-1] + _NEAR:
        edges.append(max(ends))
    return edges


def _cells(grid: _Grid) -> list[Cell]:
    """Return the cells of a grid: its places, those that no rule parts made one where they are a rectangle."""
    upright = [[rule for rule in grid.upright if abs(rule.at - edge) <= 2 * _NEAR] for edge in grid.xs]
    across = [[rule for rule in grid.across if abs(rule.at - edge) <= 2 * _NEAR] for edge in grid.ys]
    owner = {place: place for place in itertools.product(range(len(grid.ys) - 1), range(len(grid.xs) - 1))}

    def first(place: tuple[int, int]) -> tuple[int, int]:
        while owner[place] != place:
            owner[place] = place = owner[owner[place]]
        return place

    for row, column in owner:
        right, below = (row, column + 1), (row + 1, column)
        x, y = (grid.xs[column] + grid.xs[column + 1]) / 2, (grid.ys[row] + grid.ys[row + 1]) / 2
        if right in owner and not _parted(upright[column + 1], y):
            owner[first(right)] = first((row, column))
        if below in owner and not _parted(across[row + 1], x):
            owner[first(below)] = first((row, column))
    together: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for place in owner:
        together.setdefault(first(place), []).append(place)
    return [cell for places in together.values() for cell in _rectangles(places)]


def _parted(rules: list[Rule], along: float) -> bool:
    """Say whether one of the rules of an edge runs past a point on the other axis."""
    return any(rule.start - 1 <= along <= rule.end + 1 for rule in rules)


def _rectangles(places: list[tuple[int, int]]) -> Iterator[Cell]:
    rows, columns = zip(*places, strict=True)
    height, width = max(rows) - min(rows) + 1, max(columns) - min(columns) + 1
    if height * width == len(places):
        yield Cell(min(rows), min(columns), height, width)
    else:
        yield from (Cell(row, column) for row, column in places)


def _filled(cells: list[Cell], places: dict[tuple[int, int], list[Word]]) -> list[Cell]:
    """Return the cells with their words, in the order in which the page has them."""
    result = []
    for cell in cells:
        rows, columns = range(cell.row, cell.row + cell.rows), range(cell.column, cell.column + cell.columns)
        words = [word for place in itertools.product(rows, columns) for word in places.get(place, ())]
        result.append(cell.with_words(sorted(words, key=lambda word: word.line)))
    return result


def _unruled_rows(cells: list[Cell]) -> list[Cell]:
    """Return the cells with a row parted into its lines where the rules part only the columns."""
    rows = sorted({cell.row for cell in cells if cell.words})
    if len(rows) > _FEW_RULED_ROWS:
        return cells
    result: list[Cell] = []
    added = 0
    for row in sorted({cell.row for cell in cells}):
        own = [cell for cell in cells if cell.row == row]
        lines = text_rows([word for cell in own for word in cell.words])
        several = len(lines) > 2 and all(cell.rows == 1 for cell in own) and _are_rows(own, lines)
        for number, line in enumerate(lines if several else [None]):
            for cell in own:
                words = cell.words if line is None else tuple(word for word in cell.words if word in line)
                result.append(Cell(row + added + number, cell.column, cell.rows, cell.columns, words))
        added += len(lines) - 1 if several else 0
    return result


def _are_rows(cells: list[Cell], lines: list[list[Word]]) -> bool:
    """Say whether the lines of a ruled row are rows: short ones, with a first cell each and something in most cells.

    Two cells of words may as well be a picture's caption beside a box: there must be a third, or numbers.
    """
    filled = [cell for cell in cells if cell.words]
    in_line = [[[word.text for word in cell.words if word in line] for line in lines] for cell in filled]
    full = [sum(map(bool, texts)) >= 0.6 * len(lines) for texts in in_line]
    lengths = [len(words) for texts in in_line for words in texts if words]
    if len(filled) < 2 or not all(in_line[0]) or sum(full) < 0.6 * len(filled) or statistics.mean(lengths) > 3:
        return False
    return len(filled) > 2 or sum(is_numeric(" ".join(words)) for words in in_line[1]) >= 0.6 * len(lines)


def _is_table(cells: list[Cell]) -> bool:
    """Say whether cells are filled as those of a table are, not as the boxes of a form, a chart or a page."""
    filled = [cell for cell in cells if cell.words]
    rows = Counter(cell.row for cell in filled)
    columns = {cell.column for cell in filled}
    if len(columns) < 2 or sum(count > 1 for count in rows.values()) < max(2, len(rows) / 2):
        return False
    if statistics.median(len(cell.words) for cell in filled) > _LONGEST_CELL or _hides_columns(filled):
        return False
    first = min(row for row, count in rows.items() if count > 1)
    headed = sum(cell.columns for cell in filled if cell.row == first) >= 0.7 * len(columns)
    return headed or len(filled) >= _LEAST_FILLED * len(cells)


def _hides_columns(cells: list[Cell]) -> bool:
    """Say whether words within cells stand apart as columns do: then the rules are not those of the table."""
    apart = [sum(len(Row(tuple(line)).segments) > 1 for line in text_rows(cell.words)) for cell in cells]
    return max(apart) > 1 or sum(apart) > max(1, 0.1 * len(cells))
