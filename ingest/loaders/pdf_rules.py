"""The straight lines drawn on a PDF page: what rules a table, as edges of strokes, of thin bars and of filled boxes.

Only what is drawn upright or across counts. A page with thousands of paths is a map or a chart: it has no rules.
"""

import ctypes
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from ingest.loaders.pdf_lines import PageText

_MOST_PATHS = 3_000
_MOST_RULES = 1_200  # of one direction, once those in one line are joined
_THIN = 3.5  # points: a filled box as thin as this is a rule
_SHORTEST = 4.0  # points
_SAME = 2.0  # points between two rules that pass for one
_GAP = 3.0  # points between two pieces of one rule
_MOST = 0.8  # of a width: rules that cover so much rule it
_FORM_DEPTH = 4  # forms within forms that are looked into

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]


@dataclass(frozen=True)
class Rule:
    """A line across or upright: its place on the other axis, and where it starts and ends, in points."""

    at: float
    start: float
    end: float


def rules(page: PageText) -> tuple[list[Rule], list[Rule]]:
    """Return the rules of a page as shown that run across and those that run upright, pieces of one line joined."""
    across: list[Rule] = []
    upright: list[Rule] = []
    for count, path in enumerate(_paths(page)):
        if count > _MOST_PATHS:
            return [], []
        for ends in _strokes(path):
            (x0, y0), (x1, y1) = map(page.upright, ends)
            if abs(y1 - y0) < 1 and abs(x1 - x0) >= _SHORTEST:
                across.append(Rule((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
            elif abs(x1 - x0) < 1 and abs(y1 - y0) >= _SHORTEST:
                upright.append(Rule((x0 + x1) / 2, min(y0, y1), max(y0, y1)))
    joined = _joined(across), _joined(upright)
    return ([], []) if max(map(len, joined)) > _MOST_RULES else joined


def is_ruled(across: list[Rule], high: float, low: float, left: float, right: float) -> bool:
    """Say whether rules between two heights cover most of a width, all in points."""
    between = [rule for rule in across if low < rule.at < high]
    return sum(max(0.0, min(rule.end, right) - max(rule.start, left)) for rule in between) >= _MOST * (right - left)


class Outline(NamedTuple):
    """A piece that is drawn on a page, by its points; `stroked` where its line can be seen, else it is filled."""

    points: list[Point]
    stroked: bool


def outlines(page: PageText) -> list[Outline]:
    """Return all that is drawn in lines or filled on a page as shown; nothing where it is a map or a chart."""
    import pypdfium2.raw as pdfium

    paths = list(itertools.islice(_paths(page), _MOST_PATHS + 1))
    if len(paths) > _MOST_PATHS:
        return []
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    found = []
    for path in paths:
        pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
        if stroke.value or (fill.value != pdfium.FPDF_FILLMODE_NONE and not _is_white(path)):
            drawn = ([page.upright(point) for point in points] for points in _outlines(path))
            found += [Outline(points, bool(stroke.value)) for points in drawn]
    return found


def _paths(page: PageText) -> Iterator[Any]:
    import pypdfium2.raw as pdfium

    return page.page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=_FORM_DEPTH)


def _strokes(path: Any) -> Iterator[tuple[Point, Point]]:
    """Yield the straight pieces of a path that can be seen; of a thin filled box only its middle."""
    import pypdfium2.raw as pdfium

    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
    filled = fill.value != pdfium.FPDF_FILLMODE_NONE and not _is_white(path)
    if not (filled or stroke.value):
        return
    for points in _outlines(path):
        (left, low), (right, high) = map(min, zip(*points, strict=True)), map(max, zip(*points, strict=True))
        if filled and not stroke.value and min(right - left, high - low) <= _THIN:
            across = right - left > high - low
            x, y = (left + right) / 2, (low + high) / 2
            yield ((left, y), (right, y)) if across else ((x, low), (x, high))
        else:
            yield from itertools.pairwise(points)


def _outlines(path: Any) -> Iterator[list[Point]]:
    """Yield the points of each piece of a path, on the page; a curve counts as the step that it makes."""
    import pypdfium2.raw as pdfium

    matrix, points = _matrix(path), []
    across, up = ctypes.c_float(), ctypes.c_float()
    for number in range(pdfium.FPDFPath_CountSegments(path)):
        segment = pdfium.FPDFPath_GetPathSegment(path, number)
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO:
            if len(points) > 1:
                yield points
            points = []
        pdfium.FPDFPathSegment_GetPoint(segment, across, up)
        points.append(_moved((across.value, up.value), matrix))
        if pdfium.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if len(points) > 1:
        yield points


def _is_white(path: Any) -> bool:
    import pypdfium2.raw as pdfium

    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    pdfium.FPDFPageObj_GetFillColor(path, red, green, blue, alpha)
    return alpha.value == 0 or min(red.value, green.value, blue.value) > 250


def _matrix(item: Any) -> Matrix:
    """Return what takes an object's points to the page, through the forms that it is in."""
    matrix = item.get_matrix().get()
    return matrix if item.container is None else _product(matrix, _matrix(item.container))


def _product(first: Matrix, second: Matrix) -> Matrix:
    a, b = _moved(first[:2], (*second[:4], 0, 0)), _moved(first[2:4], (*second[:4], 0, 0))
    return (*a, *b, *_moved(first[4:], second))


def _moved(point: Point, matrix: Matrix) -> Point:
    (x, y), (a, b, c, d, e, f) = point, matrix
    return a * x + c * y + e, b * x + d * y + f


def _joined(found: list[Rule]) -> list[Rule]:
    """Return the rules with those in one line that touch made one."""
    places: list[list[Rule]] = []
    for rule in sorted(found, key=lambda rule: rule.at):
        if places and rule.at - places[-1][-1].at <= _SAME and rule.at - places[-1][0].at <= 2 * _SAME:
            places[-1].append(rule)
        else:
            places.append([rule])
    return [piece for place in places for piece in _pieces(place)]


def _pieces(place: list[Rule]) -> Iterator[Rule]:
    at = sum(rule.at for rule in place) / len(place)
    start, end = None, 0.0
    for rule in sorted(place, key=lambda rule: rule.start):
        if start is None:
            start, end = rule.start, rule.end
        elif rule.start <= end + _GAP:
            end = max(end, rule.end)
        else:
            yield Rule(at, start, end)
            start, end = rule.start, rule.end
    if start is not None:
        yield Rule(at, start, end)
