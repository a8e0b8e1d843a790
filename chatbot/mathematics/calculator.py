"""The calculator: an expression as people write it → its exact value.

    calculate("40366 / 439").text        91.949886104783599088…
    calculate("0.1 + 0.2").text          0.3
    calculate("200 + 10%").text          220, as pocket calculators have it

Fractions stay exact. An irrational value is worked out with 50 digits, then again with twice as many until two
runs agree, so every digit shown is right. `log` is to base 10, `ln` natural, angles are radians unless `30°`.
Nothing is evaluated by Python, and everything is bounded by construction (see `tokens`, `syntax`, `exact`).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Context, Decimal, Inexact
from fractions import Fraction
from typing import Any

from chatbot.mathematics import functions
from chatbot.mathematics.exact import Numbers, Value
from chatbot.mathematics.syntax import Binary, Call, Name, Number, Tree, Unary, parse, render
from chatbot.mathematics.tokens import CalculationError

__all__ = ["Calculation", "CalculationError", "calculate", "decimal_text", "evaluate"]

SHOWN = 20  # significant digits of a number that does not end
_SHOWN_IF_COMPLETE = 30
_SHOWN_IF_WHOLE = 200
_PRECISIONS = (50, 100, 200, 400)
_AGREED = 40  # digits two runs must share


@dataclass(frozen=True)
class Calculation:
    """An expression in normal form and what it is worth.

    `value` is a `Fraction` where that is exact, else a `Decimal` of 40 right digits; `text` shows it, with … where
    digits follow; `note` says which convention was used where one had to be chosen.
    """

    expression: str
    value: Fraction | Decimal
    text: str
    note: str = ""

    @property
    def exact(self) -> bool:
        """Whether `value` is the exact result."""
        return isinstance(self.value, Fraction)

    @property
    def rounded(self) -> bool:
        """Whether `text` leaves digits out."""
        return "…" in self.text

    @property
    def fraction(self) -> str | None:
        """The exact result as a fraction such as 1/3, where its decimals do not fit."""
        return str(self.value) if isinstance(self.value, Fraction) and self.rounded else None

    def __str__(self) -> str:
        """The result, with what a reader must know to take it right."""
        remarks = [self.note] if self.note else []
        if self.fraction and len(self.fraction) <= 9 and self.fraction != self.expression.replace(" ", ""):
            remarks.insert(0, f"exactly {self.fraction}")
        return self.text + (f" ({'; '.join(remarks)})" if remarks else "")


def calculate(expression: str) -> Calculation:
    """Work out an expression; raise `CalculationError` with a sentence that says what is wrong with it."""
    tree = parse(expression)
    value = evaluate(tree)
    return Calculation(render(tree), value, decimal_text(value), _note(tree))


def evaluate(tree: Tree) -> Fraction | Decimal:
    """Return what a tree is worth, a `Decimal` of 40 right digits if it is irrational.

    Evaluates until the digits no longer depend on the precision.
    """
    previous: Value | None = None
    for digits in _PRECISIONS:
        numbers = Numbers(digits)
        value = _evaluate(tree, numbers)
        if numbers.exact:
            return value
        if previous is not None and _agree(previous, value, numbers):
            return value if isinstance(value, Fraction) else _decimal(value, numbers)
        previous = value
    if numbers.real(abs(value)) < numbers.mp.mpf(10) ** (-digits // 2):
        return Decimal(0)  # as far as 200 digits can tell, as in sqrt(2)^2 - 2
    raise CalculationError("The value does not settle however precisely it is worked out; it may be undefined there.")


def decimal_text(value: Fraction | Decimal) -> str:
    """Write a number in decimals: in full where that is short, else its first 20 digits and …"""
    if isinstance(value, Fraction):
        whole = value.denominator == 1
        context = Context(prec=_SHOWN_IF_WHOLE if whole else _SHOWN_IF_COMPLETE, rounding=ROUND_DOWN)
        number = context.divide(Decimal(value.numerator), Decimal(value.denominator))
        complete = not context.flags[Inexact]
    else:  # an irrational computation that comes out even is shown so: sqrt(2)^2 is 2
        number = Context(prec=_AGREED - 3, rounding=ROUND_HALF_EVEN).normalize(value)
        complete = len(number.as_tuple().digits) <= SHOWN
    if not complete:
        number = Context(prec=SHOWN, rounding=ROUND_DOWN).plus(number)
    mark = "" if complete else "…"
    most = _SHOWN_IF_WHOLE if complete else SHOWN
    number = Context(prec=_SHOWN_IF_WHOLE).normalize(number) if complete else number
    if number and not -10 <= number.adjusted() < most:
        digits, _, exponent = f"{number:e}".partition("e")
        return f"{digits}{mark}e{int(exponent)}"
    return f"{number:f}{mark}"


def _agree(first: Value, second: Value, numbers: Numbers) -> bool:
    first, second = numbers.pair(first, second)
    if isinstance(first, Fraction):
        return first == second
    first = numbers.mp.mpf(first)
    return abs(first - second) <= abs(second) * numbers.mp.mpf(10) ** -_AGREED


def _decimal(value: Any, numbers: Numbers) -> Decimal:
    return Decimal(numbers.mp.nstr(value, _AGREED, min_fixed=0, max_fixed=0))


def _evaluate(tree: Tree, numbers: Numbers) -> Value:
    match tree:
        case Number(value):
            return value
        case Name(name):
            constants = {"pi": numbers.mp.pi, "e": numbers.mp.e, "tau": 2 * numbers.mp.pi}
            return +constants[name]
        case Call(name, args):
            return functions.call(numbers, name, [_evaluate(arg, numbers) for arg in args])
        case Unary(op, operand):
            return numbers.checked(_unary(op, _evaluate(operand, numbers), numbers))
        case Binary(op, left, right):
            if op in "+-" and _is_share(right) and not _is_share(left):
                right = Binary("of", right, left)  # 200 + 10% is 200 + 10% of 200
            return numbers.checked(_binary(op, _evaluate(left, numbers), _evaluate(right, numbers), numbers))
    raise AssertionError(f"no such tree: {tree!r}")


def _unary(op: str, value: Value, numbers: Numbers) -> Value:
    match op:
        case "-":
            return -value
        case "%":
            return value / 100
        case "!":
            return functions.factorial(numbers, value)
        case "°":
            return functions.degrees(numbers, value)
    raise AssertionError(f"no such sign: {op!r}")


def _binary(op: str, left: Value, right: Value, numbers: Numbers) -> Value:
    match op:
        case "/":
            return numbers.divide(left, right)
        case "mod":
            return numbers.remainder(left, right)
        case "^":
            return numbers.power(left, right)
    left, right = numbers.pair(left, right)
    match op:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*" | "of":
            return left * right
    raise AssertionError(f"no such sign: {op!r}")


def _is_share(tree: Tree) -> bool:
    """Tell whether a tree is a bare percentage, or a sum of such."""
    match tree:
        case Unary("%", _):
            return True
        case Unary("-", operand):
            return _is_share(operand)
        case Binary("+" | "-", left, right):
            return _is_share(left) and _is_share(right)
    return False


def _note(tree: Tree) -> str:
    called = list(_calls(tree))
    notes = {
        "log is to base 10": any(call.name == "log" and len(call.args) == 1 for call in called),
        "angle in radians": any(call.name in ("sin", "cos", "tan") and not _says_angle(call.args) for call in called),
        "an angle in radians": any(call.name in ("asin", "acos", "atan") for call in called),
    }
    return "; ".join(note for note, applies in notes.items() if applies)


def _calls(tree: Tree) -> list[Call]:
    match tree:
        case Call(_, args):
            return [tree, *(call for arg in args for call in _calls(arg))]
        case Unary(_, operand):
            return _calls(operand)
        case Binary(_, left, right):
            return _calls(left) + _calls(right)
    return []


def _says_angle(args: tuple[Tree, ...]) -> bool:
    text = render(args[0])
    return "°" in text or "pi" in text or "tau" in text or text == "0"
