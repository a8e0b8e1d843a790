"""Headings and paragraphs of a PDF page, from the size, weight and place of its lines.

PDF has lines, not paragraphs. A line larger than the body text, or bold where the body is not, is a heading; a
gap, an indent or a short last line ends a paragraph. Where the picture is unclear the lines stay as they are.
"""

import ctypes
import itertools
import math
import re
import statistics
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ingest.loaders.base import one_line

_SAMPLED_PAGES = 30
_LARGER = 1.12  # times the body's size
_LONGEST_HEADING = 120  # characters
_MOST_HEADINGS = 0.4  # of a page's lines; above it is a poster or a form
_BOLD = re.compile(r"bold|black|heavy|semi|demi|-medi|cmbx|\bcmb", re.IGNORECASE)
_ITEM = re.compile(r"[•◦▪●○■□–—*-]\s|\(?(\d{1,3}|[a-zA-Z])[.)]\s|\d+(\.\d+)+\s")
_ENDS = re.compile(r"[.!?:;。！？][\"'”’)\]]*\d{0,3}$")
_BROKEN_WORD = re.compile(r"(\w+)[\ufffe\u00ad]\s*(\w+)")  # pdfium's mark for a hyphen at a line's end


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
class Layout:
    """What is usual in a document: the body's size and weight, and its kinds of headings, the greatest first."""

    body: float
    bold: bool
    headings: tuple[tuple[float, bool], ...]

    @classmethod
    def of(cls, pdf: Any) -> "Layout":
        """Return the layout of a pypdfium2 document, from a sample of its pages."""
        step = max(1, len(pdf) // _SAMPLED_PAGES)
        pages = [_lines(pdf, index) for index in range(0, len(pdf), step)][:_SAMPLED_PAGES]
        lines = [line for page in pages for line in page]
        weights: Counter[tuple[float, bool]] = Counter()
        for line in lines:
            weights[line.key] += len(line.text)
        body, bold = max(weights, key=weights.__getitem__, default=(0.0, False))
        layout = cls(body, bold, ())
        kinds = {line.key for page in pages for line in layout._headings_of(page)}
        return cls(body, bold, tuple(sorted(kinds, reverse=True)))

    def mark(self, pdf: Any, index: int, text: str) -> str:
        """Return a page's text with headings marked and the lines of a paragraph joined."""
        written = [line.strip() for line in text.splitlines() if line.strip()]
        lines = _lines(pdf, index)
        start = next((place for place, line in enumerate(lines) if line.text == written[0]), 0) if written else 0
        lines = lines[start : start + len(written)]
        if [line.text for line in lines] != written:
            return not_heading(_mended(text))
        headings = set(map(id, self._headings_of(lines)))
        parts: list[str] = []
        for block in _blocks(lines, headings):
            joined = join_lines(block)
            heading = id(block[0]) in headings
            parts.append(f"{'#' * self._level(block[0])} {one_line(joined)}" if heading else not_heading(joined))
        return _mended("\n\n".join(parts))

    def _level(self, line: Line) -> int:
        return min(5, 1 + sum(kind > line.key for kind in self.headings))

    def _headings_of(self, lines: list[Line]) -> list[Line]:
        found = [line for place, line in enumerate(lines) if self._is_heading(line, lines[place - 1 : place])]
        return found if len(found) <= max(2, _MOST_HEADINGS * len(lines)) else []

    def _is_heading(self, line: Line, before: list[Line]) -> bool:
        text = line.text
        if not 3 <= len(text) <= _LONGEST_HEADING or sum(map(str.isalpha, text)) < 3 or text[-1] in ",;-…":
            return False
        if line.size >= _LARGER * self.body:
            return not text[0].islower()
        numbered = re.match(r"(\d+(\.\d+)*\.?|[A-Z]\.|[IVX]+\.|§\s?\d+)\s+\w", text)
        stands_alone = not before or before[0].key == line.key or abs(before[0].base - line.top_base) > 0.5 * line.size
        bold = line.bold and not self.bold and line.size >= 0.95 * self.body and not line.spread
        worded = text[0].isupper() and text[-1] != "." and ": " not in text  # "Date: 1 May" is a field of a form
        return bool(bold and stands_alone and (numbered or worded))


def _lines(pdf: Any, index: int) -> list[Line]:
    """Return the lines of a page that hold text, or nothing where text and places do not agree."""
    page = pdf[index]
    textpage = page.get_textpage()
    try:
        text = textpage.get_text_range()
        if len(text) != textpage.count_chars():
            return []  # characters of two units: the places would be those of other characters
        lines, offset = [], 0
        for raw in text.splitlines(keepends=True):
            if stripped := raw.strip():
                start = offset + raw.index(stripped)
                lines.append(_line(textpage, stripped, start))
            offset += len(raw)
        return lines
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


def _blocks(lines: list[Line], headings: set[int]) -> Iterator[list[Line]]:
    """Part a page's lines into headings and paragraphs."""
    steps = [a.base - b.top_base for a, b in itertools.pairwise(lines) if 0 < a.base - b.top_base < 4 * a.size]
    usual = statistics.median(steps) if steps else 0.0
    block: list[Line] = []
    for line in lines:
        if block and _breaks(block, line, usual, headings):
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _breaks(block: list[Line], line: Line, usual: float, headings: set[int]) -> bool:
    """Say whether a line begins a new block."""
    last = block[-1]
    step = last.base - line.top_base
    if id(line) in headings or id(last) in headings:
        both = id(line) in headings and id(last) in headings and line.key == last.key
        return not (both and 0 < step < 1.9 * line.size and len(block) < 3 and not _ITEM.match(line.text))
    if step > 1.4 * max(usual, line.size):
        return True
    ended = bool(_ENDS.search(last.text))
    if step < -line.size:  # up again: the next column
        return ended
    return ended and line.left > min(each.left for each in block) + 0.7 * line.size and not _ITEM.match(block[0].text)


def join_lines(block: list[Line]) -> str:
    """Join the lines of running text; keep those of addresses, verse, code and tables."""
    right, left = max(line.right for line in block), min(line.left for line in block)
    full = [line.right > right - 0.15 * (right - left) for line in block[:-1]]
    characters = sum(len(line.text) for line in block) / len(block)
    flowing = sum(line.text[0].isalpha() and not line.text[0].isupper() for line in block[1:])
    running = full and sum(full) >= 0.7 * len(full) and flowing >= 0.35 * len(full) and characters > 25
    result = block[0].text
    for before, line in itertools.pairwise(block):
        again = _ITEM.match(line.text) and (_ENDS.search(before.text) or not running)
        result += ("\n" if again or not running else " ") + line.text
    return result


def not_heading(text: str) -> str:
    """Indent the lines that begin as a Markdown heading does, but are none."""
    return re.sub(r"^(?=#{1,6} )", " ", text, flags=re.MULTILINE)


def _mended(text: str) -> str:
    """Join the words that a line's end parted; a compound keeps its hyphen where both halves stand in the page."""
    words = Counter(re.findall(r"\w+", text)) if "\ufffe" in text or "\u00ad" in text else Counter()

    def whole(found: re.Match[str]) -> str:
        first, second = found[1], found[2]
        apart = len(first) > 3 and len(second) > 3 and words[first] > 1 and words[second] > 1
        return f"{first}-{second}" if apart and not words[first + second] else first + second

    return _BROKEN_WORD.sub(whole, text)
