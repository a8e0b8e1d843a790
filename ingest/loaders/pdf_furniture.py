"""Running titles and feet of a PDF's pages: small lines that stand at one height on most pages, outside of all others.

They are read once, on the first page that has them: on the others they part sentences, and fill the search.
"""

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from ingest.loaders.pdf_lines import Line

Furniture = dict[tuple[str, int], int]  # a line's words, their numbers left out, and its height; its first page

_FEWEST = 3  # pages
_SHARE = 0.4  # of the pages: left and right ones may have others
_ROWS = 3  # at the top, and at the foot
_APART = 2.0  # of the larger line's size: between furniture and text


def furniture_of(pages: Iterable[tuple[int, Sequence[Line]]], body: float) -> Furniture:
    """Return the lines that run through pages, given by their numbers; `body` is the text's size in points."""
    counts: Counter[tuple[str, int]] = Counter()
    first: Furniture = {}
    total = 0
    for number, lines in pages:
        total += bool(lines)
        keys = {_key(line) for rows in _outer_rows(lines) for row in rows[:_ROWS] for line in row if line.size <= body}
        counts.update(keys)
        first = dict.fromkeys(keys, number) | first
    return {key: first[key] for key, count in counts.items() if count >= max(_FEWEST, _SHARE * total)}


def running_lines(lines: Sequence[Line], page: int, furniture: Furniture) -> set[int]:
    """Return the numbers of a page's lines that are furniture, and were read on a page before.

    They stand apart from the page's text: the first lines of a form are alike on each page too.
    """
    found: set[int] = set()
    numbers = {id(line): number for number, line in enumerate(lines)}
    for rows in _outer_rows(lines) if furniture else ():
        waiting: set[int] = set()
        for row, inner in itertools.pairwise(rows[: _ROWS + 1]):
            if not all(_key(line) in furniture for line in row):
                break
            waiting |= {numbers[id(line)] for line in row if furniture[_key(line)] != page}
            if abs(row[0].base - inner[0].base) >= _APART * max(row[0].size, inner[0].size):
                found |= waiting
    return found


def _outer_rows(lines: Sequence[Line]) -> Iterator[list[list[Line]]]:
    """Yield the rows of a page from the top down, then from the foot up; a row is what stands at one height."""
    rows: dict[int, list[Line]] = {}
    for line in lines:
        rows.setdefault(round(line.base), []).append(line)
    heights = sorted(rows)
    yield [rows[height] for height in reversed(heights)]
    yield [rows[height] for height in heights]


def _key(line: Line) -> tuple[str, int]:
    return re.sub(r"\d+", "#", line.text.casefold()), round(line.base)
