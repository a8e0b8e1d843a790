"""Dates and times of day within a text: their digits are no numbers to calculate with."""

import re

from chatbot.calendar.clock_times import CLOCK
from chatbot.calendar.written_dates import NAMED, NUMERIC

_LAPSE = r"\d+(?:\.\d+)? (?:day|week|month|year|hour|minute)s?\b"
_NUMERIC = re.compile(NUMERIC)
_NAMED = re.compile(NAMED, re.IGNORECASE)
_A_VERB = re.compile(r"(?:may|march)\b(?!.*\d{4})|.*\b(?:may|march)$")  # "4 may come", "all 4 march"
# 9:15 is a ratio too, and 12/25 a fraction: where they are times and dates, the words around them tell.
_AT = r"(?:\b(?:at|from|between|until|till|to|before|after|by|since|and|through|on)|[-–]) ?"
_CLOCK = re.compile(CLOCK, re.IGNORECASE)
_OF_TIME = re.compile(rf"{_AT}{CLOCK}|\d ?[ap]\.?m\b|\b(?:hours?|minutes?|time|o'clock)\b", re.IGNORECASE)
_SHORT = re.compile(rf"{_AT}\d{{1,2}}/\d{{1,2}}(?:/\d\d)?(?![\w/]|[.,]\d| of\b)", re.IGNORECASE)
_OF_DAYS = re.compile(r"\b(?:days?|weeks?|weekday|dates?)\b", re.IGNORECASE)
_RATIO = re.compile(r"\b(?:ratio|scale|aspect|odds|proportions?|mix(?:ed|ture)?|diluted?|verses?)\b", re.IGNORECASE)
_SHIFT = re.compile(
    rf"{_LAPSE}(?= (?:after|before|from|since|until|later|earlier|prior|past|ago)\b)"
    rf"|(?<=plus ){_LAPSE}|(?<=minus ){_LAPSE}|(?<=[-+] ){_LAPSE}|(?<=\badd ){_LAPSE}|(?<=subtract ){_LAPSE}",
    re.IGNORECASE,
)


def holds_numeric_date(text: str) -> bool:
    """Tell whether a date stands in a text that a calculator would read as a sum, as in `2024-11-23`."""
    return bool(_NUMERIC.search(text))


def holds_moment(text: str) -> bool:
    """Tell whether a date or a time of day stands in a text."""
    return without_moments(text, shifts=False) != text


def without_moments(text: str, *, shifts: bool = True) -> str:
    """Return a text without its dates and times of day, and without the "90 days" that shift one ("90 days after")."""
    short = bool(_OF_DAYS.search(text))
    bare = _NUMERIC.sub(" ", text)
    bare = _NAMED.sub(lambda found: found[0] if _A_VERB.match(found[0]) else " ", bare)
    bare = _SHORT.sub(" ", bare) if short else bare
    bare = _CLOCK.sub(" ", bare) if _OF_TIME.search(text) and not _RATIO.search(text) else bare
    return _SHIFT.sub(" ", bare) if shifts else bare
