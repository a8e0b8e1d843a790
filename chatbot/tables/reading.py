"""Tables of found passages as figures: each number with the words of its row and of its column, and its unit."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from chatbot.answers.subject import over
from chatbot.calendar.years import is_year, years
from chatbot.questions.plurals import stem_set, stems
from ingest.collection import Passage

_NUMBER = re.compile(
    r"(?P<minus>[-−(]\s*)?(?P<sign>[$€£]?)\s*(?P<minus2>[-−(]\s*)?(?P<digits>\d[\d,]*(?:\.\d+)?|\.\d+)\s*\)?\s*"
    r"(?P<unit>%|[^\W\d_]{1,12})?\s*\)?\.?"
)
_BRACKETS = re.compile(r"\(([^)]*)\)")
_REFERENCE = re.compile(r"\[\w{1,4}\]")  # a footnote of the document's own, "[190]"
_IN_UNITS = re.compile(  # "Revenue in million US$" is a revenue
    r"\s+in\s+((?:thousands?|millions?|billions?)?\s*(?:of\s+)?(?:[A-Z]{0,3}[$€£]|[A-Z]{3}|%|percent|dollars|euros|pounds)"
    r"|thousands?|millions?|billions?)\s*$"
)
_QUALIFIER = re.compile(r"[,;:]\s|\s(?:on|at)\s")
_SINCE = 1900  # of the years in a table: an earlier one may as well be an amount, "1650" for 1,650

NO_UNIT = frozenset(  # what may stand behind a number in prose and is not its unit
    "in on at of for to and or during by the a per each from than before now with without".split()
)

Label = tuple[frozenset[str], ...]  # the words of each cell that names a row; a column has one


@dataclass(frozen=True)
class Figure:
    """A number of a document: its value, how it is written in an expression, and its unit, "" if none is known."""

    value: Fraction
    text: str
    unit: str


@dataclass(frozen=True)
class Table:
    """A table's rows and columns by name, its numbers by both.

    `own` are the words of its title, of its header and of what all its rows say, `context` those and the text around.
    The heads are what stands before a label's qualifier, "F1" in "F1 on short texts"; empty where it has none.
    """

    rows: tuple[Label, ...]
    columns: tuple[Label, ...]
    cells: dict[tuple[int, int], Figure]
    own: frozenset[str]
    context: frozenset[str]
    row_heads: tuple[frozenset[str], ...]
    column_heads: tuple[frozenset[str], ...]


def tables(passage: Passage) -> Iterator[Table]:
    """Yield the Markdown tables of a passage that have numbers."""
    about, around = over(passage), stem_set(prose_of(passage.text))
    for block in _blocks(passage.text):
        if (table := _table(block, about, around)) is not None:
            yield table


def grids(text: str) -> Iterator[tuple[list[str], list[list[str]]]]:
    """Yield the header and the rows of each Markdown table; without a line under it, the first row is no header."""
    for block in _blocks(text):
        marked = len(block) > 1 and _is_line(block[1])
        header = block[0] if marked else [""] * len(block[0])
        yield header, [row for row in block[marked:] if len(row) == len(header) and not _is_line(row)]


def row_of(text: str) -> tuple[list[str], list[str]]:
    """Return the header and the last row of a table; the header's names are empty where it has none."""
    *head, row = rows_of(text) or [[text]]
    return (head[0] if head else [""] * len(row)), row


def said_cells(header: Sequence[str], row: Sequence[str], chosen: Sequence[int]) -> str:
    """Return some cells of a row as it is said, each with its column's name; without the document's own references."""
    named = ((_REFERENCE.sub("", name), _REFERENCE.sub("", cell)) for name, cell in zip(header, row, strict=False))
    pairs = [f"{name}: {cell}" if name else cell for name, cell in named]
    return "; ".join(pairs[n] for n in chosen if n < len(pairs))


def is_blank(cell: str) -> bool:
    """Tell whether a cell says nothing: it is empty, or a dash."""
    return not cell.strip("-–— ")


def without_references(text: str) -> str:
    """Return a text without a document's own footnotes, "[190]"."""
    return _REFERENCE.sub("", text)


def prose_of(text: str) -> str:
    """Return a text without its tables."""
    return " ".join(line for line in text.splitlines() if not line.lstrip().startswith("|"))


def rows_of(text: str) -> list[list[str]]:
    """Return the cells of all table rows of a text, a header among them; without the lines under headers."""
    lines = (line.strip() for line in text.splitlines())
    rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|"))
    return [row for row in rows if not _is_line(row)]


def _blocks(text: str) -> Iterator[list[list[str]]]:
    block: list[list[str]] = []
    for line in [*map(str.strip, text.splitlines()), ""]:
        if line.startswith("|"):
            block.append([cell.strip() for cell in line.strip("|").split("|")])
        elif block:
            yield block
            block = []


def _is_line(row: list[str]) -> bool:
    return all(re.fullmatch(r":?-+:?", cell) for cell in row)


def year(label: frozenset[str]) -> int | None:
    """Return the one year that a label names."""
    found = {int(term) for term in label if is_year(term, _SINCE)}
    return found.pop() if len(found) == 1 else None


def read_figure(cell: str, unit: str = "") -> Figure | None:
    """Return the number that a cell consists of, `(1,234)` as -1234; None if there is none or more than one."""
    found = _NUMBER.fullmatch(cell)
    if not found:
        return None
    digits = found["digits"].replace(",", "")
    minus = "-" if found["minus"] or found["minus2"] else ""
    text = f"({minus}{digits})" if minus else digits
    return Figure(Fraction(f"{minus}{digits}"), text, (found["sign"] or found["unit"] or unit).lower())


def _table(block: list[list[str]], about: frozenset[str], around: frozenset[str]) -> Table | None:
    header, *body = (row for row in block if not _is_line(row))
    body = [row for row in body if len(row) == len(header)]
    names = [n for n in range(len(header)) if n == 0 or _is_name(header[n], [row[n] for row in body])]
    numbers = [n for n in range(len(header)) if n not in names]
    rows = tuple(tuple(_words(row[n]) for n in names) for row in body)
    columns = tuple((_words(header[n]),) for n in numbers)
    units = [_unit_of(header[n]) for n in numbers]
    cells = {
        (r, c): figure
        for r, row in enumerate(body)
        for c, n in enumerate(numbers)
        if (figure := read_figure(row[n], units[c]))
    }
    common = [_common(label[0] for label in columns), _common(frozenset().union(*row) for row in rows)]
    only = columns[0][0] if len(columns) == 1 else frozenset()  # all numbers are of that: it tells none from another
    own = about.union(*common, only, *(_words(header[n]) for n in names), *map(stems, units))
    if not cells:
        return None
    heads = (
        tuple(_head(row[0]) - common[1] if len(names) == 1 else frozenset() for row in body),
        tuple(_head(header[n]) - common[0] for n in numbers),
    )
    return Table(_without(rows, common[1]), _without(columns, common[0]), cells, own, own | around, *heads)


def _is_name(header: str, cells: list[str]) -> bool:
    filled = [cell for cell in cells if cell]
    numeric = sum(read_figure(cell) is not None for cell in filled)
    dated = all(is_year(cell, _SINCE) for cell in filled)
    return bool(filled) and (numeric * 2 < len(filled) or (dated and not years(header, _SINCE)))


def _unit_of(name: str) -> str:
    """Return the unit that a column's name gives, in brackets or as "in million US$"; "" where it gives none."""
    bare = _REFERENCE.sub("", name)
    return " ".join([*_BRACKETS.findall(bare), *_IN_UNITS.findall(_BRACKETS.sub(" ", bare))])


def _words(cell: str) -> frozenset[str]:
    return stem_set(bare(cell))


def bare(cell: str) -> str:
    """Return a cell without its unit, what stands in brackets, and the document's own footnotes."""
    return _IN_UNITS.sub("", _BRACKETS.sub(" ", _REFERENCE.sub("", cell)))


def _head(cell: str) -> frozenset[str]:
    """Return the words before a comma or an "on" of a label, which say what it is; none where nothing follows."""
    head, *qualifiers = _QUALIFIER.split(bare(cell), maxsplit=1)
    return stem_set(head) if qualifiers else frozenset()


def _common(labels: Iterator[frozenset[str]]) -> frozenset[str]:
    """Return the words that all labels have: they tell none from another."""
    listed = list(labels)
    return frozenset.intersection(*listed) if len(listed) > 1 else frozenset()


def _without(labels: tuple[Label, ...], common: frozenset[str]) -> tuple[Label, ...]:
    return tuple(tuple(part - common for part in label) for label in labels)
