"""What may be asked of figures in documents but a sum over one (table_sums.py): comparisons, look-ups, nothing."""

import random
from dataclasses import dataclass
from fractions import Fraction

from compress.corpus.grids import Grid


@dataclass(frozen=True)
class Task:
    """A question about grids. `answer` is a sentence with {value} for the result.

    expression: what to calculate; None where the value is looked up, in `value`. unit: what follows the value in a
    brief answer. used: the grids that hold the figures, by their place.
    """

    question: str
    answer: str
    unit: str
    expression: str | None = None
    value: str = ""
    used: tuple[int, ...] = (0,)


def compare(one: Grid, other: Grid, rng: random.Random) -> Task:
    """Draw a calculation that takes a figure from each of two documents of a kind."""
    row, column = rng.choice(one.rows), rng.choice(one.columns)
    first, second = one.values[row, column], other.values[row, column]
    name, unit, when = one.name(row, column), one.unit(column), one.when(column)
    if rng.random() < 0.4:
        asked = pick(
            rng,
            f"What is the total of {name} {one.where} and {other.where}{when}?",
            f"How much is {name} {one.where} and {other.where}{when} together?",
            f"Add up {name} {one.where} and {other.where}{when}.",
        )
        answer = f"The total of {name} {one.where} and {other.where}{when} is {{value}} {unit}"
        return Task(asked, answer, unit, f"{first} + {second}", used=(0, 1))
    places = (0, 1)
    if Fraction(first) < Fraction(second):
        one, other, first, second, places = other, one, second, first, (1, 0)
    was = "was" if when else "is"
    asked = pick(
        rng,
        f"How much higher {was} {name} {one.where} than {other.where}{when}?",
        f"What is the difference between {name} {one.where} and {other.where}{when}?",
        f"By how much did {name} {one.where} exceed that {other.where}{when}?",
    )
    answer = f"{name} {one.where} {was} {{value}} {unit} higher than {other.where}{when}"
    return Task(asked, answer, unit, f"{first} - {second}", used=places)


def look_up(grid: Grid, rng: random.Random) -> Task:
    """Ask for one figure."""
    row, column = rng.choice(grid.rows), rng.choice(grid.columns)
    name, when, unit = f"{grid.name(row, column)} {grid.where}", grid.when(column), grid.unit(column)
    was = "was" if when else "is"
    asked = pick(
        rng,
        f"What {was} {name}{when}?",
        f"How high {was} {name}{when}?",
        f"what {was} {name}{when}",
        f"Tell me {name}{when}.",
        f"I need {name}{when}.",
        f"Look up {name}{when}.",
    )
    return Task(asked, f"{name}{when} {was} {{value}} {unit}", unit, value=grid.values[row, column])


def missing(grid: Grid, absent: Grid, rng: random.Random) -> Task:
    """Ask for figures of which at least one is in no passage: another period, another row or another owner."""
    row, column = rng.choice(grid.rows), rng.choice(grid.columns)
    others = [other for other in grid.family.rows if other not in grid.rows]
    name, where, when = grid.name(row, column), grid.where, grid.when(column)
    choices = [
        f"How much higher was {name} {where} than {absent.where}{when}?",
        f"What was {name} {absent.where}{when}?",
        f"What is the total of {name} {where} and {absent.where}{when}?",
    ]
    if others:
        unknown = grid.name(rng.choice(others), column)
        choices += [
            f"What was {unknown} {where}{when}?",
            f"What is the total of {name} and {unknown} {where}{when}?",
            f"How much higher was {name} than {unknown} {where}{when}?",
        ]
    if grid.family.periods == "years":
        year = str(int(grid.columns[-1]) + rng.randint(1, 6))
        choices += [
            f"What was {name} {where} in {year}?",
            f"By what percentage did {name} {where} change from {column} to {year}?",
            f"What is the difference in {name} {where} between {column} and {year}?",
        ]
    return Task(rng.choice(choices), "", "")


def pick(rng: random.Random, *wordings: str) -> str:
    """Return one of the wordings, mostly with a capital."""
    wording = rng.choice(wordings)
    return wording[0].upper() + wording[1:] if wording[-1] in "?." and rng.random() < 0.9 else wording
