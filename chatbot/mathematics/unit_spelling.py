"""Reads how people write a unit: `km/h`, `kilograms per cubic metre`, `mpg (UK)`, `l/100 km`, `fl. oz.`.

A unit is taken apart here, and each name looked up in our tables and then in pint's registry. pint's own parser of
expressions, which would compute `9**9**9`, is never called.
"""

from __future__ import annotations

import re
from functools import lru_cache

from chatbot.mathematics.tokens import CalculationError
from chatbot.mathematics.unit_names import ALIASES, AMBIGUOUS, CASED_ALIASES, NATIONAL, NATIONS
from chatbot.mathematics.unit_registry import Factors, pints_name

MAX_UNIT_LENGTH = 60
MAX_POWER = 9
MAX_FACTORS = 6

_CURRENCIES = re.compile(r"(?:us_)?(?:dollar|euro|pound_sterling|yen|franc|rupee)s?|usd|eur|gbp|jpy|chf|[$€£¥₹]", re.I)
_FACTOR = re.compile(
    r"(?P<area>(?:square|sq|cubic|cu)\s+)?"
    r"(?P<name>°?[^\W\d]+(?:[\s-]+(?!per\b|squared\b|cubed\b)[^\W\d]+)*|[°'\"′″])"
    r"(?:\s*(?:\^|\*\*)\s*(?P<power>-?\d{1,3})|(?P<small>[23])(?!\d)|\s+(?P<word>squared|cubed)\b)?",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?P<sign>/|\bper\b|\*|·|×|⋅)\s*", re.IGNORECASE)
_ABBREVIATED = re.compile(r"(?<=[^\W\d])\.(?=\s|$|[A-Z]\b)")  # fl. oz., U.S.
_PER_HUNDRED = re.compile(
    r"(?P<per>/\s*|\bper\s+)(?:100|hundred)\s*(?:kms?|kilomet(?:er|re)s?|(?P<miles>mi(?:les?)?))\b", re.IGNORECASE
)
_COLUMN = re.compile(r"(?P<height>\w+)_of_(?P<liquid>mercury|water)", re.IGNORECASE)
_LIQUIDS = {"mercury": "_Hg", "water": "_H2O"}
_NATION = "|".join(sorted(NATIONS, key=len, reverse=True))
_OF_NATION = re.compile(
    rf"(?:(?P<before>{_NATION})\s+(?P<unit>.+)|(?P<other>.+?)[\s,]+\(?(?P<after>{_NATION})\)?)", re.IGNORECASE
)
_NATIONAL = re.compile(rf"(?:^|(?<=/)|(?<=/ )|(?<=\bper ))(?:{NATIONAL})\b", re.IGNORECASE)


@lru_cache(maxsize=256)
def factors_of(unit: str) -> Factors:
    """Take a unit apart and look its names up.

    Raises `CalculationError` for what cannot be read or is not known.
    """
    text = _written_plainly(unit)
    if not text or len(unit) > MAX_UNIT_LENGTH:
        raise CalculationError(f"A unit needs a name of at most {MAX_UNIT_LENGTH} characters.")
    factors: list[tuple[str, int]] = []
    at, sign = 0, 1
    while True:
        found = _FACTOR.match(text, at)
        if not found or len(factors) >= MAX_FACTORS:
            raise CalculationError(f"{unit!r} is not a unit that can be read; write for instance km, m/s or kg/m^3.")
        power = _power(found)
        factors += [(name, sign * power * own) for name, own in _named(found["name"])]
        at = found.end()
        if at == len(text):
            return tuple(factors)
        between = _BETWEEN.match(text, at)
        if not between:
            raise CalculationError(f"{unit!r} is not a unit that can be read; write for instance km, m/s or kg/m^3.")
        at, sign = between.end(), -1 if between["sign"].lower() in ("/", "per") else 1


def _written_plainly(unit: str) -> str:
    """Write signs, abbreviations, nations and hundreds of kilometres in the one way that is read."""
    text = unit.strip().translate({ord("²"): "2", ord("³"): "3", ord("μ"): "µ"})
    text = _ABBREVIATED.sub("", text).replace("H2O", " of water")
    text = _PER_HUNDRED.sub(lambda found: found["per"] + ("hundred_mile" if found["miles"] else "hundred_km"), text)
    found = _OF_NATION.fullmatch(text)
    if not found:
        return text
    nation = NATIONS[(found["before"] or found["after"]).lower()]
    placed, count = _NATIONAL.subn(rf"{nation} \g<0>", found["unit"] or found["other"])
    return placed if count else text


def _power(found: re.Match[str]) -> int:
    words = {"square": 2, "sq": 2, "cubic": 3, "cu": 3, "squared": 2, "cubed": 3}
    power = int(found["power"] or found["small"] or 1) * words.get((found["word"] or "").lower(), 1)
    power *= words.get((found["area"] or "").strip().lower(), 1)
    if not 1 <= abs(power) <= MAX_POWER:
        raise CalculationError(f"A unit may be raised to powers up to {MAX_POWER} only.")
    return power


def _named(phrase: str) -> Factors:
    """Return the unit that a name of one or more words stands for, or the product of its words (newton metre)."""
    words = re.split(r"[\s-]+", phrase)
    joined = "_".join(words)
    if column := _COLUMN.fullmatch(joined):
        joined = re.sub(r"met(?:er|re)s?$", "meter", column["height"]) + _LIQUIDS[column["liquid"].lower()]
    national = joined.lower().removeprefix("us_").replace("uk_", "imperial_")  # pint's gallon is the US one
    if known := _known(joined) or _known(national):
        return known
    if _CURRENCIES.fullmatch(joined):
        raise CalculationError("Exchange rates change and are not known here.")
    products = [_known(word) for word in words]
    if len(words) == 1 or len(words) > MAX_FACTORS or not all(products):
        raise CalculationError(f"The unit {phrase[:MAX_UNIT_LENGTH]!r} is not known.")
    return tuple(factor for product in products for factor in product)


def _known(name: str) -> Factors | None:
    if name in AMBIGUOUS:
        raise CalculationError(f"{name} may be {AMBIGUOUS[name]}; please write which.")
    alias = CASED_ALIASES.get(name) or ALIASES.get(name.lower())
    if alias:
        return _alias_factors(alias)
    forgiving = len(name) > 3 or name in ("KM", "Km")  # in shorter names case matters: mW, MW
    for spelling in (name, name.lower()) if forgiving else (name,):
        if unit := pints_name(spelling):
            return ((unit, 1),)
    return None


def _alias_factors(alias: str) -> Factors:
    """Read an entry of our tables: `newton * meter`, `foot^3 / minute`."""
    above, _, below = alias.partition(" / ")
    signed = [(part, 1) for part in above.split(" * ")] + [(part, -1) for part in below.split(" * ") if part]
    return tuple((name, sign * int(power or 1)) for part, sign in signed for name, _, power in [part.partition("^")])
