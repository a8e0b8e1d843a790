"""Invented documents with figures: a grid of rows and columns, as a Markdown table or as prose.

A series has one measure over periods (revenue of a division by year), a list has several measures of things (length
and climb of a trail). Organisations, places and figures are made up.
"""

import random
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from compress.corpus.items import Passage
from compress.corpus.wording.phrases import MONTHS

Kind = Literal["series", "list"]
_FIRST = (
    "Nor Tal Bree Hol Wex Mar Ald Fen Quill Ost Kel Vin Sor Ludd Hart Elm Cros Dun Pell Yar Tam Os Rav Cor".split()
)
_LAST = "vik bury ford ley mouth stead dal holm wick ton haven field mere worth brook by".split()
_FIRMS = "Ltd|Group|Works|& Sons|Cooperative|Holding|Partners|Company".split("|")
_NOTES = (
    "Figures are rounded.",
    "Figures were checked by the auditors.",
    "The figures are preliminary.",
    "All figures come from the records of the office.",
    "Earlier years were reported in another form.",
    "Changes of less than one unit are not shown.",
)


@dataclass(frozen=True)
class Measure:
    """What a column or a whole series holds: its name, its unit, the range of its values and their decimals."""

    name: str
    unit: str
    low: float
    high: float
    decimals: int = 0


@dataclass(frozen=True)
class Family:
    """A kind of document. `of` joins a measure and a row: "the revenue {of} the Harbour division"."""

    kind: Kind
    title: str
    heading: str
    rows: tuple[str, ...]
    of: str
    where: str
    firm: bool
    row_label: str
    measures: tuple[Measure, ...]
    periods: str
    total: bool
    per: tuple[int, int, str] | None


@dataclass(frozen=True)
class Grid:
    """One document: values[row, column] as plain decimals; columns are periods, or names of measures."""

    family: Family
    owner: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: dict[tuple[str, str], str]

    @property
    def where(self) -> str:
        """Return the words that say whose figures these are, such as `at Norvik Ltd`."""
        return self.family.where.format(owner=self.owner)

    def measure(self, column: str) -> Measure:
        """Return what a column holds."""
        measures = self.family.measures
        return measures[0] if self.family.kind == "series" else next(m for m in measures if m.name == column)

    def unit(self, column: str) -> str:
        """Return a column's unit; what is called "number of" says its unit already."""
        measure = self.measure(column)
        return "" if measure.name.startswith("number of") else measure.unit

    def name(self, row: str, column: str) -> str:
        """Return the noun phrase of a cell without owner and period: `the revenue of the Harbour division`."""
        return f"the {self.measure(column).name} {self.family.of} {row}"

    def when(self, column: str) -> str:
        """Return ` in 2021` for a series, nothing for a list."""
        return f" in {column}" if self.family.kind == "series" else ""


@cache
def families() -> tuple[Family, ...]:
    """Return the kinds of documents of grids.yaml."""
    import yaml

    return tuple(map(_family, yaml.safe_load(files(__package__).joinpath("grids.yaml").read_text("utf-8"))))


def draw_owner(family: Family, rng: random.Random) -> str:
    """Invent an organisation or a place."""
    place = rng.choice(_FIRST) + rng.choice(_LAST)
    return f"{place} {rng.choice(_FIRMS)}" if family.firm else place


def draw_grid(family: Family, owner: str, rng: random.Random, like: Grid | None = None) -> Grid:
    """Fill a grid with figures, no two in a column alike; `like` gives its rows and columns."""
    rows = like.rows if like else tuple(rng.sample(family.rows, rng.randint(2, min(5, len(family.rows)))))
    columns = like.columns if like else _columns(family, rng)
    values: dict[tuple[str, str], str] = {}
    measures = {column: family.measures[0] for column in columns}
    if family.kind == "list":
        measures = {measure.name: measure for measure in family.measures}
    for row in rows:
        level = rng.random()
        for column in columns:
            taken = {values.get((row, other)) for other in columns} | {values.get((other, column)) for other in rows}
            value = _value(measures[column], level, rng)
            while value in taken:
                value = _value(measures[column], rng.random(), rng)
            values[row, column] = value
    return Grid(family, owner, rows, columns, values)


def total(grid: Grid, column: str) -> str:
    """Return the sum of a column as plain decimals."""
    return str(sum(Decimal(grid.values[row, column]) for row in grid.rows))


def passage(grid: Grid, rng: random.Random) -> Passage:
    """Write a grid as a passage, with or without page and heading."""
    commas = rng.random() < 0.5
    text = _table(grid, commas) if rng.random() < 0.6 or grid.family.total else _prose(grid, commas)
    if rng.random() < 0.4:
        text += ("\n\n" if text.startswith("|") else " ") + rng.choice(_NOTES)
    title = grid.family.title.format(owner=grid.owner)
    if rng.random() < 0.25:
        title = title.lower().replace(" ", "-").replace("&", "and") + rng.choice((".pdf", ".md", ".docx", ".xlsx"))
    heading = grid.family.heading.format(owner=grid.owner)
    shows_unit = text.startswith("|") and grid.family.kind == "series"
    unit = grid.unit(grid.columns[0])
    heading = f"{heading} ({unit})" if shows_unit and unit else heading if rng.random() < 0.6 else ""
    return Passage(title, text, heading, rng.choice((None, rng.randint(1, 60))))


def shown(plain: str, commas: bool) -> str:
    """Write a value as the document does."""
    whole, point, rest = plain.partition(".")
    return f"{int(whole):,}{point}{rest}" if commas else plain


def _family(record: dict[str, Any]) -> Family:
    measures = tuple(Measure(*fields) for fields in record["measures"])
    per = record.get("per")
    return Family(
        kind="series" if "periods" in record else "list",
        title=record["title"],
        heading=record["heading"],
        rows=tuple(record["rows"]),
        of=record["of"],
        where=record["where"],
        firm=record.get("firm", False),
        row_label=record["label"],
        measures=measures,
        periods=record.get("periods", ""),
        total=record.get("total", False),
        per=tuple(per) if per else None,
    )


def _columns(family: Family, rng: random.Random) -> tuple[str, ...]:
    if family.kind == "list":
        return tuple(measure.name for measure in family.measures)
    if family.periods == "years":
        first, count = rng.randint(1995, 2022), rng.randint(2, 5)
        return tuple(str(year) for year in range(first, first + count))
    words = {
        "months": MONTHS,
        "quarters": ["Q1", "Q2", "Q3", "Q4"],
    }[family.periods]
    count = rng.randint(2, min(4, len(words)))
    start = rng.randrange(len(words) - count + 1)
    return tuple(words[start : start + count])


def _value(measure: Measure, level: float, rng: random.Random) -> str:
    """Draw a value; a row's values lie near one another, as yearly figures do."""
    middle = measure.low + (measure.high - measure.low) * level**2
    value = max(measure.low, middle * rng.uniform(0.75, 1.35))
    if measure.decimals == 0 and value > 1000 and rng.random() < 0.3:
        value = round(value, -2)
    return f"{value:.{measure.decimals}f}"


def _table(grid: Grid, commas: bool) -> str:
    heads = list(grid.columns)
    if grid.family.kind == "list":
        heads = [f"{column} ({grid.unit(column)})" if grid.unit(column) else column for column in heads]
    lines = [[grid.family.row_label, *heads], ["---"] * (len(heads) + 1)]
    for row in grid.rows:
        name = row.removeprefix("the ")
        lines.append([name[0].upper() + name[1:], *(shown(grid.values[row, c], commas) for c in grid.columns)])
    if grid.family.total:
        lines.append(["Total", *(shown(total(grid, column), commas) for column in grid.columns)])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _prose(grid: Grid, commas: bool) -> str:
    sentences = []
    for place, row in enumerate(grid.rows):
        where = f" {grid.where}" if place == 0 else ""
        texts = [_with_unit(grid, row, column, commas) for column in grid.columns]
        first, *others = grid.columns
        name = f"{grid.name(row, first)}{where}"
        if grid.family.kind == "series":
            parts = [f"{text} in {column}" for text, column in zip(texts, grid.columns, strict=True)]
            sentence = f"{name} was {_listed(parts)}."
        else:
            parts = [f"the {column} {text}" for text, column in zip(texts[1:], others, strict=True)]
            sentence = f"{name} is {texts[0]}, {_listed(parts)}."
        sentences.append(sentence[0].upper() + sentence[1:])
    return " ".join(sentences)


def _with_unit(grid: Grid, row: str, column: str, commas: bool) -> str:
    return f"{shown(grid.values[row, column], commas)} {grid.unit(column)}".rstrip()


def _listed(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]
