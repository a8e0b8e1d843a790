"""Units as people type them: what comes out is right or refused, by the tool and by the rule that reads questions."""

import math
import re
from fractions import Fraction
from pathlib import Path

import pytest

from chatbot.mathematics.arithmetic import find_unit_conversion
from chatbot.mathematics.calculator import decimal_text
from chatbot.mathematics.tokens import CalculationError
from chatbot.mathematics.units import convert_units

ROWS = [
    tuple(line.split(" | "))
    for line in Path(__file__).with_name("typed_units.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
WAYS = (
    "convert {v} {f} to {t}",
    "how many {t} are in {v} {f}",
    "How many {t} is {v} {f}?",
    "{v} {f} in {t}",
    "what's {v} {f} in {t}?",
)


def number(expression: str) -> Fraction:
    """Return the value of `12*1.5/4`, exactly."""
    parts = re.split(r"(?=[*/])", f"*{expression}")
    return math.prod(Fraction(part[1:]) ** (1 if part[0] == "*" else -1) for part in parts if part)


@pytest.mark.parametrize(("value", "source", "target", "expected"), ROWS)
def test_a_typed_unit_is_converted_right_or_refused(value, source, target, expected):
    if expected == "-":
        with pytest.raises(CalculationError) as raised:
            convert_units(value, source, target)
        assert re.fullmatch(r"[^\n]{10,200}\.", str(raised.value))
        return
    text = convert_units(value, source, target)
    assert text.startswith(f"{value} {source} = {decimal_text(number(expected))} {target}")


@pytest.mark.parametrize(("value", "source", "target", "expected"), ROWS)
def test_a_question_for_it_is_read(value, source, target, expected):
    for way in WAYS:
        found = find_unit_conversion(way.format(v=value, f=source, t=target))
        wanted = {"value": value, "from_unit": source, "to_unit": target}
        assert found == (None if expected == "-" else wanted), way
