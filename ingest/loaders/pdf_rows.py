"""The words of a PDF page in the rows that the eye sees, whatever order the file draws them in."""

import itertools
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from ingest.loaders.pdf_words import Word, are_bold, text_of

Gap = tuple[float, float]  # where a gap begins and ends, in points

SIGNS = frozenset("$€£¥%")  # that may stand apart from their numbers

_SAME_ROW = 0.35  # of the words' size, between the feet of two words of a row
_WIDE = 0.95  # of the words' size: no space between two words of a sentence is so wide
_TOUCH = 0.1  # points


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
        return list(map(text_of, self.segments))

    @property
    def text(self) -> str:
        """The row's words in one line."""
        return text_of(self.words)

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
        return are_bold(self.words)

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


def columns_of(row: Row, gaps: Sequence[Gap]) -> dict[int, str]:
    """Return the texts of a row by the columns that the gaps part; one that spans several counts for the first."""
    middles = [(a + b) / 2 for a, b in gaps]
    cells: dict[int, list[str]] = {}
    for segment in row.split(gaps):
        column = sum(middle <= segment[0].left for middle in middles)
        cells.setdefault(column, []).extend(word.text for word in segment)
    return {column: " ".join(words) for column, words in cells.items()}


def cells_of(rows: Iterable[Row], gaps: Sequence[Gap]) -> dict[int, str]:
    """Return the texts by the columns of several lines that are one row."""
    cells: dict[int, list[str]] = {}
    for row in rows:
        for column, text in columns_of(row, gaps).items():
            cells.setdefault(column, []).append(text)
    return {column: " ".join(texts) for column, texts in cells.items()}


def _parted(words: Sequence[Word], cuts: Sequence[bool]) -> list[list[Word]]:
    parts = [[words[0]]]
    for word, cut in zip(words[1:], cuts, strict=True):
        if cut:
            parts.append([])
        parts[-1].append(word)
    return parts
