"""Which rows of a table a question means: all of them, or those that a word of it names ("of the bakery branch").

Every word must be one of the table's: of its title, its headings, its columns, or of the rows that are meant. A word
that some rows have and that may as well be said of the whole table makes it unsure.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chatbot.calendar.years import is_year, years
from chatbot.questions.plurals import stem_set
from chatbot.tables.columns import SUMS, Row
from chatbot.tables.reading import is_blank

_PARTS_OF_A_SUM = re.compile(r"\bof which\b|\bthereof\b|\bincluding\b|\bincl\b|\b(?:carried|brought) forward\b", re.I)
_OTHERWISE = stem_set(  # rows that count against others, or not at all
    "refund refunded cancelled canceled void voided returned return credit debit income expense deposit withdrawal "
    "planned budget forecast estimate"
)
_CURRENCY = re.compile(r"[A-Z]{3}|[$€£]|euros?|dollars?|pounds?")
_KINDS_OF_UNIT = stem_set("currency unit uom measure")


@dataclass(frozen=True)
class Named:
    """The rows of a table with the columns that name them."""

    header: Row
    rows: Sequence[Row]
    names: Sequence[int]

    def meant(self, asked: frozenset[str], around: frozenset[str]) -> list[bool] | None:
        """Tell of each row whether it is meant; None where that is unsure.

        `around` are those of the words asked that need not stand in a row.
        """
        says = [stem_set(" ".join(row[n] for n in self.names)) for row in self.rows]
        some = {term for term in asked if 0 < sum(term in each for each in says) < len(says)}
        wanted = asked - around
        if any(not self._names_one(term) for term in some & wanted) or some - wanted:
            return None
        kept = [wanted <= each for each in says]
        return kept if any(kept) else None

    def is_sound(self, kept: Iterable[bool]) -> bool:
        """Tell whether no row of the table is a sum of others, and all that are kept are of a kind."""
        said = [[row[n] for n in self.names] for row in self.rows]
        texts = [" ".join(cells) for cells in said]
        if any(SUMS.search(text) or _PARTS_OF_A_SUM.search(text) for text in texts) or _has_nameless(said):
            return False
        mine = [row for row, is_kept in zip(self.rows, kept, strict=True) if is_kept]
        differ = [stem_set(" ".join(row[n] for n in self.names)) & _OTHERWISE for row in mine]
        return len(set(differ)) == 1 and not any(self._is_unit(n, mine) for n in self.names)

    def _names_one(self, term: str) -> bool:
        """Tell whether a term stands in cells of one column, and these are the same or dates of that year."""
        found = {n: {row[n] for row in self.rows if term in stem_set(row[n])} for n in self.names}
        found = {n: cells for n, cells in found.items() if cells}
        if len(found) != 1:
            return False
        (cells,) = found.values()
        dated = is_year(term) and all(years(cell) == [int(term)] for cell in cells)
        return dated or len({stem_set(cell) for cell in cells}) == 1

    def _is_unit(self, n: int, rows: Sequence[Row]) -> bool:
        """Tell whether a column says in what the numbers are, and not always the same."""
        cells = {row[n] for row in rows}
        named = bool(stem_set(self.header[n]) & _KINDS_OF_UNIT)
        return len(cells) > 1 and (named or all(_CURRENCY.fullmatch(cell) for cell in cells))


def _has_nameless(said: Sequence[Sequence[str]]) -> bool:
    """Tell whether a row says nothing but its numbers, where others do: it may be their sum."""
    empty = [all(map(is_blank, cells)) for cells in said]
    return any(empty) and bool(said and said[0])
