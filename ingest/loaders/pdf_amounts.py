"""Lines of a receipt or an invoice, a label and its amount, where a PDF draws them apart: as one line each.

A page that a browser printed may draw all labels first and then all amounts, and its text has them in that order. An
amount belongs to the label to the left of it if others stand above or below it in the same way.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from ingest.loaders.pdf_cells import is_numeric
from ingest.loaders.pdf_lines import Line

_SAME_ROW = 0.35  # of the lines' size, between the feet of two lines of a row
_LINED_UP = 0.5  # of the lines' size, between the ends of two amounts of a column
_STEP = 3.6  # of the lines' size: rows further apart are not of one list
_LONG_LABEL = 6  # words: a line of running text beside a number has more
_FEWEST_AMOUNTS, _FEWEST_NUMBERS = 2, 3  # rows of a list; a number may also be a page's, or of a chart
_CENTS = r"[-–−]?(?:\d[\d.,]*)?\d[.,]\d\d"
_MONEY = re.compile(rf"[-–−+(]*[$€£¥]?\s?{_CENTS}\)?\s?[$€£¥]?|[-–−+(]*[$€£¥]\s?[-–−]?\d[\d.,]*\)?")
_PAID = re.compile(rf"[$€£¥]\s?{_CENTS}\)?$|{_CENTS}\s?[$€£¥]$")


@dataclass(frozen=True)
class _Item:
    """A label by its number among the lines, the numbers right of it by theirs, and the last of them, the amount."""

    label: int
    figures: tuple[int, ...]
    end: Line

    def goes_on(self, above: "_Item") -> bool:
        """Say whether it is the next in a list."""
        size = max(self.end.size, above.end.size)
        near = _foot(above.end) - _foot(self.end) <= _STEP * size
        return near and abs(above.end.right - self.end.right) <= _LINED_UP * size


def ends_in_amount(line: Line) -> bool:
    """Say whether a line is an amount of money behind what it is for."""
    return bool(_PAID.search(line.text)) or (line.spread and line.text[-1].isdigit())


def is_money(text: str) -> bool:
    """Say whether a text is an amount of money and nothing else."""
    return bool(_MONEY.fullmatch(text))


def joined_amounts(lines: Sequence[Line], taken: Set[int] = frozenset()) -> dict[int, Line]:
    """Return lines by their numbers, each amount that stands beside a label in the label's line.

    Lines whose numbers are `taken` by tables stay as they are.
    """
    joined = dict(enumerate(lines))
    for item in _listed(_items({number: line for number, line in joined.items() if number not in taken})):
        label = lines[item.label]
        text = " ".join([label.text, *(joined.pop(number).text for number in item.figures)])
        joined[item.label] = replace(label, text=text, right=item.end.right, spread=True)
    return joined


def _listed(items: Iterable[_Item]) -> Iterator[_Item]:
    """Yield the items of lists, given from the top down."""
    run: list[_Item] = []
    for item in items:
        if run and not item.goes_on(run[-1]):
            yield from run if _is_list(run) else ()
            run = []
        run.append(item)
    yield from run if _is_list(run) else ()


def _is_list(items: list[_Item]) -> bool:
    money = all(is_money(item.end.text) for item in items)
    return len(items) >= (_FEWEST_AMOUNTS if money else _FEWEST_NUMBERS)


def _items(lines: Mapping[int, Line]) -> Iterator[_Item]:
    """Yield a row's label and what stands right of it, if that is numbers."""
    for row in _rows(lines):
        figures: list[int] = []
        while row and is_numeric(lines[row[-1]].text):
            figures.insert(0, row.pop())
        if figures and row and _is_label(lines[row[-1]]) and lines[row[-1]].right < lines[figures[0]].left:
            yield _Item(row[-1], tuple(figures), lines[figures[-1]])


def _is_label(line: Line) -> bool:
    return any(map(str.isalpha, line.text)) and len(line.text.split()) <= _LONG_LABEL


def _rows(lines: Mapping[int, Line]) -> Iterator[list[int]]:
    """Yield the numbers of the lines that stand side by side, from the top down and from left to right."""
    row: list[int] = []
    level = [number for number, line in lines.items() if abs(line.top_base - line.base) <= _SAME_ROW * line.size]
    for number in sorted(level, key=lambda number: -_foot(lines[number])):
        if row and _foot(lines[row[0]]) - _foot(lines[number]) > _SAME_ROW * lines[number].size:
            yield sorted(row, key=lambda number: lines[number].left)
            row = []
        row.append(number)
    yield sorted(row, key=lambda number: lines[number].left)


def _foot(line: Line) -> float:
    """Return the height that a line stands at: of its first and last character, one may go below it."""
    return max(line.top_base, line.base)
