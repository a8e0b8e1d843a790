"""The condition that a question puts on what it lists or counts: "over 100", "fewer than 5", "have no discount".

condition("Which orders are over $100?")      "Which orders are" over 100 "$"
"""

import re
from dataclasses import dataclass
from fractions import Fraction

OVER, UNDER, LEAST, MOST, EXACTLY = ">", "<", ">=", "<=", "="
HAS, HAS_NONE, IS, IS_NOT = "has", "has none", "is", "is not"

_SCALES = {"thousand": 10**3, "k": 10**3, "million": 10**6, "billion": 10**9}
_SIGNS = {"percent": "%", "dollar": "$", "euro": "€"}
_NUMBER = (
    r"(?:us)?(?P<sign{n}>[$€£]?)\s?(?P<digits{n}>\d[\d,]*(?:\.\d+)?)(?![\d.,]*[-/:\d])"
    rf"(?:\s?(?P<scale{{n}}>{'|'.join(_SCALES)})\b)?\s?(?P<unit{{n}}>%|percent\b|[€£]|dollars?\b|euros?\b)?"
)
_ONE, _TWO = _NUMBER.format(n=1), _NUMBER.format(n=2)
_BEFORE = {  # what stands before the number
    LEAST: r"(?:at least|no (?:less|fewer) than|not (?:less|fewer) than|a minimum of)",
    MOST: r"(?:at most|no more than|not more than|up to|a maximum of)",
    OVER: r"(?:(?:of )?(?:more|greater|higher|larger|bigger|longer|heavier) than|over|above|exceed(?:s|ed|ing)?)",
    UNDER: r"(?:(?:of )?(?:less|fewer|lower|smaller|shorter|lighter|cheaper) than|under|below)",
    EXACTLY: r"(?:exactly|equal to)",
}
_BEHIND = {LEAST: r"(?:or (?:more|over|above|higher))", MOST: r"(?:or (?:less|fewer|under|below|lower))"}
_NUMBERS = [
    *((kind, re.compile(rf"\b{words} {_ONE}")) for kind, words in _BEFORE.items()),
    *((kind, re.compile(rf"(?<![\w.,]){_ONE} {words}\b")) for kind, words in _BEHIND.items()),
]
_BETWEEN = re.compile(rf"\bbetween {_ONE} and {_TWO}")
_NOUGHT = re.compile(r"\b(?:(?:have|has|had|with) (?:got )?no|without(?: an?| any)?)\b(?! \d)")
_ANY = re.compile(r"\b(?:have|has|had|with|show|shows) (?:got )?(?:an?|any)\b(?= [a-z])")
_DENIED = re.compile(
    r"(?:\bnot|n't)\b(?: yet)?(?: (?:been|be))?\b(?= [a-z])|\bnot yet\b|\b(?:is|are|was|were) out of\b(?= [a-z])"
)
_YET = re.compile(r"\byet\b")


@dataclass(frozen=True)
class Condition:
    """What must hold of a cell: the kind, and of a comparison its bounds with their sign ("$", "%") and scale.

    `low` and `high` are as said: of "5 million" 5, with the scale "million".
    """

    kind: str
    low: Fraction = Fraction(0)
    high: Fraction | None = None
    sign: str = ""
    scale: str = ""

    @property
    def compares(self) -> bool:
        """Whether a number is held against another."""
        return self.kind in (OVER, UNDER, LEAST, MOST, EXACTLY)

    @property
    def factor(self) -> int:
        """What a number of its scale stands for."""
        return _SCALES.get(self.scale, 1)

    def holds(self, value: Fraction, factor: Fraction = Fraction(1)) -> bool:
        """Tell whether a number fulfils a comparison, its bounds taken that many times."""
        low, high = self.low * factor, None if self.high is None else self.high * factor
        if high is not None:
            return low <= value <= high
        return {OVER: value > low, UNDER: value < low, LEAST: value >= low, MOST: value <= low}.get(
            self.kind, value == low
        )


def condition(text: str) -> tuple[Condition, str] | None:
    """Return the one condition of a question in lower case and the question without it; None where it names none.

    Of two conditions there is none either: what is left then still compares.
    """
    if found := _BETWEEN.search(text):
        signs = {found["sign1"], found["sign2"], _sign(found["unit1"]), _sign(found["unit2"])} - {""}
        scales = {found["scale1"], found["scale2"]} - {None}
        if len(signs) > 1 or len(scales) > 1:
            return None
        low, high = _value(found["digits1"]), _value(found["digits2"])
        made = Condition(LEAST, min(low, high), max(low, high), "".join(signs), "".join(scales))
        return made, _without(text, found)
    for kind, pattern in _NUMBERS:
        if found := pattern.search(text):
            sign = found["sign1"] or _sign(found["unit1"])
            return Condition(kind, _value(found["digits1"]), None, sign, found["scale1"] or ""), _without(text, found)
    for kind, pattern in ((HAS_NONE, _NOUGHT), (HAS, _ANY), (IS_NOT, _DENIED)):
        if found := pattern.search(text):
            return Condition(kind), _YET.sub(" ", _without(text, found))
    return None


def _sign(unit: str | None) -> str:
    return _SIGNS.get((unit or "").removesuffix("s"), unit or "")


def _value(digits: str) -> Fraction:
    return Fraction(digits.replace(",", ""))


def _without(text: str, found: re.Match[str]) -> str:
    return " ".join(f"{text[: found.start()]} {text[found.end() :]}".split())
