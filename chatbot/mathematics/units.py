"""Units of measure, converted exactly by pint.

    convert_units("5", "km", "miles")        5 km = 3.1068559611866698480… miles
    convert_units("72", "°F", "°C")          72 °F = 22.222222222222222222… °C

pint computes with fractions here, so a defined factor (an inch is 2.54 cm) stays exact. Its expression parser, which
would compute `9**9**9`, is never called: a unit is taken apart here, and each name looked up in pint's registry.
"""

from __future__ import annotations

import re
import threading
from fractions import Fraction
from functools import lru_cache
from typing import Any

from chatbot.mathematics.calculator import decimal_text, evaluate
from chatbot.mathematics.syntax import parse, render
from chatbot.mathematics.tokens import CalculationError
from chatbot.mathematics.unit_names import (
    ALIASES,
    CASED_ALIASES,
    CONVENTIONS,
    KINDS,
    OWN_KINDS,
    RATIO,
    TEMPERATURE_LETTERS,
    TEMPERATURES,
)

MAX_UNIT_LENGTH = 60
MAX_POWER = 9
MAX_FACTORS = 6
_OFFSET_UNITS = TEMPERATURES - {"kelvin"}  # their zero is not nothing: in a compound pint wants their differences

_LOCK = threading.Lock()  # pint's registry learns prefixed units as it meets them
_CURRENCIES = re.compile(r"(?:us_)?(?:dollar|euro|pound_sterling|yen|franc|rupee)s?|usd|eur|gbp|jpy|chf|[$€£¥₹]", re.I)
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_FACTOR = re.compile(
    r"(?P<area>(?:square|sq\.?|cubic|cu\.?)\s+)?"
    r"(?P<name>°?[^\W\d]+(?:[\s-]+(?!per\b|squared\b|cubed\b)[^\W\d]+)*|[°'\"′″])"
    r"(?:\s*(?:\^|\*\*)\s*(?P<power>-?\d{1,3})|(?P<small>[23])(?!\d)|\s+(?P<word>squared|cubed)\b)?",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?P<sign>/|\bper\b|\*|·|×|⋅)\s*", re.IGNORECASE)

Factors = tuple[tuple[str, int], ...]  # pint's name of each unit with its power


def convert_units(value: str | int | float, from_unit: str, to_unit: str) -> str:
    """Convert a value, a number or an expression, and return `5 km = 3.1… miles`.

    Raises `CalculationError` for a unit that is not known, or units of different kinds.
    """
    tree = parse(str(value))
    amount = evaluate(tree)
    amount = amount if isinstance(amount, Fraction) else Fraction(amount)
    source, target = _pair(from_unit, to_unit)
    result = _converted(amount, source, target, (from_unit, to_unit))
    notes = [note for note, names in CONVENTIONS.items() if names & {name for name, _ in source + target}]
    note = f" ({'; '.join(notes)})" if notes else ""
    return f"{render(tree)} {from_unit.strip()} = {decimal_text(result)} {to_unit.strip()}{note}"


def kind(unit: str, beside: str = "") -> str | None:
    """Return what a unit measures, such as `length`, or None if it is not known or a mere ratio.

    `beside` is the other unit of a conversion: next to a temperature, C is Celsius and no coulomb.
    """
    try:
        text = _kind(_pair(unit, beside)[0] if beside else _factors(unit))
    except CalculationError:
        return None
    return None if text == RATIO else text


def _pair(from_unit: str, to_unit: str) -> tuple[Factors, Factors]:
    """Read both units; lone letters C, F and K are temperatures if the other unit is one."""
    letters = [TEMPERATURE_LETTERS.get(unit.strip().lower()) for unit in (from_unit, to_unit)]
    if all(letters):
        return ((letters[0], 1),), ((letters[1], 1),)
    written = (from_unit, to_unit)
    read = [((letters[i], 1),) if letters[i] else _factors(written[i]) for i in (0, 1)]
    for one, other in ((0, 1), (1, 0)):
        if letters[one] and read[other][0][0] not in TEMPERATURES:
            read[one] = _factors(written[one])
    return read[0], read[1]


@lru_cache(maxsize=256)
def _factors(unit: str) -> Factors:
    """Take a compound such as `km/h` or `kilograms per cubic metre` apart and look its names up."""
    text = unit.strip().translate({ord("²"): "2", ord("³"): "3", ord("μ"): "µ"})
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


def _power(found: re.Match[str]) -> int:
    words = {"square": 2, "sq": 2, "cubic": 3, "cu": 3, "squared": 2, "cubed": 3}
    power = int(found["power"] or found["small"] or 1) * words.get((found["word"] or "").lower(), 1)
    power *= words.get((found["area"] or "").strip().rstrip(".").lower(), 1)
    if not 1 <= abs(power) <= MAX_POWER:
        raise CalculationError(f"A unit may be raised to powers up to {MAX_POWER} only.")
    return power


def _named(phrase: str) -> Factors:
    """Return the unit that a name of one or more words stands for, or the product of its words (newton metre)."""
    words = re.split(r"[\s-]+", phrase)
    joined = "_".join(words)
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
    alias = CASED_ALIASES.get(name) or ALIASES.get(name.lower())
    if alias:
        return _alias_factors(alias)
    forgiving = len(name) > 3 or name in ("KM", "Km")  # in shorter names case matters: mW, MW
    for spelling in (name, name.lower()) if forgiving else (name,):
        if unit := _pints_name(spelling):
            return ((unit, 1),)
    return None


def _pints_name(spelling: str) -> str | None:
    """Return pint's own name of a unit, which makes a prefixed one known to it; None if there is no such unit."""
    import pint

    with _LOCK:
        found = _registry().parse_unit_name(spelling)
        try:
            return _registry().get_name("".join(found[0][:2])) if found else None
        except pint.OffsetUnitCalculusError:  # a prefix before decibels or degrees
            return None


def _alias_factors(alias: str) -> Factors:
    if alias.endswith("** 2"):
        return ((alias.removesuffix(" ** 2"), 2),)
    above, _, below = alias.partition(" / ")
    return ((above, 1), (below, -1)) if below else ((above, 1),)


def _converted(amount: Fraction, source: Factors, target: Factors, written: tuple[str, str]) -> Fraction:
    import pint

    kinds = _kind(source), _kind(target)
    if kinds[0] != kinds[1]:
        raise CalculationError(
            f"{written[0]} cannot be converted to {written[1]}: the one measures {kinds[0]}, the other {kinds[1]}."
        )
    with _LOCK:
        try:
            quantity = _registry().Quantity(amount, _unit(source))
            _refuse_below_zero(quantity)
            return quantity.to(_unit(target)).magnitude
        except (pint.OffsetUnitCalculusError, TypeError) as error:  # TypeError: logarithms of fractions, as of dB
            raise CalculationError(f"{written[0]} cannot be converted to {written[1]} here.") from error


def _refuse_below_zero(quantity: Any) -> None:
    if quantity.check("[temperature]") and quantity.to("kelvin").magnitude < 0:
        raise CalculationError("That is below absolute zero.")


def _kind(factors: Factors) -> str:
    """Name what a unit measures, `speed` or `mass / length^2`."""
    with _LOCK:
        powers = dict(_unit(factors).dimensionality)
    for own, endings in OWN_KINDS.items():
        powers[own] = sum(power for name, power in factors if name.endswith(endings))
    above = [_raised(name, power) for name, power in sorted(powers.items()) if power > 0]
    below = [_raised(name, -power) for name, power in sorted(powers.items()) if power < 0]
    text = (" ".join(above) or "1") + "".join(f" / {name}" for name in below)
    return KINDS.get(text, text)


def _raised(name: str, power: Fraction | int) -> str:
    return name.strip("[]") + (f"^{power}" if power != 1 else "")


def _unit(factors: Factors) -> Any:
    """Return pint's unit, built from names alone: nothing is parsed."""
    registry = _registry()
    container = registry.UnitsContainer()
    for name, power in factors:
        registry.get_name(name)  # makes a prefixed unit of our tables known
        lone = len(factors) == 1 and power == 1
        container = container.add(name if lone or name not in _OFFSET_UNITS else f"delta_{name}", power)
    return registry.Unit(container)


@lru_cache(maxsize=1)
def _registry() -> Any:
    """Return pint's registry with fractions for numbers (a third of a second, once)."""
    import pint

    registry = pint.UnitRegistry(non_int_type=Fraction)
    registry.define("international_acre = 4046.8564224 * meter ** 2")  # pint's own is the old US survey acre
    return registry
