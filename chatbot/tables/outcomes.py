"""What a whole table comes to, exactly, and how it is said: "12.50 + 3 = $15.50 (sum of 2 numbers of “Amount”)"."""

import re
from dataclasses import dataclass
from fractions import Fraction

from chatbot.mathematics.calculator import decimal_text
from chatbot.questions.operations import AVERAGE, TOTAL
from chatbot.tables.columns import Row
from chatbot.tables.measures import figures, unit_of
from chatbot.tables.reading import Figure
from chatbot.tables.whole_questions import COUNT, LIST
from chatbot.tables.whole_tables import Part

_WRITTEN_OUT = 12  # numbers of a sum that is shown as one
_NAMED = 40  # rows of a list; the table itself is the better list of more


@dataclass(frozen=True)
class Total:
    """What came out: the kind, the header and the column that was read, and the parts with the rows that count.

    The table has `of` rows in all.
    """

    kind: str
    header: Row
    column: int
    parts: tuple[Part, ...]
    of: int
    by: int | None = None  # the column that a condition was about, shown in brackets

    @property
    def cells(self) -> list[str]:
        """The cells that were read, in the order of the document's parts."""
        return [row[self.column] for part in self.parts for row in part.rows]

    @property
    def names(self) -> list[str]:
        """What each row is called: its cells under "First name" and the like, else the cell that was read."""
        called = [n for n, name in enumerate(self.header) if "name" in name.lower().split()] or [self.column]
        rows = [row for part in self.parts for row in part.rows]
        shown = [f" ({row[self.by]})" if self.by is not None else "" for row in rows]
        return [" ".join(row[n] for n in called if row[n]) + by for row, by in zip(rows, shown, strict=True)]

    @property
    def figures(self) -> list[Figure]:
        """The numbers that are added; none for a count."""
        return [] if self.kind in (COUNT, LIST) else figures(self.cells) or []

    @property
    def value(self) -> Fraction:
        """The exact result."""
        total = sum((figure.value for figure in self.figures), Fraction(0))
        count = len(self.cells)
        return {TOTAL: total, AVERAGE: total / count, COUNT: Fraction(count)}[self.kind]

    @property
    def expression(self) -> str:
        """All numbers written out: `(12.5 + 3) / 2`."""
        joined = " + ".join(figure.text for figure in self.figures)
        return f"({joined}) / {len(self.cells)}" if self.kind == AVERAGE else joined

    def said(self) -> str:
        """Return the result in words, without its footnotes; a long sum is told by how many numbers it has."""
        name, count = self.header[self.column], len(self.cells)
        some = f"{count}" if count == self.of else f"{count} of the {self.of}"
        if self.kind == LIST:
            names = list(dict.fromkeys(self.names))  # somebody may have several rows
            more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
            return f"{', '.join(names[:_NAMED])}{more} ({some} rows of the table{self._condition()})"
        if self.kind == COUNT:
            rows = "rows" if count == self.of else f"of the {self.of} rows"
            which = f": {', '.join(self.names)}" if self.by is not None and count <= _WRITTEN_OUT else ""
            return f"{count} ({rows} of the table, one for each “{name}”{self._condition()}{which})"
        what = "sum" if self.kind == TOTAL else "average"
        return f"{self._sum()}{self._result()} ({what} of {some} numbers of “{name}”)"

    def _condition(self) -> str:
        return "" if self.by is None else f", by “{self.header[self.by]}”"

    def _sum(self) -> str:
        count = len(self.cells)
        if count <= _WRITTEN_OUT:
            return f"{self.expression} = "
        return "" if self.kind == TOTAL else f"{decimal_text(self.value * count)} / {count} = "

    def _result(self) -> str:
        unit, result = unit_of(self.cells[0]), decimal_text(self.value)
        if unit not in ("$", "€", "£"):
            return f"{result} {unit}".rstrip()
        return f"{unit}{result}0" if re.search(r"\.\d$", result) else f"{unit}{result}"  # "$15.50"
