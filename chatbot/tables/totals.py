"""Totals, averages, counts and lists over a whole table: "What is the total of all orders?", "Which orders are open?".

All parts of the table are read, also those that no search found. One table only may fit, in one document only; no word
of the question may be left over, no cell may be empty, and no row may be a sum of others. What a sentence tells is not
worked out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from chatbot.answers.subject import named_over, over
from chatbot.questions.conditions import HAS, IS, IS_NOT
from chatbot.questions.plurals import stem_set
from chatbot.tables.columns import SUMS, Row, numeric
from chatbot.tables.dated import dated
from chatbot.tables.directions import goes_the_other_way
from chatbot.tables.held import columns_of, fulfilled, is_rest
from chatbot.tables.lookup import look_up
from chatbot.tables.meant_rows import Named
from chatbot.tables.measures import counted_by, has_a_sum, is_earned, measures
from chatbot.tables.outcomes import Total
from chatbot.tables.periods import Period, date_column, period_of, within
from chatbot.tables.reading import grids
from chatbot.tables.synonyms import alike
from chatbot.tables.whole_questions import COUNT, LIST, Wanted, wanted
from chatbot.tables.whole_tables import WholeTable, has_header, over_table, whole_table
from ingest.collection import Collection, Passage
from ingest.text import sentences

_MOST_PARTS = 300  # passages of a table: each has a footnote
_MOST_PASSAGES = 500  # of a document, up to 10,000 rows: read in a second on two cores
_LOOKED_AT = 12  # passages that a condition's table is looked for in, beside those found
_SIMILAR = 8  # passages of other documents that are looked at
_ADDS_UP = re.compile(r"\b(?:in all|altogether|together|on average)\b", re.IGNORECASE)


@dataclass(frozen=True)
class _Fit:
    """A table of a found passage that may be what is wanted, the column to read, and how many words name that."""

    asked: Wanted
    header: Row
    column: int
    rank: int
    passage: Passage
    by: int | None = None  # the column that the question's condition is about
    by_rank: int = 0

    @property
    def sureness(self) -> int:
        """How many words name the columns."""
        return self.rank + self.by_rank

    @property
    def over(self) -> frozenset[str]:
        """The terms over the table."""
        return over_table(self.header, self.passage)

    @property
    def saying(self) -> frozenset[str]:
        """The terms that say nothing of the rows: of who is under "Speaker" also that they speak."""
        does = alike(self.asked.terms, stem_set(self.header[self.column])) if self.asked.people else frozenset()
        return self.asked.saying | does

    @property
    def period(self) -> Period | None:
        """The year or the month that is asked about."""
        return period_of(self.asked.text)

    def day(self, rows: Sequence[Row]) -> int | None:
        """Return the column by which rows fall into the period that is asked about; None where nothing is dated so."""
        return date_column(self.header, rows) if self.period else None

    def explains(self, passages: Sequence[Passage]) -> bool:
        """Tell whether all words of the question are words of the table, some rows of which these passages have."""
        rows = [
            tuple(row)
            for each in passages
            for header, rows in grids(each.text)
            if tuple(header) == self.header
            for row in rows
        ]
        left = self.asked.terms - self.saying - self.asked.thing - self.over - stem_set(" ".join(self.header))
        if self.day(rows) is not None:
            left -= self.period.words
        return not left or left <= stem_set(" ".join(cell for row in rows for cell in row))


def total(question: str, passages: Sequence[Passage], collection: Collection) -> Total | None:
    """Return what a question wants of a whole table; None where that is unsure."""
    for asked in wanted(question):
        fits = [fit for passage in _looked_at(asked, passages, collection) for fit in _fits(asked, passage)]
        documents = {source: collection.document(source) for source in {fit.passage.source for fit in fits}}
        if any(len(document) > _MOST_PASSAGES for document in documents.values()):
            return None
        if found := _one([fit for fit in fits if fit.explains(documents[fit.passage.source])]):
            if asked.kind == LIST or asked.condition:
                return _worked_out(found, collection)
            made = None if _is_told(asked, passages) else _worked_out(found, collection)
            return None if made is None or _is_told_elsewhere(question, made, passages) else made
    return None


def is_of_a_table(question: str, passages: Sequence[Passage]) -> bool:
    """Tell whether a found table is what a question puts a condition on: one row of it would be no answer."""
    for asked in wanted(question):
        if asked.condition is None or asked.condition.kind == IS:
            continue
        for passage in passages:
            for names, rows in grids(passage.text):
                named = stem_set(f"{' '.join(names)} {' '.join(cell for row in rows for cell in row)}")
                left = asked.terms - asked.saying - over_table(tuple(names), passage) - named
                about = columns_of(asked, tuple(names), [tuple(row) for row in rows]) if rows else {}
                is_named = any(about.values()) or (about and asked.thing & stem_set(" ".join(names)))
                if is_named and not left - asked.thing:
                    return True
    return False


def _looked_at(asked: Wanted, passages: Sequence[Passage], collection: Collection) -> Sequence[Passage]:
    """Return the found passages; for a condition, whose number tells a search nothing, also those found without."""
    if asked.condition is None:
        return passages
    more = collection.search(f"{' '.join(asked.thing)} {asked.text}", k=_LOOKED_AT)
    return list({passage.id: passage for passage in (*passages, *more)}.values())


def _fits(asked: Wanted, passage: Passage) -> Iterator[_Fit]:
    for names, rows in grids(passage.text):
        header, around = tuple(names), over_table(tuple(names), passage)
        rows = [tuple(row) for row in rows]
        if not rows or is_earned(asked, around):
            continue
        columns = counted_by(asked, header, rows, around) if asked.of_rows else measures(asked, header, rows)
        held = columns_of(asked, header, rows) if asked.condition else {None: 0}
        for (n, rank), (by, by_rank) in product(columns.items(), held.items()):
            if n != by:
                yield _Fit(asked, header, n, rank, passage, by, by_rank)


def _one(fits: Sequence[_Fit]) -> _Fit | None:
    """Return the only table and column that fit best, of several passages the first."""
    best = [fit for fit in fits if fit.sureness == max(each.sureness for each in fits)]
    different = {(fit.header, fit.column, fit.by, fit.passage.source, fit.passage.heading) for fit in best}
    return best[0] if len(different) == 1 else None


def _worked_out(fit: _Fit, collection: Collection) -> Total | None:
    table = whole_table(fit.header, fit.passage, collection.document(fit.passage.source))
    if table is None or not _is_the_one(fit, table, collection):
        return None
    kept = _kept(fit, table)
    is_dated = fit.day(table.rows) is not None
    fewest = 1 if (fit.asked.kind == LIST and not fit.asked.people) or fit.asked.condition or is_dated else 2
    if kept is None or sum(kept) < fewest:
        return None
    left = iter(kept)
    parts = [replace(part, rows=tuple(row for row in part.rows if next(left))) for part in table.parts]
    made = Total(
        fit.asked.kind, fit.header, fit.column, tuple(part for part in parts if part.rows), len(kept), _shown(fit)
    )
    return made if len(made.parts) <= _MOST_PARTS and _is_sound(made) else None


def _shown(fit: _Fit) -> int | None:
    """Return the column that says why a row is in a list: none where all of its cells say the same, "no"."""
    held = fit.asked.condition
    return fit.by if held and (held.compares or held.kind == HAS) else None


def _kept(fit: _Fit, table: WholeTable) -> list[bool] | None:
    """Return which rows are meant; None where the column does not fit all of them, or it is unsure."""
    rows, asked = table.rows, fit.asked
    count = asked.of_rows
    refit = counted_by(asked, fit.header, rows, fit.over) if count else measures(asked, fit.header, rows)
    if refit != {fit.column: fit.rank}:
        return None
    others = [n for n in numeric(rows) if n != fit.column]
    day = fit.day(rows)
    then = [True] * len(rows) if day is None else within(fit.period, rows, day)
    if then is None:
        return None
    if day is not None:
        others += dated(rows)
    names = [n for n in range(len(fit.header)) if n not in others and (count or n != fit.column)]
    named = Named(fit.header, rows, names)
    said = {*names, fit.column} if asked.kind != LIST else _columns_said(fit, rows)
    if asked.kind == LIST and _is_other_way(fit, rows):
        return None
    around = fit.over.union(fit.saying, asked.thing, *(stem_set(fit.header[n]) for n in said))
    label = frozenset() if fit.by is None else _label(fit, rows)
    around -= named.states(asked.text)
    elsewhere = label | named_over(asked.text, fit.passage) | (fit.period.words if day is not None else frozenset())
    kept = named.meant(asked.terms - elsewhere, around)
    kept = kept and [a and b for a, b in zip(kept, then, strict=True)]
    if kept is None or not named.is_sound(kept) or (asked.of_some and all(kept)):
        return None
    return kept if fit.by is None else _fulfilling(fit, rows, kept)


def _is_other_way(fit: _Fit, rows: Sequence[Row]) -> bool:
    """Tell whether a word that tells rows apart stands in a column of where they end, and is asked of their start."""
    words = [stem_set(" ".join(row)) for row in rows]
    telling = {term for term in fit.asked.terms if sum(term in each for each in words) < len(rows)}
    ways = [n for n, name in enumerate(fit.header) if goes_the_other_way(fit.asked.text, name)]
    return any(telling & stem_set(row[n]) for n in ways for row in rows)


def _label(fit: _Fit, rows: Sequence[Row]) -> frozenset[str]:
    """Return the terms that name the condition's column, or the cells in it of "not open"."""
    denied = [row[fit.by] for row in rows if fit.asked.condition.kind == IS_NOT and fit.asked.names(row[fit.by])]
    return stem_set(" ".join([fit.header[fit.by], *denied]))


def _fulfilling(fit: _Fit, rows: Sequence[Row], kept: Sequence[bool]) -> list[bool] | None:
    """Return which of the rows kept fulfil the condition; None where that is unsure."""
    holds = fulfilled(fit.asked, fit.header[fit.by], [row[fit.by] for row in rows])
    if holds is None or columns_of(fit.asked, fit.header, rows) != {fit.by: fit.by_rank}:
        return None
    return [a and b and not is_rest(row[fit.column]) for a, b, row in zip(kept, holds, rows, strict=True)]


def _columns_said(fit: _Fit, rows: Sequence[Row]) -> set[int]:
    """Return the columns whose names a question for a list may say: that of the things, and one with a cell it names.

    "Which orders have a date?" wants no list of all orders.
    """
    asked = fit.asked.terms - fit.asked.saying - fit.asked.thing - fit.over
    values = [n for n, name in enumerate(fit.header) for row in rows if asked & stem_set(row[n]) - stem_set(name)]
    return {fit.column, *values}


def _is_sound(made: Total) -> bool:
    if made.kind in (COUNT, LIST):
        return True
    values = [figure.value for figure in made.figures]
    return bool(values) and not has_a_sum(values)


def _is_the_one(fit: _Fit, table: WholeTable, collection: Collection) -> bool:
    """Tell whether no other table fits as well: the question must name this one by its title or heading."""
    query = f"{fit.asked.text} {' '.join(fit.header)}"
    similar = collection.without([fit.passage.source]).search(query, _SIMILAR)
    others = [each for each in similar if has_header(fit.header, each) or _rivals(fit, each)]
    own = (over(fit.passage) | fit.over) & fit.asked.terms
    return all(own - over(other) - over_table(fit.header, other) for other in [*table.others, *others])


def _rivals(fit: _Fit, other: Passage) -> bool:
    return any(each.sureness >= fit.sureness and each.explains([other]) for each in _fits(fit.asked, other))


def _is_told(asked: Wanted, passages: Sequence[Passage]) -> bool:
    """Tell whether a sentence says how many there are, or what they come to."""
    subject = asked.thing or asked.terms - asked.saying
    rest = asked.terms - asked.saying - asked.thing if asked.of_rows else frozenset()
    for passage in passages:
        around = over(passage)
        for sentence in sentences(passage.text):
            is_prose = not sentence.startswith(("|", "#")) and bool(re.search(r"\d", sentence))
            sums = asked.kind == COUNT or bool(SUMS.search(sentence) or _ADDS_UP.search(sentence))
            said = stem_set(sentence)
            if is_prose and sums and subject & said and (not rest or rest & (said | around)):
                return True
    return False


def _is_told_elsewhere(question: str, made: Total, passages: Sequence[Passage]) -> bool:
    """Tell whether a cell of another table is named by the question: a total that the document has itself."""
    told = look_up(question, passages)
    return told is not None and not has_header(made.header, told.window)
