"""The year or the month that a question means, and which rows of a table fall into it by their dates.

"How much did we spend in March 2024?" of rows with a date each. Of several columns of dates the one called so tells
when a row was; what else is a date in it (a due date, say) does not.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from chatbot.calendar.months import MONTH, month_number
from chatbot.calendar.years import YEAR
from chatbot.questions.plurals import stem_set
from chatbot.tables.columns import Row
from chatbot.tables.dated import dated, read_day
from chatbot.tables.reading import is_blank

_MONTH = re.compile(rf"\b(?:in|of|for|during) (?P<month>{MONTH})(?:,? (?P<year>{YEAR}))?(?!\s*\d)", re.IGNORECASE)
_YEAR = re.compile(rf"(?<![\w.,/-]){YEAR}(?![\w/-]|[.,]\d)")
_WHEN = frozenset({"date", "day", "when"})


@dataclass(frozen=True)
class Period:
    """A year, a month of it, or a month of whichever year; `words` are the question's terms that name it."""

    year: int | None
    month: int | None
    words: frozenset[str]

    def holds(self, day: date) -> bool:
        """Tell whether a day is within it."""
        return self.year in (None, day.year) and self.month in (None, day.month)


def period_of(text: str) -> Period | None:
    """Return the one period that a question names; None where it names none, or several."""
    months, named_years = list(_MONTH.finditer(text)), set(_YEAR.findall(text))
    if len(months) > 1 or len(named_years) > 1 or not (months or named_years):
        return None
    month, year = (months[0] if months else None), next(iter(named_years), "")
    words = stem_set(f"{month[0] if month else ''} {year}")  # with its "in": "may" alone is a verb
    return Period(int(year) if year else None, month_number(month["month"]) if month else None, words)


def date_column(header: Row, rows: Sequence[Row]) -> int | None:
    """Return the column that says when each row was: the only one of dates without a gap, or the one called so."""
    whole = [n for n in dated(rows) if not any(is_blank(row[n]) for row in rows)]
    called = [n for n in whole if header[n].strip().lower() in _WHEN]
    chosen = called or whole
    return chosen[0] if len(chosen) == 1 else None


def within(period: Period, rows: Sequence[Row], column: int) -> list[bool] | None:
    """Tell of each row whether it falls into a period; None where it is a month of more than one year."""
    cells = [row[column] for row in rows]
    figures = [read_day(cell, " ".join(cells)) for cell in cells]
    if any(figure is None for figure in figures):
        return None
    days = [date.fromordinal(int(figure.value)) for figure in figures]
    several = period.year is None and len({day.year for day in days if period.holds(day)}) > 1
    return None if several else [period.holds(day) for day in days]
