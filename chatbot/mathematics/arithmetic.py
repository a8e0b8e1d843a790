"""Recognises, without a model, questions that the tools answer: arithmetic, units, equations, the date.

For context mode, where the model cannot call tools. Being right matters more than finding all: a question that merely
holds numbers ("What happened in 1914?", "What is 4-bit quantization?") must not be calculated. So a question counts
only if everything left after its lead-in is arithmetic and parses; whatever else is in it makes it a search.
"""

from __future__ import annotations

import re

from chatbot.calendar.moments import holds_numeric_date
from chatbot.mathematics.equations import is_equation
from chatbot.mathematics.phrases import Asked, N, as_expression, asked, with_digits
from chatbot.mathematics.syntax import Binary, Call, Name, Number, Tree, Unary, parse, render
from chatbot.mathematics.tokens import CalculationError
from chatbot.mathematics.units import of_one_kind

MAX_QUESTION = 300  # characters; longer questions are no plain arithmetic

_IDIOMS = {"24/7", "9/11", "7/7", "50/50", "20/20", "4/20"}
_DATE_OR_PHONE = re.compile(
    r"\d+(?:[-–/]\d+){2,}"  # 2026-11-23, 11/23/2026, 1-800-555-0199
    r"|0\d+[-–/]\d+|\d+[-–/]0\d+"  # 06/07
    r"|\d{3,}[-–]\d{4}|\d{4}[-–/]\d\d"  # 555-1234, 1998/99
)
_AMOUNT = r"[$€£]?(?P<{}>\d+(?:,\d{{3}})*(?:\.\d+)?)(?:\s?(?:%|k|[$€£]|percent|thousand|million|billion))?"
_TWO_NUMBERS = re.compile(
    rf"{_AMOUNT.format('first')}(?P<space> ?)(?P<sign>[-–/]) ?{_AMOUNT.format('second')}"
    r"(?: ?(?:°|degrees|dollars|euros?))?"
)
_SIZE = re.compile(r"\d+x\d+")
_SIGN_OR_WORD = re.compile(
    r"[-+*/÷×·−^!%√²³]|\b(?:plus|minus|times|multiplied|divided|over|mod|modulo|power|squared|cubed|of|factorial)\b"
    r"|\d\s*x\s*\d|[a-z]+\d*\s*\(|\b(?:sqrt|cbrt|ln|log|log2|log10|exp|sin|cos|tan|abs)\b"
)

_UNIT = r"(?P<{name}>[^\W\d](?:[^\d,;:?!=]|(?<=[mtsn^])[23]\b|100(?=\s?(?:km|kilo|mi))){{0,40}}?|[°'\"][A-Za-z]?)"
_FROM, _TO = _UNIT.format(name="source"), _UNIT.format(name="target")
_VALUE = rf"(?P<value>{N}|an?|one\s+half\s+an?|half\s+an?)"
_TAIL = r"(?:,? please)?"
_LEAD = r"(?:(?:hi|hello|hey|please|so|and|ok)[,!]?\s+)*(?:(?:can|could) you (?:please )?)?"
_CONVERSIONS = [
    re.compile(_LEAD + pattern + _TAIL, re.IGNORECASE)
    for pattern in (
        rf"(?:convert|change|turn|express)\s+{_VALUE}\s*{_FROM}\s+(?:in)?to\s+{_TO}",
        rf"how\s+(?:do|can|would)\s+(?:you|i|we)\s+convert\s+(?:{_VALUE}\s*)?{_FROM}\s+(?:in)?to\s+{_TO}",
        rf"(?:convert|express)\s+{_VALUE}\s*{_FROM}\s+(?:in|as)\s+{_TO}",
        rf"how\s+(?:many|much)\s+{_TO}\s+(?:(?:is|are|make|equals?|fit)\s+)?(?:there\s+)?(?:in(?:to)?\s+)?{_VALUE}\s*{_FROM}",
        rf"(?:what(?:'?s|\s+is|\s+are)|how\s+(?:much|long|far|heavy|hot|cold|tall|fast|big)\s+(?:is|are))\s+"
        rf"{_VALUE}\s*{_FROM}\s+(?:in(?:to)?|to|as)\s+{_TO}",
        rf"{_VALUE}\s*{_FROM}\s+(?:in(?:to)?|to|as)\s+{_TO}",
    )
]
_VALUE_WORDS = {"a": "1", "an": "1"}
_CONFUSABLE = re.compile(r"[a-z]{1,2}", re.IGNORECASE)  # too short to be sure, unless common
_COMMON_SHORT = set(
    "m g s h l L t C F K B b J W N V A km cm mm nm mi yd ft in kg mg lb oz ml mL cl dl kB KB MB GB TB PB kb Mb Gb Tb "
    "mb gb tb ms ns min hr °C °F Hz kW MW GW mW Wh kJ MJ kN Pa ha pt qt st m2 m3 "
    "A mA kA mV kV Ah hp HP PS Nm kn hl dm oz OZ ly AU kt lx gm Gm".split()
)

_SOLVE = re.compile(
    r"(?:please\s+)?(?:(?:can|could) you\s+)?(?:please\s+)?(?:solve|find|work out|what (?:is|are|'s)|determine)\s+"
    r"(?:the\s+(?:equations?|system)(?:\s+of\s+equations)?\s*:?\s*)?"
    r"(?:(?:for\s+)?(?:the\s+values?\s+of\s+)?(?P<unknown>[a-z](?:\s*(?:,|and)\s*[a-z])*)"
    r"\s*(?:if|when|where|in|given(?: that)?|such that|:)\s*)?"
    r"(?P<equation>[^?]*?=[^?]*?)(?:\s+for\s+(?P<after>[a-z]))?",
    re.IGNORECASE,
)
_SETTING = re.compile(r"^\s*\w+\s*=\s*[\w.,]+\s*$")  # k=60 states, it does not ask
_IF = re.compile(
    r"(?:if\s+)?(?P<equation>[^?]*?=[^?]*?),?\s+(?:then\s+)?(?:what(?:'s|\s+is)|find|solve\s+for)\s+"
    r"(?:the\s+value\s+of\s+)?(?P<unknown>[a-z])",
    re.IGNORECASE,
)

_TODAY = r"(?:\s+(?:today|now|right\s+now|currently|at\s+the\s+moment|here|please))*"
_TIME_WORD = r"(?:day|date|time|year|month|weekday)"
_DATE = re.compile(
    r"(?:(?:hi|hello|hey|please|so|and|ok)[,!]?\s+)*(?:(?:can|could) you (?:please )?)?"
    r"(?:(?:please )?(?:tell|give) me\s+|let me know\s+|i (?:need|want|would like)(?: to know)?\s+|do you know\s+)?(?:"
    rf"what(?:'s|\s+is)?\s+(?:the\s+)?(?:current\s+|today's\s+)?{_TIME_WORD}(?:\s+and\s+(?:time|date))?"
    r"(?:(?<=day)\s+of\s+(?:the\s+)?(?:week|month))?"
    rf"(?:\s+(?:is\s+it|it\s+is|is\s+today|today\s+is|do\s+we\s+have|are\s+we\s+in))?{_TODAY}"
    rf"|which\s+{_TIME_WORD}\s+(?:is\s+(?:it|today)|it\s+is|do\s+we\s+have|are\s+we\s+in){_TODAY}"
    rf"|(?:what\s+)?(?:the\s+)?(?:current|today's)\s+{_TIME_WORD}(?:\s+is)?{_TODAY}|the\s+(?:date|time){_TODAY}|what\s+is\s+today"
    r")\s*[?.!]*",
    re.IGNORECASE,
)


def find_expression(question: str) -> str | None:
    """Return the expression that a question asks the value of, for `calculate`; None if it asks for anything else."""
    if len(question) > MAX_QUESTION or holds_numeric_date(question):
        return None
    heart = asked(question)
    if _is_no_sum(heart):
        return None
    expression = as_expression(heart.text)
    if not re.search(r"\d", expression) or not _SIGN_OR_WORD.search(expression):
        return None
    try:
        tree = parse(expression)
    except CalculationError:
        return None
    return render(tree) if _is_operation(tree) else None


def _is_no_sum(heart: Asked) -> bool:
    """Tell whether two or more numbers in a row are a date, a season, a range, a phone number, an idiom, a size."""
    if heart.explicit:
        return bool(_DATE_OR_PHONE.fullmatch(heart.text))
    if _SIZE.fullmatch(heart.text) or heart.text in _IDIOMS or _DATE_OR_PHONE.fullmatch(heart.text):
        return True
    if not (found := _TWO_NUMBERS.fullmatch(heart.text)):
        return False
    first, second = (float(found[name].replace(",", "")[:30]) for name in ("first", "second"))
    years = 1000 <= first <= 2100 and "." not in found["first"] and len(found["first"]) == 4
    if found["sign"] == "/":
        season = years and second in (first + 1, (first + 1) % 100)
        month = first <= 12 and 1900 <= second <= 2100  # 3/2008
        small = max(first, second) < 32  # 5/12 may be a date, but not after "what is"
        return season or month or (small and not heart.led)
    rising = first < second
    spaced = found["space"] and heart.led  # "what is 3 - 10" is meant, "3-10" is a range
    return (
        (years and (len(found["second"]) in (2, 4)) and rising)
        or (rising and not spaced)
        or (not heart.led and first < 32)
    )


def _is_operation(tree: Tree) -> bool:
    """Tell a sum from what only looks like one: a number, a percentage, `2 of 3`."""
    match tree:
        case Number() | Name():
            return False
        case Unary("!", _):
            return True
        case Unary(_, operand):
            return _is_operation(operand)
        case Binary("of", left, right):
            return _is_part(left) or _is_operation(right)
        case Binary() | Call():
            return True
    raise AssertionError(f"no such tree: {tree!r}")


def _is_part(tree: Tree) -> bool:
    match tree:
        case Unary("%", _) | Binary("/", _, _):
            return True
        case Binary("of", left, right):
            return _is_part(left) and _is_part(right)
    return False


def find_unit_conversion(question: str) -> dict[str, str] | None:
    """Return the arguments of `convert_units` (value, from_unit, to_unit) if a question asks for a conversion."""
    if len(question) > MAX_QUESTION:
        return None
    text = re.sub(r"[\s?.!]+$", "", re.sub(r"\s+", " ", question.replace("’", "'")).strip())
    for pattern in _CONVERSIONS:
        if found := pattern.fullmatch(with_digits(text)):
            value = (found["value"] or "1").strip()
            value = "1/2" if "half" in value.lower() else _VALUE_WORDS.get(value.lower(), value)
            source, target = (re.sub(r"^(?:an?|the)\s+", "", found[name].strip()) for name in ("source", "target"))
            if _same_kind(source, target):
                return {"value": value, "from_unit": source, "to_unit": target}
    return None


def _same_kind(source: str, target: str) -> bool:
    if any(_CONFUSABLE.fullmatch(unit) and unit not in _COMMON_SHORT for unit in (source, target)):
        temperatures = {"c", "f", "k"}
        if not {source.lower(), target.lower()} <= temperatures:
            return False
    return of_one_kind(source, target)


def find_equation(question: str) -> dict[str, str] | None:
    """Return the arguments of `solve_equation` (equation, and unknown where one is named) if one is to be solved."""
    text = re.sub(r"[\s?.!]+$", "", question.strip())
    if len(text) > MAX_QUESTION or "=" not in text:
        return None
    if is_equation(text, determined=True) and not _SETTING.search(text):
        return {"equation": text}
    for pattern in (_IF, _SOLVE):
        if not (found := pattern.fullmatch(text)):
            continue
        equation = found["equation"].strip(" ,.:")
        groups = found.groupdict()
        unknown = (groups.get("after") or groups.get("unknown") or "").strip()
        asks = bool(unknown) or text.lower().lstrip().startswith(("solve", "please solve", "can you solve"))
        if asks and is_equation(equation, determined=not unknown):
            return {"equation": equation, "unknown": unknown} if len(unknown) == 1 else {"equation": equation}
    return None


def asks_for_date(question: str) -> bool:
    """Tell whether a question asks for today's date or the time."""
    found = _DATE.fullmatch(question.replace("’", "'").strip())
    if not found:
        return False
    definite = re.search(r"\b(?:the|current|today|today's|now|it|we)\b", question.replace("’", "'"), re.IGNORECASE)
    return bool(definite)
