"""Fields whose values stand under their labels, as on bills and policy schedules: as lines "Label: value".

Nothing but the look tells such a label from its value: it is smaller, or not bold where the value is, or in capitals.
A heading looks the other way round. Read as lines, all labels of a row come first and then all values, and a date in
bold is a heading of what follows.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.loaders.pdf_fields import Fields
from ingest.loaders.pdf_rows import Row
from ingest.loaders.pdf_words import Word, text_of

_LINED_UP = 0.4  # of the label's size, between the beginnings of a label and its value
_UNDER = 2.2  # of the value's size, between the feet of both
_WRAPPED = 1.45  # of the value's size, between the lines of a value
_NEXT = 4.5  # of the value's size: fields further apart are not of one form
_SAME_STEP = 1.0  # points
_LARGER = 1.08
_LONG_LABEL, _LONG_VALUE = 5, 14  # words
_MOST_LINES = 3  # of a value
_FEWEST, _FEWEST_ALIKE = 2, 3  # fields; where only capitals tell the label from its value
_ENDS = frozenset(",;.!?")

Piece = list[Word]


@dataclass(frozen=True)
class _Stacked:
    """A label, and the lines of the value under it."""

    label: Piece
    lines: tuple[Piece, ...]

    @property
    def look(self) -> tuple[object, ...]:
        """What the fields of one form have in common: how labels look, and how values do."""
        return (*_look(self.label), *_look(self.lines[0]))

    @property
    def words(self) -> list[Word]:
        return [*self.label, *(word for line in self.lines for word in line)]

    @property
    def alike(self) -> bool:
        """Whether nothing but capitals tells the label."""
        return _look(self.label) == _look(self.lines[0])

    @property
    def text(self) -> str:
        name, value = text_of(self.label), " ".join(map(text_of, self.lines))
        return f"{name} {value}" if name.endswith(":") else f"{name}: {value}"


def stacked_fields(rows: Sequence[Row]) -> Iterator[Fields]:
    """Yield the groups of fields in rows of words that have their labels over their values, from the top down."""
    pieces = [piece for row in rows for piece in row.segments]
    group: list[_Stacked] = []
    for field in sorted(_fields(pieces), key=lambda field: (-field.label[0].base, field.label[0].left)):
        if group and not _goes_on(group, field):
            yield from _written(group)
            group = []
        group.append(field)
    yield from _written(group)


def _fields(pieces: Sequence[Piece]) -> Iterator[_Stacked]:
    ordered = sorted(pieces, key=lambda piece: -piece[0].base)
    values: set[int] = set()
    for label in filter(_may_be_label, ordered):
        column = [piece for piece in ordered if abs(piece[0].left - label[0].left) <= _LINED_UP * label[0].size]
        number = next(place for place, piece in enumerate(column) if piece is label)
        goes_on = number > 0 and _is_list(column[number - 1], label)
        lines = [] if goes_on or id(label) in values else _lines_under(label, column[number + 1 :])
        if lines and sum(map(len, lines)) <= _LONG_VALUE:
            values.update(map(id, lines))
            yield _Stacked(label, tuple(lines))


def _is_list(above: Piece, piece: Piece) -> bool:
    """Say whether a piece goes on with the one above it: then it is no label."""
    return _look(above) == _look(piece) and _step(above, piece) <= _WRAPPED * piece[0].size


def _lines_under(label: Piece, below: Sequence[Piece]) -> list[Piece]:
    """Return the pieces under a label that are its value; none where they go on, or what comes next is nearer to them.

    The one is how a table goes on under its names, the other how a line stands above a heading with its text.
    """
    lines = list(below[:1])
    if not lines or not _tells(label, lines[0]) or _step(label, lines[0]) > _UNDER * lines[0][0].size:
        return []
    while len(lines) < len(below) and _is_list(lines[-1], below[len(lines)]):
        lines.append(below[len(lines)])
    after = below[len(lines) : len(lines) + 1]
    step = _step(lines[-1], after[0]) if after else math.inf
    goes_on = bool(after) and _look(after[0]) == _look(lines[-1]) and step <= _UNDER * lines[-1][0].size
    nearer = step < _step(label, lines[0]) - _SAME_STEP
    return lines if len(lines) <= _MOST_LINES and not (goes_on or nearer) else []


def _step(above: Piece, below: Piece) -> float:
    return above[0].base - below[0].base


def _tells(label: Piece, value: Piece) -> bool:
    """Say whether a label looks less than its value: smaller, lighter, or as large but in capitals."""
    (size, bold), (of_value, bold_value) = _look(label), _look(value)
    if bold and not bold_value:
        return False
    if of_value >= _LARGER * size or (bold_value and not bold and of_value >= 0.95 * size):
        return True
    return _look(label) == _look(value) and text_of(label).isupper() and not text_of(value).isupper()


def _may_be_label(piece: Piece) -> bool:
    text = text_of(piece)
    letters = text[0].isalpha() and not text[0].islower() and not any(map(str.isdigit, text))
    return letters and len(piece) <= _LONG_LABEL and text[-1] not in _ENDS


def _goes_on(group: Sequence[_Stacked], field: _Stacked) -> bool:
    """Say whether a field is of the form that others make: it looks alike, and stands beside or near under them."""
    last = min(word.base for each in group for word in each.words)
    return field.look == group[-1].look and last - field.label[0].base <= _NEXT * field.lines[0][0].size


def _written(group: list[_Stacked]) -> Iterator[Fields]:
    few = _FEWEST_ALIKE if any(field.alike for field in group) else _FEWEST
    if len(group) >= few:
        words = [word for field in group for word in field.words]
        text = "\n".join(field.text for field in group)
        yield Fields(text, frozenset(word.line for word in words), len(words))


def _look(piece: Piece) -> tuple[float, bool]:
    return piece[0].size, piece[0].bold
