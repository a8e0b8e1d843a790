"""Sums over the figures of one document: growth, differences, totals, shares, and how they are asked for."""

import random
from collections.abc import Callable
from fractions import Fraction

from compress.corpus.grids import Grid, total
from compress.corpus.table_tasks import Task, pick

Maker = Callable[[Grid, random.Random], Task | None]


def compute(grid: Grid, rng: random.Random) -> Task:
    """Draw a calculation over figures of one grid."""
    makers = _SERIES if grid.family.kind == "series" else _LISTS
    while (task := rng.choice(makers)(grid, rng)) is None:
        pass
    return task


def _growth(grid: Grid, rng: random.Random) -> Task:
    row, (old, new) = rng.choice(grid.rows), _two(grid.columns, rng)
    before, after = grid.values[row, old], grid.values[row, new]
    rose = Fraction(after) > Fraction(before)
    verb, base = ("rose", "rise") if rose else ("fell", "fall")
    name = f"{grid.name(row, old)} {grid.where}"
    asked = pick(
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
    asked = pick(
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
    asked = pick(
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
    asked = pick(
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
    asked = pick(
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
    asked = pick(
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
    asked = pick(
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
    asked = pick(
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
    asked = pick(
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
