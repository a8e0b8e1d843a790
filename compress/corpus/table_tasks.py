"""What may be asked of figures in documents, and how it is answered: a calculation, a look-up, or nothing."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from compress.corpus.grids import Grid, total


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


Maker = Callable[[Grid, random.Random], Task | None]


def compute(grid: Grid, rng: random.Random) -> Task:
    """Draw a calculation over figures of one grid."""
    makers = _SERIES if grid.family.kind == "series" else _LISTS
    while (task := rng.choice(makers)(grid, rng)) is None:
        pass
    return task


def compare(one: Grid, other: Grid, rng: random.Random) -> Task:
    """Draw a calculation that takes a figure from each of two documents of a kind."""
    row, column = rng.choice(one.rows), rng.choice(one.columns)
    first, second = one.values[row, column], other.values[row, column]
    name, unit, when = one.name(row, column), one.unit(column), one.when(column)
    if rng.random() < 0.4:
        asked = _pick(
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
    asked = _pick(
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
    asked = _pick(
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


def _growth(grid: Grid, rng: random.Random) -> Task:
    row, (old, new) = rng.choice(grid.rows), _two(grid.columns, rng)
    before, after = grid.values[row, old], grid.values[row, new]
    rose = Fraction(after) > Fraction(before)
    verb, base = ("rose", "rise") if rose else ("fell", "fall")
    name = f"{grid.name(row, old)} {grid.where}"
    asked = _pick(
        rng,
        f"By what percentage did {name} change from {old} to {new}?",
        f"What is the percentage change in {name} from {old} to {new}?",
        f"By how many percent did {name} {base} between {old} and {new}?",
        f"how much did {name} {'grow' if rose else 'shrink'} from {old} to {new} in percent",
        f"What was the {'growth' if rose else 'decline'} of {name} from {old} to {new} in percent?",
        f"From {old} to {new}, what was the change in {name} in %?",
    )
    # A fall comes out negative; the sentence has it without its sign.
    return Task(
        asked, f"{name} {verb} by {{value}} % from {old} to {new}", "%", f"({after} - {before}) / {before} * 100"
    )


def _change(grid: Grid, rng: random.Random) -> Task:
    row, (old, new) = rng.choice(grid.rows), _two(grid.columns, rng)
    before, after = grid.values[row, old], grid.values[row, new]
    verb = "rose" if Fraction(after) > Fraction(before) else "fell"
    name, unit = f"{grid.name(row, old)} {grid.where}", grid.unit(old)
    asked = _pick(
        rng,
        f"By how much did {name} change from {old} to {new}?",
        f"What is the difference in {name} between {old} and {new}?",
        f"How big was the change in {name} from {old} to {new}?",
        f"change in {name} from {old} to {new}?",
        f"How much did {name} {'rise' if verb == 'rose' else 'fall'} between {old} and {new}?",
    )
    return Task(asked, f"{name} {verb} by {{value}} {unit} from {old} to {new}", unit, f"{after} - {before}")


def _difference(grid: Grid, rng: random.Random) -> Task:
    column, one, other = _two_rows(grid, rng)
    end, unit = f"{grid.where}{grid.when(column)}", grid.unit(column)
    was = "was" if grid.when(column) else "is"
    larger, smaller = grid.name(one, column), grid.name(other, column)
    asked = _pick(
        rng,
        f"How much higher {was} {larger} than {smaller} {end}?",
        f"What is the difference between {larger} and {smaller} {end}?",
        f"How far {was} {smaller} below {larger} {end}?",
        f"By how much did {larger} exceed {smaller} {end}?",
    )
    expression = f"{grid.values[one, column]} - {grid.values[other, column]}"
    return Task(asked, f"{larger} {was} {{value}} {unit} higher than {smaller} {end}", unit, expression)


def _ratio(grid: Grid, rng: random.Random) -> Task:
    column, one, other = _two_rows(grid, rng)
    end = f"{grid.where}{grid.when(column)}"
    was = "was" if grid.when(column) else "is"
    larger, smaller = grid.name(one, column), grid.name(other, column)
    asked = _pick(
        rng,
        f"How many times as high as {smaller} {was} {larger} {end}?",
        f"What is the ratio of {larger} to {smaller} {end}?",
        f"By what factor {was} {larger} higher than {smaller} {end}?",
    )
    expression = f"{grid.values[one, column]} / {grid.values[other, column]}"
    return Task(asked, f"{larger} {was} {{value}} times as high as {smaller} {end}", "times", expression)


def _sum_of_rows(grid: Grid, rng: random.Random) -> Task | None:
    column = rng.choice(grid.columns)
    if grid.measure(column).name == "price" or len(grid.rows) < 2:
        return None
    rows = rng.sample(grid.rows, rng.randint(2, min(3, len(grid.rows))))
    end, unit = f"{grid.where}{grid.when(column)}", grid.unit(column)
    names = _listed([grid.name(rows[0], column), *(f"{grid.family.of} {row}" for row in rows[1:])])
    asked = _pick(
        rng,
        f"What is the total of {names} {end}?",
        f"How much {'was' if grid.when(column) else 'is'} {names} {end} together?",
        f"Add up {names} {end}.",
        f"sum of {names} {end}?",
    )
    expression = " + ".join(grid.values[row, column] for row in rows)
    return Task(asked, f"The total of {names} {end} is {{value}} {unit}", unit, expression)


def _sum_of_periods(grid: Grid, rng: random.Random) -> Task | None:
    if grid.family.measures[0].name in ("price", "number of employees", "number of members"):
        return None
    row, columns = rng.choice(grid.rows), _some(grid.columns, rng)
    name, unit, periods = f"{grid.name(row, columns[0])} {grid.where}", grid.unit(columns[0]), _listed(columns)
    asked = _pick(
        rng,
        f"What is the total of {name} for {periods}?",
        f"What was {name} in {periods} together?",
        f"Add up {name} for {periods}.",
        f"{name} in {periods}, all in all?",
    )
    expression = " + ".join(grid.values[row, column] for column in columns)
    return Task(asked, f"The total of {name} for {periods} is {{value}} {unit}", unit, expression)


def _average(grid: Grid, rng: random.Random) -> Task:
    row, columns = rng.choice(grid.rows), _some(grid.columns, rng)
    name, unit, periods = f"{grid.name(row, columns[0])} {grid.where}", grid.unit(columns[0]), _listed(columns)
    asked = _pick(
        rng,
        f"What was {name} on average over {periods}?",
        f"What is the average of {name} for {periods}?",
        f"average of {name} in {periods}?",
        f"What is the mean of {name} over {periods}?",
    )
    expression = f"({' + '.join(grid.values[row, column] for column in columns)}) / {len(columns)}"
    return Task(asked, f"The average of {name} for {periods} is {{value}} {unit}", unit, expression)


def _share(grid: Grid, rng: random.Random) -> Task | None:
    if not grid.family.total:
        return None
    row, column = rng.choice(grid.rows), rng.choice(grid.columns)
    name, end = grid.name(row, column), f"{grid.where}{grid.when(column)}"
    asked = _pick(
        rng,
        f"What percentage of the total was {name} {end}?",
        f"What share of the total, in percent, did {name} have {end}?",
        f"How many percent of the total was {name} {end}?",
    )
    expression = f"{grid.values[row, column]} / {total(grid, column)} * 100"
    return Task(asked, f"{name} {end} was {{value}} % of the total", "%", expression)


def _per(grid: Grid, rng: random.Random) -> Task | None:
    if not grid.family.per:
        return None
    above, below, unit = grid.family.per
    row = rng.choice(grid.rows)
    asked = _pick(
        rng,
        f"What are the {unit} for {row} {grid.where}?",
        f"Work out the {unit} for {row} {grid.where}.",
        f"What is the {above} of {row} {grid.where} divided by the {below}?",
        f"{row} {grid.where}: how many {unit}?",
        f"How many {unit} does that make for {row} {grid.where}?",
    )
    answer = f"It is {{value}} {unit} for {row} {grid.where}"
    return Task(asked, answer, unit, f"{grid.values[row, above]} / {grid.values[row, below]}")


_SERIES: tuple[Maker, ...] = (
    _growth, _growth, _growth, _change, _change, _difference, _ratio, _sum_of_rows, _sum_of_periods, _average, _share,
)  # fmt: skip
_LISTS: tuple[Maker, ...] = (_difference, _ratio, _sum_of_rows, _per, _per)


def _pick(rng: random.Random, *wordings: str) -> str:
    wording = rng.choice(wordings)
    return wording[0].upper() + wording[1:] if wording[-1] in "?." and rng.random() < 0.9 else wording


def _two(columns: tuple[str, ...], rng: random.Random) -> list[str]:
    return sorted(rng.sample(columns, 2), key=columns.index)


def _two_rows(grid: Grid, rng: random.Random) -> tuple[str, str, str]:
    """Draw a column, and two rows of which the first has the higher value there."""
    column, rows = rng.choice(grid.columns), rng.sample(grid.rows, 2)
    one, other = sorted(rows, key=lambda row: Fraction(grid.values[row, column]), reverse=True)
    return column, one, other


def _some(columns: tuple[str, ...], rng: random.Random) -> list[str]:
    return sorted(rng.sample(columns, rng.randint(2, min(3, len(columns)))), key=columns.index)


def _listed(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}"
