"""The words of a PDF page in the rows that the eye sees, whatever order the file draws them in, and their gaps."""

import itertools
import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from ingest.loaders.pdf_words import Word

Gap = tuple[float, float]  # where a gap begins and ends, in points

_SAME_ROW = 0.35  # of the words' size, between the feet of two words of a row
_WIDE = 0.95  # of the words' size: no space between two words of a sentence is so wide
_TOUCH = 0.1  # points
_NARROW = 0.2  # of the words' size: the least gap between two names of columns
_FREE = 0.9  # of the words' size, in all rows: so wide is a gap between columns, but no space in a program


@dataclass(frozen=True)
class Row:
    """Words side by side, from left to right; wide gaps part them into segments."""

    words: tuple[Word, ...]

    @cached_property
    def size(self) -> float:
        """The words' size in points."""
        return max(statistics.median(word.size for word in self.words), 4.0)

    @cached_property
    def base(self) -> float:
        """The height at which they stand, in points."""
        return statistics.median_low(word.base for word in self.words)

    @cached_property
    def segments(self) -> list[list[Word]]:
        """The words between wide gaps."""
        return _parted(self.words, [b.left - a.right > _WIDE * self.size for a, b in itertools.pairwise(self.words)])

    @cached_property
    def texts(self) -> list[str]:
        """The text of each segment."""
        return [" ".join(word.text for word in segment) for segment in self.segments]

    @property
    def text(self) -> str:
        """The row's words in one line."""
        return " ".join(word.text for word in self.words)

    @property
    def left(self) -> float:
        """Where it begins, in points."""
        return self.words[0].left

    @property
    def right(self) -> float:
        """Where it ends, in points."""
        return max(word.right for word in self.words)

    @cached_property
    def bold(self) -> bool:
        """Whether all its words are bold."""
        return all(word.bold for word in self.words)

    def split(self, gaps: Sequence[Gap]) -> list[list[Word]]:
        """Return the words between those of the given gaps that are free in this row."""
        pairs = itertools.pairwise(self.words)
        cuts = [any(a.right <= gap[0] + _TOUCH and b.left >= gap[1] - _TOUCH for gap in gaps) for a, b in pairs]
        return _parted(self.words, cuts)


def text_rows(words: Iterable[Word]) -> list[list[Word]]:
    """Return words in rows from the top down, each from left to right."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: -word.base):
        if rows and rows[-1][0].base - word.base <= _SAME_ROW * max(word.size, 4.0):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda word: word.left) for row in rows]


def closed(gaps: Sequence[Gap], rows: Iterable[Row]) -> list[Gap]:
    """Return what is left of gaps where rows stand, in order; pieces too narrow to part columns are left out."""
    for row in rows:
        left = list(gaps)
        for word in row.words:
            left = [piece for gap in left for piece in _without(gap, word, _FREE * row.size)]
        gaps = left
    return list(gaps)


def _without(gap: Gap, word: Word, least: float) -> Iterator[Gap]:
    if word.right <= gap[0] or word.left >= gap[1]:
        yield gap
        return
    if word.left - gap[0] >= least:
        yield gap[0], word.left
    if gap[1] - word.right >= least:
        yield word.right, gap[1]


def narrowed(gaps: Sequence[Gap], header: Sequence[Row]) -> list[Gap]:
    """Return the gaps as far as names leave them free; one that a name spans stays as it is."""
    result = []
    for gap in gaps:
        for row in header:
            inside = any(gap[0] < segment[0].left and segment[-1].right < gap[1] for segment in row.segments)
            if inside and row is not header[-1]:
                continue  # a name in the middle over two columns: it does not belong to one of them
            ends = [gap[0], *(word.right for word in row.words if gap[0] < word.right < gap[1])]
            starts = [gap[1], *(word.left for word in row.words if gap[0] < word.left < gap[1])]
            free = [(end, start) for end in ends for start in starts if _is_free(end, start, row)]
            gap = max(free, key=lambda piece: piece[1] - piece[0], default=gap)
        result.append(gap)
    return result


def _is_free(start: float, end: float, row: Row) -> bool:
    wide = end - start >= _NARROW * row.size
    return wide and not any(word.left < end and word.right > start for word in row.words)


def columns_of(row: Row, gaps: Sequence[Gap]) -> dict[int, str]:
    """Return the texts of a row by the columns that the gaps part; one that spans several counts for the first."""
    middles = [(a + b) / 2 for a, b in gaps]
    cells: dict[int, list[str]] = {}
    for segment in row.split(gaps):
        column = sum(middle <= segment[0].left for middle in middles)
        cells.setdefault(column, []).extend(word.text for word in segment)
    return {column: " ".join(words) for column, words in cells.items()}


def _parted(words: Sequence[Word], cuts: Sequence[bool]) -> list[list[Word]]:
    parts = [[words[0]]]
    for word, cut in zip(words[1:], cuts, strict=True):
        if cut:
            parts.append([])
        parts[-1].append(word)
    return parts
