"""The tables of a PDF's pages: those with ruled cells first, then those whose rows only stand in columns.

A table takes whole lines of the page, or it is not taken for one: so no word is lost or said twice, but those of a
cell that spans several, which stand in each. The search is our own, and careful: pdfplumber's search by words makes
a table of every page of prose, and reads some ten pages a second where pdfium reads hundreds.
"""

import statistics
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ingest.loaders.pdf_cells import Table
from ingest.loaders.pdf_columns import aligned_tables, continued_table
from ingest.loaders.pdf_grid import ruled_tables
from ingest.loaders.pdf_lines import PageText
from ingest.loaders.pdf_rows import Row, text_rows
from ingest.loaders.pdf_rules import rules
from ingest.loaders.pdf_words import Word, words_of

_SAME_EDGE = 3.0  # points between the edges of a table and of its rest on the next page
_FURNITURE = 2  # lines at a page's top or foot that may stand between them: a page number, a running title
_PROSE = 5  # words of a line of running text in half a page, at least


class TableFinder:
    """Finds the tables of a document, page after page, and gives a table's rest on the next page its header again."""

    def __init__(self) -> None:
        self._last: Table | None = None  # one that ended the page before

    def find(self, page: PageText) -> list[Table]:
        """Return the tables of a page, in no order."""
        words = words_of(page)
        across, upright = rules(page)
        lengths = Counter(word.line for word in words)
        tables: list[Table] = []
        taken: set[int] = set()

        def take(found: Iterable[Table]) -> None:
            for table in found:
                if table.words == sum(lengths[line] for line in table.lines) and taken.isdisjoint(table.lines):
                    tables.append(table)
                    taken.update(table.lines)

        take(ruled_tables(words, across, upright))
        for rows in _sides([word for word in words if word.line not in taken]):
            if self._last is not None and not tables:
                take(_rest(rows, self._last))
            take(aligned_tables([row for row in rows if row.words[0].line not in taken], across))
        return self._continued(tables, len(page.lines))

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
        if any(len(row.segments) > len(last.header) / 2 for row in rows[start : start + 1]):
            return


def _goes_on(last: Table, table: Table) -> bool:
    """Say whether two tables have the same columns."""
    same = len(last.edges) == len(table.edges)
    return same and all(abs(a - b) <= _SAME_EDGE for a, b in zip(last.edges, table.edges, strict=True))


def _sides(words: list[Word]) -> Iterator[list[Row]]:
    """Yield the rows of a page's words; those of a page in two columns of text each by itself."""
    rows = [Row(tuple(row)) for row in text_rows(words)]
    middle = _middle(rows)
    if middle is None:
        yield rows
        return
    across = [row for row in rows if any(_crosses(segment, middle) for segment in row.segments)]
    apart = [word for row in rows if row not in across for word in row.words]
    yield across
    for side in (True, False):
        yield [Row(tuple(row)) for row in text_rows(word for word in apart if (word.left < middle) is side)]


def _crosses(segment: list[Word], middle: float) -> bool:
    return segment[0].left < middle < segment[-1].right


def _middle(rows: list[Row]) -> float | None:
    """Return the place between two columns of running text, if the page has them."""
    if not rows:
        return None
    left, right = min(row.left for row in rows), max(row.right for row in rows)
    middle = (left + right) / 2
    halves = [
        ([w for w in row.words if w.left < middle], [w for w in row.words if w.left >= middle])
        for row in rows
        if not any(_crosses(segment, middle) for segment in row.segments)
    ]
    both = [(len(a), len(b)) for a, b in halves if a and b]
    if len(both) < max(6, 0.4 * len(rows)):
        return None
    prose = all(statistics.median(count) >= _PROSE for count in zip(*both, strict=True))
    return middle if prose else None
