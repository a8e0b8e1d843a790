"""Dates as people write them → day, month and year: `2024-11-23`, `23 November`, `Nov 23, 2024`, `11/23/2024`.

Of `04/05/2024` the first number is the month, as nobody can know, and a remark says so; it is the day where another
date of the same text has to begin with one (`23/11/2024`). Between dots the day is first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from chatbot.calendar.months import MONTH, MONTHS, month_number
from chatbot.mathematics.tokens import CalculationError

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
YEAR = r"(?:1[5-9]|2[01])\d\d"  # not that of `years`: dates may lie ahead
_RELATIVE = {"today": 0, "now": 0, "tomorrow": 1, "yesterday": -1}
_FEASTS = {
    "christmas": (25, 12), "christmas day": (25, 12), "christmas eve": (24, 12), "boxing day": (26, 12),
    "new year": (1, 1), "new year's day": (1, 1), "new year's eve": (31, 12), "halloween": (31, 10),
    "valentine's day": (14, 2),
}  # fmt: skip
_GREGORIAN = date(1582, 10, 15)

WEEKDAY = rf"(?:{'|'.join(WEEKDAYS)})"
_DAY = r"(?:the )?(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_NAMED = [
    rf"(?:(?P<weekday>{WEEKDAY}),? )?{_DAY}(?: of)? (?P<month>{MONTH})(?:,? (?P<year>{YEAR}))?",
    rf"(?:(?P<weekday>{WEEKDAY}),? )?(?P<month>{MONTH}) {_DAY}(?:,? (?P<year>{YEAR}))?",
]
_ISO = [rf"(?P<year>{YEAR}){sign}(?P<month>\d\d){sign}(?P<day>\d\d)" for sign in "-/"]
_UP_TO_31 = r"0?[1-9]|[12]\d|3[01]"
_NUMBERS = [
    rf"(?P<first>{_UP_TO_31})(?P<sign>{sign})(?P<second>{_UP_TO_31}){sign}(?P<year>{YEAR})"
    for sign in ("-", "/", r"\.")
]
_TWO_DIGITS = r"(?P<first>\d{1,2})/(?P<second>\d{1,2})/(?P<year>\d\d)"
_NO_YEAR = r"(?P<first>\d{1,2})/(?P<second>\d{1,2})"
_WORDS = "|".join(sorted((*_RELATIVE, *_FEASTS), key=len, reverse=True))
_FORMS = [re.compile(form, re.IGNORECASE) for form in (*_NAMED, *_ISO, *_NUMBERS, _TWO_DIGITS, _NO_YEAR)]


def _any_of(*forms: str) -> str:
    """Return one pattern for several forms, without group names, so that it can stand in another more than once."""
    return "(?:" + re.sub(r"\?P<\w+>", "?:", "|".join(forms)) + ")"


# Patterns for dates within a text, in any case: those that are surely one, by signs alone or with a month's name;
# those that are one where the wording asks for a date; and there too `12/25`, elsewhere a fraction.
NUMERIC = rf"(?<![\w.,/]){_any_of(*_ISO, *_NUMBERS)}(?![\w/]|[.,]\d)"
NAMED = rf"(?<![\w.,/]){_any_of(*_NAMED)}(?![\w:/]|[.,]\d)"
DATE = rf"(?:{NUMERIC}|{NAMED}|{_any_of(_TWO_DIGITS)}|(?:{_WORDS})\b)"
DATE_OR_SHORT = rf"(?:{DATE}|{_any_of(_NO_YEAR)}(?![\d/]))"


@dataclass(frozen=True)
class Written:
    """A date that was read. `year` is None where none was written; `remark` says what a reader must know."""

    day: int
    month: int
    year: int | None
    remark: str = ""

    def on(self, year: int) -> date:
        """Return the date in its own year, else in the one given; raise `CalculationError` where there is none."""
        year = self.year or year
        try:
            return date(year, self.month, self.day)
        except ValueError:
            if not 1 <= self.month <= 12:
                raise CalculationError(f"There is no month {self.month}.") from None
            raise CalculationError(f"There is no {self.day} {MONTHS[self.month - 1]} {year}.") from None


def read_date(text: str, whole: str, today: date) -> Written:
    """Read a text that `DATE_OR_SHORT` matches; `whole` is the text it stands in, whose other dates tell the order.

    Raises `CalculationError` where it is no date.
    """
    word = text.lower()
    if word in _RELATIVE:
        return _of(today + timedelta(days=_RELATIVE[word]))
    if word in _FEASTS:
        return Written(*_FEASTS[word], None)
    found = next((found for form in _FORMS if (found := form.fullmatch(text))), None)
    if found is None:
        raise CalculationError(f"{text!r} is not a date that is known here; write it as in 2024-11-23.")
    part = found.groupdict()
    if part.get("year") and len(part["year"]) == 2:
        raise CalculationError(f"Write the year of {text} with four digits.")
    year = int(part["year"]) if part.get("year") else None
    if "first" in part:
        return _in_order(text, part, year, _order(whole))
    month = int(part["month"]) if part["month"].isdigit() else month_number(part["month"])
    written = Written(int(part["day"]), month, year)
    return _with_weekday(written, part.get("weekday"), today)


def weekday_in(text: str) -> int | None:
    """Return 0 to 6 for a bare weekday's name, else None."""
    return WEEKDAYS.index(text.capitalize()) if text.capitalize() in WEEKDAYS else None


def long_ago(day: date) -> str:
    """Return a remark on a date from before there was this calendar, else nothing."""
    return "in today's calendar, also before 1582" if day < _GREGORIAN else ""


def _of(day: date) -> Written:
    return Written(day.day, day.month, day.year)


def _order(whole: str) -> str:
    """Return "day" or "month", what the dates of a text have first where one of them tells, else nothing."""
    for found in re.finditer(r"(?<![\d/-])(\d{1,2})[/-](\d{1,2})(?!\d)", whole):
        if int(found[1]) > 12 or int(found[2]) > 12:
            return "day" if int(found[1]) > 12 else "month"
    return ""


def _in_order(text: str, part: dict[str, str], year: int | None, order: str) -> Written:
    first, second = int(part["first"]), int(part["second"])
    if part.get("sign") == "." or first > 12 or (order == "day" and second <= 12):
        return Written(first, second, year)
    is_open = not order and second <= 12 and first != second
    named = f"{second} {MONTHS[first - 1]}" if is_open and first else ""
    return Written(second, first, year, f"{text} is read month first, as {named}" if named else "")


def _with_weekday(written: Written, weekday: str | None, today: date) -> Written:
    """Return the date, with a remark where the weekday that was written is not its own."""
    if not weekday:
        return written
    day = written.on(today.year)
    if WEEKDAYS[day.weekday()].lower() == weekday.lower():
        return written
    return Written(written.day, written.month, written.year, f"{day} is a {WEEKDAYS[day.weekday()]}")
