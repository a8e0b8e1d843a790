"""The columns of a table: which hold numbers, which name its rows, and which rows are sums of others."""

import re
from collections.abc import Sequence

from chatbot.calendar.years import is_year
from chatbot.questions.plurals import stem_set
from chatbot.tables.reading import is_blank, read_figure

Row = tuple[str, ...]

IDENTIFIES = stem_set("id identifier index key code number")  # what names a row to a machine
SUMS = re.compile(r"\b(?:(?:sub)?totals?|sums?|averages?|means?|overall|combined)\b", re.IGNORECASE)


def numeric(rows: Sequence[Sequence[str]]) -> list[int]:
    """Return the columns that have numbers and nothing else, years left out."""
    return [n for n in range(len(rows[0]) if rows else 0) if _is_numeric([row[n] for row in rows])]


def telling(columns: list[int], rows: Sequence[Sequence[str]]) -> list[int]:
    """Return the columns that tell one row from another, all where none does."""
    return [n for n in columns if len({row[n] for row in rows}) > 1] or columns


def as_lines(header: Row, rows: Sequence[Row]) -> str:
    """Return a header and rows as lines of a Markdown table, to be quoted."""
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (header, *rows))


def _is_numeric(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if not is_blank(cell)]
    return bool(filled) and all(read_figure(cell) for cell in filled) and not all(map(is_year, filled))
