"""Which column of a table a question's condition is about, and which rows fulfil it.

A column is named by the question's words, all of its own among them. Of a comparison that names none, the only column
of numbers may be meant, or of amounts with that sign. A cell that is empty, of another unit, or no number makes it
unsure.
"""

import re
from collections.abc import Sequence
from fractions import Fraction

from chatbot.questions.conditions import HAS, HAS_NONE, IS, IS_NOT, Condition
from chatbot.questions.plurals import stem_set
from chatbot.tables.columns import Row, numeric
from chatbot.tables.measures import MONEY, is_money, may_be_compared, named_by
from chatbot.tables.reading import is_blank, read_figure
from chatbot.tables.whole_questions import Wanted

_YES, _NO = frozenset("yes y true x ✓ ✔ ☑ ☒".split()), frozenset("no n false ☐".split())
_NOUGHT = re.compile(r"(?:none|n/?a|no|nil|[^\w]*)", re.IGNORECASE)
_SCALE = re.compile(r"\b(thousand|million|billion)s?\b", re.IGNORECASE)
_REST = re.compile(r"(?:all )?(?:the )?(?:others?|rest|remainder|remaining)", re.IGNORECASE)
_DENIED = re.compile(r"\b(?:not?|out of)\b|n['’]t\b", re.IGNORECASE)
_SIGNS = "$€£%"


def columns_of(asked: Wanted, header: Row, rows: Sequence[Row]) -> dict[int, int]:
    """Return the columns that the condition of a question may be about, with the number of words that name each."""
    held = asked.condition
    fits = [n for n in range(len(header)) if asked.narrows <= set(re.findall(r"[a-z]+", header[n].lower()))]
    if held.compares:
        numbers = [n for n in numeric(rows) if n in fits and may_be_compared(n, header, rows)]
        named = {n: rank for n in numbers if (rank := named_by(asked, header[n]))}
        return _best(named) or {n: 0 for n in numbers if _may_be_meant(asked, header, n, rows, numbers)}
    labels = {n: stem_set(header[n]) for n in fits}
    named = {n: len(label) for n, label in labels.items() if label - asked.thing and label <= asked.terms}
    if held.kind in (HAS, HAS_NONE):
        return _best(named)
    flags = {n: rank for n, rank in named.items() if all(row[n].lower() in _YES | _NO for row in rows)}
    if held.kind == IS_NOT and not flags:
        return {n: 1 for n in _with_value(asked, header, rows)}
    return _best(flags)


def fulfilled(asked: Wanted, name: str, cells: Sequence[str]) -> list[bool] | None:
    """Tell of each cell of a column whether it fulfils a question's condition; None where that is unsure."""
    held = asked.condition
    if held.compares:
        return _compared(held, name, cells)
    if held.kind in (HAS, HAS_NONE):
        kept = [_has(cell) == (held.kind == HAS) for cell in cells]
        return kept if not all(kept) else None  # "Which orders have a date?" wants no list of all orders
    if held.kind == IS_NOT and any(map(asked.names, cells)):
        return None if any(map(is_blank, cells)) else [not asked.names(cell) for cell in cells]
    return [(cell.lower() in _YES) == (held.kind == IS) for cell in cells]


def is_rest(name: str) -> bool:
    """Tell whether a row stands for all that have no row of their own."""
    return bool(_REST.fullmatch(name.strip()))


def _best(named: dict[int, int]) -> dict[int, int]:
    return {n: rank for n, rank in named.items() if rank == max(named.values())}


def _with_value(asked: Wanted, header: Row, rows: Sequence[Row]) -> list[int]:
    """Return the columns in which a question names some of the cells, and not all of them.

    "Out of service" in a cell is what "Which is out of service?" wants: nothing is denied of it.
    """
    named = {n: [row[n] for row in rows if asked.names(row[n])] for n in range(len(header))}
    return [n for n, cells in named.items() if 0 < len(cells) < len(rows) and not any(map(_DENIED.search, cells))]


def _may_be_meant(asked: Wanted, header: Row, n: int, rows: Sequence[Row], numbers: Sequence[int]) -> bool:
    """Tell whether a comparison that names no column may be about this one: it is the only one of its kind."""
    sign, cells = asked.condition.sign, [row[n] for row in rows]
    if sign == "%":
        return "%" in header[n] or any("%" in cell for cell in cells)
    if sign or asked.terms & MONEY:
        return is_money(asked, header[n], cells)
    return len(numbers) == 1


def _compared(held: Condition, name: str, cells: Sequence[str]) -> list[bool] | None:
    figures = [read_figure(cell) for cell in cells]
    known = [figure for figure in figures if figure is not None]
    if len(known) < len(cells) or len({figure.unit for figure in known}) > 1:
        return None
    factor = _factor(held, name, cells)
    return [held.holds(figure.value, factor) for figure in known] if factor else None


def _factor(held: Condition, name: str, cells: Sequence[str]) -> Fraction | None:
    """Return what a question's number is to be multiplied by to be of a column's unit; None where they differ."""
    written = " ".join([name, *cells])
    signs = {sign for sign in _SIGNS if sign in written}
    if held.sign and held.sign not in signs and (signs or held.sign == "%"):
        return None
    if signs == {"%"} and held.sign not in ("%", ""):
        return None
    scale = _SCALE.search(name)
    if scale and not held.scale:
        return None  # "below 13,000" of a column in millions may be either
    factors = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
    return Fraction(held.factor, factors[scale[1].lower()] if scale else 1)


def _has(cell: str) -> bool:
    figure = read_figure(cell)
    return bool(figure.value) if figure else not (is_blank(cell) or _NOUGHT.fullmatch(cell.strip()))
