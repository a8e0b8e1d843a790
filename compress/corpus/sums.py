"""Arithmetic in symbols and in words, asked in many ways, with the calculator's call and what it returns.

    system → "What is 15 % of 80?" → calculate("15% of 80") → "12" → "15% of 80 = 12"

Each meaning has one canonical expression (sums.txt). Results are printed as the chat's calculator prints them; tests
hold them to it.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Context, Decimal, Inexact
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

from compress.corpus import assistant, drawn
from compress.rating.scores import arithmetic_value

_SHOWN, _SHOWN_IF_COMPLETE, _SHOWN_IF_WHOLE = 20, 30, 200
_REMARK = 9  # characters of a fraction that the calculator still adds as a remark
_PI = Fraction("3.14159265358979323846264338327950288419716939937510582097494459")
_ROOT = re.compile(r"(sqrt|cbrt)\(([\d.]+)\)")
_MOD = re.compile(r"(\d+) mod (\d+)")
_BRIEF = 0.3  # of the conversations; a calculation reads the same in either style
_SYMBOLIC = 0.12  # of the questions are bare symbols
_TYPO = 0.04
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
    """An expression and how it is asked for; the slots named in `falling` get numbers that fall in this order."""

    expression: str
    wordings: tuple[str, ...]
    falling: tuple[str, ...]


@cache
def wordings() -> tuple[Sum, ...]:
    """Return sums.txt, read."""
    text = files(__package__).joinpath("sums.txt").read_text("utf-8")
    blocks = [block.splitlines() for block in text.split("\n\n") if block.startswith("= ")]
    return tuple(_block(head, tuple(lines)) for head, *lines in blocks)


def sums(rng: random.Random, count: int) -> Iterator[dict[str, Any]]:
    """Yield `count` conversations about one sum each."""
    for _ in range(count):
        question, expression = _symbols(rng) if rng.random() < _SYMBOLIC else _words(rng)
        yield calculation(question, expression, style(rng), "arithmetic")


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
    expression, _, order = head.removeprefix("= ").partition("; ")
    return Sum(expression, lines, tuple(order.split(" > ")) if order else ())


def _words(rng: random.Random) -> tuple[str, str]:
    """Draw a wording, then what stands in its slots, until that makes sense."""
    sum_ = rng.choice(wordings())
    wording = rng.choice(sum_.wordings)
    letters = drawn.slots(sum_.expression) | drawn.slots(wording)
    money = drawn.currency(rng)
    while True:
        texts = {name: drawn.draw(letter, rng, money) for name, letter in letters.items()}
        plain = {name: text for name, (_, text) in texts.items()}
        numbers = [text for text in plain.values() if text]
        order = [Fraction(plain[name]) for name in sum_.falling]
        if len(set(numbers)) == len(numbers) and order == sorted(order, reverse=True):
            break
    question = drawn.fill(wording, {name: written for name, (written, _) in texts.items()})
    if wording[-1] in "?.":
        question = question[0].upper() + question[1:]
    return roughly(question, rng), drawn.fill(sum_.expression, plain)


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
