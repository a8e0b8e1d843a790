"""Units to convert, and with equations and dates all of the chat's smaller tools.

    system → "how many miles is 5 km" → convert_units(5, "km", "miles") → "5 km = 3.106… miles", which is the answer

The units are written in the call as in the question; units.txt gives their sizes.
"""

import random
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

from compress.corpus import assistant
from compress.corpus.dates import dates
from compress.corpus.drawn import written
from compress.corpus.equations import equations
from compress.corpus.sums import style, value_text

_ASKED = (
    "How many {t} is {v} {f}?",
    "how many {t} are {v} {f}",
    "What is {v} {f} in {t}?",
    "what's {v} {f} in {t}",
    "Convert {v} {f} to {t}.",
    "convert {v} {f} into {t}",
    "{v} {f} in {t}",
    "{v} {f} to {t}",
    "{v} {f} to {t}?",
    "How much is {v} {f} in {t}?",
    "Express {v} {f} in {t}.",
    "How many {t} are there in {v} {f}?",
    "{v} {f} = ? {t}",
    "Can you convert {v} {f} to {t}?",
    "Please change {v} {f} to {t}.",
    "I have {v} {f}. How much is that in {t}?",
    "Turn {v} {f} into {t}.",
    "{v} {f} equals how many {t}?",
    "What are {v} {f} in {t}?",
    "{v} {f} as {t}",
    "{v} {f} is how many {t}",
    "hi, I need {v} {f} in {t}",
    "could you give me {v} {f} in {t}?",
    "{v} {f} into {t} please",
    "What would {v} {f} be in {t}?",
    "how much are {v} {f} in {t}",
    "The label says {v} {f}. What is that in {t}?",
    "My recipe says {v} {f}, how many {t} is that?",
    "in {t}, what is {v} {f}?",
    "{v} {f} are how many {t}",
)
_KITCHEN_ONLY = "recipe"
_DEGREES = (
    "What is {v} {f} in {t}?",
    "{v} {f} in {t}",
    "Convert {v} {f} to {t}.",
    "{v} {f} to {t}",
    "how hot is {v} {f} in {t}",
    "It is {v} {f} outside. What is that in {t}?",
    "The oven is at {v} {f}, what's that in {t}?",
    "what's {v} {f} in {t}",
    "How much is {v} {f} in {t}?",
    "{v} {f} equals what in {t}?",
    "my thermometer shows {v} {f}, and in {t}?",
)
_NAMES = {
    "C": ("°C", "C", "celsius", "Celsius", "degrees Celsius", "degrees C"),
    "F": ("°F", "F", "fahrenheit", "Fahrenheit", "degrees Fahrenheit", "degrees F"),
    "K": ("K", "kelvin"),
}
_US_NOTE = " (US measure)"
_US_MEASURES = frozenset(
    (
        "cup,cups,tablespoon,tablespoons,tbsp,teaspoon,teaspoons,tsp,"
        "fluid ounces,fl oz,gallon,gallons,pint,pints,quarts"
    ).split(",")
)
_ONE = 0.12  # of the conversions ask about one unit: "how many feet are in a mile?"
_ONE_ASKED = (
    "How many {t} are in {a} {f}?",
    "how many {t} in {a} {f}",
    "How many {t} is {a} {f}?",
    "how many {t} does {a} {f} have",
    "What is {a} {f} in {t}?",
    "{a} {f} in {t}",
    "How many {t} make {a} {f}?",
    "convert {a} {f} to {t}",
)
_PAIRS = (
    "mile/miles foot/feet inch/inches yard/yards metre/metres kilometre/kilometres pound/pounds ounce/ounces "
    "kilogram/kilograms tonne/tonnes hour/hours minute/minutes day/days week/weeks acre/acres hectare/hectares "
    "litre/litres cup/cups tablespoon/tablespoons teaspoon/teaspoons gallon/gallons pint/pints "
    "megabyte/megabytes gigabyte/gigabytes terabyte/terabytes"
)
_SINGULARS = {plural: singular for singular, plural in (pair.split("/") for pair in _PAIRS.split())}
_MOST_APART = 10**9  # bytes in terabytes are asked for, milligrams in tonnes are not


def conversions(rng: random.Random, count: int) -> Iterator[dict[str, Any]]:
    """Yield `count` conversations: units in half of them, equations in a third, dates in the rest."""
    for _ in range(count):
        chance = rng.random()
        make = units if chance < 0.5 else equations if chance < 0.83 else dates
        yield from make(rng, 1)


def units(rng: random.Random, count: int) -> Iterator[dict[str, Any]]:
    """Yield `count` conversations about one conversion each."""
    for _ in range(count):
        question, value, source, target, result = _degrees(rng) if rng.random() < 0.15 else _measure(rng)
        number = int(value) if value.lstrip("-").isdigit() else float(value)
        messages = [
            assistant.system(style(rng)),
            assistant.asked(question),
            assistant.called("convert_units", value=number, from_unit=source, to_unit=target),
            assistant.returned(result),
            assistant.said(result),
        ]
        yield {
            "messages": messages,
            "tools": assistant.tools(),
            "answers": [result],
            "kind": "answer",
            "group": "units",
        }


@cache
def table() -> dict[str, tuple[tuple[Fraction, tuple[str, ...]], ...]]:
    """Return units.txt, read: kind → (size, spellings) of each unit."""
    blocks = files(__package__).joinpath("units.txt").read_text("utf-8").strip().split("\n\n")[1:]
    kinds = {}
    for kind, *lines in map(str.splitlines, blocks):
        rows = (line.split(" | ") for line in lines)
        kinds[kind] = tuple((Fraction(size), tuple(names.split(", "))) for size, names in rows)
    return kinds


def _measure(rng: random.Random) -> tuple[str, str, str, str, str]:
    kind = rng.choice(list(table()))
    while True:
        (size, sources), (other, targets) = rng.sample(table()[kind], 2)
        if Fraction(1, _MOST_APART) <= size / other <= _MOST_APART and size != other:
            break
    source, target = rng.choice(sources), rng.choice(targets)
    one = rng.random() < _ONE and any(name in _SINGULARS for name in sources)
    if one:
        source = _SINGULARS[rng.choice([name for name in sources if name in _SINGULARS])]
        article = rng.choice(("one", "1", "an" if source[0] in "aeio" or source == "hour" else "a"))
        question, value = rng.choice(_ONE_ASKED).format(t=target, a=article, f=source), "1"
    else:
        question, value = _ask(kind, source, target, rng)
    note = _US_NOTE if {source, target} & _US_MEASURES else ""
    result = value_text(Fraction(value) * size / other)
    return question, value, source, target, f"{_plain(value)} {source} = {result} {target}{note}"


def _ask(kind: str, source: str, target: str, rng: random.Random) -> tuple[str, str]:
    """Return a question and its number."""
    value = _value(rng)
    wordings = [wording for wording in _ASKED if kind == "kitchen" or _KITCHEN_ONLY not in wording]
    wording = rng.choice(wordings)
    typed = written(value, rng)
    if len(source) < 3 and source[0].isalpha() and rng.random() < 0.3:
        wording = wording.replace("{v} {f}", "{v}{f}")
    return wording.format(v=typed, f=source, t=target), value


def _degrees(rng: random.Random) -> tuple[str, str, str, str, str]:
    one, other = rng.choice(("CF", "FC", "CF", "FC", "CK", "KC", "FK"))
    value = str(rng.choice((rng.randint(-40, 120), rng.randint(0, 40), rng.randint(150, 450))))
    if rng.random() < 0.2:
        value += f".{rng.randint(1, 9)}"
    value = value.lstrip("-") if one == "K" else value
    source, target = rng.choice(_NAMES[one]), rng.choice(_NAMES[other])
    wording = rng.choice(_DEGREES)
    if source[0] == "°" and rng.random() < 0.6:
        wording = wording.replace("{v} {f}", "{v}{f}")
    result = value_text(_temperature(Fraction(value), one, other))
    return (
        wording.format(v=value, f=source, t=target),
        value,
        source,
        target,
        f"{_plain(value)} {source} = {result} {target}",
    )


def _temperature(value: Fraction, one: str, other: str) -> Fraction:
    """Convert between Celsius, Fahrenheit and kelvin, by way of Celsius."""
    zero = Fraction("273.15")
    celsius = {"C": value, "F": (value - 32) * 5 / 9, "K": value - zero}[one]
    return {"C": celsius, "F": celsius * 9 / 5 + 32, "K": celsius + zero}[other]


def _value(rng: random.Random) -> str:
    chance = rng.random()
    if chance < 0.5:
        return str(rng.randint(2, 99))
    if chance < 0.75:
        return str(rng.randint(100, rng.choice((999, 5000, 60_000))))
    return f"{rng.randint(0, 99)}.{rng.choice((5, 5, 25, 75, rng.randint(1, 9)))}"


def _plain(value: str) -> str:
    """Return a number as the tool shows what JSON made of it."""
    return str(float(value)) if "." in value else value
