"""Equations and small systems, solved exactly through sympy.

    solve_equation("2x + 3 = 11")                      x = 4
    solve_equation("x^2 = x + 1")                      x = 1/2 - sqrt(5)/2 ≈ -0.618… or x = …
    solve_equation("x + y = 10, x - y = 2")            x = 6, y = 4

Polynomials and fractions of them: degree 12 in one unknown, 6 in up to four; of a system, every equation but one
must give one unknown by the others. Bounded by construction (`polynomials`), and never parsed by sympy.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

from chatbot.mathematics.calculator import decimal_text
from chatbot.mathematics.polynomials import Expr, Ratio, RatioBuilder, names_of, roots
from chatbot.mathematics.syntax import Binary, Tree, parse
from chatbot.mathematics.tokens import MAX_LENGTH, CalculationError

MAX_UNKNOWNS = 4
MAX_SOLUTIONS = 12  # of a system: the product of its equations' degrees
_BETWEEN = re.compile(r"[;\n]|\band\b|,(?=\s)|,(?!\d)")
_NO_SOLUTION = "There is no solution."


def solve_equation(equation: str, unknown: str | None = None) -> str:
    """Solve an equation, or several between commas, and return the solutions in one line.

    `unknown` names the letter to solve for where one equation holds several. Raises `CalculationError`.
    """
    trees = [_difference(part) for part in _parts(equation)]
    names = sorted(set().union(*map(names_of, trees)))
    if not names:
        raise CalculationError("The equation holds no unknown; write a letter such as x for what is looked for.")
    if len(names) > MAX_UNKNOWNS or len(trees) > MAX_UNKNOWNS:
        raise CalculationError(f"At most {MAX_UNKNOWNS} equations in {MAX_UNKNOWNS} unknowns can be solved.")
    if unknown and unknown.strip() not in names:
        raise CalculationError(
            f"The equation does not hold {unknown.strip()[:20]!r}; its unknowns: {', '.join(names)}."
        )
    builder = RatioBuilder(names)
    ratios = [builder.build(tree) for tree in trees]
    one = len(trees) == 1
    text = _solve_one(builder, ratios[0], _chosen(names, unknown)) if one else _solve_system(builder, ratios)
    if len(text) > MAX_LENGTH:
        raise CalculationError(f"The solution is longer than {MAX_LENGTH:,} characters.")
    return text


def is_equation(text: str, *, determined: bool) -> bool:
    """Tell whether a text is one or more equations in single letters; `determined`: no more letters than equations."""
    try:
        trees = [_difference(part) for part in _parts(text)]
    except CalculationError:
        return False
    names = set().union(*map(names_of, trees))
    letters = all(re.fullmatch(r"[^\W\d_](?:_?\d)?", name) for name in names)
    return bool(names) and letters and not (determined and len(names) > len(trees))


def _parts(equation: str) -> list[str]:
    if len(equation) > MAX_LENGTH:
        raise CalculationError(f"The equation is longer than {MAX_LENGTH:,} characters.")
    return [part.strip() for part in _BETWEEN.split(equation.replace("==", "=")) if part and part.strip()]


def _difference(part: str) -> Tree:
    sides = [side.strip() for side in part.split("=")]
    if len(sides) != 2 or not all(sides):
        raise CalculationError(f"{part[:40]!r} is not an equation: it needs one = with something on both sides.")
    return Binary("-", *(parse(side, unknowns=True) for side in sides))


def _chosen(names: list[str], unknown: str | None) -> str:
    if unknown:
        return unknown.strip()
    if len(names) > 1 and "x" not in names:
        raise CalculationError(f"Say which to solve for: {', '.join(names)}.")
    return "x" if "x" in names else names[0]


def _solve_one(builder: RatioBuilder, ratio: Ratio, name: str) -> str:
    poly = _without_poles(ratio)
    if poly.is_zero:
        return f"Every value of {name} is a solution."
    symbol = builder.sympy.Symbol(name)
    used = poly.free_symbols
    if symbol not in used:
        return _NO_SOLUTION
    if used == {symbol}:
        return _alternatives(name, roots(poly.as_poly(symbol)))
    found = [root.subs(builder.constants) for root in _literal_roots(builder.sympy, poly.as_expr(), symbol)]
    if any(root.free_symbols for root in found):
        return " or ".join(f"{name} = {_power_sign(root)}" for root in found)
    real = sorted((root for root in found if root.is_real), key=lambda root: root.evalf(30))
    return _alternatives(name, real + [root for root in found if not root.is_real])


def _without_poles(ratio: Ratio) -> Any:
    """Return the numerator without the factors it shares with the denominator: their zeros divide by zero."""
    above, below = ratio.above.unify(ratio.below)
    while not above.is_zero and (shared := above.gcd(below)).total_degree() > 0:
        above = above.quo(shared)
    return above


def _literal_roots(sympy: Any, expression: Expr, symbol: Expr) -> list[Expr]:
    """Solve for one letter by the others, up to degree 2."""
    poly = sympy.Poly(expression, symbol)
    if poly.degree() == 1:
        a, b = poly.all_coeffs()
        return [sympy.cancel(-b / a)]
    if poly.degree() == 2:
        a, b, c = poly.all_coeffs()
        spread = sympy.sqrt(b**2 - 4 * a * c)
        return list(dict.fromkeys((-b + sign * spread) / (2 * a) for sign in (-1, 1)))
    raise CalculationError("With other letters or irrational numbers in it, an equation is solved up to degree 2.")


def _solve_system(builder: RatioBuilder, ratios: list[Ratio]) -> str:
    if builder.constants:
        raise CalculationError("A system of equations is solved with ordinary numbers only, without pi, e and roots.")
    symbols = builder.unknowns
    expressions = [builder.sympy.expand(ratio.above.as_expr()) for ratio in ratios]
    if len(symbols) > sum(expression != 0 for expression in expressions):
        raise CalculationError(f"There are fewer equations than unknowns: {', '.join(map(str, symbols))}.")
    if math.prod(max(ratio.above.total_degree(), 1) for ratio in ratios) > MAX_SOLUTIONS:
        raise CalculationError(f"This system is too hard: it may have more than {MAX_SOLUTIONS} solutions.")
    found = [
        solution
        for solution in _eliminate(builder.sympy, expressions, {})
        if not any(_vanishes(ratio.below.as_expr().subs(solution)) for ratio in ratios)
    ]
    if any(len(solution) < len(symbols) for solution in found):
        return "There are many solutions: the equations say the same."
    real = [solution for solution in found if all(value.is_real for value in solution.values())]
    if found and not real:
        return "There is no real solution."
    lines = [", ".join(_assignment(str(symbol), solution[symbol]) for symbol in symbols) for solution in real]
    return "; or ".join(lines) or _NO_SOLUTION


def _eliminate(sympy: Any, expressions: list[Expr], known: dict[Expr, Expr]) -> list[dict[Expr, Expr]]:
    """Return every solution of polynomials that are to be zero, by expressing one unknown after another."""
    if any(expression.is_number and not _vanishes(expression) for expression in expressions):
        return []
    polys = [sympy.Poly(expression) for expression in expressions if not expression.is_number]
    if not polys:
        return [known]
    poly, symbol = _easiest(polys)
    others = [other.as_expr() for other in polys if other is not poly]
    if poly.degree(symbol) == 1:
        a, b = sympy.Poly(poly.as_expr(), symbol).all_coeffs()
        values = [-b / a]
    else:
        values = roots(poly)
    solutions = []
    for value in values:
        rest = [_simple(sympy, other.subs(symbol, value)) for other in others]
        for solution in _eliminate(sympy, rest, known):
            solved = _simple(sympy, value.subs(solution))
            solutions.append({**solution, symbol: solved} if not solved.free_symbols else solution)
    return solutions


def _easiest(polys: list[Any]) -> tuple[Any, Expr]:
    """Choose an equation with one unknown and rational numbers, else one that is linear in an unknown."""
    for poly in sorted(polys, key=lambda poly: poly.total_degree()):
        for symbol in poly.gens:
            coefficient = poly.as_expr().coeff(symbol, 1)
            linear = poly.degree(symbol) == 1 and coefficient.is_number
            if linear or (len(poly.gens) == 1 and (poly.domain.is_QQ or poly.domain.is_ZZ)):
                return poly, symbol
    raise CalculationError("This system is too hard: no equation gives one unknown simply by the others.")


def _simple(sympy: Any, expression: Expr) -> Expr:
    return sympy.radsimp(sympy.expand(expression)) if expression.is_number else sympy.expand(expression)


def _vanishes(expression: Expr) -> bool:
    """Tell whether a number is zero: exactly, or as far as numeric roots can tell."""
    return expression == 0 or (expression.is_number and abs(expression.evalf(30)) < 1e-25)


def _alternatives(name: str, found: list[Expr]) -> str:
    real = [root for root in found if root.is_real]
    if real:
        return " or ".join(_assignment(name, root) for root in real)
    complex_ones = " or ".join(f"{name} = {_complex(root)}" for root in found)
    return f"There is no real solution; complex: {complex_ones}."


def _assignment(name: str, value: Expr) -> str:
    """Write `x = 2.5`, `x = 1/3 ≈ 0.333…` or `x = sqrt(2) ≈ 1.414…`; of a numeric root the digits alone."""
    if value.is_Rational:
        text = decimal_text(Fraction(int(value.p), int(value.q)))
        return f"{name} = {value} ≈ {text}" if "…" in text else f"{name} = {text}"
    text = decimal_text(Decimal(str(value.evalf(40))))
    return f"{name} ≈ {text}" if value.is_Float else f"{name} = {_power_sign(value)} ≈ {text}"


def _complex(root: Expr) -> str:
    parts = root.as_real_imag()
    if any(part.is_Float for part in parts):
        root = root.evalf(15)
    return re.sub(r"\bI\b", "i", _power_sign(root))


def _power_sign(expression: Expr) -> str:
    return str(expression).replace("**", "^")
