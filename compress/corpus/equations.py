"""Equations to solve, in symbols and in words (riddles.py), made backwards from rational solutions."""

import random
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from compress.corpus import assistant
from compress.corpus.riddles import riddle
from compress.corpus.sums import style, value_text

_ASKED = (
    "Solve {e}.",
    "solve {e}",
    "Solve {e} for {x}.",
    "Solve for {x}: {e}",
    "What is {x} if {e}?",
    "what is {x} in {e}",
    "Find {x}: {e}",
    "find {x} if {e}",
    "{e}, what is {x}?",
    "{e}",
    "{e} solve for {x}",
    "If {e}, then what is {x}?",
    "Please solve the equation {e}.",
    "Can you solve {e}?",
    "which {x} solves {e}?",
    "Which value of {x} makes {e} true?",
    "Work out {x} from {e}.",
    "Given {e}, find {x}.",
    "Determine {x} such that {e}.",
    "I need {x} where {e}",
    "how do i get {x} from {e}",
    "help me solve {e}",
    "What's the solution of {e}?",
    "For what {x} is {e}?",
    "Suppose {e}. What is {x}?",
    "equation: {e}",
    "whats {x} when {e}",
    "{e}; {x} = ?",
    "Can you find {x} for me? {e}",
    "what does {x} have to be so that {e}",
    "Let {e}. Calculate {x}.",
    "{x} is unknown and {e}. What is {x}?",
    "My homework says {e}. What's {x}?",
    "isolate {x}: {e}",
    "I'm stuck on {e}, what is {x}?",
    "Tell me {x} when {e}.",
    "What value must {x} have in {e}?",
    "the equation is {e}, give me {x}",
    "Rearrange {e} and give me {x}.",
    "Please find all {x} with {e}.",
    "How big is {x} when {e}?",
    "{e} -> {x}?",
    "Would you work out {x}, please: {e}",
)
_SYSTEM_ASKED = (
    "Solve {e} and {f}.",
    "solve {e}, {f}",
    "Solve the system {e}, {f}.",
    "What are {x} and {y} if {e} and {f}?",
    "{e} and {f}, what are {x} and {y}?",
    "Find {x} and {y}: {e}, {f}",
    "If {e} and {f}, what are {x} and {y}?",
    "solve for {x} and {y}: {e}; {f}",
    "Given that {e} and {f}, find {x} and {y}.",
    "Which {x} and {y} satisfy {e} and {f}?",
    "Two equations: {e} and {f}. Solve them.",
    "can you solve {e} together with {f}",
    "simultaneous equations {e}, {f}",
    "{e}; {f}; {x} = ?, {y} = ?",
    "I have {e} as well as {f}. What are {x} and {y}?",
    "Where do {e} and {f} meet?",
    "At which point do the lines {e} and {f} cross?",
    "both {e} and {f} hold, find {x} and {y}",
    "Two unknowns, {x} and {y}: {e}, {f}. Which values?",
    "Please solve {e}, {f} for both letters.",
    "my system is {e} and {f}, help",
    "What values of {x} and {y} make both {e} and {f} true?",
    "{e}, {f}",
)


def equations(rng: random.Random, count: int) -> Iterator[dict[str, Any]]:
    """Yield `count` conversations about one equation or two."""
    makers = (
        _linear,
        _linear,
        _both_sides,
        _brackets,
        _quotient,
        _quadratic,
        _system,
        _system,
        _turned,
        _decimals,
        riddle,
        riddle,
        riddle,
        riddle,
    )
    for _ in range(count):
        question, equation, solution = rng.choice(makers)(rng)
        yield _conversation(question, equation, solution, rng)


def _conversation(question: str, equation: str, solution: str, rng: random.Random) -> dict[str, Any]:
    messages = [
        assistant.system(style(rng)),
        assistant.asked(question),
        assistant.called("solve_equation", equation=equation),
        assistant.returned(solution),
        assistant.said(solution),
    ]
    return {
        "messages": messages,
        "tools": assistant.tools(),
        "answers": [solution],
        "kind": "answer",
        "group": "equations",
    }


def _linear(rng: random.Random) -> tuple[str, str, str]:
    x, a, b, c = _letter(rng), rng.randint(2, 15), _constant(rng), rng.randint(-40, 120)
    equation = f"{a}{x} {_signed(b)} = {c}"
    return _ask(equation, x, rng), equation, _is(x, Fraction(c - b, a))


def _both_sides(rng: random.Random) -> tuple[str, str, str]:
    x, (a, c) = _letter(rng), rng.sample(range(2, 12), 2)
    b, root = _constant(rng), rng.randint(-12, 20)
    d = a * root + b - c * root
    equation = f"{a}{x} {_signed(b)} = {c}{x}" + (f" {_signed(d)}" if d else "")
    return _ask(equation, x, rng), equation, _is(x, Fraction(root))


def _brackets(rng: random.Random) -> tuple[str, str, str]:
    x, a, b, c = _letter(rng), rng.randint(2, 9), _constant(rng), rng.randint(1, 90)
    equation = f"{a}({x} {_signed(b)}) = {c}"
    return _ask(equation, x, rng), equation, _is(x, Fraction(c, a) - b)


def _quotient(rng: random.Random) -> tuple[str, str, str]:
    x, a, b, c = _letter(rng), rng.randint(2, 12), _constant(rng), rng.randint(-9, 40)
    equation = f"{x} / {a} {_signed(b)} = {c}"
    return _ask(equation, x, rng), equation, _is(x, Fraction((c - b) * a))


def _quadratic(rng: random.Random) -> tuple[str, str, str]:
    x, a = _letter(rng), rng.choice((1, 1, 1, 2, 3))
    roots = sorted(Fraction(rng.randint(-9, 9)) for _ in range(2))
    middle, last = -a * sum(roots), a * roots[0] * roots[1]
    equation = f"{a if a > 1 else ''}{x}^2"
    if middle:
        equation += f" {_signed(middle)}{x}" if abs(middle) > 1 else f" {'+' if middle > 0 else '-'} {x}"
    if last and not middle and rng.random() < 0.5:
        equation += f" = {-last}"
    else:
        equation += (f" {_signed(last)}" if last else "") + " = 0"
    solution = " or ".join(_is(x, root) for root in dict.fromkeys(roots))
    return _ask(equation, x, rng), equation, solution


def _system(rng: random.Random) -> tuple[str, str, str]:
    x, y = rng.choice(("xy", "xy", "xy", "ab", "mn", "pq"))
    roots = rng.randint(-9, 15), rng.randint(-9, 15)
    while True:
        (a, b), (c, d) = ((rng.randint(1, 6), rng.choice((-5, -3, -2, -1, 1, 1, 2, 3, 4))) for _ in range(2))
        if a * d != b * c:
            break
    first, second = (
        f"{_term(m, x)} {'+' if n > 0 else '-'} {_term(abs(n), y)} = {m * roots[0] + n * roots[1]}"
        for m, n in ((a, b), (c, d))
    )
    asked = rng.choice(_SYSTEM_ASKED).format(e=_typed(first, rng), f=_typed(second, rng), x=x, y=y)
    return asked, f"{first}, {second}", f"{x} = {roots[0]}, {y} = {roots[1]}"


def _turned(rng: random.Random) -> tuple[str, str, str]:
    x, a, b, root = _letter(rng), rng.randint(2, 15), rng.randint(1, 90), rng.randint(-9, 30)
    equation = rng.choice(
        (f"{b - a * root} = {b} - {a}{x}", f"{b} - {a}{x} = {b - a * root}", f"{b + a * root} = {a}{x} + {b}")
    )
    return _ask(equation, x, rng), equation, _is(x, Fraction(root))


def _decimals(rng: random.Random) -> tuple[str, str, str]:
    x, a = _letter(rng), Fraction(rng.randint(1, 95), rng.choice((10, 10, 20)))
    b, c = _constant(rng), rng.randint(-20, 90)
    equation = f"{value_text(a)}{x} {_signed(b)} = {c}" if a != 1 else f"{x} {_signed(b)} = {c}"
    return _ask(equation, x, rng), equation, _is(x, (c - b) / a)


def _ask(equation: str, x: str, rng: random.Random) -> str:
    return rng.choice(_ASKED).format(e=_typed(equation, rng), x=x)


def _typed(equation: str, rng: random.Random) -> str:
    """Write an equation as people type it: without spaces, with a raised 2."""
    if rng.random() < 0.5:
        equation = equation.replace(" ", "")
    return equation.replace("^2", "²") if rng.random() < 0.3 else equation


def _letter(rng: random.Random) -> str:
    return rng.choice("xxxxxynatzkp")


def _constant(rng: random.Random) -> int:
    return rng.choice((-1, 1)) * rng.randint(1, 40)


def _signed(number: int | Fraction) -> str:
    return f"{'+' if number > 0 else '-'} {abs(number)}"


def _term(factor: int, letter: str) -> str:
    return f"{factor}{letter}" if factor > 1 else letter


def _is(name: str, value: Fraction) -> str:
    """Write a solution as the chat's solver does: `x = 2.5`, or `x = 1/3 ≈ 0.333…` where the decimals do not end."""
    text = value_text(value)
    return f"{name} = {value} ≈ {text}" if "…" in text else f"{name} = {text}"
