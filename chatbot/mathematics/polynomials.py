"""Syntax trees → polynomials of sympy, and polynomials → roots; the algebra under `equations`.

sympy's own parsers use `eval`, so its objects are built from our checked tree. Degrees and digits are bounded
before anything is multiplied out.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from chatbot.mathematics.calculator import evaluate
from chatbot.mathematics.syntax import Binary, Call, Name, Number, Tree, Unary
from chatbot.mathematics.tokens import CONSTANTS, CalculationError

MAX_DEGREE = 12  # with one unknown
MAX_DEGREE_OF_SEVERAL = 6
MAX_TERMS = 400
MAX_COEFFICIENT_DIGITS = 40
_ROOT_DIGITS = 40

Expr = Any  # a sympy expression; sympy is loaded when an equation is solved


@dataclass(frozen=True)
class Ratio:
    """A fraction of two polynomials, not reduced, so that a division by zero is not forgotten."""

    above: Any  # sympy.Poly
    below: Any


class RatioBuilder:
    """Builds ratios over fixed unknowns; irrational constants become letters that `constants` can put back."""

    def __init__(self, unknowns: list[str]) -> None:
        import sympy

        self.sympy = sympy
        self.max_degree = MAX_DEGREE if len(unknowns) == 1 else MAX_DEGREE_OF_SEVERAL
        self.unknowns = [sympy.Symbol(name) for name in unknowns]
        self.constants: dict[Expr, Expr] = {}

    def build(self, tree: Tree) -> Ratio:
        """Return a tree as a ratio of polynomials with rational coefficients; `CalculationError` if it is none."""
        if not names_of(tree):
            return self._constant(tree)
        match tree:
            case Name(name):
                return self._symbol(self.sympy.Symbol(name))
            case Unary("-", operand):
                ratio = self.build(operand)
                return Ratio(-ratio.above, ratio.below)
            case Unary("%", operand):
                ratio = self.build(operand)
                return self._bounded(Ratio(ratio.above, ratio.below * 100))
            case Binary("^", base, exponent):
                return self._power(self.build(base), self._whole(exponent))
            case Binary(op, left, right) if op != "mod":
                return self._combine(op, self.build(left), self.build(right))
        raise CalculationError("An equation may use + - * / ^ on its unknowns, and no functions of them.")

    def _constant(self, tree: Tree) -> Ratio:
        value = evaluate(tree)
        if isinstance(value, Fraction):
            if max(abs(value.numerator), value.denominator) >= 10**MAX_COEFFICIENT_DIGITS:
                raise CalculationError(f"An equation's numbers may have at most {MAX_COEFFICIENT_DIGITS} digits.")
            return Ratio(self._poly(self.sympy.Rational(value.numerator, value.denominator)), self._poly(1))
        match tree:
            case Name("pi"):
                return self._symbol(self._letter(self.sympy.pi))
            case Name("e"):
                return self._symbol(self._letter(self.sympy.E))
            case Unary("-", operand):
                ratio = self._constant(operand)
                return Ratio(-ratio.above, ratio.below)
            case Binary("+" | "-" | "*" | "/" as op, left, right):
                return self._combine(op, self._constant(left), self._constant(right))
            case Call("sqrt", (inside,)):
                return self._symbol(self._letter(self._surd(inside)))
        raise CalculationError("Of irrational numbers an equation may hold pi, e and square roots only.")

    def _surd(self, inside: Tree) -> Expr:
        value = evaluate(inside)
        if not isinstance(value, Fraction) or max(value.numerator, value.denominator) >= 10**MAX_COEFFICIENT_DIGITS:
            raise CalculationError("Under a square root an equation may hold ordinary fractions only.")
        return self.sympy.sqrt(self.sympy.Rational(value.numerator, value.denominator))

    def _letter(self, value: Expr) -> Expr:
        letter = self.sympy.Symbol(f"constant {value}")  # no name of an unknown has a space
        self.constants[letter] = value
        return letter

    def _symbol(self, symbol: Expr) -> Ratio:
        return Ratio(self._poly(symbol), self._poly(1))

    def _poly(self, expression: Expr) -> Any:
        return self.sympy.Poly(expression, *self.unknowns, *self.constants, domain="QQ")

    def _combine(self, op: str, left: Ratio, right: Ratio) -> Ratio:
        if op == "/":
            if right.above.is_zero:
                raise CalculationError("The equation divides by zero.")
            right, op = Ratio(right.below, right.above), "*"
        if op in ("*", "of"):
            self._foresee((left.above, right.above), (left.below, right.below))
            return self._bounded(Ratio(left.above * right.above, left.below * right.below))
        if op == "-":
            right = Ratio(-right.above, right.below)
        if left.below == right.below:
            return self._bounded(Ratio(left.above + right.above, left.below))
        self._foresee((left.above, right.below), (right.above, left.below), (left.below, right.below))
        above = left.above * right.below + right.above * left.below
        return self._bounded(Ratio(above, left.below * right.below))

    def _power(self, base: Ratio, exponent: int) -> Ratio:
        if exponent < 0:
            if base.above.is_zero:
                raise CalculationError("The equation divides by zero.")
            base, exponent = Ratio(base.below, base.above), -exponent
        result = Ratio(self._poly(1), self._poly(1))
        for _ in range(exponent):
            result = self._combine("*", result, base)
        return result

    def _whole(self, exponent: Tree) -> int:
        if names_of(exponent):
            raise CalculationError("An unknown in an exponent cannot be solved for here.")
        value = evaluate(exponent)
        if not isinstance(value, Fraction) or value.denominator != 1 or abs(value) > MAX_DEGREE:
            raise CalculationError(f"An unknown may be raised to whole powers up to {MAX_DEGREE} only.")
        return int(value)

    def _foresee(self, *products: tuple[Any, Any]) -> None:
        """Refuse products before they are multiplied out."""
        for one, other in products:
            if one.total_degree() + other.total_degree() > self.max_degree:
                raise CalculationError(f"The equation is of higher degree than {self.max_degree}.")
            if len(one.terms()) * len(other.terms()) > MAX_TERMS**2 // 16:
                raise CalculationError("The equation has too many terms when multiplied out.")

    def _bounded(self, ratio: Ratio) -> Ratio:
        for poly in (ratio.above, ratio.below):
            if poly.total_degree() > self.max_degree:
                raise CalculationError(f"The equation is of higher degree than {self.max_degree}.")
            if len(poly.terms()) > MAX_TERMS:
                raise CalculationError("The equation has too many terms when multiplied out.")
            if any(max(abs(c.p), c.q) >= 10 ** (3 * MAX_COEFFICIENT_DIGITS) for c in poly.coeffs()):
                raise CalculationError("The equation's numbers become too long when multiplied out.")
        return ratio


def names_of(tree: Tree) -> set[str]:
    """Return the unknowns in a tree."""
    match tree:
        case Name(name):
            return set() if name in CONSTANTS else {name}
        case Unary(_, operand):
            return names_of(operand)
        case Binary(_, left, right):
            return names_of(left) | names_of(right)
        case Call(_, args):
            return set().union(*map(names_of, args))
        case Number():
            return set()
    raise AssertionError(f"no such tree: {tree!r}")


def roots(poly: Any) -> list[Expr]:
    """Return the roots of a polynomial of sympy in one letter, rational coefficients, each once.

    Exact where a factor is of degree 1 or 2, otherwise floats of 40 digits; real ones first, ascending.
    """
    from mpmath.libmp import NoConvergence

    found: list[Expr] = []
    for factor, _ in poly.factor_list()[1]:
        try:
            found += _quadratic_roots(factor) if factor.degree() <= 2 else factor.nroots(n=_ROOT_DIGITS, maxsteps=200)
        except NoConvergence as error:
            raise CalculationError(
                "The solutions of this equation lie too close together to be told apart."
            ) from error
    real = sorted((root for root in found if root.is_real), key=lambda root: root.evalf(_ROOT_DIGITS))
    return real + [root for root in found if not root.is_real]


def _quadratic_roots(factor: Any) -> list[Expr]:
    import sympy

    if factor.degree() == 1:
        a, b = factor.all_coeffs()
        return [-b / a]
    a, b, c = factor.all_coeffs()
    spread = sympy.sqrt(b**2 - 4 * a * c)
    return [sympy.expand((-b + sign * spread) / (2 * a)) for sign in (-1, 1)]
