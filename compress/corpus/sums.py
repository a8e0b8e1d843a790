"""Arithmetic in symbols and in words, asked in many ways, with the calculator's call and what it returns.

    system → "What is 15 % of 80?" → calculate("15% of 80") → "12" → "15% of 80 = 12"

Each meaning has one canonical expression (sums.txt, and stories.txt for word problems as of a primary school's
book). Results are printed as the chat's calculator prints them; tests
hold them to it.
"""

import ast
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Context, Decimal, Inexact
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

from compress.corpus import assistant, drawn
from compress.corpus.expressions import parse
from compress.rating.scores import arithmetic_value

_SHOWN, _SHOWN_IF_COMPLETE, _SHOWN_IF_WHOLE = 20, 30, 200
_REMARK = 9  # characters of a fraction that the calculator still adds as a remark
_PI = Fraction("3.14159265358979323846264338327950288419716939937510582097494459")
_ROOT = re.compile(r"(sqrt|cbrt)\(([\d.]+)\)")
_MOD = re.compile(r"(\d+) mod (\d+)")
_BRIEF = 0.3  # of the conversations; a calculation reads the same in either style
_SYMBOLIC = 0.12  # of the questions are bare symbols
_TYPO = 0.04
_IN_CENTS = frozenset("mkvjxpr")  # letters of amounts that are no whole numbers
_LEADS = (
    "please ",
    "quick question: ",
    "can you tell me: ",
    "hey, ",
    "Could you work this out: ",
    "hi! ",
    "I need help: ",
)
_TAILS = (" please", " thanks", ", please", "? Thank you!", "? Thanks")


@dataclass(frozen=True)
class Sum:
    """An expression and how it is asked for.

    The slots of each chain in `falling` get numbers that fall in this order. Where `even` is set, each step comes to
    something above zero and whole, or in cents where money, a percentage or a decimal number is among what is given.
    """

    expression: str
    wordings: tuple[str, ...]
    falling: tuple[tuple[str, ...], ...]
    even: bool


@cache
def wordings(name: str = "sums.txt") -> tuple[Sum, ...]:
    """Return sums.txt, or another file that is written like it, read."""
    text = files(__package__).joinpath(name).read_text("utf-8")
    blocks = [block.splitlines() for block in text.split("\n\n") if block.startswith("= ")]
    return tuple(_block(head, tuple(lines)) for head, *lines in blocks)


def sums(rng: random.Random, count: int) -> Iterator[dict[str, Any]]:
    """Yield `count` conversations about one sum each."""
    for _ in range(count):
        question, expression = _symbols(rng) if rng.random() < _SYMBOLIC else _words(rng, "sums.txt")
        yield calculation(question, expression, style(rng), "arithmetic")


def stories(rng: random.Random, count: int) -> Iterator[dict[str, Any]]:
    """Yield `count` conversations about one word problem each."""
    for _ in range(count):
        yield calculation(*_words(rng, "stories.txt"), style(rng), "word problems: made")


def asked(sum_: Sum, wording: str, rng: random.Random) -> tuple[str, str]:
    """Draw what stands in a wording's slots until that makes sense; return the question and the expression."""
    letters = drawn.slots(sum_.expression) | drawn.slots(wording)
    while True:
        texts = drawn.draw_all(letters, rng)
        plain = {name: text for name, (_, text) in texts.items()}
        expression = drawn.fill(sum_.expression, plain)
        chains = [[Fraction(plain[name]) for name in chain] for chain in sum_.falling]
        if all(chain == sorted(chain, reverse=True) for chain in chains) and (
            not sum_.even or _comes_out(expression, letters.values())
        ):
            break
    question = drawn.fill(wording, {name: written for name, (written, _) in texts.items()})
    return drawn.sentences(question) if wording[-1] in "?." else question, expression


def style(rng: random.Random) -> assistant.Style:
    """Draw the style that the system turn names."""
    return "brief" if rng.random() < _BRIEF else "full"


def calculation(question: str, expression: str, style: assistant.Style, group: str) -> dict[str, Any]:
    """Return a conversation of one call of the calculator; ValueError where the expression has no value."""
    result = result_text(expression)
    messages = [
        assistant.system(style),
        assistant.asked(question),
        assistant.called("calculate", expression=expression),
        assistant.returned(result),
        assistant.said(f"{expression} = {result}"),
    ]
    answers = [result.partition(" (")[0]]
    return {"messages": messages, "tools": assistant.tools(), "answers": answers, "kind": "answer", "group": group}


def result_text(expression: str) -> str:
    """Return what the chat's calculator says of an expression, its remark `(exactly 25/3)` included."""
    value = evaluate(expression)
    text = value_text(value)
    fraction = str(value)
    exactly = isinstance(value, Fraction) and "…" in text and len(fraction) <= _REMARK
    return f"{text} (exactly {fraction})" if exactly and fraction != expression.replace(" ", "") else text


def evaluate(expression: str) -> Fraction | Decimal:
    """Return the exact value, or 40 right digits of an irrational one; ValueError for what is no plain sum.

    Beside plain arithmetic it knows one root, a factor pi, and `a mod b`.
    """
    if root := _ROOT.fullmatch(expression):
        return _root(root[1], Fraction(root[2]))
    if remainder := _MOD.fullmatch(expression):
        return Fraction(int(remainder[1]) % int(remainder[2]))
    value = arithmetic_value(re.sub(r"\bpi\b", "1", expression))
    if value is None:
        raise ValueError(f"{expression!r} is no plain sum")
    return _digits(value * _PI) if "pi" in expression else value


def value_text(value: Fraction | Decimal) -> str:
    """Write a number as the chat's calculator does: in full where it ends soon, else 20 digits and …"""
    if isinstance(value, Fraction):
        whole = value.denominator == 1
        context = Context(prec=_SHOWN_IF_WHOLE if whole else _SHOWN_IF_COMPLETE, rounding=ROUND_DOWN)
        number = context.divide(Decimal(value.numerator), Decimal(value.denominator))
        complete = not context.flags[Inexact]
    else:
        number, complete = Context(prec=37, rounding=ROUND_HALF_EVEN).normalize(value), False
    if complete:
        number, mark, most = Context(prec=_SHOWN_IF_WHOLE).normalize(number), "", _SHOWN_IF_WHOLE
    else:
        number, mark, most = Context(prec=_SHOWN, rounding=ROUND_DOWN).plus(number), "…", _SHOWN
    if number and not -10 <= number.adjusted() < most:
        digits, _, exponent = f"{number:e}".partition("e")
        return f"{digits}{mark}e{int(exponent)}"
    return f"{number:f}{mark}"


def roughly(text: str, rng: random.Random) -> str:
    """Return a question as it may be typed: politely, in lower case, without its mark, now and then misspelt."""
    if rng.random() < 0.08 and text[0].isalpha():
        text = rng.choice(_LEADS) + text
    if rng.random() < 0.3:
        text = text.lower()
    if rng.random() < 0.25:
        text = text.rstrip("?.")
    if rng.random() < 0.06:
        text = text.rstrip("?.") + rng.choice(_TAILS)
    return _misspelt(text, rng) if rng.random() < _TYPO else text


def _block(head: str, lines: tuple[str, ...]) -> Sum:
    expression, *rules = head.removeprefix("= ").split("; ")
    falling = tuple(tuple(rule.split(" > ")) for rule in rules if " > " in rule)
    return Sum(expression, lines, falling, "even" in rules)


def _words(rng: random.Random, name: str) -> tuple[str, str]:
    sum_ = rng.choice(wordings(name))
    question, expression = asked(sum_, rng.choice(sum_.wordings), rng)
    return roughly(question, rng), expression


def _comes_out(expression: str, letters: Iterable[str]) -> bool:
    """Tell whether each step of an expression is above zero and whole, or in cents."""
    tree, parts = parse(expression), 100 if _IN_CENTS.intersection(letters) else 1
    steps = [ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.BinOp)] if tree else [expression]
    values = [evaluate(step) for step in steps]
    return all(isinstance(value, Fraction) and value > 0 and (value * parts).denominator == 1 for value in values)


def _symbols(rng: random.Random) -> tuple[str, str]:
    """Draw two to five numbers between signs, brackets around some, written in one of the ways that people do."""
    while True:
        expression = _random_expression(rng)
        if arithmetic_value(expression) is not None:
            break
    text = expression
    if rng.random() < 0.4:
        text = text.replace(" ", "")
    if rng.random() < 0.4:
        text = text.replace("*", rng.choice("×x·")).replace("/", rng.choice("÷/:"))
    lead, tail = rng.choice(
        (("", ""), ("", " ="), ("", "?"), ("what is ", ""), ("What is ", "?"), ("calculate ", ""), ("", " = ?"),
         ("Compute ", "."), ("how much is ", "?"), ("whats ", ""), ("Please evaluate ", "."), ("solve ", ""))
    )  # fmt: skip
    return f"{lead}{text}{tail}", expression


def _random_expression(rng: random.Random) -> str:
    numbers = [drawn.draw(rng.choice("nnib"), rng, "")[1] for _ in range(rng.choice((2, 2, 2, 3, 3, 4, 5)))]
    parts = [numbers[0]]
    for number in numbers[1:]:
        parts += [rng.choice("++--**//"), number]
    if len(numbers) > 2 and rng.random() < 0.6:
        start = 2 * rng.randrange(len(numbers) - 1)
        parts[start : start + 3] = [f"({' '.join(parts[start : start + 3])})"]
    return " ".join(parts)


def _misspelt(text: str, rng: random.Random) -> str:
    """Swap two letters inside one word."""
    found = [word for word in re.finditer(r"[a-z]{5,}", text)]
    if not found:
        return text
    at = (word := rng.choice(found)).start() + rng.randrange(1, len(word[0]) - 2)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _root(name: str, value: Fraction) -> Fraction | Decimal:
    power = 2 if name == "sqrt" else 3
    near = round(float(value) ** (1 / power))
    if near**power == value:
        return Fraction(near)
    if power == 3:
        raise ValueError("only cubes of whole numbers have a cube root here")
    return Context(prec=50).sqrt(Decimal(value.numerator) / Decimal(value.denominator))


def _digits(value: Fraction) -> Decimal:
    return Context(prec=50).divide(Decimal(value.numerator), Decimal(value.denominator))
