"""The tables of a PDF's pages: those with ruled cells first, then those whose rows only stand in columns.

A table takes whole lines of the page, or it is not taken for one: so no word is lost or said twice, but those of a
cell that spans several, which stand in each. The search is our own, and careful: pdfplumber's search by words makes
a table of every page of prose, and reads some ten pages a second where pdfium reads hundreds.
"""

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from ingest.loaders.pdf_cells import Table
from ingest.loaders.pdf_columns import STEP, aligned_tables, continued_table
from ingest.loaders.pdf_fields import Fields, form_fields
from ingest.loaders.pdf_grid import ruled_tables
from ingest.loaders.pdf_lines import PageText
from ingest.loaders.pdf_rows import Row, text_rows
from ingest.loaders.pdf_rules import rules
from ingest.loaders.pdf_stacked import stacked_fields
from ingest.loaders.pdf_words import Word

_SAME_EDGE = 3.0  # points between the edges of a table and of its rest on the next page
_FURNITURE = 2  # lines at a page's top or foot that may stand between them: a page number, a running title
_PROSE = 4  # words of a line of running text in half a page, at least
_FEWEST = 6  # lines on each side of a gutter between columns of text
_CROSSING = 0.12  # of the lines may cross such a gutter: titles, wide tables


class TableFinder:
    """Finds the tables of a document, page after page, and gives a table's rest on the next page its header again."""

    def __init__(self) -> None:
        self._last: Table | None = None  # one that ended the page before

    def find(self, page: PageText, words: Sequence[Word]) -> list[Table | Fields]:
        """Return the tables of a page, and the fields of its forms, in no order."""
        across, upright = rules(page)
        lengths = Counter(word.line for word in words)
        tables: list[Table] = []
        fields: list[Fields] = []
        taken: set[int] = set()

        def free(rows: list[Row]) -> list[Row]:
            return [row for row in rows if row.words[0].line not in taken]

        def take(found: Iterable[Table] | Iterable[Fields], parts: list[Any]) -> None:
            for part in found:
                if part.words == sum(lengths[line] for line in part.lines) and taken.isdisjoint(part.lines):
                    parts.append(part)
                    taken.update(part.lines)

        take(ruled_tables(words, across, upright), tables)
        left = [word for word in words if word.line not in taken]
        take(stacked_fields([Row(tuple(row)) for row in text_rows(left)]), fields)
        for rows in _sides([word for word in words if word.line not in taken]):
            if self._last is not None and not tables:
                take(_rest(rows, self._last), tables)
            take(aligned_tables(free(rows), across), tables)
            take(form_fields(free(rows)), fields)
        return [*self._continued(tables, len(page.lines)), *fields]

    def _continued(self, tables: list[Table], lines: int) -> list[Table]:
        last, self._last = self._last, None
        result = []
        for table in tables:
            if last is not None and min(table.lines) <= _FURNITURE and _goes_on(last, table):
                rows = table.rows if table.header in ([], last.header) else [table.header, *table.rows]
                table = replace(table, header=last.header, rows=rows)
            if max(table.lines) >= lines - 1 - _FURNITURE and table.header:
                self._last = table
            result.append(table)
        return result


def _rest(rows: list[Row], last: Table) -> Iterator[Table]:
    """Yield what a page's first rows are of a table of the page before, unless they begin with names of their own."""
    for start in range(_FURNITURE + 1):
        if (table := continued_table(rows[start:], last.edges)) is not None:
            yield table
            return
        pairs = itertools.pairwise(rows[start : start + 2])
        if any(len(row.segments) > len(last.header) / 2 or _leads(row, below) for row, below in pairs):
            return


def _leads(row: Row, below: Row) -> bool:
    """Say whether a row of several parts stands so near over another that they are of one table."""
    return len(row.segments) > 1 and row.base - below.base <= STEP * row.size


def _goes_on(last: Table, table: Table) -> bool:
    """Say whether two tables have the same columns."""
    same = len(last.edges) == len(table.edges)
    return same and all(abs(a - b) <= _SAME_EDGE for a, b in zip(last.edges, table.edges, strict=True))


def _sides(words: list[Word], depth: int = 2) -> Iterator[list[Row]]:
    """Yield the rows of a page's words; of text set in columns, the rows of each column by themselves."""
    middle = _gutter(words) if depth else None
    if middle is None:
        yield [Row(tuple(row)) for row in text_rows(words)]
        return
    ends = _lines(words)
    for side in (-1, 0, 1):
        own = [word for word in words if (ends[word.line][0] >= middle) - (ends[word.line][1] <= middle) == side]
        yield from _sides(own, depth - 1 if side else 0)


def _gutter(words: list[Word]) -> float | None:
    """Return a place near the middle that hardly a line crosses, if text in lines of one length stands beside it."""
    lines = _lines(words)
    if len(lines) < 2 * _FEWEST:
        return None
    left, right = min(start for start, _, _ in lines.values()), max(end for _, end, _ in lines.values())
    steps = Counter[int]()
    for start, end, _ in lines.values():
        steps[math.ceil(start)] += 1
        steps[math.floor(end)] -= 1
    places = range(math.floor(left), math.ceil(right))
    crossing = dict(zip(places, itertools.accumulate(steps[place] for place in places), strict=True))
    inner = [place for place in places if 0.3 < (place - left) / max(1.0, right - left) < 0.7]
    middle = min(inner, key=crossing.__getitem__, default=None)
    if middle is None or crossing[middle] > _CROSSING * len(lines):
        return None
    before = [line for line in lines.values() if line[1] <= middle]
    after = [line for line in lines.values() if line[0] >= middle]
    text = max(_is_text(before, left, middle), _is_text(after, middle, right))
    return middle if text and min(len(before), len(after)) >= _FEWEST else None


def _is_text(lines: list[tuple[float, float, int]], left: float, right: float) -> bool:
    """Say whether many lines fill the width between two places, with several words each."""
    full = sum(end - start >= 0.75 * (right - left) and count >= _PROSE for start, end, count in lines)
    return full >= max(_FEWEST, 0.3 * len(lines))


def _lines(words: list[Word]) -> dict[int, tuple[float, float, int]]:
    """Return where each line begins and ends, in points, and how many words it has, by its number."""
    lines: dict[int, tuple[float, float, int]] = {}
    for word in words:
        start, end, count = lines.get(word.line, (word.left, word.right, 0))
        lines[word.line] = min(start, word.left), max(end, word.right), count + 1
    return lines
