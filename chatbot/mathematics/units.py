"""Units of measure, converted exactly by pint.

    convert_units("5", "km", "miles")        5 km = 3.1068559611866698480… miles
    convert_units("30", "mpg", "L/100km")    30 mpg = 7.8404861111111111111… L/100km (US measure)

pint computes with fractions here, so a defined factor (an inch is 2.54 cm) stays exact. How a unit is written,
`unit_spelling` reads; which of its meanings is meant, the unit beside it says.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from itertools import product
from typing import Any

from chatbot.mathematics.calculator import decimal_text, evaluate
from chatbot.mathematics.syntax import parse, render
from chatbot.mathematics.tokens import CalculationError
from chatbot.mathematics.unit_names import (
    AS_FORCE,
    CONVENTIONS,
    FORCED,
    FUEL_DISTANCES,
    FUELS,
    KINDS,
    OTHERWISE,
    OWN_KINDS,
    RATIO,
    TEMPERATURE_LETTERS,
)
from chatbot.mathematics.unit_registry import LOCK, Factors, pints_unit, registry
from chatbot.mathematics.unit_spelling import factors_of


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


def of_one_kind(from_unit: str, to_unit: str) -> bool:
    """Tell whether two units measure the same, which is no mere ratio: C and °F do, and C and coulomb."""
    try:
        kinds = {_kind(factors) for factors in _pair(from_unit, to_unit)}
    except CalculationError:
        return False
    return len(kinds) == 1 and RATIO not in kinds


def _pair(from_unit: str, to_unit: str) -> tuple[Factors, Factors]:
    """Read both units, as far as possible as of one kind: ounces beside grams are mass, beside litres a volume."""
    readings = _readings(from_unit), _readings(to_unit)
    alike = ((one, other) for one, other in product(*readings) if _kind(one) == _kind(other))
    return next(alike, (readings[0][0], readings[1][0]))


@lru_cache(maxsize=256)
def _readings(unit: str) -> tuple[Factors, ...]:
    """Return what a unit may stand for, the likeliest first: C is coulomb or Celsius, lb/ft^2 a pressure or a load."""
    letter = TEMPERATURE_LETTERS.get(unit.strip().lower())
    try:
        plain = factors_of(unit)
    except CalculationError:
        if not letter:
            raise
        return (((letter, 1),),)
    other, force = (tuple((table.get(name, name), power) for name, power in plain) for table in (OTHERWISE, AS_FORCE))
    others = [((letter, 1),)] if letter else []
    others += [other] if other != plain else []
    if force != plain and (measured := _kind(force)) in FORCED:
        in_pounds = measured == "pressure" and "pound" in dict(plain)
        return (force, plain, *others) if in_pounds else (plain, *others, force)
    return (plain, *others)


def _converted(amount: Fraction, source: Factors, target: Factors, written: tuple[str, str]) -> Fraction:
    import pint

    kinds = _kind(source), _kind(target)
    if kinds[0] != kinds[1]:
        raise CalculationError(
            f"{written[0]} cannot be converted to {written[1]}: the one measures {kinds[0]}, the other {kinds[1]}."
        )
    if _fuel(source) and _per_distance(source) != _per_distance(target):
        if not amount:
            raise CalculationError(f"No {written[1]} come to 0 {written[0]}.")
        amount, source = 1 / amount, tuple((name, -power) for name, power in source)
    with LOCK:
        try:
            quantity = registry().Quantity(amount, pints_unit(source))
            _refuse_below_zero(quantity)
            return quantity.to(pints_unit(target)).magnitude
        except (pint.OffsetUnitCalculusError, TypeError) as error:  # TypeError: logarithms of fractions, as of dB
            raise CalculationError(f"{written[0]} cannot be converted to {written[1]} here.") from error


def _fuel(factors: Factors) -> str | None:
    """Name what fuel for a distance, or a distance for fuel, measures; None for any other unit.

    The only kind that is converted by its reciprocal as well: 100 km / 5 l is 20 km/l.
    """
    powers = dict(factors)
    distance, fuel = powers.keys() & FUEL_DISTANCES, powers.keys() & FUELS.keys()
    if len(factors) == len(powers) == 2 and distance and fuel and sorted(powers.values()) == [-1, 1]:
        return FUELS[fuel.pop()]
    return None


def _per_distance(factors: Factors) -> bool:
    return any(name in FUEL_DISTANCES and power < 0 for name, power in factors)


def _refuse_below_zero(quantity: Any) -> None:
    if quantity.check("[temperature]") and quantity.to("kelvin").magnitude < 0:
        raise CalculationError("That is below absolute zero.")


def _kind(factors: Factors) -> str:
    """Name what a unit measures, `speed` or `mass / length^2`."""
    if fuel := _fuel(factors):
        return fuel
    with LOCK:
        powers = dict(pints_unit(factors).dimensionality)
    for own, endings in OWN_KINDS.items():
        powers[own] = sum(power for name, power in factors if name.endswith(endings))
    above = [_raised(name, power) for name, power in sorted(powers.items()) if power > 0]
    below = [_raised(name, -power) for name, power in sorted(powers.items()) if power < 0]
    text = (" ".join(above) or "1") + "".join(f" / {name}" for name in below)
    return KINDS.get(text, text)


def _raised(name: str, power: Fraction | int) -> str:
    return name.strip("[]") + (f"^{power}" if power != 1 else "")
