"""Units to convert, and with equations and dates all of the chat's smaller tools.

    system → "how many miles is 5 km" → convert_units(5, "km", "miles") → "5 km = 3.106… miles", which is the answer

The units are written in the call as in the question; units.txt gives their sizes, units_asked.txt the ways
to ask.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

from compress.corpus import assistant
from compress.corpus.dates import dates
from compress.corpus.drawn import written
from compress.corpus.equations import equations
from compress.corpus.sums import style, value_text

_NAMES = {
    "C": ("°C", "C", "celsius", "Celsius", "degrees Celsius", "degrees C"),
    "F": ("°F", "F", "fahrenheit", "Fahrenheit", "degrees Fahrenheit", "degrees F"),
    "K": ("K", "kelvin"),
}
_OF_KIND = 0.3  # of the conversions are asked for in words for their kind: "how heavy is"
_ONE = 0.12  # of the conversions ask about one unit: "how many feet are in a mile?"
_PAIRS = (
    "mile/miles foot/feet inch/inches yard/yards metre/metres kilometre/kilometres pound/pounds ounce/ounces "
    "kilogram/kilograms tonne/tonnes hour/hours minute/minutes day/days week/weeks acre/acres hectare/hectares "
    "litre/litres cup/cups tablespoon/tablespoons teaspoon/teaspoons gallon/gallons pint/pints "
    "second/seconds fortnight/fortnights month/months year/years century/centuries byte/bytes kilobyte/kilobytes "
    "gram/grams centimetre/centimetres millilitre/millilitres decilitre/decilitres carat/carats quart/quarts "
    "knot/knots joule/joules kilojoule/kilojoules watt/watts kilowatt/kilowatts newton/newtons "
    "megabit/megabits megabyte/megabytes gigabyte/gigabytes terabyte/terabytes"
)
_SINGULARS = {plural: singular for singular, plural in (pair.split("/") for pair in _PAIRS.split())}
_MOST_APART = 10**9  # bytes in terabytes are asked for, milligrams in tonnes are not


@dataclass(frozen=True)
class Unit:
    """A unit's size in the first unit of its kind, its spellings, and what the chat's tool remarks on it."""

    size: Fraction
    names: tuple[str, ...]
    note: str


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
def table() -> dict[str, tuple[Unit, ...]]:
    """Return units.txt, read: kind → its units."""
    return {kind: tuple(_unit(*line.split(" | ")) for line in lines) for kind, lines in _blocks("units.txt").items()}


@cache
def wordings() -> dict[str, tuple[str, ...]]:
    """Return units_asked.txt, read: kind → the ways to ask."""
    return {kind: tuple(lines) for kind, lines in _blocks("units_asked.txt").items()}


def _blocks(name: str) -> dict[str, list[str]]:
    blocks = files(__package__).joinpath(name).read_text("utf-8").strip().split("\n\n")[1:]
    return {kind: lines for kind, *lines in map(str.splitlines, blocks)}


def _unit(size: str, names: str, note: str = "") -> Unit:
    return Unit(Fraction(size), tuple(names.split(", ")), f" ({note})" if note else "")


def _measure(rng: random.Random) -> tuple[str, str, str, str, str]:
    shares = {kind: sum(len(unit.names) for unit in rows) for kind, rows in table().items()}
    kind = rng.choices(list(shares), list(shares.values()))[0]
    while True:
        one, other = rng.sample(table()[kind], 2)
        if Fraction(1, _MOST_APART) <= one.size / other.size <= _MOST_APART and one.size != other.size:
            break
    source, target = rng.choice(one.names), rng.choice(other.names)
    countable = [name for name in one.names if name in _SINGULARS]
    if countable and rng.random() < _ONE:
        source = _SINGULARS[rng.choice(countable)]
        article = rng.choice(("one", "1", "an" if source[0] in "aeio" or source == "hour" else "a"))
        question, value = rng.choice(wordings()["one"]).format(t=target, a=article, f=source), "1"
    else:
        question, value = _ask(kind, source, target, rng)
    result = value_text(Fraction(value) * one.size / other.size)
    return question, value, source, target, f"{_plain(value)} {source} = {result} {target}{one.note or other.note}"


def _ask(kind: str, source: str, target: str, rng: random.Random) -> tuple[str, str]:
    """Return a question and its number."""
    value = _value(rng)
    of_kind = wordings().get(kind, ()) if rng.random() < _OF_KIND else ()
    wording = rng.choice(of_kind or wordings()["any"])
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
    wording = rng.choice(wordings()["degrees"])
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
