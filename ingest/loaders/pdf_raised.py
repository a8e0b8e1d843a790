"""Raised figures behind a number on a PDF page, a power or a note's number: "10^6", not "106"."""

import ctypes
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ingest.loaders.pdf_lines import Line, PageText, size_of
from ingest.loaders.pdf_words import WORD, Word

_NUMBER = re.compile(r"\d[\d.,]*\d")
_SMALLER = 0.85  # of the size of the figures before
_HIGHER = 0.1  # of that size
_LEVEL, _SPACE, _GAP = 0.3, 0.12, 0.6  # of a line's size: between two parts of one line


def with_raised(words: Sequence[Word], page: PageText) -> list[Word]:
    """Return all words of a page, as `words_of` gives them, with "^" before figures that are raised behind others."""
    places = (start + found.start() for line, start in _lines(page) for found in WORD.finditer(line))
    return [
        replace(word, text=_NUMBER.sub(lambda found, at=place: _parted(found, at, page), word.text))
        if any(map(str.isdigit, word.text[1:]))
        else word
        for word, place in zip(words, places, strict=True)
    ]


def joined_behind(lines: Mapping[int, Line], numbers: Sequence[int]) -> tuple[dict[int, Line], list[int]]:
    """Return a page's lines, and the numbers of those that are left, where one goes on behind raised figures.

    pdfium ends a line behind them if the text goes on lower.
    """
    result = dict(lines)
    left: list[int] = []
    for number in numbers:
        line, before = result[number], result[left[-1]] if left else None
        if before is not None and _goes_on(before, line):
            space = "" if line.text[0] in ".,;:!?)" or line.left - before.right <= _SPACE * line.size else " "
            text = before.text + space + line.text
            result[left[-1]] = replace(before, text=text, right=line.right, base=line.base)
        else:
            left.append(number)
    return result, left


def _goes_on(before: Line, line: Line) -> bool:
    level = abs(before.top_base - line.top_base) <= _LEVEL * line.size
    behind = -_SPACE * line.size <= line.left - before.right <= _GAP * line.size
    return level and behind and before.base > before.top_base + _HIGHER * line.size and before.text[-1].isdigit()


def _lines(page: PageText) -> list[tuple[str, int]]:
    return [(line.text, start) for line, start in zip(page.lines, page.starts, strict=True)]


def _parted(found: re.Match[str], start: int, page: PageText) -> str:
    """Return a number with a sign where its figures become smaller and higher, up to its end."""
    text, first = found[0], start + found.start()
    size = size_of(page.textpage, first)
    if size_of(page.textpage, first + len(text) - 1) >= _SMALLER * size:
        return text
    foot = _height(page, first) + _HIGHER * size
    small = [size_of(page.textpage, first + place) < _SMALLER * size for place in range(len(text))]
    place = small.index(True)
    raised = all(small[place:]) and _height(page, first + place) > foot
    return f"{text[:place]}^{text[place:]}" if raised and text[place].isdigit() else text


def _height(page: PageText, place: int) -> float:
    """Return the height that a character stands at, in points, on the page as it is shown."""
    import pypdfium2.raw as pdfium

    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(page.textpage.raw, place, x, y)
    return page.upright((x.value, y.value))[1]
