"""The amounts of a bill, each with its label, and what its total is made up of.

A bill is the lines "Sales tax (8 %) $3.56" of a receipt or a form, or the rows of a table. Its total has in it what
stands above it, where these amounts add up to it: "Subtotal", "Tip" and "Total".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import groupby

from chatbot.questions.plurals import stem_set
from chatbot.tables.labelled import MONEY, about, lines_of
from chatbot.tables.measures import figures
from chatbot.tables.reading import grids, is_blank, read_figure
from ingest.collection import Passage

_TOTAL = re.compile(r"\b(?:total|amount due|balance due|to pay|payable)\b", re.IGNORECASE)
_SUBTOTAL = re.compile(r"\bsub-?\s?total\b", re.IGNORECASE)
_PART = re.compile(r"\b(?:unit|each|per|piece|points?|saved|savings?|items?)\b", re.IGNORECASE)  # no total of a bill


@dataclass(frozen=True)
class Amount:
    """An amount with its label, and the passage cut down to its line, or to its row with the header.

    `column` is its column's name, `only` says that its row has no other amount behind it, `over` what stands over it.
    """

    label: str
    text: str
    said: str
    window: Passage
    over: frozenset[str]
    column: str = ""
    only: bool = True

    @property
    def called(self) -> str:
        """All that it goes by: its label and its column's name."""
        return f"{self.label} {self.column}".strip()

    @property
    def value(self) -> Fraction | None:
        """The number, None where it is not surely read."""
        found = figures([self.text])
        return found[0].value if found else None

    @property
    def is_total(self) -> bool:
        """Whether it is called a total, and not the total of a part."""
        return bool(_TOTAL.search(self.label)) and not (_SUBTOTAL.search(self.label) or _PART.search(self.label))

    @property
    def is_subtotal(self) -> bool:
        """Whether it is called a subtotal."""
        return bool(_SUBTOTAL.search(self.label))


@dataclass(frozen=True)
class Bill:
    """A total, and the amounts right above it that are in it; `adds_up` says whether they come to it.

    `inside` are those that the first of them, a subtotal, is the sum of.
    """

    total: Amount
    parts: tuple[Amount, ...]
    adds_up: bool
    inside: tuple[Amount, ...] = ()


def amounts(passages: Sequence[Passage]) -> list[Amount]:
    """Return the labelled amounts of a document, given by its passages in its order."""
    found: list[Amount] = []
    for passage in passages:
        around = about(passage)  # and no line over a bill: it may be what was bought
        for is_table, lines in groupby(passage.text.splitlines(), lambda line: line.lstrip().startswith("|")):
            block = replace(passage, text="\n".join(lines))
            found += _of_table(block, around) if is_table else _of_lines(block, around)
    return found


def bill(found: Sequence[Amount]) -> Bill | None:
    """Return the last total that amounts above it add up to, with these; None where there is no total.

    Where none does, a line may not have been read: then what stands between the last subtotal and a total is in it, or
    what stands right above it.
    """
    rows = [amount for amount in found if amount.only]
    totals = [n for n in reversed(range(1, len(rows))) if rows[n].is_total]
    for n in totals:
        if parts := _adding_up_to(rows[n], rows[:n]):
            inside = _adding_up_to(parts[0], rows[: n - len(parts)]) if parts[0].is_subtotal else ()
            return Bill(rows[n], parts, True, inside)
    if not totals:
        return None
    above = rows[: totals[0]]
    first = max((n for n, amount in enumerate(above) if amount.is_subtotal), default=len(above) - 1)
    return Bill(rows[totals[0]], tuple(above[first:]), False)


def _adding_up_to(total: Amount, above: Sequence[Amount]) -> tuple[Amount, ...]:
    """Return the shortest run of two amounts or more right above a total that is its sum; empty if none is."""
    wanted, sum_ = total.value, Fraction(0)
    for n in reversed(range(len(above))):
        value = above[n].value
        if wanted is None or value is None:
            return ()
        sum_ += value
        if sum_ == wanted and n < len(above) - 1:
            return tuple(above[n:])
    return ()


def _of_lines(block: Passage, around: frozenset[str]) -> Iterator[Amount]:
    for line in lines_of(block):
        if re.fullmatch(MONEY, line.value):
            yield Amount(line.label, line.value, line.text, replace(block, text=line.text), around)


def _of_table(block: Passage, around: frozenset[str]) -> Iterator[Amount]:
    for header, rows in grids(block.text):
        for row in rows:
            numbers = [n for n in range(1, len(row)) if _is_amount(row[n])]
            label = " ".join(cell for n, cell in enumerate(row) if n not in numbers and not is_blank(cell))
            window = replace(block, text="\n".join(f"| {' | '.join(cells)} |" for cells in (header, row)))
            for n in numbers if stem_set(label) else ():
                named = f"{header[n]}: {row[n]}" if len(numbers) > 1 and header[n] else row[n]
                yield Amount(label, row[n], f"{label}: {named}", window, around, header[n], n == numbers[-1])


def _is_amount(cell: str) -> bool:
    figure = read_figure(cell)
    return bool(re.fullmatch(MONEY, cell) or (figure and figure.unit != "%"))
