"""The lines of a PDF page, in the order in which the file draws them, with their sizes and places.

Places are in points, from the page's lower left corner; only a few characters of a line are asked for what they are.
"""

import contextlib
import ctypes
import math
import re
import statistics
from collections.abc import Iterator
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
    spread: bool = False  # wide gaps between its words, as in a table: looked for if it is bold or ends in a number

    @property
    def key(self) -> tuple[float, bool]:
        """What tells one kind of heading from another."""
        return (self.size, self.bold)


@dataclass(frozen=True)
class PageText:
    """A page's text as pdfium reads it, and the lines that hold some, each with its first character's number."""

    page: Any
    textpage: Any
    lines: list[Line]
    starts: list[int]
    turns: int = 0  # by so many quarters, clockwise, the page is turned when it is shown

    def upright(self, point: tuple[float, float]) -> tuple[float, float]:
        """Return a point's place on the page as it is shown."""
        if not self.turns:
            return point
        x, y = point
        for _ in range(self.turns):
            x, y = y, -x
        return x, y


Known = dict[int, tuple[list[Line], list[int]]]  # the lines of pages, and where they start, by the page's index


@contextlib.contextmanager
def page_text(pdf: Any, index: int, known: Known | None = None) -> Iterator[PageText]:
    """Give a page's lines, read from it unless they are known; none where text and places do not agree."""
    page = pdf[index]
    textpage = page.get_textpage()
    try:
        lines, starts = known[index] if known and index in known else _read(textpage)
        yield PageText(page, textpage, lines, starts, page.get_rotation() // 90)
    finally:
        textpage.close()
        page.close()


def _read(textpage: Any) -> tuple[list[Line], list[int]]:
    lines, starts, offset = [], [], 0
    text = textpage.get_text_range()
    if len(text) != textpage.count_chars():
        return lines, starts  # characters of two units: the places would be those of other characters
    for raw in text.splitlines(keepends=True):
        if stripped := raw.strip():
            starts.append(offset + raw.index(stripped))
            lines.append(_line(textpage, stripped, starts[-1]))
        offset += len(raw)
    return lines, starts


def _line(textpage: Any, text: str, start: int) -> Line:
    half = len(text) // 2
    first, middle, last = start, start + half - text[half].isspace(), start + len(text) - 1
    left, top_base, _, _ = textpage.get_charbox(first)
    _, base, right, _ = textpage.get_charbox(last)
    sizes = [size_of(textpage, place) for place in (first, middle, last)]
    bold = sum(bool(_BOLD.search(_font(textpage, place))) for place in (first, middle, last)) > 1
    size = round(statistics.median(sizes) * 2) / 2
    spread = (bold or text[-1].isdigit()) and len(text) <= _LONGEST_HEADING and _is_spread(textpage, text, start, size)
    return Line(text, size, bold, left, right, top_base, base, spread)


def _is_spread(textpage: Any, text: str, start: int, size: float) -> bool:
    """Say whether a gap between two words is wider than a word space can be."""
    for space in re.finditer(r"\S\s+\S", text):
        before = textpage.get_charbox(start + space.start())[2]
        after = textpage.get_charbox(start + space.end() - 1)[0]
        if after - before > 1.5 * size:
            return True
    return False


def size_of(textpage: Any, place: int) -> float:
    """Return a character's size on the page, in points: the font's size times the scale of its matrix."""
    import pypdfium2.raw as pdfium

    matrix = pdfium.FS_MATRIX()
    scale = math.hypot(matrix.c, matrix.d) if pdfium.FPDFText_GetMatrix(textpage, place, matrix) else 1.0
    return pdfium.FPDFText_GetFontSize(textpage, place) * (scale or 1.0)


def _font(textpage: Any, place: int) -> str:
    import pypdfium2.raw as pdfium

    name = ctypes.create_string_buffer(120)
    pdfium.FPDFText_GetFontInfo(textpage, place, name, 120, None)
    return name.value.decode("utf-8", "replace")
