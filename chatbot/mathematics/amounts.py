"""The numbers of a text and of a calculation, however they are written: what a calculation may be made of.

"a third of twelve hundred" gives 3 and 1200; `(1350 - 1200) / 1200 * 100` is made of 1350, 1200 and a plain 100.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from chatbot.mathematics.phrases import with_digits
from chatbot.mathematics.syntax import Binary, Call, Number, Tree, Unary, parse
from chatbot.mathematics.tokens import SCALES

# Counts of time, halves, per cent and per mille: anyone may calculate with these, no text has to name them.
PLAIN = frozenset(map(Fraction, (1, 2, 3, 7, 10, 12, 24, 30, 52, 60, 100, 365, 1000, 1_000_000)))

_SCALE = "|".join((*SCALES, "k"))
_NUMBER = re.compile(
    r"(?<![\w.])(?P<digits>\d[\d,]*(?:\.\d+)?|\.\d+)"
    rf"(?:[ -]?(?P<scale>{_SCALE})\b(?=(?: (?:and )?(?P<rest>\d{{1,3}})\b)?))?"
    r"(?P<percent> ?%| per ?cent)?"
)
_IN_WORDS = {
    **dict.fromkeys("once single first only".split(), (1,)),
    **dict.fromkeys("twice double doubled both pair couple".split(), (2,)),
    **dict.fromkeys("half halves halved".split(), (2, Fraction(1, 2))),
    **dict.fromkeys("triple tripled thrice third thirds".split(), (3,)),
    **dict.fromkeys("quarter quarters fourth".split(), (4, Fraction(1, 4))),
    **dict.fromkeys("quadruple quadrupled".split(), (4,)),
    **dict.fromkeys("fifth fifths".split(), (5,)),
    **dict.fromkeys("sixth sixths".split(), (6,)),
    **dict.fromkeys("eighth eighths".split(), (8,)),
    **dict.fromkeys("tenth tenths".split(), (10,)),
    **dict.fromkeys("dozen dozens".split(), (12,)),
    **dict.fromkeys("hundred hundreds".split(), (100,)),
    **dict.fromkeys("thousand thousands".split(), (1000,)),
}
_NAMED = re.compile(
    r"\b(plot|room|flat|apartment|gate|platform|seat|route|bus|tram|train|ward|lane|bay) \d+\b(?! ?(?:%|per ?cent))",
    re.IGNORECASE,
)
_WORD = re.compile("|".join(rf"\b{word}\b" for word in _IN_WORDS))


@dataclass(frozen=True)
class Amount:
    """A number of a calculation: its digits as shown and its value. A `count` only says of how many something is."""

    text: str
    value: Fraction
    count: bool = False


def amounts_in(text: str) -> set[Fraction]:
    """Return the values of the numbers in a text, words such as "seven", "half" and "dozen" included.

    Of 15 % it also gives what calculations make of it, 0.15, 0.85, 1.15, 85 and 115; of 2.5 million, 2.5 as well.
    """
    found: set[Fraction] = set()
    plain = text.lower()
    for match in _NUMBER.finditer(with_digits(plain)):
        value = Fraction(match["digits"].replace(",", "").rstrip(".") or 0)
        found.add(value)
        if match["scale"]:
            scaled = value * 10 ** SCALES.get(match["scale"], 3)
            found |= {scaled, scaled + int(match["rest"] or 0)}
        if match["percent"]:
            found |= {value / 100, 1 - value / 100, 1 + value / 100, 100 - value, 100 + value}
    for match in _WORD.finditer(plain):
        found.update(map(Fraction, _IN_WORDS[match.group()]))
    return found


def without_names(text: str) -> str:
    """Return a text without the numbers that are names, as in "plot 27": nobody calculates with these."""
    return _NAMED.sub(r"\1", text)


def amounts_of(tool: str, arguments: dict[str, Any]) -> list[Amount]:
    """Return the numbers in a mathematical tool's arguments, in order.

    Raises `CalculationError` where `calculate` would: what cannot be read cannot be checked.
    """
    if tool == "calculate":
        return list(_leaves(parse(str(arguments.get("expression", "")))))
    text = str(arguments.get("equation", arguments.get("value", "")))
    digits = re.findall(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+", text)
    return [Amount(number, Fraction(number.replace(",", ""))) for number in digits]


def _leaves(tree: Tree) -> Iterator[Amount]:
    match tree:
        case Number(value, text):
            yield Amount(text, value)
        case Unary(_, operand):
            yield from _leaves(operand)
        case Binary("/", left, Number(value, text)) if value == len(_addends(left)):
            yield from _leaves(left)
            yield Amount(text, value, count=True)
        case Binary(_, left, right):
            yield from _leaves(left)
            yield from _leaves(right)
        case Call("round", (first, *_)):  # to how many places, nobody has to have said
            yield from _leaves(first)
        case Call(_, arguments):
            for argument in arguments:
                yield from _leaves(argument)


def _addends(tree: Tree) -> list[Tree]:
    """Return the terms of a sum; one that is none counts as itself."""
    if isinstance(tree, Binary) and tree.op == "+":
        return [*_addends(tree.left), *_addends(tree.right)]
    if isinstance(tree, Call) and tree.name == "sum":
        return list(tree.args)
    return [tree]
