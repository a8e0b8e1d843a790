"""Boxes to tick, drawn on a PDF page beside what they are for: as "☒ " or "☐ " before its words.

A drawn box is no character, so that a page's text has all that could have been ticked and nothing of what was. A box
is a small empty square; it is ticked where something slanted or filled is drawn in it, or a letter or a sign that
ticks stands there.
"""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from ingest.loaders.pdf_lines import Line
from ingest.loaders.pdf_rules import Outline, Point
from ingest.loaders.pdf_words import Word

TICKED, EMPTY = "☒", "☐"

_SMALLEST, _LARGEST = 5.0, 18.0  # points, of a box's sides
_SQUARE = 1.5  # points between its width and its height
_SLANTED = 1.5  # points, at least, that a tick's stroke goes both across and up
_BESIDE = 16.0  # points between a box and what it is for
_TICKS = frozenset({"x", "X", "✓", "✔", "✗", "✘", "×"})


class Box(NamedTuple):
    """Where a box, or what may tick one, is on its page, in points."""

    left: float
    low: float
    right: float
    high: float
    is_slanted: bool = False

    def holds(self, point: Point) -> bool:
        """Whether a point is in it."""
        return self.left <= point[0] <= self.right and self.low <= point[1] <= self.high


def ticked(words: Sequence[Word], outlines: Iterable[Outline]) -> list[Word]:
    """Return the words of a page with a sign before each that stands behind a box; `outlines` are what is drawn."""
    boxes, drawn = _boxes_and_marks(outlines)
    signs: dict[int, str] = {}
    marks: set[int] = set()
    for box in boxes:
        inside = [number for number, word in enumerate(words) if box.holds(word.middle)]
        behind = _behind(box, words)
        if behind is None or any(words[number].text not in _TICKS for number in inside):
            continue
        signs[behind] = TICKED if inside or _is_ticked(box, drawn) else EMPTY
        marks.update(inside)
    return [
        replace(word, text=f"{signs[number]} {word.text}") if number in signs else word
        for number, word in enumerate(words)
        if number not in marks
    ]


def with_signs(lines: Sequence[Line], before: Sequence[Word], after: Sequence[Word]) -> list[Line]:
    """Return lines as their words read after what `ticked` made of them; one that is a tick alone stays."""
    old, new = _by_line(before), _by_line(after)
    return [
        replace(line, text=" ".join(new[number])) if number in new and old[number] != new[number] else line
        for number, line in enumerate(lines)
    ]


def _by_line(words: Sequence[Word]) -> dict[int, list[str]]:
    texts: dict[int, list[str]] = {}
    for word in words:
        texts.setdefault(word.line, []).append(word.text)
    return texts


def _boxes_and_marks(outlines: Iterable[Outline]) -> tuple[list[Box], list[Box]]:
    """Return the small squares that are drawn, and what else is no larger: slanted strokes, and what is filled."""
    boxes, marks = set(), []
    for points, stroked in outlines:
        (left, low), (right, high) = map(min, zip(*points, strict=True)), map(max, zip(*points, strict=True))
        width, height = right - left, high - low
        if max(width, height) > _LARGEST:
            continue
        slants = [min(abs(b[0] - a[0]), abs(b[1] - a[1])) >= _SLANTED for a, b in itertools.pairwise(points)]
        square = min(width, height) >= _SMALLEST and abs(width - height) <= _SQUARE and len(points) > 3
        if stroked and square and not any(slants):
            boxes.add(Box(left, low, right, high))
        elif any(slants) or not stroked:
            marks.append(Box(left, low, right, high, any(slants)))
    return sorted(boxes), marks


def _is_ticked(box: Box, marks: Iterable[Box]) -> bool:
    """Say whether something is drawn in a box, other than its own ground; a cross may reach a little out of it."""
    drawn = [mark for mark in marks if box.holds(((mark.left + mark.right) / 2, (mark.low + mark.high) / 2))]
    return any(mark.is_slanted or mark.right - mark.left < box.right - box.left - _SQUARE for mark in drawn)


def _behind(box: Box, words: Sequence[Word]) -> int | None:
    """Return the number of the word that begins right behind a box, at its height."""
    level = [
        number
        for number, word in enumerate(words)
        if -1 <= word.left - box.right <= _BESIDE and box.low - 1 <= word.middle[1] <= box.high + 1
    ]
    return min(level, key=lambda number: words[number].left, default=None)
