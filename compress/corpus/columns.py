"""Tables of plain text, whose columns stand under each other by spaces, as Markdown tables.

    Ship          Answers   Mean          | Ship | Answers | Mean |
    Skua            4,310    3.2    ->    |-|-|-|
    Little Auk      1,052    3.6          | Skua | 4,310 | 3.2 |

Exports, mails and manuals are full of them, and what is known of a table's rows and columns (`chatbot/tables`) needs
to see one. Files are read so (`ingest/loaders`), and so are the documents that readers learn from: what a reader has
not learnt, it is unsure of. Only where a row of names stands over figures is it surely a table: columns of words alone
may be a list beside a list, and a first row of figures is no header.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

_LEAST_COLUMNS, _MOST_COLUMNS, _LEAST_ROWS = 3, 40, 2
_TAB = 8  # characters
_NARROW = 2  # characters between two columns that some value fills
_LONGEST_NAME = 5  # words of a column's name
_FILLED = 0.6  # of the cells of a table, at least
_CELL = re.compile(r"\S+(?: \S+)*")  # two spaces part cells
_RULE = re.compile(r"[\s=_+-]*[=_-]{3}[\s=_+-]*")
_FIGURE = re.compile(r"[^\w(]*[\w(]{0,3}[^\w]*\d")  # a number, an amount, a date or a code, after a sign or a unit
_PERIOD = re.compile(r"(?:\w+\.? ){0,2}(?:(?:19|20)\d\d|[QH][1-4]|(?:19|20)\d\d [QH][1-4])", re.IGNORECASE)
_NOT_PLAIN = re.compile(r"[|{}<>;]|\.{4}|[:=]\s*$")  # of a table that has rules already, of code, of a dotted line


@dataclass(frozen=True)
class _Cell:
    start: int
    end: int
    text: str


def with_tables(text: str) -> str:
    """Return the text with its aligned tables as Markdown ones, each a paragraph; all other lines as they are."""
    lines, shown, at = text.split("\n"), [], 0
    while at < len(lines):
        rows = _table_at(lines, at)
        if rows is None:
            shown.append(lines[at])
            at += 1
            continue
        header, *body = rows.cells
        above, below = shown[-1:] not in ([], [""]), "".join(lines[rows.end : rows.end + 1]).strip()
        shown += [*([""] if above else []), *_shown(header, body), *([""] if below else [])]
        at = rows.end
    return "\n".join(shown)


def _shown(header: Sequence[str], body: Sequence[Sequence[str]]) -> list[str]:
    names, *rows = [f"| {' | '.join(row)} |" for row in (header, *body)]
    return [names, "|" + "-|" * len(header), *rows]


@dataclass(frozen=True)
class _Rows:
    """A table's rows, the header first, and the number of the line behind it."""

    cells: list[list[str]]
    end: int


def _table_at(lines: Sequence[str], start: int) -> _Rows | None:
    """Return the table whose header is this line; None where it is none."""
    header = _cells(lines[start])
    named = all(_is_name(cell.text) for cell in header) and not _is_odd(lines[start])
    if not named or not _LEAST_COLUMNS <= len(header) <= _MOST_COLUMNS:
        return None
    header = [*_unnamed(header, lines[start + 1 : start + 2]), *header]
    spans = [(cell.start, cell.end) for cell in header]
    if start and _is_row(lines[start - 1], spans):
        return None  # a row among others
    body, end = [], start + 1
    while end < len(lines) and lines[end].strip():
        if not _RULE.fullmatch(lines[end]):
            cells = [part for cell in _cells(lines[end]) for part in _parted(spans, cell)]
            wider = _widened(spans, cells)
            if wider is None or _is_odd(lines[end]):
                break
            spans = wider
            body.append(cells)
        end += 1
    names, rows = _named([cell.text for cell in header], [_in_columns(spans, cells) for cells in body])
    return _Rows([names, *rows], end) if _is_table(rows) else None


def _unnamed(header: Sequence[_Cell], below: Sequence[str]) -> list[_Cell]:
    """Return the column of the rows' own names, which mostly has none, if the line below has one before the header."""
    before = [cell for line in below for cell in _cells(line) if cell.end < header[0].start]
    return [_Cell(before[0].start, before[-1].end, "")] if before else []


def _cells(line: str) -> list[_Cell]:
    return [_Cell(found.start(), found.end(), found.group()) for found in _CELL.finditer(line.expandtabs(_TAB))]


def _is_name(text: str) -> bool:
    """Tell whether a cell may name a column: a few words without figures, or a year or a quarter."""
    figures = any(map(str.isdecimal, text)) and not _PERIOD.fullmatch(text)
    return any(map(str.isalnum, text)) and not figures and len(text.split()) <= _LONGEST_NAME


def _is_row(line: str, spans: Sequence[tuple[int, int]]) -> bool:
    """Tell whether a line has cells in columns."""
    cells = _cells(line)
    is_other = len(cells) < _LEAST_COLUMNS or _RULE.fullmatch(line) or _is_odd(line)
    return not is_other and _widened(spans, cells) is not None


def _is_odd(line: str) -> bool:
    return bool(_NOT_PLAIN.search(line))


def _widened(spans: Sequence[tuple[int, int]], cells: Sequence[_Cell]) -> list[tuple[int, int]] | None:
    """Return where the columns stand with these cells in them; None where they are no row of theirs.

    A cell may go over several columns only beside others that do not.
    """
    found = list(spans)
    for cell in cells:
        over = [n for n, (start, end) in enumerate(found) if cell.start < end and cell.end > start]
        near = over or _beside(found, cell)
        if len(near) > 1 and (not over or len(cells) < _LEAST_COLUMNS):
            return None
        if len(near) == 1:
            start, end = found[near[0]]
            found[near[0]] = (min(start, cell.start), max(end, cell.end))
    apart = all(one[1] < two[0] for one, two in pairwise(found))
    return found if apart else None


def _beside(spans: Sequence[tuple[int, int]], cell: _Cell) -> list[int]:
    """Return the column nearest to a cell that stands under no column's name or value, among those beside it."""
    gaps = [max(start - cell.end, cell.start - end) for start, end in spans]
    nearest = min(gaps)
    return [n for n, gap in enumerate(gaps) if gap == nearest]


def _in_columns(spans: Sequence[tuple[int, int]], cells: Sequence[_Cell]) -> list[str]:
    row = [""] * len(spans)
    for cell in chain.from_iterable(_parted(spans, cell) for cell in cells):
        column = next(n for n, (start, end) in enumerate(spans) if cell.start < end and start < cell.end)
        row[column] = f"{row[column]} {cell.text}".strip()
    return row


def _parted(spans: Sequence[tuple[int, int]], cell: _Cell) -> list[_Cell]:
    """Return a cell in two where a column that is full and the next one are only one space apart."""
    for (_, end), (start, _) in pairwise(spans):
        if start - end <= _NARROW and cell.start < end and start < cell.end:
            space = cell.text.find(" ", max(0, end - 1 - cell.start), start + 2 - cell.start)
            if space > 0:
                first, rest = cell.text[:space], cell.text[space + 1 :]
                at = cell.start + space
                return [_Cell(cell.start, at, first), *_parted(spans, _Cell(max(at + 1, start), cell.end, rest))]
    return [cell]


def _named(header: list[str], rows: Sequence[list[str]]) -> tuple[list[str], list[list[str]]]:
    """Return names and rows, where what goes on from a line to the next is joined.

    A first line of names or units that is not under the first name is of the names; a line that has only what goes on
    in one column, and not the first, is of the row above it.
    """
    found: list[list[str]] = []
    for row in rows:
        filled = [n for n, cell in enumerate(row) if cell]
        if not found and not row[0] and all(_is_name(row[n]) or row[n].endswith(")") for n in filled):
            header = [f"{name} {more}".strip() for name, more in zip(header, row, strict=True)]
        elif found and len(filled) == 1 and filled[0]:
            found[-1][filled[0]] = f"{found[-1][filled[0]]} {row[filled[0]]}".strip()
        else:
            found.append(list(row))
    return header, found


def _is_table(rows: Sequence[list[str]]) -> bool:
    """Tell whether rows under names are surely a table's: enough of them, mostly filled, with figures in a column."""
    if len(rows) < _LEAST_ROWS:
        return False
    filled = sum(bool(cell) for row in rows for cell in row)
    figures = max(sum(bool(_FIGURE.match(cell)) for cell in column) for column in zip(*rows, strict=True))
    return filled >= _FILLED * sum(map(len, rows)) and figures >= max(_LEAST_ROWS, len(rows) / 2)
