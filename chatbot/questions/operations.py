"""What a question asks to be worked out, by its wording, and the expression for it once its numbers are known."""

import re
from collections.abc import Sequence
from fractions import Fraction

from chatbot.questions.plurals import stems
from ingest.text import terms

DIFFERENCE, CHANGE, PERCENT, TOTAL, AVERAGE, RATIO, PER, SPAN = (
    "difference change percent total average ratio per span".split()
)
# What is asked for in words that may as well be the name of what stands there: "the total value" of a cell, "per
# portion" of a column. "More than" never is.
MAY_STAND_THERE = (None, TOTAL, AVERAGE, PER, SPAN)

_UP, _DOWN = r"grow|grew|growth|increase|rise|rose|gain", r"decrease|decline|drop|fall|fell|shrink|lose|lost"
_HIGHER, _LOWER = (
    "more|longer|higher|larger|taller|deeper|heavier|dearer|wider|bigger|further|farther",
    "less|fewer|shorter|lower|smaller|lighter|cheaper",
)
_EITHER = "older|younger|faster|slower"  # of a year or a time, the older and the faster have the lower number
_MORE = f"{_HIGHER}|{_LOWER}|{_EITHER}"
_COMPARES = re.compile(
    rf".*\b(?:(?P<higher>{_HIGHER})|(?P<lower>{_LOWER})|{_EITHER})\b.*?\bthan\b(?P<behind>.*)", re.IGNORECASE
)
_NO_SUM = re.compile(
    r"^\W*(?:why|how (?:did|does|do|was|were|is|are|can)\b)|\b(?:reasons?|how many of|caused?|drove|driven|explain)\b|"
    r"percent(?:age)? (?:of|point|difference)|weighted.average|"
    r"(?:proportion|share|(?:what|which) portion|fraction) of|ratio\b.*\bto\b.*\bratio"
)
_WORDING = [
    (PERCENT, rf"percent(?:age)? (?:\w+ )?(?:change|{_UP}|{_DOWN})|change in percent\b"),
    (PERCENT, rf"(?:what|how many|which) percent(?:age)?\b.*\b(?:{_UP}|{_DOWN}|change)"),
    (PERCENT, rf"\b(?:{_UP}|{_DOWN}|change)\b.* in percent"),
    (RATIO, r"\btimes (?:as|more|larger|higher|longer)\b|\bratio (?:of|between)\b"),
    (DIFFERENCE, rf"\bdifference (?:in|between|of)\b|\b(?:{_MORE})\b.*\bthan\b|\bleft after\b"),
    (CHANGE, r"\b(?:change|increase|decrease|growth|rise|drop|decline)s? (?:in|of|from|between)\b"),
    (CHANGE, rf"\bhow (?:much|many|far)\b.*\b(?:{_UP}|{_DOWN})\b"),
    (AVERAGE, r"\b(?:average|mean)\b"),
    (TOTAL, r"\b(?:together|altogether|combined|sum|in all|in total|total)\b"),
    (PER, r"\bper\b"),
    (SPAN, r"\bhow (?:many years|long)\b"),
]
_WORDING = [(kind, re.compile(pattern)) for kind, pattern in _WORDING]
OPERATION_WORDS = frozenset(  # and those of having: no table has to have them
    terms(
        "difference change percent percentage grow grew growth increase rise rose gain decrease decline drop "
        "fall fell lose lost loss times ratio longer shorter higher lower larger smaller fewer less older "
        "younger taller deeper heavier lighter faster slower cheaper dearer wider bigger further farther "
        "average mean together altogether combined sum total left cost costs pay price amount value number "
        "figure respective year years period long two three four five six seven eight nine ten come came go "
        "went take took keep kept hold held reach reached bring brought show shown report reported record "
        "recorded"
    )
)


def operation_of(question: str) -> str | None:
    """Return what a question asks to be worked out, None where it surely asks for nothing of the kind."""
    text = _plain(question)
    return next((kind for kind, pattern in _WORDING if pattern.search(text)), None) if may_ask(question) else None


def may_ask(question: str) -> bool:
    """Tell whether a question may ask for a sum at all: a reason, a way or a share is none."""
    return not _NO_SUM.search(_plain(question))


def falls(question: str) -> bool:
    """Tell whether a question takes for granted that something became less."""
    return bool(re.search(rf"\b(?:{_DOWN})\b", question.lower())) and not re.search(
        rf"\b(?:{_UP}|change)\b", question.lower()
    )


def as_compared(question: str, labels: Sequence[frozenset[str]], values: Sequence[Fraction]) -> list[int]:
    """Return the order of two numbers in their difference, by the terms that name them: "A lower than B" is B - A.

    What stands behind "than" is what the other is compared with. Where the wording does not tell, the larger is first.
    """
    by_size = sorted((0, 1), key=lambda n: -values[n])
    compares = _COMPARES.match(" ".join(question.split()))
    if not compares or not (compares["higher"] or compares["lower"]):
        return by_size
    behind = stems(compares["behind"])
    own = [label - other for label, other in zip(labels, reversed(labels), strict=True)]
    places = [min((behind.index(term) for term in each if term in behind), default=len(behind)) for each in own]
    if places[0] == places[1]:
        return by_size
    base = places.index(min(places))
    return [base, 1 - base] if compares["lower"] else [1 - base, base]


def _plain(question: str) -> str:
    return " ".join(question.lower().replace("%", " percent ").split())


def expression(kind: str, values: Sequence[Fraction], texts: Sequence[str], *, fall: bool = False) -> str | None:
    """Return the expression of numbers in their order, for a change that of time; None if there is none.

    What is asked for as a fall but was none is left to the model, and so is growth from nothing or from a loss.
    """
    if kind in (TOTAL, AVERAGE):
        joined = " + ".join(texts)
        return joined if kind == TOTAL else f"({joined}) / {len(texts)}"
    if len(values) != 2 or kind == SPAN:
        return None
    (first, second), (a, b) = values, texts
    if kind in (RATIO, PER):
        return f"{a} / {b}" if second else None
    if kind == DIFFERENCE:
        return f"{a} - {b}"
    if fall and first < second:
        return None
    if kind == CHANGE:
        return f"{a} - {b}" if fall else f"{b} - {a}"
    top = f"{a} - {b}" if fall else f"{b} - {a}"
    return f"({top}) / {a} * 100" if first > 0 else None
