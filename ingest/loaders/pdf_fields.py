"""Fields of a form, each label and its value as a line "Label: value", where a PDF draws several side by side.

Otherwise a row of fields is read as one line, or all labels first and then all values. Labels are known by their
colon; without one, by what forms ask for ("Phone", "Policy #") down a column: a table has such words in a row.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.loaders.forms import asking
from ingest.loaders.pdf_cells import is_numeric
from ingest.loaders.pdf_rows import Row
from ingest.loaders.pdf_words import Word, text_of

_STEP, _MARKED_STEP = 3.6, 8.0  # of a row's size: rows further apart are not of one form; with colons they may be
_LINED_UP = 0.4  # of a row's size, between the beginnings of two labels of a column
_LONG_LABEL, _LONG_VALUE = 6, 14  # words
_FEWEST = 3  # rows of fields without colons
_ASKED_FOR = 1 / 3  # of a column's labels without colons, at least
_NAME = r"(?:[a-z-]+|(?![a-z])[^\W\d_][^:]*):"  # in small letters it is one word: running text may end in a colon too
_LABEL, _WHOLE = re.compile(_NAME), re.compile(rf"{_NAME}\s+\S")  # the latter with its value, a space between them


@dataclass
class _Field:
    """A label and its value; `left` is where it begins, in points."""

    label: list[Word]
    value: list[Word] = field(default_factory=list)

    @property
    def left(self) -> float:
        return self.label[0].left

    @property
    def name(self) -> str:
        return text_of(self.label)

    @property
    def text(self) -> str:
        """The field as a line."""
        colon = "" if not self.value or ":" in self.name else ":"
        return f"{self.name}{colon} {text_of(self.value)}".strip()

    @property
    def is_joined(self) -> bool:
        """Whether the file draws the label in another line than its value."""
        return bool(self.value) and {word.line for word in self.label}.isdisjoint(word.line for word in self.value)


@dataclass(frozen=True)
class Fields:
    """Fields of a page as text, a line each; the numbers of the lines that they were, and how many words they have."""

    text: str
    lines: frozenset[int]
    words: int


def form_fields(rows: Sequence[Row]) -> Iterator[Fields]:
    """Yield the groups of fields in rows of words, from the top down."""
    start = 0
    while start < len(rows):
        read = _with_colons(rows, start) or _without_colons(rows, start)
        if read:
            head = _heads(rows[start - 1 : start], read, rows[start])
            words = [word for row in rows[start : start + len(read)] for word in row.words]
            words += [word for part in head for word in part]
            yield Fields(_written(read, head), frozenset(word.line for word in words), len(words))
        start += len(read) or 1


def _with_colons(rows: Sequence[Row], start: int) -> list[list[_Field]]:
    """Return the fields of rows from a first one whose labels end in colons; none where they are read well anyway."""
    read: list[list[_Field]] = []
    for row in _near(rows, start, _MARKED_STEP):
        fields = _marked(row)
        if not fields:
            break
        read.append(fields)
    fields = [each for row in read for each in row]
    alone = len(fields) == len(read) and all(is_numeric(text_of(each.value)) for each in fields)
    return read if any(map(_is_misread, read)) and not alone else []  # a list of amounts is read as one


def _is_misread(fields: list[_Field]) -> bool:
    """Say whether a row's line holds several fields, or a field's value stands in another line than its label."""
    lines = [each.label[0].line for each in fields]
    return len(set(lines)) < len(lines) or any(each.is_joined for each in fields)


def _marked(row: Row) -> list[_Field]:
    """Return the fields of a row that begins with one and has a colon behind each label; else none."""
    fields: list[_Field] = []
    for segment in row.segments:
        text = text_of(segment)
        found = _WHOLE.match(text)
        if _LABEL.fullmatch(text) or found:
            fields.append(_Field(segment) if found is None else _Field(*_parted(segment)))
        elif not fields:
            return []
        else:
            fields[-1].value.extend(segment)
    short = all(len(each.label) <= _LONG_LABEL and len(each.value) <= _LONG_VALUE for each in fields)
    return fields if short else []


def _parted(segment: list[Word]) -> tuple[list[Word], list[Word]]:
    end = 1 + next(number for number, word in enumerate(segment) if word.text.endswith(":"))
    return segment[:end], segment[end:]


def _without_colons(rows: Sequence[Row], start: int) -> list[list[_Field]]:
    """Return the fields of rows from a first one that have labels in columns, each followed by its value."""
    read: list[list[_Field]] = []
    columns: list[float] = []
    for row in _near(rows, start, _STEP):
        segments = row.segments
        if len(segments) % 2 or len(segments) > 6:
            break
        fields = [_Field(*pair) for pair in zip(segments[::2], segments[1::2], strict=True)]
        columns = columns or [each.left for each in fields]
        lined_up = all(any(abs(each.left - left) <= _LINED_UP * row.size for left in columns) for each in fields)
        if not lined_up or not all(_may_be_label(each) for each in fields):
            break
        read.append(fields)
    return read if len(read) >= _FEWEST and _is_form(read) else []


def _may_be_label(each: _Field) -> bool:
    plain = each.name[0].isalpha() and not any(map(str.isdigit, each.name)) and each.name[-1] not in ",;:%)"
    return plain and len(each.label) <= _LONG_LABEL - 2 and len(each.value) <= _LONG_VALUE


def _is_form(read: list[list[_Field]]) -> bool:
    """Say whether rows without colons are fields: each column has different labels, and many that forms ask for."""
    for column in _columns(read):
        names = [each.name for each in column]
        values = [text_of(each.value) for each in column]
        asked, answered = asking(names), asking(values)
        if len(set(names)) < len(names) or asked < _ASKED_FOR * len(names) or 2 * answered > asked:
            return False
        if all(map(is_numeric, values)):
            return False
    return True


def _heads(above: Sequence[Row], read: list[list[_Field]], first: Row) -> list[list[Word]]:
    """Return what stands over the columns of a form, a title over each of several; none where it is something else."""
    columns = _columns(read)
    parts = above[0].segments if above and len(columns) > 1 else []
    if len(parts) != len(columns) or above[0].base - first.base > _STEP * first.size:
        return []
    ends = [max(word.right for each in column for word in each.label + each.value) for column in columns]
    spans = zip(parts, (column[0].left for column in columns), ends, strict=True)
    over = all(left < (part[0].left + part[-1].right) / 2 < end for part, left, end in spans)
    return parts if over and not any(":" in word.text for part in parts for word in part) else []


def _written(read: list[list[_Field]], heads: list[list[Word]]) -> str:
    """Return fields as lines: column by column where they stand in some, else row by row."""
    columns = _columns(read)
    if min(map(len, columns)) < min(2, len(read)):
        return "\n".join([*map(text_of, heads), *(each.text for fields in read for each in fields)])
    titles = [f"{text_of(head)}\n" for head in heads] or [""] * len(columns)
    groups = [title + "\n".join(each.text for each in column) for title, column in zip(titles, columns, strict=True)]
    return ("\n\n" if heads else "\n").join(groups)


def _columns(read: list[list[_Field]]) -> list[list[_Field]]:
    """Return fields by the place at which they begin, from left to right, each column from the top down."""
    columns: list[list[_Field]] = []
    for each in sorted((each for fields in read for each in fields), key=lambda each: each.left):
        if columns and each.left - columns[-1][0].left <= _LINED_UP * max(each.label[0].size, 4.0):
            columns[-1].append(each)
        else:
            columns.append([each])
    return [sorted(column, key=lambda each: -each.label[0].base) for column in columns]


def _near(rows: Sequence[Row], start: int, step: float) -> Iterator[Row]:
    """Yield rows from a first one on, as long as each stands near under the one before."""
    yield rows[start]
    for above, row in itertools.pairwise(rows[start:]):
        if above.base - row.base > step * row.size:
            return
        yield row
