"""Works out dates: what `date_phrases` makes of a question → the result, shown with what it was worked out from.

    2024-11-23 + 90 days                     2024-11-23 + 90 days = 2025-02-21
    days from 20 Dec 2024 to 12/31/2024      2024-12-20 to 2024-12-31 = 11 days
    weekday of 23 November 2024              2024-11-23 is a Saturday
    days in February 2024                    February 2024 has 29 days

Without a year a date is of the other one's year, else of this year; two that are then in the wrong order are of
successive years. "until" a day that comes every year means the next one, "since" the last one.
"""

import re
from calendar import isleap, monthrange
from collections.abc import Sequence
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from chatbot.calendar.clock_times import clock_shift, clock_span, counted, is_clock
from chatbot.calendar.months import MONTHS, month_number
from chatbot.calendar.written_dates import WEEKDAYS, Written, long_ago, read_date, weekday_in
from chatbot.mathematics.tokens import CalculationError

_SPAN = re.compile(r"(?P<unit>\w+) (?P<kind>from|between|until|since) (?P<start>.+?)(?: (?:to|and) (?P<end>.+))?")
_SHIFT = re.compile(r"(?P<start>.+?) (?P<sign>[-+]) (?P<lapse>\d+(?:\.\d+)? [a-z].*)")
_LENGTH = re.compile(r"days in (?:(?P<month>[a-z]+)\.? ?)?(?P<year>\d{4})?")
_UNITS = ("years", "months", "weeks", "days")
_A_DAY = {"hours": 24, "minutes": 24 * 60, "seconds": 24 * 60 * 60}


def work_out(expression: str, today: date) -> str:
    """Return the result of an expression of `date_phrases`; raise `CalculationError` with what is wrong with it."""
    of_weekday = expression.removeprefix("weekday of ")
    if found := _LENGTH.fullmatch(expression):
        return _length(found["month"], found["year"])
    if found := _SHIFT.fullmatch(of_weekday):
        return _shift(found, today, weekday=of_weekday != expression)
    if of_weekday != expression:
        written = read_date(of_weekday, of_weekday, today)
        day = written.on(today.year)
        return f"{day} is a {WEEKDAYS[day.weekday()]}{_remarks(written.remark, long_ago(day))}"
    if found := _SPAN.fullmatch(expression):
        if is_clock(found["start"]):
            return clock_span(found["start"], found["end"], found["unit"])
        return _span(found, today)
    raise CalculationError(f"{expression!r} is not a question about dates that can be worked out.")


def _length(month: str | None, year: str | None) -> str:
    if not month:
        leap = isleap(int(year))
        return f"{year} has {366 if leap else 365} days: it is {'a' if leap else 'no'} leap year"
    number = month_number(month)
    if number == 2 and not year:
        return "February has 28 days, in a leap year 29"
    days = monthrange(int(year or 2000), number)[1]
    return f"{MONTHS[number - 1]}{f' {year}' if year else ''} has {days} days"


def _shift(found: re.Match[str], today: date, *, weekday: bool) -> str:
    start, sign, lapse = found["start"], found["sign"], found["lapse"]
    if is_clock(start):
        return clock_shift(start, sign, lapse)
    written = read_date(start, start, today)
    day = written.on(today.year)
    lasts = _lapse(lapse)
    try:
        end = day + lasts if sign == "+" else day - lasts
    except (ValueError, OverflowError):
        raise CalculationError("The date lies outside the years 1 to 9999.") from None
    remark = f"that month has no day {day.day}" if not lasts.days and end.day != day.day else ""
    named = f", a {WEEKDAYS[end.weekday()]}" if weekday else ""
    return f"{day} {sign} {lapse} = {end}{named}{_remarks(written.remark, remark, long_ago(min(day, end)))}"


def _lapse(text: str) -> relativedelta:
    lasts = relativedelta()
    for number, unit in re.findall(r"(\S+) (\w+)", text.replace("and ", "")):
        units = f"{unit.rstrip('s')}s"
        if units not in _UNITS or not number.isdigit():
            raise CalculationError("To a date only whole days, weeks, months and years can be added.")
        lasts += relativedelta(**{units: int(number)})
    return lasts


def _span(found: re.Match[str], today: date) -> str:
    if found["kind"] in ("until", "since"):
        start, end, remarks = _with_today(found["start"], found["kind"], today)
    else:
        start, end, remarks = _both(found["start"], found["end"], today)
    if found["kind"] == "between" and end < start:
        start, end = end, start
    lasts = _lasts(start, end, found["unit"])
    return f"{start} to {end} = {lasts}{_remarks(*remarks, long_ago(min(start, end)))}"


def _with_today(text: str, kind: str, today: date) -> tuple[date, date, list[str]]:
    """Return today and the day until which it is asked, or the day since which and today, with remarks."""
    if (weekday := weekday_in(text)) is not None:
        ahead = (weekday - today.weekday() - 1) % 7 + 1  # Friday is a week away on a Friday
        day = today + timedelta(days=ahead if kind == "until" else -((today.weekday() - weekday - 1) % 7 + 1))
        remarks = [f"the {'next' if kind == 'until' else 'last'} {text.capitalize()}"]
    else:
        written = read_date(text, text, today)
        day, remarks = _nearest(written, kind, today), [written.remark]
    return (today, day, remarks) if kind == "until" else (day, today, remarks)


def _nearest(written: Written, kind: str, today: date) -> date:
    """Return a date; one without a year is the next one for "until", the last one for "since", today included."""
    if written.year:
        return written.on(written.year)
    step = 1 if kind == "until" else -1
    year = today.year
    if (written.month, written.day) == (2, 29):
        while not isleap(year):
            year += step
    day = written.on(year)
    passed = day < today if step > 0 else day > today
    return written.on(year + step) if passed else day


def _both(first: str, last: str, today: date) -> tuple[date, date, list[str]]:
    whole = f"{first} {last}"
    start, end = read_date(first, whole, today), read_date(last, whole, today)
    begins = start.on(end.year or today.year)
    ends = end.on(start.year or today.year)
    if ends < begins and not end.year:
        ends = end.on(begins.year + 1)
    elif ends < begins and not start.year:
        begins = start.on(ends.year - 1)
    return begins, ends, [start.remark, end.remark]


def _lasts(start: date, end: date, unit: str) -> str:
    """Return `11 days`, `1 week and 4 days`, `3 months and 5 days`, `-11 days`."""
    days = (end - start).days
    sign = "-" if days < 0 else ""
    start, end = min(start, end), max(start, end)
    if unit in ("days", "time"):
        return f"{sign}{counted(abs(days), 'day')}"
    if unit == "weeks":
        return f"{sign}{_listed(divmod(abs(days), 7), ['week', 'day'])}"
    lasts = relativedelta(end, start)
    if unit == "months":
        return f"{sign}{_listed([lasts.years * 12 + lasts.months, lasts.days], ['month', 'day'])}"
    if unit == "years":
        return f"{sign}{_listed([lasts.years, lasts.months, lasts.days], ['year', 'month', 'day'])}"
    return f"{sign}{abs(days) * _A_DAY[unit]:,} {unit}"


def _listed(numbers: Sequence[int], units: Sequence[str]) -> str:
    """Return what there is of each unit, `3 months and 5 days`."""
    *others, last = [counted(n, unit) for n, unit in zip(numbers, units, strict=True) if n] or ["0 days"]
    return f"{', '.join(others)} and {last}" if others else last


def _remarks(*remarks: str) -> str:
    told = "; ".join(dict.fromkeys(remark for remark in remarks if remark))
    return f" ({told})" if told else ""
