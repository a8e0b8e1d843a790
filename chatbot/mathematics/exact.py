"""The arithmetic under the calculator: exact fractions as long as there can be, long decimals after that.

Every size is estimated before anything is computed, so that no operation can run away:
no number here ever has more than `MAX_DIGITS` digits before or after its point. Angles are radians.
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import cached_property
from typing import Any

from chatbot.mathematics.tokens import CalculationError

MAX_DIGITS = 2_600  # 1000! has 2,568
MAX_FACTORIAL = 1_000
_MAX_BITS = math.ceil(MAX_DIGITS * math.log2(10))
_TOO_LARGE = f"The result would have more than {MAX_DIGITS:,} digits, more than this calculator works with."

Value = Fraction | Any  # Any: an mpmath number, which is loaded only when a value is irrational


class Numbers:
    """Computes with `digits` significant digits wherever a value is irrational, exactly elsewhere."""

    def __init__(self, digits: int) -> None:
        self.digits = digits
        self.exact = True  # until an irrational number is made

    @cached_property
    def mp(self) -> Any:
        """A context of mpmath of our own: its global one is shared between threads."""
        import mpmath

        self.exact = False
        context = mpmath.mp.clone()
        context.dps = self.digits
        return context

    def real(self, value: Value) -> Any:
        """Return a value as an mpmath number."""
        return self.mp.mpf(value.numerator) / value.denominator if isinstance(value, Fraction) else value

    def checked(self, value: Value) -> Value:
        """Return the value if its size is within bounds."""
        if isinstance(value, Fraction):
            bits = max(value.numerator.bit_length(), value.denominator.bit_length())
        else:
            bits = abs(self.mp.mag(value)) if value else 0
        if bits > _MAX_BITS:
            raise CalculationError(_TOO_LARGE)
        return value

    def pair(self, left: Value, right: Value) -> tuple[Value, Value]:
        """Return both as fractions if they are, otherwise both as mpmath numbers."""
        if isinstance(left, Fraction) and isinstance(right, Fraction):
            return left, right
        return self.real(left), self.real(right)

    def divide(self, left: Value, right: Value) -> Value:
        if right == 0:
            raise CalculationError("A division by zero has no result.")
        left, right = self.pair(left, right)
        return left / right

    def remainder(self, left: Value, right: Value) -> Value:
        """Return the remainder, which has the divisor's sign as in Python."""
        whole = self.floor(self.checked(self.divide(left, right)))
        left, right = self.pair(left, right)
        return left - right * (whole if isinstance(right, Fraction) else self.real(whole))

    def floor(self, value: Value) -> Fraction:
        """Return the largest whole number that is not above a value.

        An irrational computation that comes as near to a whole number as its precision can tell, is that number.
        """
        if isinstance(value, Fraction):
            return Fraction(math.floor(value))
        nearest = self.mp.nint(value)
        near = abs(value - nearest) < self.mp.mpf(10) ** (-self.digits // 2)
        return Fraction(int(nearest if near else self.mp.floor(value)))

    def power(self, base: Value, exponent: Value) -> Value:
        """Return the real power; of a negative base with an odd root, as in (-8)^(1/3), the real root."""
        if base == 0:
            if exponent < 0:
                raise CalculationError("Zero to a negative power is a division by zero.")
            return Fraction(int(exponent == 0))
        whole = isinstance(exponent, Fraction) and exponent.denominator == 1
        if base < 0 and not whole:
            if not isinstance(exponent, Fraction) or exponent.denominator % 2 == 0:
                raise CalculationError("A negative number has no real root of even order and no fractional power.")
            size = self.power(-base, exponent)
            return -size if exponent.numerator % 2 else size
        if isinstance(base, Fraction) and isinstance(exponent, Fraction):
            exact = self._whole_power(base, int(exponent)) if whole else self._exact_root(base, exponent)
            if exact is not None:
                return exact
        return self._real_power(base, exponent)

    def _whole_power(self, base: Fraction, exponent: int) -> Fraction:
        if abs(base) == 1:
            return base if exponent % 2 else Fraction(1)
        least_bits = max(base.numerator.bit_length(), base.denominator.bit_length()) - 1
        if abs(exponent) * least_bits > _MAX_BITS:
            raise CalculationError(_TOO_LARGE)
        return base**exponent

    def _exact_root(self, base: Fraction, exponent: Fraction) -> Fraction | None:
        """Return base^(p/q) if it is rational: the numerator and the denominator must be perfect powers."""
        order = exponent.denominator
        above, below = self._whole_root(base.numerator, order), self._whole_root(base.denominator, order)
        if above is None or below is None:
            return None
        return self._whole_power(Fraction(above, below), exponent.numerator)

    def _whole_root(self, n: int, order: int) -> int | None:
        if n == 1:
            return 1
        if order >= n.bit_length():
            return None
        if order == 2:
            root = math.isqrt(n)
        else:  # correct to a unit, then tried
            import mpmath

            context = mpmath.mp.clone()
            context.dps = n.bit_length() // order // 3 + 15
            root = int(context.nint(context.exp(context.log(n) / order)))
        return root if root**order == n else None

    def _real_power(self, base: Value, exponent: Value) -> Value:
        base_real, exponent_real = self.real(base), self.real(exponent)
        if abs(exponent_real * self.mp.log(abs(base_real), 2)) > _MAX_BITS:
            raise CalculationError(_TOO_LARGE)
        if isinstance(exponent, Fraction) and exponent.denominator == 1:
            size = abs(base_real) ** exponent_real
            return -size if base_real < 0 and exponent.numerator % 2 else size
        return base_real**exponent_real

    def logarithm(self, value: Value, base: Value | None) -> Value:
        """Return the logarithm to a base, the natural one for None; exact where it is a simple fraction."""
        if value <= 0 or (base is not None and (base <= 0 or base == 1)):
            raise CalculationError("A logarithm needs a number above zero, and a base above zero that is not 1.")
        if value == 1:
            return Fraction(0)
        if base is None:
            return self.mp.log(self.real(value))
        quotient = self.mp.log(self.real(value)) / self.mp.log(self.real(base))
        if isinstance(value, Fraction) and isinstance(base, Fraction):
            for part in (1, 2, 3):
                times = int(self.mp.nint(quotient * part))
                if abs(quotient * part - times) < 1e-9 and self._whole_power(base, times) == value**part:
                    return Fraction(times, part)
        return quotient

    def exponential(self, value: Value) -> Value:
        if value == 0:
            return Fraction(1)
        if abs(value) > _MAX_BITS * math.log(2):
            raise CalculationError(_TOO_LARGE)
        return self.mp.exp(self.real(value))
