"""English that asks to work out dates or times of day, rewritten as an expression that `date_sums` works out.

`What was the date 90 days after 11/23/2024?` → `11/23/2024 + 90 days`. Only a question that is nothing else counts,
and whose dates all stand in it: a date that a document has to tell is a search.
"""

from __future__ import annotations

import re

from chatbot.calendar.clock_times import CLOCK, is_clock
from chatbot.calendar.months import MONTH
from chatbot.calendar.written_dates import DATE, DATE_OR_SHORT, WEEKDAY, YEAR
from chatbot.mathematics.arithmetic import MAX_QUESTION
from chatbot.mathematics.phrases import asked, with_digits

_CLOCK_UNITS = ("hours", "minutes", "seconds", "time")
_ONE_LAPSE = r"(?:\d{1,6}(?:\.\d+)?|an?) (?:day|week|month|year|hour|minute)s?"
_LAPSE = rf"(?P<lapse>{_ONE_LAPSE}(?:(?:,| and|, and) {_ONE_LAPSE}){{0,3}})"
_BASE = rf"(?P<start>{DATE}|{CLOCK})"
_START, _END = (rf"(?P<{name}>{DATE_OR_SHORT}|{CLOCK})" for name in ("start", "end"))

_BE = (
    r"(?: (?:is|was|will|would|be|it|of|for|falls?|comes?|fell|lies|do|does|did|i|we|you|get|have|has|had|that|which|"
    r"exactly|on|the))*"
)
_NOUN = rf"(?:(?:on )?(?:(?:what|which) |the )?(?P<noun>calendar date|date|weekday|day of the week|day){_BE} )"
_WHEN = rf"(?:{_NOUN}|(?:(?:at )?what |the )?time{_BE} )?"
_UNIT = r"(?:days|weeks|months|years|hours|minutes|seconds)"
_FILL = (
    r"(?: (?:are|is|was|were|will|be|been|does|do|did|has|have|had|there|it|in|lie|passed|pass|elapsed|elapse|left|"
    r"go by|gone by|to go|remaining|remain|exactly|take|took|last|lasted|you|i|we))*"
)
_MEASURE = (
    rf"(?:(?:how many |(?:the )?number of )?(?P<unit>{_UNIT})|how (?:long|much time|far away|far)"
    rf"|(?:the )?(?:exact )?(?:difference|time|interval|gap|span|duration|period)(?: in (?P<inner>{_UNIT}))?){_FILL}"
)
_IN_UNIT = rf"(?: in (?P<last>{_UNIT}))?"
_MONTH_OR_YEAR = rf"(?:the month of |the year )?(?P<start>{MONTH}(?:,? (?:of )?{YEAR})?|{YEAR})"

_WORDINGS = [
    (rf"{_WHEN}{_LAPSE} (?:after|from|following|past|later than|since) {_BASE}", "{start} + {lapse}"),
    (rf"{_WHEN}{_LAPSE} (?:before|prior to|earlier than) {_BASE}", "{start} - {lapse}"),
    (rf"{_WHEN}{_BASE} (?:plus|\+) {_LAPSE}", "{start} + {lapse}"),
    (rf"{_WHEN}{_BASE} (?:minus|less|[-−–]) {_LAPSE}", "{start} - {lapse}"),
    (rf"{_WHEN}(?:if )?(?:(?:you|i|we) )?add(?:ing)? {_LAPSE} to {_BASE}", "{start} + {lapse}"),
    (rf"{_WHEN}(?:if )?(?:(?:you|i|we) )?subtract(?:ing)? {_LAPSE} from {_BASE}", "{start} - {lapse}"),
    (rf"{_NOUN}in {_LAPSE}(?: from (?:now|today))?", "today + {lapse}"),
    (rf"{_NOUN}{_LAPSE} ago", "today - {lapse}"),
    (rf"{_MEASURE} from {_START} (?:to|until|till) {_END}{_IN_UNIT}", "{unit} from {start} to {end}"),
    (rf"{_MEASURE} between {_START} (?:and|to) {_END}{_IN_UNIT}", "{unit} between {start} and {end}"),
    (rf"{_MEASURE} (?:after|from) {_START} (?:is|was) {_END}{_IN_UNIT}", "{unit} from {start} to {end}"),
    (rf"{_MEASURE} before {_END} (?:is|was) {_START}{_IN_UNIT}", "{unit} from {start} to {end}"),
    (rf"subtract {_START} from {_END}{_IN_UNIT}", "{unit} from {start} to {end}"),
    (rf"how far apart are {_START} and {_END}{_IN_UNIT}", "{unit} between {start} and {end}"),
    (rf"(?:from )?{_START} (?:to|until|till) {_END} in (?P<unit>{_UNIT})", "{unit} from {start} to {end}"),
    (rf"{_END} (?:minus|[-−–]) {_START}{_IN_UNIT}", "{unit} from {start} to {end}"),
    (rf"{_MEASURE} (?:until|till|to|before) (?P<start>{DATE_OR_SHORT}|{WEEKDAY}){_IN_UNIT}", "{unit} until {start}"),
    (rf"{_MEASURE} since (?P<start>{DATE_OR_SHORT}|{WEEKDAY}){_IN_UNIT}", "{unit} since {start}"),
    (rf"{_MEASURE} ago (?:is|was) (?P<start>{DATE_OR_SHORT}){_IN_UNIT}", "{unit} since {start}"),
    (rf"{_NOUN}(?P<start>{DATE})(?: (?:be|fall|land|lie))?(?: on)?", "weekday of {start}"),
    (rf"(?:is|was|will) (?P<start>{DATE}) (?:be )?(?:on )?(?:an? )?{WEEKDAY}", "weekday of {start}"),
    (r"(?P<start>tomorrow|yesterday)'s (?:date|weekday|day)", "weekday of {start}"),
    (
        rf"(?:how many |(?:the )?number of )?days(?: are)?(?: there)? (?:in|does|do|did|will|has|had) {_MONTH_OR_YEAR}"
        r"(?: have| has| had)?",
        "days in {start}",
    ),
    (rf"how long (?:is|was) (?:the month of )?(?P<start>{MONTH}(?: {YEAR})?)", "days in {start}"),
    (rf"(?:is|was|will) (?:the year )?(?P<start>{YEAR}) (?:be )?a leap year", "days in {start}"),
]
_WORDINGS = [(re.compile(pattern, re.IGNORECASE), template) for pattern, template in _WORDINGS]
_LEAD = re.compile(r"^(?:what|when) (?:is|was|were|will|would)(?: it)?(?: be)? ")


def find_date_sum(question: str) -> str | None:
    """Return the expression for `date_sums.work_out` if a question asks for nothing else, else None."""
    if len(question) > MAX_QUESTION:
        return None
    text = _LEAD.sub("", with_digits(asked(question).text))
    for pattern, template in _WORDINGS:
        if found := pattern.fullmatch(text):
            expression = _expression(found.groupdict(), template)
            if expression:
                return expression
    return None


def _expression(part: dict[str, str | None], template: str) -> str | None:
    """Fill in a template; None where its parts do not go together, as a date and a time of day."""
    unit = part.get("last") or part.get("unit") or part.get("inner") or "time"
    start, end = part.get("start") or "", part.get("end") or part.get("start") or ""
    clocks = [is_clock(start), is_clock(end)]
    if "{unit}" in template and (any(clocks) != all(clocks) or not _measures(unit, template, clock=clocks[0])):
        return None
    if template.startswith("weekday") and start in ("today", "now"):
        return None  # `current_date` tells
    lapse = re.sub(r"\ban? ", "1 ", part.get("lapse") or "")
    weekday = "lapse" in part and (part.get("noun") or "").endswith(("day", "week"))
    return ("weekday of " if weekday else "") + template.format(unit=unit, start=start, end=end, lapse=lapse)


def _measures(unit: str, template: str, *, clock: bool) -> bool:
    """Tell whether a unit measures what lies between two times of day, or two dates; never hours until a date."""
    if clock:
        return unit in _CLOCK_UNITS and "{end}" in template
    return unit not in _CLOCK_UNITS[:3] or "{end}" in template
