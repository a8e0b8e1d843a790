"""The words of a PDF page with their places on the page as it is shown.

Only a word's first and last character are asked for their boxes, and only a line's ends for the height it stands at,
unless they differ: each asking takes a microsecond or two, and a page has thousands of characters.
"""

import ctypes
import re
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.loaders.pdf_lines import PageText

Point = tuple[float, float]

WORD = re.compile("[^\\s\ufffe]+\ufffe?")  # the mark of a hyphen at a line's end: what follows stands on the next
_LEVEL = 0.5  # points between the feet of a line's ends: so near, all its words stand at one height


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a page: where it stands (points; `base` is the line it is written on), and its line's number."""

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool
    line: int

    @property
    def middle(self) -> Point:
        """A point inside it: across, and a third of its size above its base."""
        return (self.left + self.right) / 2, self.base + self.size / 3


def text_of(words: Iterable[Word]) -> str:
    """Return words in one line."""
    return " ".join(word.text for word in words)


def are_bold(words: Iterable[Word]) -> bool:
    """Tell whether all of some words are bold."""
    return all(word.bold for word in words)


def words_of(page: PageText) -> list[Word]:
    """Return the words of all lines of a page, in order."""
    places = _Places(page)
    found: list[Word] = []
    for number, (line, start) in enumerate(zip(page.lines, page.starts, strict=True)):
        spans = [(start + match.start(), start + match.end() - 1, match[0]) for match in WORD.finditer(line.text)]
        ends = places.base(spans[0][0]), places.base(spans[-1][0])
        level = abs(ends[0] - ends[1]) <= _LEVEL
        for first, last, text in spans:
            left, right = places.sides(first, last)
            base = ends[0] if level else places.base(first)
            found.append(Word(text, left, right, base, line.size, line.bold, number))
    return found


class _Places:
    """Asks pdfium where characters are, in points on the page as it is shown."""

    def __init__(self, page: PageText) -> None:
        import pypdfium2.raw as pdfium

        self._box, self._origin = pdfium.FPDFText_GetCharBox, pdfium.FPDFText_GetCharOrigin
        self._page, self._raw = page, page.textpage.raw
        self._numbers = [ctypes.c_double() for _ in range(4)]
        self._to = [ctypes.byref(number) for number in self._numbers]

    def sides(self, first: int, last: int) -> tuple[float, float]:
        """Return where two characters, or one, begin and end from left to right."""
        if self._page.turns:
            across = [self._page.upright(corner)[0] for place in (first, last) for corner in self._corners(place)]
            return min(across), max(across)
        left, right, _, _ = self._numbers
        self._box(self._raw, first, *self._to)
        if first == last:
            return left.value, right.value
        begin, end = left.value, right.value
        self._box(self._raw, last, *self._to)
        return min(begin, left.value), max(end, right.value)

    def base(self, place: int) -> float:
        """Return the height that a character stands at, which the foot of its box, with no descender, is not."""
        self._origin(self._raw, place, *self._to[:2])
        return self._page.upright((self._numbers[0].value, self._numbers[1].value))[1]

    def _corners(self, place: int) -> tuple[Point, Point]:
        left, right, low, high = self._numbers
        self._box(self._raw, place, *self._to)
        return (left.value, low.value), (right.value, high.value)
