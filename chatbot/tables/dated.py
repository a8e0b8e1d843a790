"""The columns of a table that hold dates, and their days as numbers, so that rows can be put in order by them."""

import re
from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from chatbot.calendar.written_dates import DATE, read_date
from chatbot.mathematics.tokens import CalculationError
from chatbot.tables.reading import Figure, is_blank

_DATE = re.compile(DATE, re.IGNORECASE)


def dated(rows: Sequence[Sequence[str]]) -> list[int]:
    """Return the columns that have dates and nothing else."""
    return [n for n in range(len(rows[0]) if rows else 0) if _is_dated([row[n] for row in rows])]


def read_day(cell: str, column: str) -> Figure | None:
    """Return the day of a cell, counted from year 1; None where it is no date, or might be another one.

    `column` is the text of all its cells: 3/4/2024 is read by the order that others of them have.
    """
    text = cell.strip()
    if not _DATE.fullmatch(text) or not any(map(str.isdigit, text)):
        return None
    try:
        written = read_date(text, column, date.min)
        if written.remark or written.year is None:
            return None
        return Figure(Fraction(written.on(written.year).toordinal()), text, "day")
    except CalculationError:
        return None


def _is_dated(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if not is_blank(cell)]
    return bool(filled) and all(read_day(cell, " ".join(filled)) for cell in filled)
