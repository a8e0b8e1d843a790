"""What one of several costs, where a row has how many there are, the price of one and what these come to.

"How much is one butter naan?" is 45 of "| Butter naan | 6 | 45 | 270 |", since 6 * 45 is 270, and is not the 270.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations

from chatbot.answers.evidence import Evidence
from chatbot.tables.reading import Figure, is_blank, read_figure, row_of, said_cells

_OF_MONEY = re.compile(r"\bhow much\b|\bcosts?\b|\bprices?\b|\bcharged?\b", re.IGNORECASE)
_OF_ONE = re.compile(
    r"\b(?:one|a single|each|apiece|per (?:piece|item|unit|night|hour|day))\b|\b(?:is|was|does|did|for|of) an? \w",
    re.IGNORECASE,
)
_COUNTS = re.compile(
    r"\b(?:qty|quantity|count|number|no|units?|pcs|pieces|nights|hours|hrs|days|packs?)\b", re.IGNORECASE
)
_PRICES = re.compile(r"\b(?:rate|price|cost|each|per|fee)\b", re.IGNORECASE)


def price_of_one(question: str, found: Evidence) -> Evidence | None:
    """Return the price of one in place of an amount for several; None where one is not asked for, or it is unsure."""
    if not (_OF_MONEY.search(question) and _OF_ONE.search(question) and found.window.text.startswith("|")):
        return None
    header, row = row_of(found.window.text)
    figures = {n: figure for n, cell in enumerate(row) if (figure := read_figure(cell))}
    amounts = [n for n in figures if row[n] == found.words.strip()]
    prices = {price for amount in amounts for price in _prices(header, figures, amount)}
    if len(prices) != 1:
        return None
    (price,) = prices
    names = [n for n, cell in enumerate(row) if n not in figures and not is_blank(cell)]
    return replace(found, words=row[price], said=said_cells(header, row, [*names, price]))


def _prices(header: list[str], figures: dict[int, Figure], amount: int) -> Iterator[int]:
    """Yield the columns that, so many times as another says, come to the amount.

    Which of the two counts is told by their names, or by the one being no whole number.
    """
    for count, price in permutations((n for n in figures if n != amount), 2):
        many, each = figures[count].value, figures[price].value
        if many < 2 or many.denominator != 1 or many * each != figures[amount].value:
            continue
        named = _COUNTS.search(header[count]) or _PRICES.search(header[price])
        if each.denominator != 1 or (named and not _COUNTS.search(header[price])):
            yield price
