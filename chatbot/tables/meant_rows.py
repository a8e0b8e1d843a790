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

_PARTS_OF_A_SUM = re.compile(  # "Flights incl. bags" are none
    r"\bof which\b|\bthereof\b|^\W*incl(?:uding|\b)|\bincl(?:uding|\.)? (?:\S+ )?(?:vat|tax)\b|"
    r"\b(?:carried|brought) forward\b",
    re.IGNORECASE,
)
_OTHERWISE = stem_set(  # rows that count against others, or not at all
    "refund refunded cancelled canceled void voided returned return credit debit income expense deposit withdrawal "
    "planned budget forecast estimate"
)
_FEW_WORDS = 3  # of a cell that says of what kind its row is; a note says all kinds of things
_CURRENCY = re.compile(r"[A-Z]{3}|[$€£]|euros?|dollars?|pounds?")
_STATE = re.compile(r"\b(?:is|are|was|were|been) ([a-z]+)")
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
        titles = {term for term in some - wanted if {term} in map(stem_set, self.header) and not self._called(term)}
        if any(not self._names_one(term) for term in some & wanted) or some - wanted - titles:
            return None
        kept = [wanted <= each and self._is_named_by(wanted, row) for row, each in zip(self.rows, says, strict=True)]
        return kept if any(kept) else None

    def is_sound(self, kept: Iterable[bool]) -> bool:
        """Tell whether no row of the table is a sum of others, and all that are kept are of a kind."""
        said = [[row[n] for n in self.names] for row in self.rows]
        cells = [cell for row in said for cell in row]
        if any(SUMS.search(cell) or _PARTS_OF_A_SUM.search(cell) for cell in cells) or _has_nameless(said):
            return False
        mine = [row for row, is_kept in zip(self.rows, kept, strict=True) if is_kept]
        brief = [[row[n] for n in self.names if len(row[n].split()) <= _FEW_WORDS] for row in mine]
        differ = [stem_set(" ".join(each)) & _OTHERWISE for each in brief]
        return len(set(differ)) == 1 and not any(self._is_unit(n, mine) for n in self.names)

    def states(self, text: str) -> frozenset[str]:
        """Return the terms of a question by which some cells say how their rows are: "is paid", "is still open"."""
        return frozenset(term for term in stem_set(" ".join(_STATE.findall(text))) if self._called(term))

    def _called(self, term: str) -> list[int]:
        """Return the columns with a cell that is this term and nothing else: what others mention goes by it there."""
        return [n for n in self.names if any(stem_set(row[n]) == {term} for row in self.rows)]

    def _is_named_by(self, terms: Iterable[str], row: Row) -> bool:
        return all(term in stem_set(row[n]) for term in terms for n in self._called(term))

    def _names_one(self, term: str) -> bool:
        """Tell whether a term is all of a cell of one column, or stands in cells of one column alone, and these are
        the same or dates of that year."""
        if len(self._called(term)) == 1:
            return True
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
