"""The gaps between the columns of a PDF's table without rules: what its rows leave free, in points."""

from collections.abc import Iterable, Iterator, Sequence

from ingest.loaders.pdf_rows import SIGNS, Gap, Row, columns_of
from ingest.loaders.pdf_words import Word

_NARROW = 0.2  # of the words' size: the least gap between two names of columns
_FREE = 0.9  # of the words' size, in all rows: so wide is a gap between columns, but no space in a program


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


def shown(rows: Sequence[Row], gaps: Sequence[Gap]) -> list[Gap]:
    """Return the gaps that a row shows to part columns: it has more than a number's sign on both sides of them."""
    cells = [columns_of(row, gaps) for row in rows]
    filled = [{number for number, text in row.items() if text not in SIGNS} for row in cells]
    return [gap for number, gap in enumerate(gaps) if any({number, number + 1} <= columns for columns in filled)]


def reached(row: Row, gaps: Sequence[Gap]) -> list[Gap]:
    """Return the gaps that one of a row's segments reaches over."""
    ends = [(segment[0].left, segment[-1].right) for segment in row.segments]
    return [(a, b) for a, b in gaps if any(left < (a + b) / 2 < right for left, right in ends)]


def clear_of(gaps: Sequence[Gap], row: Row) -> list[Row]:
    """Return the segments of a row that reach over none of these gaps, as rows."""
    return [part for segment in row.segments if not reached(part := Row(tuple(segment)), gaps)]


def without_signs(gaps: list[Gap], header: Iterable[Row], body: Iterable[Row]) -> list[Gap]:
    """Return the gaps but those between numbers and the signs that stand apart from them, unless both have a name."""
    names = {column for row in header for column in columns_of(row, gaps)}
    cells = [columns_of(row, gaps) for row in body]
    columns = [{row[column] for row in cells if column in row} for column in range(len(gaps) + 1)]
    inner = set()
    for column, texts in enumerate(columns):
        if texts and texts <= SIGNS:
            follows = texts <= {"%"} or texts <= columns[-1] <= SIGNS  # the numbers, as in "10 %" and "3.50 €"
            beside = column - 1 if follows else column + 1
            if not {column, beside} <= names:
                inner.add(min(column, beside))
    return [gap for number, gap in enumerate(gaps) if number not in inner]
