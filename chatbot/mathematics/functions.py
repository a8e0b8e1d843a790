"""The calculator's functions by name: how many numbers each takes, and what it does with them."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from functools import reduce

from chatbot.mathematics.exact import MAX_DIGITS, MAX_FACTORIAL, Numbers, Value
from chatbot.mathematics.tokens import CalculationError

_MANY = 1_000
_MAX_BITS = MAX_DIGITS * math.log2(10)


def call(numbers: Numbers, name: str, args: list[Value]) -> Value:
    """Apply a function to values; raise `CalculationError` for a wrong count or a value outside its domain."""
    least, most, function = _TABLE[name]
    if not least <= len(args) <= most:
        count = f"{least}" if least == most else f"{least} or more" if most == _MANY else f"{least} or {most}"
        raise CalculationError(
            f"{name} takes {count} number{'s' if most > 1 else ''}, not {len(args)};"
            " inside its brackets a comma separates numbers."
        )
    return numbers.checked(function(numbers, *args))


def factorial(numbers: Numbers, value: Value) -> Fraction:
    """Return n! for a whole number up to 1000."""
    n = _whole(value, "A factorial")
    if not 0 <= n <= MAX_FACTORIAL:
        raise CalculationError(f"A factorial is worked out for whole numbers from 0 to {MAX_FACTORIAL:,} only.")
    return Fraction(math.factorial(n))


def degrees(numbers: Numbers, value: Value) -> Value:
    """Return an angle of so many degrees in radians."""
    return value if value == 0 else numbers.real(value) * numbers.mp.pi / 180


def _root(numbers: Numbers, value: Value, order: Value = Fraction(2)) -> Value:
    if _whole(order, "The order of a root") == 0:
        raise CalculationError("A root of order zero has no meaning.")
    return numbers.power(value, 1 / order)


def _circular(name: str, at_zero: int | None) -> Callable[[Numbers, Value], Value]:
    """Return sin, cos, ... of mpmath, exact at zero, with its domain checked."""

    def function(numbers: Numbers, value: Value) -> Value:
        if value == 0 and at_zero is not None:
            return Fraction(at_zero)
        if name in ("asin", "acos") and abs(value) > 1:
            raise CalculationError(f"{name} needs a number from -1 to 1.")
        return getattr(numbers.mp, name)(numbers.real(value))

    return function


def _round(numbers: Numbers, value: Value, places: Value = Fraction(0)) -> Fraction:
    """Round to so many decimal places; a half goes away from zero, as at school."""
    count = _whole(places, "The count of decimal places")
    if abs(count) > 100:
        raise CalculationError("round takes at most 100 decimal places.")
    scale = Fraction(10) ** count
    scaled = numbers.checked(abs(value) * (scale if isinstance(value, Fraction) else numbers.real(scale)))
    size = numbers.floor(scaled + Fraction(1, 2) if isinstance(scaled, Fraction) else scaled + 0.5) / scale
    return -size if value < 0 else size


def _ceil(numbers: Numbers, value: Value) -> Fraction:
    return -numbers.floor(-value)


def _sum(numbers: Numbers, *values: Value) -> Value:
    total: Value = Fraction(0)
    for value in values:
        left, right = numbers.pair(total, value)
        total = numbers.checked(left + right)
    return total


def _mean(numbers: Numbers, *values: Value) -> Value:
    return numbers.divide(_sum(numbers, *values), Fraction(len(values)))


def _ordered(numbers: Numbers, values: tuple[Value, ...]) -> list[Value]:
    if all(isinstance(value, Fraction) for value in values):
        return sorted(values)
    return sorted(values, key=numbers.real)


def _median(numbers: Numbers, *values: Value) -> Value:
    ordered = _ordered(numbers, values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else _mean(numbers, ordered[middle - 1], ordered[middle])


def _common(name: str) -> Callable[..., Fraction]:
    combine = {"gcd": math.gcd, "lcm": math.lcm}[name]

    def step(numbers: Numbers, left: Fraction, right: Value) -> Fraction:
        return numbers.checked(Fraction(combine(int(left), _whole(right, name))))

    return lambda numbers, first, *rest: reduce(
        lambda left, right: step(numbers, left, right), rest, Fraction(abs(_whole(first, name)))
    )


def _choices(name: str) -> Callable[[Numbers, Value, Value], Fraction]:
    """Return how many ways there are to pick k of n: comb without, perm with regard to their order."""

    def function(numbers: Numbers, of: Value, picked: Value) -> Fraction:
        n, k = _whole(of, name), _whole(picked, name)
        if not 0 <= k <= n:
            raise CalculationError(f"{name}(n, k) needs whole numbers with 0 ≤ k ≤ n.")
        factors = min(k, n - k) if name == "comb" else k
        least = math.log2(n // factors) if name == "comb" and factors else math.log2(n - factors + 1)
        if factors > _MAX_BITS or factors * least > _MAX_BITS or (name == "perm" and k > MAX_FACTORIAL):
            raise CalculationError(f"{name} of these would have more than {MAX_DIGITS:,} digits.")
        return Fraction(math.comb(n, factors) if name == "comb" else math.perm(n, k))

    return function


def _whole(value: Value, what: str) -> int:
    if not isinstance(value, Fraction) or value.denominator != 1:
        raise CalculationError(f"{what} needs whole numbers.")
    return int(value)


_TABLE: dict[str, tuple[int, int, Callable[..., Value]]] = {
    "sqrt": (1, 1, _root),
    "cbrt": (1, 1, lambda numbers, value: _root(numbers, value, Fraction(3))),
    "root": (2, 2, _root),
    "exp": (1, 1, Numbers.exponential),
    "ln": (1, 1, lambda numbers, value: numbers.logarithm(value, None)),
    "log": (1, 2, lambda numbers, value, base=Fraction(10): numbers.logarithm(value, base)),
    "log2": (1, 1, lambda numbers, value: numbers.logarithm(value, Fraction(2))),
    "log10": (1, 1, lambda numbers, value: numbers.logarithm(value, Fraction(10))),
    "sin": (1, 1, _circular("sin", 0)),
    "cos": (1, 1, _circular("cos", 1)),
    "tan": (1, 1, _circular("tan", 0)),
    "asin": (1, 1, _circular("asin", 0)),
    "acos": (1, 1, _circular("acos", None)),
    "atan": (1, 1, _circular("atan", 0)),
    "abs": (1, 1, lambda numbers, value: abs(value)),
    "round": (1, 2, _round),
    "floor": (1, 1, Numbers.floor),
    "ceil": (1, 1, _ceil),
    "min": (1, _MANY, lambda numbers, *values: _ordered(numbers, values)[0]),
    "max": (1, _MANY, lambda numbers, *values: _ordered(numbers, values)[-1]),
    "sum": (1, _MANY, _sum),
    "mean": (1, _MANY, _mean),
    "median": (1, _MANY, _median),
    "factorial": (1, 1, factorial),
    "gcd": (1, _MANY, _common("gcd")),
    "lcm": (1, _MANY, _common("lcm")),
    "comb": (2, 2, _choices("comb")),
    "perm": (2, 2, _choices("perm")),
}
