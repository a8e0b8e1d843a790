"""Times of day: how long it is from one to another, and what time it is a while later.

clock_span("9:15", "17:45", "hours")     9:15 to 17:45 = 8.5 hours
clock_span("22:00", "6:30", "minutes")   22:00 to 6:30 the next day = 510 minutes
"""

import re
from fractions import Fraction

from chatbot.mathematics.tokens import CalculationError

# In any case; for use inside other patterns.
CLOCK = r"(?<![\w:.,/])(?:\d{1,2}:\d\d(?: ?[ap]\.?m\b\.?)?|\d{1,2} ?[ap]\.?m\b\.?|noon|midnight)(?![\w:]|[.,]\d)"
_FORM = re.compile(r"(?P<hour>\d{1,2})(?::(?P<minute>\d\d))?(?: ?(?P<half>[ap])\.?m\.?)?", re.IGNORECASE)
_DAY = 24 * 60  # minutes
_MINUTES = {"minute": 1, "hour": 60}


def is_clock(text: str) -> bool:
    """Tell whether a text is a time of day and nothing else."""
    return bool(re.fullmatch(CLOCK, text, re.IGNORECASE))


def clock_span(start: str, end: str, unit: str) -> str:
    """Return how long it is between two times in hours, minutes, seconds or, of any other unit, in both the former.

    An end that is earlier than the start is the next day's. Raises `CalculationError` where one is no time of day.
    """
    start, end = start.replace(".", ""), end.replace(".", "")
    first, last = _minutes(start), _minutes(end)
    next_day = " the next day" if last < first else ""
    minutes = (last - first) % _DAY if next_day else last - first
    return f"{start} to {end}{next_day} = {_shown(minutes, unit)}"


def clock_shift(start: str, sign: str, lapse: str) -> str:
    """Return `14:45 + 90 minutes = 16:15`; the lapse is of hours and minutes, others raise `CalculationError`."""
    start = start.replace(".", "")  # p.m. is pm
    parts = re.findall(r"(\d+(?:\.\d+)?) (\w+?)s?\b", lapse)
    if any(unit not in _MINUTES for _, unit in parts):
        raise CalculationError("To a time of day only hours and minutes can be added.")
    lasts = sum(Fraction(number) * _MINUTES[unit] for number, unit in parts)
    if lasts.denominator != 1:
        raise CalculationError("A time of day is worked out to whole minutes.")
    days, minutes = divmod(_minutes(start) + (lasts if sign == "+" else -lasts), _DAY)
    return f"{start} {sign} {lapse} = {int(minutes) // 60}:{int(minutes) % 60:02}{_day(int(days))}"


def _day(days: int) -> str:
    if abs(days) > 1:
        return f", {abs(days)} days {'later' if days > 0 else 'before'}"
    return {0: "", 1: " the next day", -1: " the day before"}[days]


def _minutes(text: str) -> int:
    """Return the minutes since midnight."""
    if text in ("noon", "midnight"):
        return 12 * 60 if text == "noon" else 0
    found = _FORM.fullmatch(text)
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if minute > 59 or hour > 24 or (hour == 24 and minute) or (found["half"] and not 1 <= hour <= 12):
        raise CalculationError(f"There is no time of day {text}.")
    if found["half"]:
        hour = hour % 12 + (12 if found["half"].lower() == "p" else 0)
    return hour * 60 + minute


def _shown(minutes: int, unit: str) -> str:
    if unit in ("minutes", "seconds"):
        number = minutes if unit == "minutes" else minutes * 60
        return counted(number, unit[:-1])
    if unit == "hours" and minutes % 15 == 0:
        return f"{minutes / 60:g} {'hour' if minutes == 60 else 'hours'}"
    parts = [counted(minutes // 60, "hour"), counted(minutes % 60, "minute")]
    return " and ".join(part for part in parts if not part.startswith("0 ")) or "0 minutes"


def counted(number: int, unit: str) -> str:
    """Return `1 day`, `1,200 days`."""
    return f"{number:,} {unit}" + ("" if number == 1 else "s")
