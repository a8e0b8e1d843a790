"""The lines and words of a PDF page with their places, in the order in which the file draws them.

Places are in points, from the page's lower left corner, as pypdfium2 gives them; only the first and last character
of a line or word are asked for theirs, for each asking takes microseconds.
"""

import contextlib
import ctypes
import math
import re
import statistics
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

_BOLD = re.compile(r"bold|black|heavy|semi|demi|-medi|cmbx|\bcmb", re.IGNORECASE)
_LONGEST_HEADING = 120  # characters


@dataclass(frozen=True)
class Line:
    """A line of a page: its text, its size in points, and the places (points) of its first and last character."""

    text: str
    size: float
    bold: bool
    left: float
    right: float
    top_base: float  # height of the first character's foot; two joined lines have two
    base: float
    spread: bool = False  # wide gaps between its words, as between the columns of a table

    @property
    def key(self) -> tuple[float, bool]:
        """What tells one kind of heading from another."""
        return (self.size, self.bold)


@dataclass(frozen=True)
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
    def middle(self) -> tuple[float, float]:
        """A point inside it: across, and a third of its size above its base."""
        return (self.left + self.right) / 2, self.base + self.size / 3


@dataclass(frozen=True)
class PageText:
    """A page's text as pdfium reads it, and the lines that hold some, each with its first character's number."""

    page: Any
    textpage: Any
    lines: list[Line]
    starts: list[int]
    turns: int = 0  # by so many quarters, clockwise, the page is turned when it is shown

    def words(self) -> list[Word]:
        """Return the words of all lines, in order."""
        return [
            self._word(found, start, number)
            for number, (line, start) in enumerate(zip(self.lines, self.starts, strict=True))
            for found in re.finditer(r"\S+", line.text)
        ]

    def upright(self, point: tuple[float, float]) -> tuple[float, float]:
        """Return a point's place on the page as it is shown: a page may be turned by quarters."""
        x, y = point
        for _ in range(self.turns):
            x, y = y, -x
        return x, y

    def _word(self, found: re.Match[str], start: int, number: int) -> Word:
        line = self.lines[number]
        first, last = start + found.start(), start + found.end() - 1
        corners = [self.upright(corner) for corner in _corners(self.textpage, {first, last})]
        left, right = min(x for x, _ in corners), max(x for x, _ in corners)
        return Word(found[0], left, right, self.upright(_foot(self.textpage, first))[1], line.size, line.bold, number)


@contextlib.contextmanager
def page_text(pdf: Any, index: int) -> Iterator[PageText]:
    """Give a page's lines; none where text and places do not agree."""
    page = pdf[index]
    textpage = page.get_textpage()
    try:
        lines, starts, offset = [], [], 0
        text = textpage.get_text_range()
        if len(text) != textpage.count_chars():
            text = ""  # characters of two units: the places would be those of other characters
        for raw in text.splitlines(keepends=True):
            if stripped := raw.strip():
                starts.append(offset + raw.index(stripped))
                lines.append(_line(textpage, stripped, starts[-1]))
            offset += len(raw)
        yield PageText(page, textpage, lines, starts, page.get_rotation() // 90)
    finally:
        textpage.close()
        page.close()


def _line(textpage: Any, text: str, start: int) -> Line:
    shown = [place for place, character in enumerate(text) if not character.isspace()]
    first, middle, last = (start + shown[place] for place in (0, len(shown) // 2, -1))
    left, top_base, _, _ = textpage.get_charbox(first)
    _, base, right, _ = textpage.get_charbox(last)
    sizes = [_size(textpage, place) for place in (first, middle, last)]
    bold = sum(bool(_BOLD.search(_font(textpage, place))) for place in (first, middle, last)) > 1
    size = round(statistics.median(sizes) * 2) / 2
    spread = bold and len(text) <= _LONGEST_HEADING and _is_spread(textpage, text, start, size)
    return Line(text, size, bold, left, right, top_base, base, spread)


def _is_spread(textpage: Any, text: str, start: int, size: float) -> bool:
    """Say whether a gap between two words is wider than a word space can be."""
    for space in re.finditer(r"\S\s+\S", text):
        before = textpage.get_charbox(start + space.start())[2]
        after = textpage.get_charbox(start + space.end() - 1)[0]
        if after - before > 1.5 * size:
            return True
    return False


def _size(textpage: Any, place: int) -> float:
    """Return a character's size on the page, in points: the font's size times the scale of its matrix."""
    import pypdfium2.raw as pdfium

    matrix = pdfium.FS_MATRIX()
    scale = math.hypot(matrix.c, matrix.d) if pdfium.FPDFText_GetMatrix(textpage, place, matrix) else 1.0
    return pdfium.FPDFText_GetFontSize(textpage, place) * (scale or 1.0)


def _font(textpage: Any, place: int) -> str:
    import pypdfium2.raw as pdfium

    name, flags = ctypes.create_string_buffer(120), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(textpage, place, name, 120, flags)
    return name.value.decode("utf-8", "replace")


def _corners(textpage: Any, places: Iterable[int]) -> Iterator[tuple[float, float]]:
    """Yield two opposite corners of each character, in points."""
    import pypdfium2.raw as pdfium

    left, right, low, high = ctypes.c_double(), ctypes.c_double(), ctypes.c_double(), ctypes.c_double()
    for place in places:
        pdfium.FPDFText_GetCharBox(textpage, place, left, right, low, high)
        yield left.value, low.value
        yield right.value, high.value


def _foot(textpage: Any, place: int) -> tuple[float, float]:
    """Return where a character stands on its line, which the foot of its box, with no descender, is not."""
    import pypdfium2.raw as pdfium

    across, up = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(textpage, place, across, up)
    return across.value, up.value
