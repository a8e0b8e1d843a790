"""Which column of a table a question wants the total or the average of, and where that makes no sense.

A column is named by the question's words, all of its own among them; where none is, the only one that holds money may
be meant. Numbers that are names, ratios, or of several units are not added.
"""

import re
from collections.abc import Sequence
from fractions import Fraction

from chatbot.questions.operations import TOTAL
from chatbot.questions.plurals import stem_set
from chatbot.sums.rates import loosened
from chatbot.tables.columns import Row, numeric
from chatbot.tables.reading import Figure, bare, read_figure
from chatbot.tables.whole_questions import Wanted

_FIGURE = re.compile(r"[^\d,.]*(?:\d{1,3}(?:,\d{3})+|(?!0\d)\d+)?(?:\.\d+)?[^\d,.]*\.?")
_CURRENCY = re.compile(r"[$€£]|\b(?:EUR|USD|GBP|CHF)\b")
_UNITS = stem_set("eur euro euros usd us dollar dollars gbp pound pounds chf kg km litre litres hours minutes in")
_GENERAL = stem_set("amount value price cost total paid due sum") | _UNITS  # words of a label that need not be said
MONEY = stem_set("amount price cost total fee fare rent paid sum value expense spending charge revenue sales income")
_EARNED = stem_set("revenue sales income takings earnings salary donation invoice deposit credit received")
_NAMES = frozenset(  # as written, in the singular: numbers of these stand for something, "Pages" are counted
    "id ids no nr number code codes phone telephone tel mobile fax zip postcode postal isbn ean sku ref reference "
    "serial account iban room house year date day month time week rank place position latitude longitude version "
    "page line index".split()
)
_ROWS = stem_set("row line entry item record position")  # whatever a table's rows are called
_PEOPLE = frozenset(  # as written, in the singular
    "name person people employee worker staff member volunteer speaker presenter teacher trainer coach instructor "
    "driver player student pupil guest nurse doctor host lecturer colleague assistant".split()
)
_NO_TOTAL = stem_set(
    "rate per each unit average avg mean median percent percentage share ratio margin rating score grade age height "
    "depth temperature speed balance cumulative running density level probability humidity altitude elevation"
)
_NO_AVERAGE = stem_set("average avg mean median percent percentage share")
_QUANTITY, _PRICE = stem_set("quantity qty pieces units count copies sold stock ordered"), stem_set("price cost fee")


def measures(asked: Wanted, header: Row, rows: Sequence[Row]) -> dict[int, int]:
    """Return the columns that fit what is wanted, with the number of words that name each: 0 for money not named."""
    numbers = [n for n in numeric(rows) if _may_be_added(asked, header, n) and not _numbers_rows(n, rows)]
    named = {n: rank for n in numbers if (rank := named_by(asked, header[n]))}
    best = max(named.values(), default=0)
    if best:
        return {n: rank for n, rank in named.items() if rank == best}
    return {n: 0 for n in numbers if asked.money and is_money(asked, header[n], [row[n] for row in rows])}


def figures(cells: Sequence[str]) -> list[Figure] | None:
    """Return the numbers of cells, all of one unit and surely written as they are read; None if that is not so."""
    found = [read_figure(cell) for cell in cells if _FIGURE.fullmatch(cell)]
    known = [figure for figure in found if figure is not None]
    units = {figure.unit for figure in known}
    sound = len(known) == len(cells) and len(units) == 1 and units != {"%"}
    return known if sound else None


def may_be_compared(n: int, header: Row, rows: Sequence[Row]) -> bool:
    """Tell whether a column of numbers measures something, and does not only tell its rows apart."""
    return bool(stem_set(header[n])) and not (_NAMES & _words(header[n]) or _numbers_rows(n, rows))


def has_a_sum(values: Sequence[Fraction]) -> bool:
    """Tell whether one of the numbers may be the sum of all others: a total without a name."""
    total = sum(values)
    return len(values) > 2 and any(value and 2 * value == total for value in values)


def unit_of(cell: str) -> str:
    """Return the unit in a cell as it is written there, `$` or `MWh`."""
    return re.sub(r"[\d.,()\s−-]", "", cell)


def named_by(asked: Wanted, name: str) -> int:
    """Return by how many words a column is named: all of them but units and such, and one at least."""
    label = loosened(stem_set(bare(name)), asked.terms)
    said = label & asked.terms
    unsaid = _GENERAL | MONEY if asked.condition and asked.terms & _GENERAL else _GENERAL  # what costs has a fare
    return len(said) if label - said <= unsaid and not _names_a_thing(name, asked.text) else 0


def _names_a_thing(name: str, text: str) -> bool:
    """Tell whether a column of one "Order" is said as "orders": then it tells them apart and measures nothing."""
    words, said = _words(name), _words(text)
    several = {word for word in said if {word.removesuffix("s"), word.removesuffix("es")} & words - said}
    return bool(several) and not words & {"price", "amount", "cost", "fee", "total", "sum", "value"}


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]+", text.lower()))


def _may_be_added(asked: Wanted, header: Row, n: int) -> bool:
    label = stem_set(header[n])
    never = _NO_TOTAL if asked.kind == TOTAL else _NO_AVERAGE
    others = [stem_set(name) for m, name in enumerate(header) if m != n]
    each = asked.kind == TOTAL and label & _PRICE and "total" not in label and any(o & _QUANTITY for o in others)
    return not (label & never or _NAMES & _words(header[n]) or "%" in header[n] or each) and bool(label)


def _numbers_rows(n: int, rows: Sequence[Row]) -> bool:
    """Tell whether whole numbers only tell rows apart: they stand first, or run on."""
    cells = [row[n] for row in rows]
    if not all(cell.isdigit() for cell in cells) or len(set(cells)) < len(cells):
        return False
    values = list(map(int, cells))
    return n == 0 or (len(values) > 2 and max(values) - min(values) == len(values) - 1)


def is_money(asked: Wanted, name: str, cells: Sequence[str]) -> bool:
    """Tell whether a column holds amounts of money, spent ones where that is wanted."""
    label = stem_set(name)
    money = bool(label & MONEY) or any(map(_CURRENCY.search, [name, *cells]))
    return money and not (asked.spends and label & _EARNED)


def is_earned(asked: Wanted, over: frozenset[str]) -> bool:
    """Tell whether a table is of what was earned, and what was spent is wanted."""
    return asked.spends and bool(over & _EARNED)


def counted_by(asked: Wanted, header: Row, rows: Sequence[Row], over: frozenset[str]) -> dict[int, int]:
    """Return the column whose different cells are the things that a question counts, with 1 where it is named so.

    Who is asked for are those under "Name" or "Speaker", where somebody may have several rows. Else all that the title
    or a heading says must have the thing: then it is 0. Empty if neither, or unsure.
    """
    if asked.people:
        called = [n for n in range(len(header)) if _PEOPLE & _words(header[n])]
        apart = not asked.role & over.union(*map(stem_set, header))  # else rows or a column are called so
        return {called[0]: 1} if len(called) == 1 and apart else {}
    if any(asked.thing & stem_set(header[n]) for n in numeric(rows) if not _numbers_rows(n, rows)):
        return {}
    apart = [n for n in range(len(header)) if len({row[n] for row in rows} - {""}) == len(rows)]
    if asked.condition and asked.thing <= _ROWS:
        return {n: 0 for n in apart[:1]}
    named = [n for n in range(len(header)) if asked.thing & stem_set(header[n])]
    if named:
        return {named[0]: 1} if len(named) == 1 and named[0] in apart else {}
    return {n: 0 for n in apart[:1] if asked.thing <= over}
